//! What the web app is made from, and the one hash that stands for all of it.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

use crate::shell::{output, program, version_of};

/// Files and folders whose change makes another web app.
const SOURCES: [&str; 14] = [
    ".cargo",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "crates/api-types",
    "crates/redact",
    "crates/transcript",
    "index.html",
    "public",
    "src",
    "style",
    "viewer.html",
    "xtask/src/dist",
    "xtask/src/dist.rs",
];

/// The hash of all sources, of the compiler and tools, and of the way of building.
pub fn key(root: &Path, fast: bool) -> Result<String> {
    let mut hash = Sha256::new();
    let mut add = |name: &str, bytes: &[u8]| {
        hash.update((name.len() as u64).to_le_bytes());
        hash.update(name);
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    add("fast", &[u8::from(fast)]);
    add("rustc", output(program("rustc").arg("-vV"))?.as_bytes());
    for tool in ["trunk", "wasm-bindgen", "wasm-opt"] {
        add(
            tool,
            version_of(tool)
                .with_context(|| format!("{tool} is missing"))?
                .as_bytes(),
        );
    }
    for source in SOURCES {
        let path = root.join(source);
        let files = if path.is_dir() {
            files_below(&path)?
        } else {
            vec![path]
        };
        for file in files {
            let bytes = std::fs::read(&file)
                .with_context(|| format!("{} cannot be read", file.display()))?;
            add(&file.strip_prefix(root)?.to_string_lossy(), &bytes);
        }
    }
    Ok(super::hex(&hash.finalize()[..16]))
}

/// Every file below a folder, in order of their paths.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        let entries = std::fs::read_dir(&folder)
            .with_context(|| format!("{} cannot be read", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                open.push(entry.path());
            } else {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}
