//! Completes a page: style, preloads and the starter, by their names with hashes. Nothing inline, for the CSP forbids it.

use anyhow::{Result, bail};

/// Stands in the HTML where the links go.
const MARK: &str = "<!-- xtask: styles, preloads and boot.js -->";

/// Names of the files that one page uses.
pub struct Links {
    pub style: String,
    /// The program's glue, a module.
    pub script: String,
    pub wasm: String,
    /// Starts the scan worker; the app finds it as `<meta name="scan-worker">`.
    pub worker: Option<String>,
    pub boot: String,
}

/// The page with its links, and nothing left of Trunk's.
pub fn complete(page: &str, links: &Links) -> Result<String> {
    let Links {
        style,
        script,
        wasm,
        worker,
        boot,
    } = links;
    if page.matches(MARK).count() != 1 {
        bail!("the line `{MARK}` must stand in the head once");
    }
    // Without its scripts Trunk leaves the line that named the program.
    let page: String = page
        .split_inclusive('\n')
        .filter(|line| !line.contains("<link data-trunk rel=\"rust\""))
        .collect();
    if page.contains("data-trunk") || page.contains("<style") || has_inline_script(&page) {
        bail!("something inline or of Trunk's is left, which the CSP would block");
    }
    let mut lines = vec![
        format!(r#"<link rel="stylesheet" href="/{style}" />"#),
        format!(r#"<link rel="modulepreload" href="/{script}" id="program" />"#),
        format!(
            r#"<link rel="preload" href="/{wasm}" id="program-wasm" as="fetch" type="application/wasm" crossorigin="anonymous" />"#
        ),
    ];
    lines.extend(
        worker
            .iter()
            .map(|worker| format!(r#"<meta name="scan-worker" content="/{worker}" />"#)),
    );
    lines.push(format!(r#"<script type="module" src="/{boot}"></script>"#));
    let page = page.replace(MARK, &lines.join("\n    "));
    let mut lines: Vec<&str> = page
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    lines.push("");
    Ok(lines.join("\n"))
}

/// Whether a script holds its own text instead of naming a file.
pub fn has_inline_script(page: &str) -> bool {
    page.split("<script").skip(1).any(|rest| {
        let (tag, rest) = rest.split_once('>').unwrap_or((rest, ""));
        let body = rest.split("</script").next().unwrap_or_default();
        !tag.contains("src=") || !body.trim().is_empty()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(worker: Option<&str>) -> Links {
        Links {
            style: "app-1.css".to_owned(),
            script: "app-2.js".to_owned(),
            wasm: "app-3_bg.wasm".to_owned(),
            worker: worker.map(str::to_owned),
            boot: "boot-4.js".to_owned(),
        }
    }

    #[test]
    fn a_page_gets_its_links_in_the_order_the_browser_wants_them() {
        let page = complete(
            &format!("<head>\n    {MARK}\n\n</head>"),
            &links(Some("w-5.js")),
        )
        .unwrap();
        let places: Vec<_> = [
            "app-1.css",
            "app-2.js",
            "app-3_bg.wasm",
            "w-5.js",
            "boot-4.js",
        ]
        .map(|name| page.find(name))
        .to_vec();
        assert!(
            places.iter().all(Option::is_some) && places.is_sorted(),
            "{page}"
        );
    }

    #[test]
    fn a_page_without_the_mark_or_with_something_inline_is_refused() {
        assert!(complete("<head></head>", &links(None)).is_err());
        for inline in [
            "<script>go()</script>",
            "<script src=\"/a.js\">go()</script>",
            "<style></style>",
        ] {
            assert!(
                complete(&format!("<head>{MARK}{inline}</head>"), &links(None)).is_err(),
                "{inline}"
            );
        }
        assert!(
            complete(
                &format!("{MARK}<script src=\"/a.js\"></script>"),
                &links(None)
            )
            .is_ok()
        );
    }
}
