//! Builds the web app into `dist/`: Trunk once per HTML file, then styles, names with hashes, preloads and packing.
//!
//! A finished build is kept in the cache under the hash of everything it was made from, so that the same sources are
//! never built twice, in whichever clone.

mod pages;
mod sources;
mod styles;

pub use pages::has_inline_script;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use sha2::{Digest as _, Sha256};

use crate::claim::claim;
use crate::shell::{program, run, seconds};
use crate::{places, setup};

/// What a recipient downloads to read and discuss a conversation, brotli: program, glue, style, page and starter. It is
/// 192 KiB now and holds the line there; the aim is 180 (docs/decisions/0018).
const VIEWER_BUDGET: usize = 196 * 1024;
/// The detector with its word lists, brotli. It is loaded after the page stands.
const WORKER_BUDGET: usize = 700 * 1024;

/// One HTML file and what belongs to it.
struct Door {
    page: &'static str,
    program: &'static str,
    worker: Option<&'static str>,
    /// The list of style files, and the name of the one file made of them.
    styles: (&'static str, &'static str),
}

const DOORS: [Door; 2] = [
    Door {
        page: "index.html",
        program: "discreet-app",
        worker: Some("scan_worker"),
        styles: ("index.css", "app"),
    },
    Door {
        page: "viewer.html",
        program: "viewer",
        worker: None,
        styles: ("viewer.css", "viewer"),
    },
];

/// Served with status 404 for every share that is not there, whatever the reason: the viewer's shell, which says so.
const DEAD_PAGE: &str = "dead.html";

/// Files of the finished app by their path in `dist/`.
type Files = BTreeMap<String, Vec<u8>>;

/// `cargo xtask dist`.
pub fn command(fast: bool) -> Result<()> {
    setup::for_building()?;
    build(fast)
}

/// Makes `dist/` what the sources say. Everything needed must be set up.
pub fn build(fast: bool) -> Result<()> {
    let start = Instant::now();
    let root = places::root();
    let key = sources::key(&root, fast)?;
    let kept = places::cache().join("dist").join(&key);
    let files = if kept.is_dir() {
        read_folder(&kept)?
    } else {
        println!(
            "Building the web app (usually {}) …",
            if fast {
                "1 minute, seconds when little changed"
            } else {
                "3 to 5 minutes on two cores"
            }
        );
        let _claim = claim(&places::wasm_target(fast), &root)?;
        let mut files = assemble(&root, &compile(&root, fast)?)?;
        pack(&mut files, fast)?;
        if sources::key(&root, fast)? == key {
            keep(&files, &kept)?;
        } else {
            println!(
                "Something was changed meanwhile, so this build is not kept: the next one starts anew."
            );
        }
        files
    };
    let changed = publish(&files, &root.join("dist"))?;
    println!("{}", table(&files));
    if !fast {
        check_budgets(&files)?;
    }
    let how = if changed { "built" } else { "up to date" };
    println!(
        "The web app is {how} in dist/, after {}.",
        seconds(start.elapsed())
    );
    Ok(())
}

/// Runs Trunk for every door and returns the folders it wrote.
fn compile(root: &Path, fast: bool) -> Result<Vec<PathBuf>> {
    let target = places::wasm_target(fast);
    let mut folders = Vec::new();
    for door in &DOORS {
        println!("Compiling {} …", door.page);
        let folder = target.join("trunk").join(door.program);
        let mut trunk = program("trunk");
        trunk
            .args(["build", "--offline", "--dist"])
            .arg(&folder)
            .arg(door.page);
        if !fast {
            trunk.arg("--release");
        }
        trunk
            .current_dir(root)
            .env("CARGO_TARGET_DIR", &target)
            .env_remove("NO_COLOR");
        trunk.env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
            rust_flags(root, fast),
        );
        run(&mut trunk)?;
        folders.push(folder);
    }
    Ok(folders)
}

/// Panic messages name source files: by a path that says nothing about the machine that built them.
fn rust_flags(root: &Path, fast: bool) -> String {
    let cargo_home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo"));
    let mut flags = vec![format!("--remap-path-prefix={}=.", root.display())];
    if let Some(cargo) = cargo_home.or(home) {
        flags.push(format!("--remap-path-prefix={}=cargo", cargo.display()));
    }
    if fast {
        flags.push("--cfg erase_components".to_owned());
    }
    flags.join(" ")
}

/// The finished app, unpacked: what Trunk made, styles, the public folder and the pages.
fn assemble(root: &Path, compiled: &[PathBuf]) -> Result<Files> {
    let mut files = read_folder(&root.join("public"))?;
    let boot = files
        .remove("boot.js")
        .context("public/boot.js is missing")?;
    let boot_name = named("boot", "js", &boot);
    files.insert(boot_name.clone(), boot);

    for (door, folder) in DOORS.iter().zip(compiled) {
        let made = read_folder(folder)?;
        let (script, wasm) = take_program(&made, door.program, &mut files)?;
        let worker = door
            .worker
            .map(|name| take_worker(&made, name, &mut files))
            .transpose()?;
        for (path, bytes) in &made {
            if path.starts_with("snippets/") {
                files.insert(path.clone(), bytes.clone());
            }
        }
        let style = styles::bundle(&root.join("style"), door.styles.0)?.into_bytes();
        let style_name = named(door.styles.1, "css", &style);
        files.insert(style_name.clone(), style);

        // Whatever the page is called, Trunk writes it as index.html.
        let page = made
            .get("index.html")
            .with_context(|| format!("Trunk made no {}", door.page))?;
        let page =
            std::str::from_utf8(page).with_context(|| format!("{} is not UTF-8", door.page))?;
        let links = pages::Links {
            style: style_name,
            script,
            wasm,
            worker,
            boot: boot_name.clone(),
        };
        let page = pages::complete(page, &links).with_context(|| door.page.to_owned())?;
        if door.program == "viewer" {
            files.insert(DEAD_PAGE.to_owned(), page.clone().into_bytes());
        }
        files.insert(door.page.to_owned(), page.into_bytes());
    }
    Ok(files)
}

/// Takes over a program's glue and module under names with hashes; returns both names.
fn take_program(made: &Files, name: &str, files: &mut Files) -> Result<(String, String)> {
    let find = |path: &str| {
        made.get(path)
            .with_context(|| format!("Trunk made no {path}"))
    };
    let plain_wasm = format!("{name}_bg.wasm");
    let wasm = find(&plain_wasm)?;
    let wasm_name = format!("{name}-{}_bg.wasm", short_hash(wasm));
    let glue = std::str::from_utf8(find(&format!("{name}.js"))?).context("glue is not UTF-8")?;
    let glue = glue.replace(&plain_wasm, &wasm_name).into_bytes();
    let script_name = named(name, "js", &glue);
    files.insert(wasm_name.clone(), wasm.clone());
    files.insert(script_name.clone(), glue);
    Ok((script_name, wasm_name))
}

/// Takes over a worker's program and writes the line that starts it; returns that file's name.
fn take_worker(made: &Files, name: &str, files: &mut Files) -> Result<String> {
    let (script, wasm) = take_program(made, name, files)?;
    let starter = format!(
        "import start from \"./{script}\";\n\
         await start({{ module_or_path: new URL(\"./{wasm}\", import.meta.url) }});\n"
    );
    let starter_name = named(&format!("{name}_loader"), "js", starter.as_bytes());
    files.insert(starter_name.clone(), starter.into_bytes());
    Ok(starter_name)
}

fn named(stem: &str, ending: &str, bytes: &[u8]) -> String {
    format!("{stem}-{}.{ending}", short_hash(bytes))
}

/// The first 64 bits of SHA-256 as hexadecimal digits: enough that no two versions of one file meet.
fn short_hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)[..8])
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// Adds `.br` and `.gz` beside every file.
fn pack(files: &mut Files, fast: bool) -> Result<()> {
    let mut packed = Files::new();
    for (path, bytes) in &*files {
        let mut brotli = Vec::new();
        let settings = brotli::enc::BrotliEncoderParams {
            quality: if fast { 1 } else { 11 },
            lgwin: 22,
            ..Default::default()
        };
        brotli::BrotliCompress(&mut bytes.as_slice(), &mut brotli, &settings)?;
        packed.insert(format!("{path}.br"), brotli);
        let mut gzip = flate2::write::GzEncoder::new(
            Vec::new(),
            if fast {
                flate2::Compression::fast()
            } else {
                flate2::Compression::best()
            },
        );
        gzip.write_all(bytes)?;
        packed.insert(format!("{path}.gz"), gzip.finish()?);
    }
    files.append(&mut packed);
    Ok(())
}

/// Writes a finished build into the cache, whole or not at all, and forgets the oldest ones.
fn keep(files: &Files, folder: &Path) -> Result<()> {
    let shelf = folder.parent().context("the cache has no folder")?;
    let unfinished = shelf.join(format!("unfinished-{}", std::process::id()));
    publish(files, &unfinished)?;
    if std::fs::rename(&unfinished, folder).is_err() {
        // Somebody else finished the same build first.
        std::fs::remove_dir_all(&unfinished)?;
    }
    let mut builds: Vec<_> = std::fs::read_dir(shelf)?
        .filter_map(|entry| {
            let entry = entry.ok()?;
            Some((entry.metadata().ok()?.modified().ok()?, entry.path()))
        })
        .collect();
    builds.sort();
    for (_, old) in builds.iter().rev().skip(6) {
        std::fs::remove_dir_all(old)?;
    }
    Ok(())
}

/// Makes a folder hold exactly these files. Files that are right already are not touched, so that their times, and
/// with them Cargo's idea of what changed, stay. Returns whether anything was.
fn publish(files: &Files, folder: &Path) -> Result<bool> {
    let mut changed = false;
    let present = if folder.is_dir() {
        read_folder(folder)?
    } else {
        Files::new()
    };
    for stale in present.keys().filter(|path| !files.contains_key(*path)) {
        std::fs::remove_file(folder.join(stale))?;
        changed = true;
    }
    for (path, bytes) in files {
        if present.get(path) != Some(bytes) {
            let target = folder.join(path);
            if let Some(parent) = target.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(&target, bytes)
                .with_context(|| format!("{} cannot be written", target.display()))?;
            changed = true;
        }
    }
    Ok(changed)
}

/// Every file below a folder, by its path from there with `/`.
fn read_folder(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    for path in sources::files_below(folder)? {
        let name = path
            .strip_prefix(folder)?
            .to_string_lossy()
            .replace('\\', "/");
        files.insert(
            name,
            std::fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?,
        );
    }
    Ok(files)
}

/// What stands behind the last dot.
fn ending(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or_default()
}

/// Size of a file as sent to a browser that takes brotli.
fn sent(files: &Files, path: &str) -> usize {
    files.get(&format!("{path}.br")).map_or(0, Vec::len)
}

fn table(files: &Files) -> String {
    let mut lines = vec![format!("{:44} {:>11} {:>11}", "dist/", "raw", "brotli")];
    for (path, bytes) in files
        .iter()
        .filter(|(path, _)| !matches!(ending(path), "br" | "gz"))
    {
        lines.push(format!(
            "{path:44} {:>11} {:>11}",
            kib(bytes.len()),
            kib(sent(files, path))
        ));
    }
    lines.push(format!(
        "What a recipient downloads: {} of {}",
        kib(viewer_size(files)),
        kib(VIEWER_BUDGET)
    ));
    lines.join("\n")
}

/// Everything the viewer's page names.
fn viewer_size(files: &Files) -> usize {
    let belongs = |path: &str| {
        path == "viewer.html"
            || (path.starts_with("viewer-") && matches!(ending(path), "js" | "css" | "wasm"))
            || (path.starts_with("boot-") && ending(path) == "js")
    };
    files
        .keys()
        .filter(|path| belongs(path))
        .map(|path| sent(files, path))
        .sum()
}

fn check_budgets(files: &Files) -> Result<()> {
    let viewer = viewer_size(files);
    if viewer > VIEWER_BUDGET {
        bail!(
            "the viewer is too large: {} brotli, allowed are {}",
            kib(viewer),
            kib(VIEWER_BUDGET)
        );
    }
    let is_worker = |path: &&String| path.starts_with("scan_worker-") && ending(path) == "wasm";
    let worker = files
        .keys()
        .find(is_worker)
        .map_or(0, |path| sent(files, path));
    if worker > WORKER_BUDGET {
        bail!(
            "the scan worker is too large: {} brotli, allowed are {}",
            kib(worker),
            kib(WORKER_BUDGET)
        );
    }
    Ok(())
}

fn kib(bytes: usize) -> String {
    format!("{}.{} KiB", bytes / 1024, bytes % 1024 * 10 / 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(entries: &[(&str, usize)]) -> Files {
        entries
            .iter()
            .map(|(path, size)| ((*path).to_owned(), vec![0; *size]))
            .collect()
    }

    #[test]
    fn a_viewer_or_worker_over_its_budget_fails() {
        let half = VIEWER_BUDGET / 2;
        let fits = files(&[
            ("viewer-00000000_bg.wasm.br", half),
            ("viewer-00000000_bg.wasm", 1),
        ]);
        check_budgets(&fits).unwrap();
        let large = files(&[
            ("viewer-00000000_bg.wasm", 1),
            ("viewer-00000000_bg.wasm.br", half),
            ("viewer.html", 1),
            ("viewer.html.br", half + 2),
        ]);
        let error = check_budgets(&large).unwrap_err().to_string();
        assert!(error.starts_with("the viewer is too large"), "{error}");
        let worker = files(&[
            ("scan_worker-00_bg.wasm", 1),
            ("scan_worker-00_bg.wasm.br", WORKER_BUDGET + 1),
        ]);
        assert!(
            check_budgets(&worker)
                .unwrap_err()
                .to_string()
                .starts_with("the scan worker is too large")
        );
    }

    #[test]
    fn glue_names_the_module_by_its_hashed_name() {
        let mut made = files(&[("x_bg.wasm", 3)]);
        made.insert(
            "x.js".to_owned(),
            b"new URL('x_bg.wasm', import.meta.url)".to_vec(),
        );
        let mut taken = Files::new();
        let (script, wasm) = take_program(&made, "x", &mut taken).unwrap();
        let glue = String::from_utf8(taken[&script].clone()).unwrap();
        assert_eq!(glue, format!("new URL('{wasm}', import.meta.url)"));
        assert!(
            script.starts_with("x-") && ending(&script) == "js",
            "{script}"
        );
    }

    #[test]
    fn packed_files_unpack_to_the_same_bytes() {
        let mut all = Files::from([("a.txt".to_owned(), b"one and one and one and one".to_vec())]);
        pack(&mut all, true).unwrap();
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut all["a.txt.br"].as_slice(), &mut plain).unwrap();
        assert_eq!(plain, all["a.txt"]);
        let mut plain = Vec::new();
        std::io::Read::read_to_end(
            &mut flate2::read::GzDecoder::new(all["a.txt.gz"].as_slice()),
            &mut plain,
        )
        .unwrap();
        assert_eq!(plain, all["a.txt"]);
    }

    #[test]
    fn publishing_again_touches_nothing_and_stale_files_go() {
        let folder = std::env::temp_dir().join(format!("discreet-publish-{}", std::process::id()));
        let first = files(&[("a.js", 1), ("sub/b.js", 2)]);
        assert!(publish(&first, &folder).unwrap());
        assert!(!publish(&first, &folder).unwrap());
        assert!(publish(&files(&[("a.js", 1)]), &folder).unwrap());
        assert_eq!(read_folder(&folder).unwrap(), files(&[("a.js", 1)]));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
