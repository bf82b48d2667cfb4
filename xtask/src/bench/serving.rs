//! Servers that run while something is measured: ours, and the bare one it is compared with.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context as _, Result, bail};

use crate::shell::{output, program};

/// What the people of the sample data sign in with.
pub const PASSWORD: &str = "discreet-demo";

/// A folder of one's own, gone when dropped.
pub struct Folder(PathBuf);

impl Folder {
    /// An empty folder.
    pub fn new() -> Result<Self> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("discreet-bench-{}-{number}", std::process::id()));
        std::fs::create_dir(&path).with_context(|| format!("{} cannot be made", path.display()))?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            eprintln!("{} could not be removed: {error}", self.0.display());
        }
    }
}

/// A server that runs; dropping it ends it.
pub struct Serving {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Serving {
    /// Our server with sample data below `folder`, or in the PostgreSQL database given.
    pub fn discreet(server: &Path, folder: &Path, database: Option<&str>) -> Result<Self> {
        let mut command = program(&server.to_string_lossy());
        command
            .args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.join("data"));
        if let Some(database) = database {
            let keys = folder.join("keys.json");
            output(
                program(&server.to_string_lossy())
                    .args(["keys", "new"])
                    .arg(&keys),
            )?;
            command
                .env("DATABASE_URL", database)
                .arg("--keys")
                .arg(keys);
        } else {
            command.env_remove("DATABASE_URL");
        }
        // Its log is written as it would be in earnest.
        command
            .stderr(File::create(folder.join("log"))?)
            .env("DISCREET_DEMO_PASSWORD", PASSWORD);
        Self::start(&mut command)
    }

    /// The bare server over the files of a folder.
    pub fn bare(example: &Path, folder: &Path) -> Result<Self> {
        Self::start(program(&example.to_string_lossy()).arg(folder))
    }

    /// Starts it and waits until it says where it is.
    fn start(command: &mut Command) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{name} cannot be started"))?;
        let said = child.stdout.take().context("its output was taken")?;
        for line in BufReader::new(said).lines() {
            let line = line?;
            if let Some((_, address)) = line.split_once(" is at http://") {
                let address = address
                    .trim()
                    .parse()
                    .with_context(|| format!("{name} is at an unknown place"))?;
                return Ok(Self { child, address });
            }
        }
        bail!("{name} ended before it served: {}", child.wait()?)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
