//! Writes `public/icons.svg`: the icons the app uses, taken from Lucide's npm package, as one sprite.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};

use crate::{places, setup};

const LUCIDE: &str = "1.62.0";

/// Lucide's names. The sprite uses the same ones.
const ICONS: [&str; 66] = [
    "arrow-left",
    "arrow-right",
    "ban",
    "bot",
    "building-2",
    "check",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "chevron-up",
    "circle-alert",
    "circle-check",
    "circle-help",
    "clock",
    "copy",
    "download",
    "ellipsis",
    "eye",
    "eye-off",
    "file-text",
    "flag",
    "gavel",
    "globe",
    "globe-lock",
    "headset",
    "history",
    "info",
    "lightbulb",
    "link",
    "link-2-off",
    "list-todo",
    "list-tree",
    "lock",
    "log-out",
    "menu",
    "message-square",
    "monitor",
    "moon",
    "more-horizontal",
    "paperclip",
    "pencil",
    "plus",
    "qr-code",
    "quote",
    "redo-2",
    "refresh-cw",
    "reply",
    "search",
    "settings",
    "share-2",
    "shield",
    "shield-check",
    "sparkles",
    "square-slash",
    "star",
    "sticky-note",
    "sun",
    "tag",
    "trash-2",
    "triangle-alert",
    "undo-2",
    "upload",
    "user",
    "users",
    "wand",
    "x",
];

/// Names under which Lucide knows an icon today, where the interface keeps another word.
const RENAMED: [(&str, &str); 3] = [
    ("circle-help", "circle-question-mark"),
    ("more-horizontal", "ellipsis"),
    ("wand", "wand-sparkles"),
];

/// `cargo xtask icons`.
pub fn command() -> Result<()> {
    setup::npm_package("lucide-static", LUCIDE, "Lucide's icons")?;
    let folder = places::npm_tools().join("node_modules/lucide-static");
    let licence =
        std::fs::read_to_string(folder.join("LICENSE")).context("Lucide's licence is missing")?;
    let mut symbols = Vec::new();
    for name in ICONS {
        let file = RENAMED
            .iter()
            .find(|(ours, _)| *ours == name)
            .map_or(name, |(_, theirs)| theirs);
        let path = folder.join("icons").join(format!("{file}.svg"));
        let svg = std::fs::read_to_string(&path)
            .with_context(|| format!("Lucide has no icon `{file}`"))?;
        symbols.push((
            name,
            shapes(&svg).with_context(|| format!("`{file}.svg` is not as expected"))?,
        ));
    }
    let path = places::root().join("public/icons.svg");
    std::fs::write(&path, sprite(&licence, &symbols))?;
    println!("Wrote {} icons to {}.", symbols.len(), path.display());
    Ok(())
}

/// What stands between `<svg …>` and `</svg>`.
fn shapes(svg: &str) -> Option<String> {
    let start = svg.find("<svg")?;
    let start = start + svg[start..].find('>')? + 1;
    let end = svg.rfind("</svg>")?;
    Some(
        svg.get(start..end)?
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .replace("> <", "><"),
    )
}

fn sprite(licence: &str, symbols: &[(&str, String)]) -> String {
    let mut out = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\">\n<!--\nIcons from Lucide (lucide.dev).\n\n",
    );
    // Two hyphens end a comment in XML; a row of three needs the second pass.
    out.push_str(&licence.trim().replace("--", "- -").replace("--", "- -"));
    out.push_str("\n-->\n");
    for (name, shapes) in symbols {
        // Writing into a string cannot fail.
        let _ = writeln!(
            out,
            "<symbol id=\"{name}\" viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" \
             stroke-linecap=\"round\" stroke-linejoin=\"round\">{shapes}</symbol>"
        );
    }
    out.push_str("</svg>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symbol_holds_the_shapes_and_takes_the_colour_of_its_text() {
        let svg = "<!-- @license -->\n<svg\n  class=\"x\"\n  stroke=\"currentColor\"\n>\n  <path d=\"M1 1\" />\n  <circle r=\"2\" />\n</svg>\n";
        let shapes = shapes(svg).unwrap();
        assert_eq!(shapes, "<path d=\"M1 1\" /><circle r=\"2\" />");
        let sprite = sprite("ISC --- licence", &[("dot", shapes)]);
        assert!(
            sprite.contains("<symbol id=\"dot\"") && sprite.contains("stroke=\"currentColor\""),
            "{sprite}"
        );
        assert!(sprite.contains("ISC - - - licence"), "{sprite}");
    }

    #[test]
    fn every_icon_that_the_app_names_is_in_the_sprite() {
        let sprite = std::fs::read_to_string(places::root().join("public/icons.svg")).unwrap();
        for name in ICONS {
            assert!(
                sprite.contains(&format!("<symbol id=\"{name}\"")),
                "run `cargo xtask icons` for `{name}`"
            );
        }
    }
}
