//! Who has been at a share, in words. Pure.

use discreet_api_types::accesses::{Access, AccessKind, Visitor};

/// `Support agent (agent@acme.example)`, `one@new.example, by their own link · Firefox, 192.0.2.0/24`.
pub(super) fn visitor_words(visitor: &Visitor) -> String {
    match visitor {
        Visitor::Account { name, email } if name.is_empty() && email.is_empty() => {
            "Somebody who was erased".to_owned()
        }
        Visitor::Account { name, email } => format!("{name} ({email})"),
        Visitor::Recipient {
            email,
            browser,
            network,
        } => match device_words(browser, network) {
            Some(device) => format!("{email}, by their own link · {device}"),
            None => format!("{email}, by their own link"),
        },
        Visitor::Anonymous { browser, network } => device_words(browser, network).map_or_else(
            || "Unknown visitors".to_owned(),
            |device| format!("Anonymous · {device}"),
        ),
    }
}

fn device_words(browser: &str, network: &str) -> Option<String> {
    match (browser.is_empty(), network.is_empty()) {
        (true, true) => None,
        (true, false) => Some(network.to_owned()),
        (false, true) => Some(browser.to_owned()),
        (false, false) => Some(format!("{browser}, {network}")),
    }
}

/// `Opened 3 times, came back twice, 1 comment`.
pub(super) fn did_words(access: &Access) -> String {
    let mut words = Vec::new();
    if access.opened > 0 {
        words.push(format!("opened {}", times(access.opened)));
    }
    if access.shown > 0 {
        words.push(format!("came back {}", times(access.shown)));
    }
    if access.exported > 0 {
        words.push(format!("exported {}", times(access.exported)));
    }
    if access.commented > 0 {
        words.push(super::state::counted(
            access.commented,
            "comment",
            "comments",
        ));
    }
    if access.denied > 0 {
        words.push(format!("refused {}", times(access.denied)));
    }
    if access.ended {
        words.push("ended the link".to_owned());
    }
    let mut words = words.join(", ");
    if let Some(first) = words.get(..1).map(str::to_uppercase) {
        words.replace_range(..1, &first);
    }
    words
}

fn times(count: u32) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        more => format!("{more} times"),
    }
}

/// What happened, as a verb.
pub(super) fn kind_words(kind: AccessKind) -> &'static str {
    match kind {
        AccessKind::Opened => "Opened",
        AccessKind::Shown => "Came back",
        AccessKind::Denied => "Refused",
        AccessKind::Exported => "Exported",
        AccessKind::Commented => "Commented",
        AccessKind::Ended => "Ended the link",
    }
}

/// Why somebody was refused.
pub(super) fn why_words(why: &str) -> &'static str {
    match why {
        "wrong_secret" => "the link was not whole, or an old one",
        "wrong_password" => "wrong password",
        "not_live" => "the share was not open",
        "not_addressed" => "not among those it is for",
        _ => "no access",
    }
}

#[cfg(test)]
mod tests {
    use discreet_api_types::ids::Timestamp;

    use super::*;

    #[test]
    fn what_somebody_did_is_one_sentence() {
        let at = Timestamp("2026-11-21T10:00:00.000Z".to_owned());
        let mut access = Access {
            visitor: Visitor::Anonymous {
                browser: String::new(),
                network: String::new(),
            },
            opened: 1,
            shown: 2,
            denied: 3,
            exported: 0,
            commented: 1,
            ended: true,
            first_at: at.clone(),
            last_at: at,
        };
        assert_eq!(
            did_words(&access),
            "Opened once, came back twice, 1 comment, refused 3 times, ended the link"
        );
        access.opened = 0;
        access.shown = 0;
        access.commented = 0;
        assert_eq!(did_words(&access), "Refused 3 times, ended the link");
        assert_eq!(visitor_words(&access.visitor), "Unknown visitors");
    }

    #[test]
    fn a_visitor_is_named_as_far_as_they_are_known() {
        let named = Visitor::Account {
            name: "Reviewer".to_owned(),
            email: "reviewer@acme.example".to_owned(),
        };
        assert_eq!(visitor_words(&named), "Reviewer (reviewer@acme.example)");
        let recipient = Visitor::Recipient {
            email: "one@new.example".to_owned(),
            browser: "Firefox".to_owned(),
            network: "192.0.2.0/24".to_owned(),
        };
        assert_eq!(
            visitor_words(&recipient),
            "one@new.example, by their own link · Firefox, 192.0.2.0/24"
        );
    }
}
