//! Words and targets: what a placeholder says, and which links may lead somewhere.

/// What stands for something hidden, as it is copied: `[REDACTED]`, `[REDACTED: email 1]`.
pub fn placeholder(label: &str, ordinal: u32) -> String {
    match placeholder_words(label, ordinal) {
        Some(words) => format!("[REDACTED: {words}]"),
        None => "[REDACTED]".to_owned(),
    }
}

/// The kind and number inside a placeholder: `email 1`; `None` where kinds are not shown.
pub fn placeholder_words(label: &str, ordinal: u32) -> Option<String> {
    if label.is_empty() {
        return None;
    }
    let mut words = label.to_lowercase().replace('_', " ");
    if ordinal > 0 {
        words.push(' ');
        words.push_str(&ordinal.to_string());
    }
    Some(words)
}

/// The target, if it may be followed: http, https, mailto and tel. The server allows no others; this is the second
/// lock.
pub fn safe_target(target: &str) -> Option<&str> {
    let (scheme, rest) = target.split_once(':')?;
    let allowed = ["http", "https", "mailto", "tel"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known));
    let clean = !rest.is_empty() && !target.chars().any(char::is_control);
    (allowed && clean).then_some(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_names_kind_and_number_only_where_they_are_shown() {
        assert_eq!(placeholder("", 0), "[REDACTED]");
        assert_eq!(placeholder("EMAIL", 1), "[REDACTED: email 1]");
        assert_eq!(placeholder("CREDIT_CARD", 0), "[REDACTED: credit card]");
    }

    #[test]
    fn only_four_schemes_lead_anywhere() {
        for good in [
            "https://acme.example/a?b#c",
            "HTTP://acme.example",
            "mailto:a@acme.example",
            "tel:+441632960000",
        ] {
            assert_eq!(safe_target(good), Some(good));
        }
        for bad in [
            "javascript:alert(1)",
            "JAVASCRIPT:alert(1)",
            " javascript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "blob:https://acme.example/1",
            "vbscript:x",
            "//evil.example",
            "/audit",
            "https:",
            "https://acme.example/\u{0}",
            "",
        ] {
            assert_eq!(safe_target(bad), None, "{bad}");
        }
    }
}
