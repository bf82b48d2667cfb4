//! `discreet import`: brings files in as the upload in the browser does.

use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;

use clap::Args;
use discreet_api_types::conversations::{ImportReport, Imported};
use discreet_store::accounts::Person;
use discreet_transcript::conceal::clean_line;

use super::installation::{Installation, Missing};
use super::{Answer, Failure, Outcome, complain, table};
use crate::app::App;
use crate::auth;
use crate::config::StoreOptions;
use crate::conversations;

/// Brings conversations in from files. Those that are known by their source get what is new.
#[derive(Args)]
pub struct Import {
    /// Files of our own JSON: one conversation, an array, or JSON Lines; `-` reads the standard input.
    #[arg(required = true)]
    files: Vec<PathBuf>,

    /// E-mail address of the person whose conversations they become.
    #[arg(long)]
    owner: String,

    #[command(flatten)]
    store: StoreOptions,
}

impl Import {
    /// Brings the files in, one after the other. 1 if something was skipped; 2 if a file could not be brought in at
    /// all, after the others were tried.
    pub async fn run(self) -> Outcome {
        let app = Installation::open(&self.store, Missing::Refuse)
            .await?
            .into_app()
            .await?;
        let owner = owner(&app, &self.owner).await?;
        let mut out = std::io::stdout();
        let (mut skipped, mut failed) = (false, 0);
        for file in &self.files {
            let name = file.display().to_string();
            match bring_in(&app, &owner, file).await {
                Ok(report) => {
                    skipped |= !report.skipped.is_empty();
                    let head = if self.files.len() > 1 {
                        format!("{name}\n")
                    } else {
                        String::new()
                    };
                    write!(out, "{head}{}", lines(&report))?;
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

async fn bring_in(app: &App, owner: &Person, file: &PathBuf) -> Result<ImportReport, Failure> {
    let bytes = if file.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(file)
    };
    let bytes = bytes.map_err(|error| Failure(format!("it cannot be read: {error}")))?;
    Ok(conversations::import::import(app, owner, &bytes).await?)
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
    for skipped in &report.skipped {
        text.push_str("skipped   ");
        text.push_str(&skipped.location);
        text.push_str(": ");
        text.push_str(&skipped.reason);
        text.push('\n');
        for error in &skipped.errors {
            text.push_str("          ");
            text.push_str(&error.message);
            text.push('\n');
        }
    }
    let sum = format!(
        "{} imported, {} updated, {} skipped\n",
        report.imported.len(),
        report.updated.len(),
        report.skipped.len()
    );
    text + &sum
}
