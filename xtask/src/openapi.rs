//! Writes or compares `docs/openapi.json`, which the server makes from its handlers.

use anyhow::{Context as _, Result, bail};

use crate::claim::claim;
use crate::places;
use crate::shell::{cargo, output};

/// `cargo xtask openapi`.
pub fn command(check: bool) -> Result<()> {
    let _claim = claim(&places::target(), &places::root())?;
    let path = places::root().join("docs/openapi.json");
    let made = output(cargo().args([
        "run",
        "--quiet",
        "--package",
        "discreet-server",
        "--",
        "openapi",
    ]))?;
    let made = format!("{}\n", made.trim_end());
    if !check {
        std::fs::write(&path, made)?;
        println!("Wrote docs/openapi.json.");
        return Ok(());
    }
    let present = std::fs::read_to_string(&path)
        .context("docs/openapi.json is missing: run `cargo xtask openapi`")?;
    match first_difference(&present, &made) {
        None => Ok(()),
        Some(line) => bail!(
            "docs/openapi.json differs from the handlers, first in line {line}: run `cargo xtask openapi` and look at \
             what changed"
        ),
    }
}

/// The first line, from 1, in which two texts differ.
fn first_difference(present: &str, made: &str) -> Option<usize> {
    if present == made {
        return None;
    }
    let same = present
        .lines()
        .zip(made.lines())
        .take_while(|(one, other)| one == other)
        .count();
    Some(same + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_differing_line_is_told() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), Some(2));
        assert_eq!(first_difference("a\n", "a\nc\n"), Some(2));
    }
}
