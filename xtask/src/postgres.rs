//! A PostgreSQL server of our own for the tests: Debian's programs, a temporary folder, a free port, no safety of data.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::shell::{output, program};

/// Debian puts each version into a folder of its own.
const VERSIONS: &str = "/usr/lib/postgresql";
/// The account that Debian's package makes. The server refuses to run as root.
const ACCOUNT: &str = "postgres";
const STARTS_WITHIN: Duration = Duration::from_mins(1);

/// A running server; dropping it stops it and removes its folder.
pub struct Postgres {
    child: Child,
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
    as_root: bool,
}

impl Postgres {
    /// Makes a cluster and waits until it answers.
    pub fn start() -> Result<Self> {
        let programs = newest_programs(Path::new(VERSIONS))?;
        let as_root = output(program("id").arg("-u"))?.trim() == "0";
        // A socket's path may hold 107 bytes, so the folder lies near the root.
        let folder = Path::new("/tmp").join(format!("discreet-pg-{}", std::process::id()));
        sweep(Path::new("/tmp"));
        std::fs::create_dir(&folder)
            .with_context(|| format!("{} cannot be made", folder.display()))?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        match Self::start_in(&folder, programs, port, as_root) {
            Ok(server) => Ok(server),
            Err(error) => {
                let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
                let _ = std::fs::remove_dir_all(&folder);
                Err(error.context(format!("PostgreSQL did not start\n{log}")))
            }
        }
    }

    fn start_in(folder: &Path, programs: PathBuf, port: u16, as_root: bool) -> Result<Self> {
        if as_root {
            output(program("chown").arg(ACCOUNT).arg(folder))?;
        }
        let data = folder.join("data");
        let mut initdb = as_account(&programs.join("initdb"), as_root);
        initdb.args([
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
            "-D",
        ]);
        output(initdb.arg(&data))?;

        let log = std::fs::File::create(folder.join("log"))?;
        let mut server = as_account(&programs.join("postgres"), as_root);
        server
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(folder)
            .args(["-p", &port.to_string()]);
        for setting in [
            "listen_addresses=127.0.0.1",
            "max_connections=300",
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
        ] {
            server.args(["-c", setting]);
        }
        let child = server
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("postgres cannot be started")?;
        let mut started = Self {
            child,
            programs,
            folder: folder.to_path_buf(),
            port,
            as_root,
        };
        started.wait_until_it_answers()?;
        Ok(started)
    }

    fn wait_until_it_answers(&mut self) -> Result<()> {
        let began = Instant::now();
        loop {
            let mut ask = Command::new(self.programs.join("pg_isready"));
            ask.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()])
                .stdin(Stdio::null());
            if ask.status()?.success() {
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("postgres ended with {status}");
            }
            if began.elapsed() > STARTS_WITHIN {
                bail!("postgres does not answer");
            }
            #[expect(
                clippy::disallowed_methods,
                reason = "another program gives no event to wait for, only an answer"
            )]
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Address for `DISCREET_TEST_POSTGRES`. The account may make databases.
    pub fn address(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let mut stop = as_account(&self.programs.join("pg_ctl"), self.as_root);
        stop.args(["stop", "--silent", "--mode=immediate", "-D"])
            .arg(self.folder.join("data"));
        if !stop.status().is_ok_and(|status| status.success()) {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            eprintln!("{} could not be removed: {error}", self.folder.display());
        }
    }
}

/// A program that runs as PostgreSQL's account where we are root, and that is told to stop should we end before it.
fn as_account(path: &Path, as_root: bool) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "INT"]);
    if as_root {
        command.args(["--reuid", ACCOUNT, "--regid", ACCOUNT, "--init-groups"]);
    }
    command
        .arg("--")
        .arg(path)
        .current_dir("/")
        .stdin(Stdio::null());
    command
}

/// The folder of programs of the newest version that is installed.
fn newest_programs(versions: &Path) -> Result<PathBuf> {
    let newest = std::fs::read_dir(versions)
        .with_context(|| format!("PostgreSQL is not in {}", versions.display()))?
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let version: u32 = path.file_name()?.to_str()?.parse().ok()?;
            path.join("bin/postgres")
                .is_file()
                .then_some((version, path.join("bin")))
        })
        .max();
    newest
        .map(|(_, path)| path)
        .with_context(|| format!("PostgreSQL is not in {}", versions.display()))
}

/// Removes folders whose maker was killed before it could.
fn sweep(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let maker = name
            .to_str()
            .and_then(|name| name.strip_prefix("discreet-pg-"));
        if maker.is_some_and(|maker| !Path::new("/proc").join(maker).exists()) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_is_the_largest_number() {
        let versions =
            std::env::temp_dir().join(format!("discreet-versions-{}", std::process::id()));
        for version in ["9", "15", "17"] {
            let programs = versions.join(version).join("bin");
            std::fs::create_dir_all(&programs).unwrap();
            if version != "17" {
                std::fs::write(programs.join("postgres"), "").unwrap();
            }
        }
        assert_eq!(newest_programs(&versions).unwrap(), versions.join("15/bin"));
        std::fs::remove_dir_all(&versions).unwrap();
        assert!(newest_programs(&versions).is_err());
    }
}
