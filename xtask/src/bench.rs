//! `cargo xtask bench`: how well the detector finds, how fast it scans, what opening a share costs, how soon a
//! recipient reads, how fast conversations come in.
//!
//! Everything is measured on the real server with the real web app, both built optimised, each beside something to
//! compare it with in the same run, the sides taking turns. What is told is the median; ratios come first, for
//! absolute numbers belong to the machine. Owns what is measured and how it is told; must know nothing of how the
//! product does it, only what it promises from outside.

mod client;
mod detection;
mod import;
mod open;
mod page;
mod report;
mod sample;
mod scan;
mod serving;

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::claim::claim;
use crate::run::build_server;
use crate::shell::{cargo, output, program, run};
use crate::{dist, places, setup};

/// `cargo xtask bench [PART…] [--write] [--rounds N] [--server FILE] [--data FOLDER --scorer FILE]`.
pub fn command(arguments: &[String]) -> Result<()> {
    let wish = Wish::from_arguments(arguments)?;
    let bench = Bench::prepare(&wish)?;
    let mut sections = Vec::new();
    for part in wish.parts() {
        eprintln!("\n== {}", part.name());
        let section = match part {
            Part::Detection => {
                detection::measure(&bench, wish.data.as_deref(), wish.scorer.as_deref())
            }
            Part::Scan => scan::measure(&bench),
            Part::Open => open::measure(&bench),
            Part::Import => import::measure(&bench),
            Part::Page => page::measure(&bench),
        };
        let text = section.with_context(|| format!("the part `{}` failed", part.name()))?;
        let section = report::Section {
            title: part.title(),
            text: format!("{}\n\n{text}", bench.circumstances(part)?),
        };
        print!("{}", section.markdown());
        if wish.write {
            // After every part: what was measured is kept should a later one fail.
            report::write(
                &places::root().join("docs/benchmarks.md"),
                &section,
                &Part::ALL.map(Part::title),
            )?;
        }
        sections.push(section);
    }
    if wish.write {
        println!(
            "\ndocs/benchmarks.md holds {} of {} parts of this run.",
            sections.len(),
            Part::ALL.len()
        );
    }
    Ok(())
}

/// What can be measured by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Detection,
    Scan,
    Open,
    Page,
    Import,
}

impl Part {
    const ALL: [Self; 5] = [
        Self::Detection,
        Self::Scan,
        Self::Open,
        Self::Page,
        Self::Import,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Detection => "detection",
            Self::Scan => "scan",
            Self::Open => "open",
            Self::Page => "page",
            Self::Import => "import",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Detection => "What the detector finds",
            Self::Scan => "How fast it scans",
            Self::Open => "Opening a share",
            Self::Page => "A recipient's first look",
            Self::Import => "Bringing conversations in",
        }
    }
}

#[derive(Debug, Default, PartialEq)]
struct Wish {
    parts: Vec<Part>,
    write: bool,
    rounds: Option<usize>,
    server: Option<PathBuf>,
    data: Option<PathBuf>,
    scorer: Option<PathBuf>,
}

impl Wish {
    fn from_arguments(arguments: &[String]) -> Result<Self> {
        let mut wish = Self::default();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let mut value = || {
                rest.next()
                    .with_context(|| format!("{argument} needs something behind it"))
            };
            match argument.as_str() {
                "--write" => wish.write = true,
                "--rounds" => {
                    let text = value()?;
                    let rounds = text.parse().ok().filter(|rounds| *rounds > 0);
                    wish.rounds = Some(
                        rounds.with_context(|| format!("`{text}` is not a number of rounds"))?,
                    );
                }
                "--server" => wish.server = Some(value()?.into()),
                "--data" => wish.data = Some(value()?.into()),
                "--scorer" => wish.scorer = Some(value()?.into()),
                name => match Part::ALL.into_iter().find(|part| part.name() == name) {
                    Some(part) => wish.parts.push(part),
                    None => bail!(
                        "`{name}` is not known here: expected {}, or a flag",
                        Part::ALL.map(Part::name).join(", ")
                    ),
                },
            }
        }
        Ok(wish)
    }

    /// The parts asked for, in their own order; all if none is named.
    fn parts(&self) -> Vec<Part> {
        let mut parts = Part::ALL.to_vec();
        parts.retain(|part| self.parts.is_empty() || self.parts.contains(part));
        parts
    }
}

/// What every part needs: the programs, and how often to measure.
struct Bench {
    /// The server, built with the optimised web app in it.
    server: PathBuf,
    /// How often each side is measured.
    rounds: usize,
}

impl Bench {
    /// Builds what the parts run, and brings what they need.
    fn prepare(wish: &Wish) -> Result<Self> {
        setup::for_building()?;
        if wish
            .parts()
            .iter()
            .any(|part| matches!(part, Part::Scan | Part::Page))
        {
            setup::for_testing()?;
        }
        let server = if let Some(server) = &wish.server {
            std::path::absolute(server)?
        } else {
            dist::build(false)?;
            build_server()?;
            places::target().join("release/discreet")
        };
        if !server.is_file() {
            bail!("{} is not there", server.display());
        }
        Ok(Self {
            server,
            rounds: wish.rounds.unwrap_or(3),
        })
    }

    /// One sentence on the machine and the state of the code: what absolute numbers mean nothing without.
    fn circumstances(&self, part: Part) -> Result<String> {
        let cores = std::thread::available_parallelism()?;
        let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let load = load.split_whitespace().next().unwrap_or("unknown");
        let commit = output(program("git").args(["log", "-1", "--format=%h of %cs"]))?;
        let rounds = match part {
            Part::Detection => String::new(),
            Part::Scan | Part::Open | Part::Page | Part::Import => {
                format!(" Medians of {} rounds.", self.rounds)
            }
        };
        Ok(format!(
            "Measured on {cores} cores at commit {}; the machine's load was {load} when it ended.{rounds}",
            commit.trim()
        ))
    }
}

/// Builds a program of `examples/` optimised and returns where it is.
fn build_example(package: &str, name: &str) -> Result<PathBuf> {
    let _claim = claim(&places::target(), &places::root())?;
    eprintln!("Building {name} …");
    run(cargo().args([
        "build",
        "--release",
        "--quiet",
        "--package",
        package,
        "--example",
        name,
    ]))?;
    Ok(places::target().join("release/examples").join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(arguments: &[&str]) -> Result<Wish> {
        Wish::from_arguments(
            &arguments
                .iter()
                .map(|&word| word.to_owned())
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn without_a_name_everything_is_measured() {
        assert_eq!(wish(&[]).unwrap().parts(), Part::ALL);
        assert_eq!(
            wish(&["page", "scan", "--write"]).unwrap().parts(),
            [Part::Scan, Part::Page]
        );
    }

    #[test]
    fn what_is_not_known_is_refused_with_what_is() {
        let error = wish(&["pages"]).unwrap_err().to_string();
        assert!(
            error.contains("`pages`") && error.contains("detection, scan, open, page, import"),
            "{error}"
        );
        assert!(wish(&["--rounds", "0"]).is_err());
        assert!(wish(&["--data"]).is_err());
    }
}
