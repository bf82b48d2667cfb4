//! Brings what a machine is missing, saying what and how long it takes. What is there already is left alone.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::places;
use crate::shell::{cargo, is_there, output, program, run, version_of};

/// Newer ones need a newer compiler than the project's.
const TRUNK: &str = "0.21.14";
const BINARYEN: &str = "132.0.0";
const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Debian's packages: the program or folder that shows one is there, and its name.
const FOR_BUILDING: [(&str, &str); 3] = [("cc", "gcc"), ("node", "nodejs"), ("npm", "npm")];
const FOR_TESTING: [(&str, &str); 5] = [
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("/usr/lib/postgresql", "postgresql"),
    (
        "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
        "fonts-noto-core",
    ),
    (
        "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf",
        "fonts-noto-color-emoji",
    ),
];

/// Everything, tests' needs included.
pub fn everything() -> Result<()> {
    for_building()?;
    for_testing()?;
    println!("Everything is there.");
    Ok(())
}

/// What building and running needs.
pub fn for_building() -> Result<()> {
    debian_packages(&FOR_BUILDING)?;
    wasm_target()?;
    trunk()?;
    wasm_bindgen()?;
    wasm_opt()?;
    // Trunk runs offline, so that it downloads no tools; the crates must therefore be here before.
    run(cargo().args(["fetch", "--quiet"])).context("the crates could not be downloaded")
}

/// What only the tests need.
pub fn for_testing() -> Result<()> {
    debian_packages(&FOR_TESTING)?;
    browser_tests()
}

fn wasm_target() -> Result<()> {
    let sysroot = output(program("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim())
        .join("lib/rustlib")
        .join(WASM_TARGET)
        .is_dir()
    {
        return Ok(());
    }
    if !is_there("rustup") {
        bail!(
            "the compiler's target {WASM_TARGET} is missing, and rustup, which would add it, is not there"
        );
    }
    say("the compiler's browser target", "half a minute");
    run(program("rustup").args(["target", "add", WASM_TARGET]))
}

fn trunk() -> Result<()> {
    if version_of("trunk").is_some_and(|said| said == format!("trunk {TRUNK}")) {
        return Ok(());
    }
    say(
        &format!("Trunk {TRUNK}, built from source"),
        "6 minutes on two cores",
    );
    cargo_install("trunk", TRUNK, true)
}

fn wasm_bindgen() -> Result<()> {
    let lock = std::fs::read_to_string(places::root().join("Cargo.lock"))
        .context("Cargo.lock cannot be read")?;
    let version =
        locked_version(&lock, "wasm-bindgen").context("Cargo.lock names no wasm-bindgen")?;
    if version_of("wasm-bindgen").is_some_and(|said| said == format!("wasm-bindgen {version}")) {
        return Ok(());
    }
    say(
        &format!("wasm-bindgen {version}, built from source"),
        "3 minutes on two cores",
    );
    // Its own lock file named a version that the index did not have: without --locked.
    cargo_install("wasm-bindgen-cli", version, false)
}

fn cargo_install(package: &str, version: &str, locked: bool) -> Result<()> {
    let mut command = cargo();
    command
        .env_remove("CARGO_TARGET_DIR")
        .current_dir(std::env::temp_dir());
    command
        .args([
            "install",
            package,
            "--version",
            version,
            "--force",
            "--root",
        ])
        .arg(places::tools());
    if locked {
        command.arg("--locked");
    }
    run(&mut command)
}

fn wasm_opt() -> Result<()> {
    npm_package("binaryen", BINARYEN, "wasm-opt, from npm's binaryen")
}

/// Installs one npm package into the cache and returns when exactly this version is there.
pub fn npm_package(name: &str, version: &str, what: &str) -> Result<()> {
    let manifest = places::npm_tools()
        .join("node_modules")
        .join(name)
        .join("package.json");
    let wanted = format!("\"version\": \"{version}\"");
    if std::fs::read_to_string(&manifest).is_ok_and(|text| text.contains(&wanted)) {
        return Ok(());
    }
    say(&format!("{what} {version}"), "half a minute");
    std::fs::create_dir_all(places::npm_tools())?;
    let mut npm = program("npm");
    npm.args([
        "install",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
        "--save-exact",
        "--prefix",
    ]);
    run(npm
        .arg(places::npm_tools())
        .arg(format!("{name}@{version}")))
}

/// Playwright and axe as `tests/browser/package-lock.json` pins them; the browser itself is Debian's.
fn browser_tests() -> Result<()> {
    let folder = places::root().join("tests/browser");
    let lock = std::fs::read_to_string(folder.join("package-lock.json"))
        .context("tests/browser has no lock file")?;
    let stamp = folder.join("node_modules/.installed-from");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    say("the browser tests' npm packages", "half a minute");
    let mut npm = program("npm");
    npm.current_dir(&folder)
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    run(npm.args([
        "ci",
        "--prefer-offline",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]))?;
    std::fs::write(stamp, lock)?;
    Ok(())
}

fn debian_packages(wanted: &[(&str, &'static str)]) -> Result<()> {
    let missing: Vec<&str> = wanted
        .iter()
        .filter(|(sign, _)| !is_present(sign))
        .map(|(_, name)| *name)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.join(" ");
    if !is_there("apt-get") {
        bail!(
            "missing here: {names} (Debian's names). There is no apt-get: install them in your system's way"
        );
    }
    let root = output(program("id").arg("-u"))?.trim() == "0";
    if !root && !is_there("sudo") {
        bail!("missing here: {names}. Run as root: apt-get install {names}");
    }
    say(&format!("Debian's {names}"), "2 minutes");
    // The lists of a fresh container are empty; where they know the packages, they are not fetched again.
    if output(
        program("apt-cache")
            .args(["show", "--no-all-versions"])
            .args(&missing),
    )
    .is_err()
    {
        run(apt_get(root).args(["update", "-qq"]))?;
    }
    run(apt_get(root)
        .args(["install", "-y", "-qq", "--no-install-recommends"])
        .args(&missing))
}

fn apt_get(root: bool) -> Command {
    let mut command = program(if root { "apt-get" } else { "sudo" });
    if !root {
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    }
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn is_present(sign: &str) -> bool {
    if sign.starts_with('/') {
        Path::new(sign).exists()
    } else {
        is_there(sign)
    }
}

fn say(what: &str, usually: &str) {
    println!("Installing {what} (usually {usually}) …");
}

/// The version that a lock file holds for a package.
fn locked_version<'lock>(lock: &'lock str, package: &str) -> Option<&'lock str> {
    let mut lines = lock
        .lines()
        .skip_while(|line| *line != format!("name = \"{package}\""));
    lines.next();
    lines
        .next()?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_that_of_the_package_itself() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm"), None);
    }

    #[test]
    fn a_missing_program_or_file_is_noticed() {
        assert!(is_present("sh"));
        assert!(is_present("/usr"));
        assert!(!is_present("no-such-program-here"));
        assert!(!is_present("/no/such/folder"));
    }
}
