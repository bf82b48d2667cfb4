//! Build folders that several clones share: what others compiled is kept, our own crates never cross over.
//!
//! Cargo tells packages of a workspace apart by their path *within* it, and looks at times, not contents: with one
//! folder for two clones it takes a crate built from the other one's sources for fresh.

use std::fs::{File, OpenOptions};
use std::path::Path;

use anyhow::{Context as _, Result};

/// As long as this lives, no other clone builds into the folder. Builds of the same clone go side by side; Cargo
/// orders them itself.
pub struct Claim {
    _lock: File,
}

/// Takes a build folder over for the clone at `root`, making Cargo forget our crates if another clone had it.
pub fn claim(target: &Path, root: &Path) -> Result<Claim> {
    std::fs::create_dir_all(target)
        .with_context(|| format!("{} cannot be made", target.display()))?;
    let path = target.join(".discreet-clone");
    let lock = OpenOptions::new()
        .create(true)
        .append(true)
        .open(target.join(".discreet-lock"))?;
    let is_ours = || std::fs::read_to_string(&path).is_ok_and(|owner| Path::new(&owner) == root);
    loop {
        lock.lock_shared()?;
        if is_ours() {
            return Ok(Claim { _lock: lock });
        }
        lock.unlock()?;
        if lock.try_lock().is_err() {
            println!(
                "Waiting for another clone that builds in {} …",
                target.display()
            );
            lock.lock()?;
        }
        if !is_ours() {
            forget_our_crates(target)?;
            std::fs::write(&path, root.to_string_lossy().as_bytes())?;
        }
        lock.unlock()?;
    }
}

/// Removes the fingerprints of the workspace's own packages, for every target and profile.
fn forget_our_crates(target: &Path) -> Result<()> {
    for folder in folders_in(target).into_iter().flat_map(|folder| {
        let below = folders_in(&folder);
        std::iter::once(folder).chain(below)
    }) {
        for fingerprint in folders_in(&folder.join(".fingerprint")) {
            let name = fingerprint
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if name.starts_with("discreet-") || name.starts_with("xtask-") {
                std::fs::remove_dir_all(&fingerprint)?;
            }
        }
    }
    Ok(())
}

fn folders_in(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_clone_finds_only_what_others_wrote() {
        let target = std::env::temp_dir().join(format!("discreet-claim-{}", std::process::id()));
        let native = target.join("debug/.fingerprint");
        let wasm = target.join("wasm32-unknown-unknown/wasm-release/.fingerprint");
        for folder in [&native, &wasm] {
            for package in ["discreet-store-1", "xtask-1", "serde-1"] {
                std::fs::create_dir_all(folder.join(package)).unwrap();
            }
        }
        let present = |folder: &Path| {
            let mut names: Vec<_> = folders_in(folder)
                .iter()
                .map(|path| path.file_name().unwrap().to_owned())
                .collect();
            names.sort();
            names
        };
        drop(claim(&target, Path::new("/one")).unwrap());
        assert_eq!(present(&native), ["serde-1"]);
        assert_eq!(present(&wasm), ["serde-1"]);

        std::fs::create_dir_all(native.join("discreet-store-2")).unwrap();
        let first = claim(&target, Path::new("/one")).unwrap();
        let second = claim(&target, Path::new("/one")).unwrap();
        assert_eq!(
            present(&native),
            ["discreet-store-2", "serde-1"],
            "the same clone keeps its own"
        );
        drop((first, second));
        drop(claim(&target, Path::new("/two")).unwrap());
        assert_eq!(present(&native), ["serde-1"]);
        std::fs::remove_dir_all(target).unwrap();
    }
}
