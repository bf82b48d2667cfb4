//! `discreet audit`: is the trail as it was written?

use std::io::Write;

use clap::{Args, Subcommand};
use discreet_store::AuditKey;
use discreet_store::accounts::Organisation;
use discreet_store::audit::Verification;
use discreet_transcript::conceal::clean_line;

use super::installation::{Installation, Missing, organisation};
use super::{Answer, Failure, Outcome, count};
use crate::audit::head::HeadText;
use crate::audit::verify::explanation;
use crate::config::StoreOptions;

/// Checks the audit trail.
#[derive(Subcommand)]
pub enum Audit {
    /// Checks every organisation's chain, row by row; exits 0 if it is as it was written, 1 if not.
    Verify(Verify),
    /// Prints the head of every organisation's chain as SEQ:MAC, to be kept elsewhere.
    Head(Which),
}

/// Arguments of `discreet audit verify`.
#[derive(Args)]
pub struct Verify {
    /// A head that was kept elsewhere: the chain must hold it, so that a cut tail is found.
    #[arg(long, value_name = "SEQ:MAC")]
    expect: Option<HeadText>,
    #[command(flatten)]
    which: Which,
}

/// Which chain, and where.
#[derive(Args)]
pub struct Which {
    /// Name or id of one organisation; all if left out.
    #[arg(long)]
    organisation: Option<String>,
    #[command(flatten)]
    store: StoreOptions,
}

impl Audit {
    /// Does it.
    pub async fn run(self) -> Outcome {
        match self {
            Self::Verify(verify) => verify.run().await,
            Self::Head(which) => which.print_heads().await,
        }
    }
}

impl Verify {
    async fn run(self) -> Outcome {
        let Installation { keys, store } =
            Installation::open(&self.which.store, Missing::Refuse).await?;
        let key = AuditKey(keys.audit_key());
        let chains = match &self.which.organisation {
            Some(wanted) => vec![organisation(&store, Some(wanted)).await?],
            // One expected head belongs to one chain.
            None if self.expect.is_some() => vec![organisation(&store, None).await?],
            None => store.organisations().await?,
        };
        let mut out = std::io::stdout();
        let mut bad = false;
        for chain in &chains {
            let found = store
                .verify_audit(chain.id, &key, self.expect.map(|head| head.0))
                .await?;
            bad |= !found.verified;
            writeln!(out, "{}", sentence(chain, &found))?;
        }
        if chains.is_empty() {
            writeln!(
                out,
                "There is no organisation yet, so there is nothing to check."
            )?;
        }
        Ok(Answer::no_if(bad))
    }
}

impl Which {
    async fn print_heads(self) -> Outcome {
        let store = Installation::open(&self.store, Missing::Refuse)
            .await?
            .store;
        let chains = match &self.organisation {
            Some(wanted) => vec![organisation(&store, Some(wanted)).await?],
            None => store.organisations().await?,
        };
        let mut out = std::io::stdout();
        for chain in chains {
            let Some(head) = store.audit_head(chain.id).await? else {
                return Err(Failure(format!(
                    "{} has no audit chain",
                    clean_line(&chain.name)
                )));
            };
            writeln!(
                out,
                "{}  {}  {}",
                chain.id,
                HeadText(head),
                clean_line(&chain.name)
            )?;
        }
        Ok(Answer::Yes)
    }
}

fn sentence(chain: &Organisation, found: &Verification) -> String {
    let name = clean_line(&chain.name);
    let checked = count(
        usize::try_from(found.checked).unwrap_or(usize::MAX),
        "row",
        "rows",
    );
    if found.verified {
        return format!("{name}: verified, {checked}.");
    }
    let why = found
        .what
        .map_or("It is not as it was written.", explanation);
    match found.first_bad {
        Some(row) => format!("{name}: NOT verified at row {row}, {checked} right. {why}"),
        None => format!("{name}: NOT verified, {checked} right. {why}"),
    }
}
