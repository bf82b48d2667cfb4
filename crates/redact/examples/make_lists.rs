//! Makes `data/names.txt` and `data/words.txt` from their sources; `data/README.md` says which.
//!
//! `cargo run -p discreet-redact --example make_lists -- NAMES_DIR DICT_FILE OUT_DIR`

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

/// How many surnames are taken, commonest first.
const SURNAMES: usize = 36_000;
/// How many of those count as common.
const COMMON: usize = 4_000;

fn main() -> io::Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    let [names, dictionary, out] = args.as_slice() else {
        return Err(io::Error::other(
            "usage: make_lists NAMES_DIR DICT_FILE OUT_DIR",
        ));
    };
    let names = Path::new(names);
    let mut given = BTreeSet::new();
    let mut common_given = BTreeSet::new();
    for (file, common) in [("dist.female.first", 1_300), ("dist.male.first", 800)] {
        let all = first_column(&names.join(file))?;
        common_given.extend(all.iter().take(common).cloned());
        given.extend(all);
    }
    let surnames = first_column(&names.join("dist.all.last"))?;
    let common: BTreeSet<String> = surnames.iter().take(COMMON).cloned().collect();
    let rest: BTreeSet<String> = surnames
        .iter()
        .take(SURNAMES)
        .filter(|name| !common.contains(*name))
        .cloned()
        .collect();

    let mut words = BTreeSet::new();
    let mut proper = BTreeSet::new();
    for line in fs::read_to_string(dictionary)?.lines() {
        if line.len() < 2 || !line.bytes().all(|b| b.is_ascii_alphabetic()) {
            continue;
        }
        if line.bytes().all(|b| b.is_ascii_lowercase()) {
            words.insert(line.to_owned());
        } else {
            proper.insert(line.to_ascii_lowercase());
        }
    }
    // A regular inflection is found again through its stem.
    let kept: BTreeSet<String> = words
        .iter()
        .filter(|word| !discreet_redact::stems(word).any(|stem| words.contains(&stem)))
        .cloned()
        .collect();
    let proper: BTreeSet<String> = proper
        .into_iter()
        .filter(|word| !words.contains(word) && !given.contains(word) && !common.contains(word))
        .collect();

    let mut text = String::new();
    section(&mut text, "given common", &common_given);
    section(
        &mut text,
        "given",
        &given.difference(&common_given).cloned().collect(),
    );
    section(&mut text, "surname common", &common);
    section(&mut text, "surname", &rest);
    fs::write(Path::new(out).join("names.txt"), &text)?;
    text.clear();
    section(&mut text, "word", &kept);
    section(&mut text, "proper", &proper);
    fs::write(Path::new(out).join("words.txt"), &text)
}

fn first_column(file: &Path) -> io::Result<Vec<String>> {
    Ok(fs::read_to_string(file)?
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_ascii_lowercase)
        .collect())
}

fn section(out: &mut String, name: &str, words: &BTreeSet<String>) {
    let _ = writeln!(out, "#{name}");
    for word in words {
        out.push_str(word);
        out.push('\n');
    }
}
