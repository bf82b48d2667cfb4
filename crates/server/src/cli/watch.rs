//! `discreet import --watch`: brings in every file that is put into a folder.
//!
//! It looks into the folder again and again instead of asking the system for events: those do not arrive from network
//! shares and container mounts, where such folders mostly lie, and a file must be seen unchanged twice in any case
//! before it can be taken for finished. What is to do is in the folder itself, so that nothing is lost when the
//! program ends, whenever that is.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use discreet_api_types::conversations::{ImportReport, Skipped};
use discreet_store::accounts::Person;
use tokio::time::MissedTickBehavior;

use super::import::sum;
use super::serve::asked_to_stop;
use super::{Answer, Failure, Outcome, complain};
use crate::app::App;
use crate::conversations::imports::reading::{From, Reading, Unsourced};
use crate::conversations::imports::run::{self, End};
use crate::conversations::imports::upload::Upload;

/// What programs name files that they still write.
const UNFINISHED: [&str; 5] = ["part", "partial", "tmp", "crdownload", "filepart"];
/// The file that is locked while somebody watches.
const LOCK: &str = ".discreet-watch";

/// A folder that is watched.
pub struct Watched {
    /// The application.
    pub app: App,
    /// Whose conversations they become.
    pub owner: Person,
    /// Where files are put.
    pub folder: PathBuf,
    /// How they are read.
    pub reading: Reading,
    /// How often to look.
    pub every: Duration,
}

/// A file as a look found it.
type Look = (u64, Option<SystemTime>);

/// Watches until told to stop. The file in hand is finished first.
pub async fn watch(watched: Watched) -> Outcome {
    let folder = &watched.folder.clone();
    for name in ["done", "failed"] {
        fs::create_dir_all(folder.join(name))
            .map_err(|error| Failure(format!("{} cannot be used: {error}", folder.display())))?;
    }
    let _lock = lock(folder)?;
    let mut out = std::io::stdout();
    writeln!(out, "Watching {}", folder.display())?;
    out.flush()?;
    // A file that was half brought in when the program ended is brought in again from its beginning.
    let watched = Watched {
        reading: Reading {
            unsourced: Unsourced::ByContent,
            ..watched.reading
        },
        ..watched
    };
    let mut stop = std::pin::pin!(asked_to_stop()?);
    let mut looks = tokio::time::interval(watched.every);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut before: HashMap<PathBuf, Look> = HashMap::new();
    loop {
        tokio::select! {
            biased;
            () = &mut stop => return Ok(Answer::Yes),
            _ = looks.tick() => {}
        }
        let now = match list(folder) {
            Ok(now) => now,
            Err(error) => {
                complain(&format!("{} cannot be read: {error}", folder.display()));
                continue;
            }
        };
        let mut finished: Vec<&PathBuf> = now
            .iter()
            .filter(|(path, look)| before.get(*path) == Some(*look))
            .map(|(path, _)| path)
            .collect();
        finished.sort();
        for path in finished {
            let mut taken = std::pin::pin!(watched.take(path));
            let (said, stops) = tokio::select! {
                said = &mut taken => (said, false),
                () = &mut stop => (taken.await, true),
            };
            match said {
                Ok(line) => writeln!(out, "{line}").and_then(|()| out.flush())?,
                Err(Failure(sentence)) => complain(&format!("{}: {sentence}", path.display())),
            }
            if stops {
                return Ok(Answer::Yes);
            }
        }
        before = now;
    }
}

impl Watched {
    /// Brings one file in and moves it away. Where the server's own part fails, the file stays for the next look.
    async fn take(&self, path: &Path) -> Result<String, Failure> {
        let report = match File::open(path).and_then(Upload::of) {
            Ok(upload) => {
                let on = |_| ControlFlow::Continue(());
                let nothing = HashSet::new();
                let from = From::File(upload);
                let stored =
                    run::store(&self.app, &self.owner, &from, self.reading, &nothing, &on).await;
                match stored {
                    (_, End::Failed(refusal)) => return Err(refusal.into()),
                    (_, End::Refused(refusal)) => unreadable(refusal.into_sentence()),
                    (report, End::Whole | End::Stopped) => report,
                }
            }
            Err(error) => unreadable(format!("It cannot be read: {error}.")),
        };
        let kept = report.imported.len() + report.updated.len();
        let to = if kept == 0 { "failed" } else { "done" };
        let moved = put_away(path, &self.folder.join(to), &report)
            .map_err(|error| Failure(format!("it cannot be moved to {to}: {error}")))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Ok(format!("{name}: {} → {to}/{moved}", sum(&report)))
    }
}

fn unreadable(reason: String) -> ImportReport {
    ImportReport {
        format: String::new(),
        imported: Vec::new(),
        updated: Vec::new(),
        skipped: vec![Skipped {
            location: "the file".to_owned(),
            reason,
            errors: Vec::new(),
        }],
    }
}

/// Two programs that watch one folder would each take half of a file's conversations twice.
fn lock(folder: &Path) -> Result<File, Failure> {
    let cannot = |error| Failure(format!("{} cannot be used: {error}", folder.display()));
    let file = File::create(folder.join(LOCK)).map_err(cannot)?;
    file.try_lock().map_err(|error| match error {
        fs::TryLockError::WouldBlock => Failure(format!(
            "another program watches {} already",
            folder.display()
        )),
        fs::TryLockError::Error(error) => cannot(error),
    })?;
    Ok(file)
}

/// Files that may be finished, each as it is now.
fn list(folder: &Path) -> std::io::Result<HashMap<PathBuf, Look>> {
    let mut found = HashMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        // What has gone since the folder was listed is no fault.
        let Ok(about) = fs::metadata(&path) else {
            continue;
        };
        if about.is_file() && !is_unfinished(&path) {
            found.insert(path, (about.len(), about.modified().ok()));
        }
    }
    Ok(found)
}

/// Hidden, or named as programs name what they still write.
fn is_unfinished(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    name.starts_with('.')
        || name.ends_with('~')
        || UNFINISHED
            .iter()
            .any(|word| ending.eq_ignore_ascii_case(word))
}

/// Writes the report, then moves the file, under a name that is free. A program that ends in between brings the file
/// in once more, which adds nothing.
fn put_away(path: &Path, to: &Path, report: &ImportReport) -> std::io::Result<String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut free = name.to_string();
    let mut number = 1;
    while to.join(&free).exists() {
        number += 1;
        free = format!("{number}-{name}");
    }
    let text = serde_json::to_string_pretty(report)?;
    fs::write(to.join(format!("{free}.report.json")), text + "\n")?;
    fs::rename(path, to.join(&free))?;
    Ok(free)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_are_still_written_are_told_by_their_names() {
        for name in [".hidden.json", "export.zip.part", "a.TMP", "notes.txt~"] {
            assert!(is_unfinished(Path::new(name)), "{name}");
        }
        for name in ["export.zip", "a.json", "mail.eml", "part"] {
            assert!(!is_unfinished(Path::new(name)), "{name}");
        }
    }

    #[test]
    fn a_file_that_is_put_away_replaces_none_that_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let done = folder.path().join("done");
        fs::create_dir(&done).unwrap();
        let report = unreadable("x".to_owned());
        for (content, expected) in [("first", "a.json"), ("second", "2-a.json")] {
            let path = folder.path().join("a.json");
            fs::write(&path, content).unwrap();
            assert_eq!(put_away(&path, &done, &report).unwrap(), expected);
            assert_eq!(fs::read_to_string(done.join(expected)).unwrap(), content);
            assert!(done.join(format!("{expected}.report.json")).exists());
        }
    }
}
