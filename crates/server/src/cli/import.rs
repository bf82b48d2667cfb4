//! `discreet import`: brings files in as the upload in the browser does, and watches a folder for them.

use std::collections::HashSet;
use std::fs::File;
use std::io::{IsTerminal, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use discreet_api_types::conversations::{
    Branches, FoundConversation, ImportPlan, ImportReport, Imported, Skipped,
};
use discreet_store::accounts::Person;
use discreet_transcript::conceal::clean_line;

use super::installation::{Installation, Missing};
use super::watch::{self, Watched};
use super::{Answer, Failure, Outcome, complain, table};
use crate::app::App;
use crate::auth;
use crate::config::StoreOptions;
use crate::conversations::imports::reading::{From, Reading};
use crate::conversations::imports::run::{self, End};
use crate::conversations::imports::upload::Upload;

/// Brings conversations in from files. Those that are known by their source get what is new.
#[derive(Args)]
pub struct Import {
    /// Files to bring in, ZIP included, or folders of an unpacked export; `-` reads the standard input. docs/importing.md lists what is understood.
    #[arg(required_unless_present = "watch")]
    files: Vec<PathBuf>,

    /// E-mail address of the person whose conversations they become.
    #[arg(long)]
    owner: String,

    /// The format; `auto` recognises it by the content.
    #[arg(long, default_value = "auto")]
    format: String,

    /// Which branches of a conversation to take, where its source keeps several: `all` makes each a conversation of its
    /// own.
    #[arg(long, value_enum, default_value_t = WhichBranches::Current)]
    branches: WhichBranches,

    /// Show what would become of the files, and store nothing.
    #[arg(long, conflicts_with = "watch")]
    dry_run: bool,

    /// Bring in every file that is put into this folder, until told to stop. Each goes to `done` or `failed` in it, with
    /// a report beside.
    #[arg(long, value_name = "DIR", conflicts_with = "files")]
    watch: Option<PathBuf>,

    /// How often to look into the folder, in seconds. A file is taken once it was the same in two looks.
    #[arg(long, value_name = "SECONDS", default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=3600), requires = "watch")]
    every: u64,

    #[command(flatten)]
    store: StoreOptions,
}

#[derive(Clone, Copy, ValueEnum)]
enum WhichBranches {
    /// The one that was used last.
    Current,
    /// All of them.
    All,
}

impl Import {
    /// Brings the files in, one after the other. 1 if something was skipped; 2 if a file could not be brought in at
    /// all, after the others were tried.
    pub async fn run(self) -> Outcome {
        let branches = match self.branches {
            WhichBranches::Current => Branches::Current,
            WhichBranches::All => Branches::All,
        };
        let reading = Reading::asked(Some(&self.format), branches)?;
        let app = Installation::open(&self.store, Missing::Refuse)
            .await?
            .into_app()
            .await?;
        let owner = owner(&app, &self.owner).await?;
        if let Some(folder) = self.watch {
            let watched = Watched {
                app,
                owner,
                folder,
                reading,
                every: std::time::Duration::from_secs(self.every),
            };
            return watch::watch(watched).await;
        }
        let mut out = std::io::stdout();
        let (mut skipped, mut failed) = (false, 0);
        for file in &self.files {
            let name = file.display().to_string();
            let done = if self.dry_run {
                look(&app, &owner, file, reading).await
            } else {
                bring_in(&app, &owner, file, reading).await
            };
            match done {
                Ok(Said { text, complete }) => {
                    skipped |= !complete;
                    let head = if self.files.len() > 1 {
                        format!("{name}\n")
                    } else {
                        String::new()
                    };
                    write!(out, "{head}{text}")?;
                }
                Err(Failure(sentence)) => {
                    failed += 1;
                    complain(&format!("{name}: {sentence}"));
                }
            }
        }
        if failed > 0 {
            return Err(Failure(format!(
                "{failed} of {} files could not be brought in",
                self.files.len()
            )));
        }
        Ok(Answer::no_if(skipped))
    }
}

/// What there is to say of a file.
struct Said {
    text: String,
    /// Nothing was skipped.
    complete: bool,
}

async fn owner(app: &App, email: &str) -> Result<Person, Failure> {
    let found = app
        .store()
        .person_by_email(&email.trim().to_lowercase())
        .await?;
    let Some((person, _)) = found else {
        return Err(Failure(format!(
            "nobody here has the address {email}; `discreet user list` shows who is here"
        )));
    };
    if !person.active || !auth::abilities(person.role).bring_in {
        return Err(Failure(format!(
            "{email} may not bring conversations in: it takes an active member, reviewer or admin"
        )));
    }
    Ok(person)
}

/// What is at a path, a folder included; `-` is the standard input.
fn open(file: &Path) -> Result<From, Failure> {
    if file.is_dir() {
        return Ok(From::Folder(file.to_owned()));
    }
    let upload = if file.as_os_str() == "-" {
        Upload::spool(std::io::stdin().lock())
    } else {
        File::open(file).and_then(Upload::of)
    };
    upload
        .map(From::File)
        .map_err(|error| Failure(format!("it cannot be read: {error}")))
}

async fn bring_in(
    app: &App,
    owner: &Person,
    file: &Path,
    reading: Reading,
) -> Result<Said, Failure> {
    let from = open(file)?;
    // A number that counts up is for people who look on.
    let looks_on = std::io::stderr().is_terminal();
    let told = |done: u32| {
        if looks_on {
            let _ = write!(std::io::stderr(), "\r{done} conversations ");
        }
        ControlFlow::Continue(())
    };
    let (report, end) = run::store(app, owner, &from, reading, &HashSet::new(), &told).await;
    if looks_on {
        let _ = write!(std::io::stderr(), "\r");
    }
    if let End::Failed(refusal) | End::Refused(refusal) = end {
        return Err(refusal.into());
    }
    Ok(Said {
        complete: report.skipped.is_empty(),
        text: lines(&report),
    })
}

async fn look(app: &App, owner: &Person, file: &Path, reading: Reading) -> Result<Said, Failure> {
    let seen = run::preview(app, owner, &open(file)?, reading).await?;
    let plans = seen.conversations.iter().map(|found| found.plan);
    let complete = seen.skipped.is_empty() && !plans.clone().any(|plan| plan == ImportPlan::Refuse);
    let rows: Vec<_> = seen.conversations.iter().map(row_of).collect();
    let mut text = format!("format: {}\n", seen.format);
    if !rows.is_empty() {
        text.push_str(&table(&["", "messages", "new", "stubs", "title"], &rows));
    }
    for found in &seen.conversations {
        if let Some(reason) = &found.reason {
            text.push_str(&skipped_line(&found.location, reason));
        }
    }
    push_skipped(&mut text, &seen.skipped);
    let count = |wanted| plans.clone().filter(|plan| *plan == wanted).count();
    let sum = format!(
        "{} to import, {} to update, {} unchanged, {} skipped; nothing was stored\n",
        count(ImportPlan::Create),
        count(ImportPlan::Update),
        count(ImportPlan::Unchanged),
        seen.skipped.len() + count(ImportPlan::Refuse),
    );
    text.push_str(&sum);
    Ok(Said { text, complete })
}

fn row_of(found: &FoundConversation) -> Vec<String> {
    let plan = match found.plan {
        ImportPlan::Create => "new",
        ImportPlan::Update => "update",
        ImportPlan::Unchanged => "unchanged",
        ImportPlan::Refuse => "skipped",
    };
    vec![
        plan.to_owned(),
        found.messages.to_string(),
        found.new_messages.to_string(),
        found.stubs.to_string(),
        clean_line(&found.title),
    ]
}

/// The report as people read it: a table, and what was skipped with its reason.
fn lines(report: &ImportReport) -> String {
    let row = |what: &str, entry: &Imported| {
        vec![
            what.to_owned(),
            entry.messages.to_string(),
            entry.id.0.clone(),
            clean_line(&entry.title),
        ]
    };
    let imported = report.imported.iter().map(|entry| row("imported", entry));
    let updated = report.updated.iter().map(|entry| row("updated", entry));
    let rows: Vec<_> = imported.chain(updated).collect();
    let mut text = if rows.is_empty() {
        String::new()
    } else {
        table(&["", "messages", "id", "title"], &rows)
    };
    push_skipped(&mut text, &report.skipped);
    text + &sum(report) + "\n"
}

/// How many of each.
pub(super) fn sum(report: &ImportReport) -> String {
    format!(
        "{} imported, {} updated, {} skipped",
        report.imported.len(),
        report.updated.len(),
        report.skipped.len()
    )
}

fn push_skipped(text: &mut String, skipped: &[Skipped]) {
    for skipped in skipped {
        text.push_str(&skipped_line(&skipped.location, &skipped.reason));
        for error in &skipped.errors {
            text.push_str("          ");
            text.push_str(&error.message);
            text.push('\n');
        }
    }
}

fn skipped_line(location: &str, reason: &str) -> String {
    format!("skipped   {location}: {reason}\n")
}
