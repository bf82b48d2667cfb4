//! Where things lie: the repository, the cache shared by all clones, the tools in it.

use std::path::{Path, PathBuf};

/// The repository's root: that of the clone that Cargo was called in, which need not be the one it compiled.
pub fn root() -> PathBuf {
    let compiled = || PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(compiled, PathBuf::from);
    manifest.parent().unwrap_or(&manifest).to_path_buf()
}

/// `$XDG_CACHE_HOME/discreet`, else `~/.cache/discreet`.
pub fn cache() -> PathBuf {
    match std::env::var_os("XDG_CACHE_HOME") {
        Some(folder) if Path::new(&folder).is_absolute() => PathBuf::from(folder).join("discreet"),
        _ => home().join(".cache/discreet"),
    }
}

/// Where `run` keeps the sample data: `$XDG_DATA_HOME/discreet-demo`, else `~/.local/share/discreet-demo`.
pub fn demo_data() -> PathBuf {
    match std::env::var_os("XDG_DATA_HOME") {
        Some(folder) if Path::new(&folder).is_absolute() => {
            PathBuf::from(folder).join("discreet-demo")
        }
        _ => home().join(".local/share/discreet-demo"),
    }
}

/// Programs that Cargo installed for us.
pub fn tools() -> PathBuf {
    cache().join("tools")
}

/// wasm-opt and the icon family, installed by npm.
pub fn npm_tools() -> PathBuf {
    cache().join("npm")
}

/// Where the native builds go: the folder the caller chose, else one shared by all clones.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| cache().join("target"), PathBuf::from)
}

/// Where the browser builds go. Each way of building has its own folder, for changed flags rebuild everything.
pub fn wasm_target(fast: bool) -> PathBuf {
    cache().join(if fast {
        "target-wasm-fast"
    } else {
        "target-wasm"
    })
}

/// `PATH` with our tools in front.
pub fn search_path() -> std::ffi::OsString {
    let ours = [tools().join("bin"), npm_tools().join("node_modules/.bin")];
    let theirs = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(ours.into_iter().chain(std::env::split_paths(&theirs))).unwrap_or(theirs)
}

fn home() -> PathBuf {
    std::env::var_os("HOME").map_or_else(std::env::temp_dir, PathBuf::from)
}
