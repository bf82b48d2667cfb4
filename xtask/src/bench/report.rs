//! Numbers as people read them: medians, tables, and one Markdown file of which each part keeps its own section.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};

const HEAD: &str = "\
# Benchmarks

Written by `cargo xtask bench --write`, which measures the real server with the real web app beside something to \
compare it with, the sides taking turns in one run. Ratios carry over to other machines, absolute numbers do not.
";

/// One part's findings.
pub struct Section {
    /// Heading.
    pub title: &'static str,
    /// Markdown below the heading.
    pub text: String,
}

impl Section {
    /// Heading and text.
    pub fn markdown(&self) -> String {
        format!("\n## {}\n\n{}\n", self.title, self.text.trim())
    }
}

/// Puts a section into the file, in the place its title has in `order`; the other sections stay.
pub fn write(path: &Path, section: &Section, order: &[&str]) -> Result<()> {
    let before = std::fs::read_to_string(path).unwrap_or_default();
    std::fs::write(path, placed(&before, section, order))
        .with_context(|| format!("{} cannot be written", path.display()))
}

fn placed(before: &str, section: &Section, order: &[&str]) -> String {
    let mut text = HEAD.to_owned();
    for title in order {
        if *title == section.title {
            text += &section.markdown();
        } else if let Some(kept) = before
            .split("\n## ")
            .skip(1)
            .find(|kept| kept.lines().next() == Some(title))
        {
            let _ = write!(text, "\n## {}\n", kept.trim_end());
        }
    }
    text
}

/// A Markdown table; the first column reads from the left, the others are numbers.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let mut text = format!(
        "| {} |\n|---|{}\n",
        head.join(" | "),
        "---:|".repeat(head.len().saturating_sub(1))
    );
    for row in rows {
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    text
}

/// The middle of what was measured; `None` of nothing.
pub fn median(measured: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut sorted: Vec<f64> = measured.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        count if count % 2 == 1 => sorted.get(middle).copied(),
        _ => Some(f64::midpoint(sorted[middle - 1], sorted[middle])),
    }
}

/// A number with thousands apart and this many decimals, or a dash.
pub fn number(value: Option<f64>, decimals: usize) -> String {
    let Some(value) = value.filter(|value| value.is_finite()) else {
        return "–".to_owned();
    };
    let text = format!("{value:.decimals$}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let (sign, digits) = whole
        .strip_prefix('-')
        .map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::from(sign);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if fraction.is_empty() {
        grouped
    } else {
        format!("{grouped}.{fraction}")
    }
}

/// One number over another, or a dash.
pub fn ratio(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    one.zip(other)
        .filter(|(_, other)| *other > 0.0)
        .map(|(one, other)| one / other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_or_between_the_two_in_it() {
        assert_eq!(median([3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median([4.0, 1.0, 2.0, 3.0]), Some(2.5));
        assert_eq!(median([]), None);
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(number(Some(1_234_567.0), 0), "1,234,567");
        assert_eq!(number(Some(999.96), 1), "1,000.0");
        assert_eq!(number(Some(-1_234.5), 1), "-1,234.5");
        assert_eq!(number(None, 1), "–");
    }

    #[test]
    fn a_part_replaces_its_own_section_and_no_other() {
        let section = |title, text: &str| Section {
            title,
            text: text.to_owned(),
        };
        let order = ["one", "two"];
        let text = placed("", &section("two", "b"), &order);
        let text = placed(&text, &section("one", "a"), &order);
        assert!(text.ends_with("\n## one\n\na\n\n## two\n\nb\n"), "{text}");
        let text = placed(&text, &section("one", "A"), &order);
        assert!(text.ends_with("\n## one\n\nA\n\n## two\n\nb\n"), "{text}");
    }
}
