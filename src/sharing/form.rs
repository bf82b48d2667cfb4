//! The form of a new share: what was chosen and typed, what it means, and how a refusal finds its field. Pure.

use discreet_api_types::problem::FieldError;
use discreet_api_types::sharing::{AudienceIn, AudienceKind, ContextNote, Include, NewShare};

use super::time;
use crate::review::ReviewQueue;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// The three steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Look it through.
    Review,
    /// Say who.
    Audience,
    /// Hand it over.
    Link,
}

impl Step {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::Review, Self::Audience, Self::Link];

    /// The step's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Review => "Review",
            Self::Audience => "Audience",
            Self::Link => "Link",
        }
    }

    /// Which step a field of a refusal is in.
    pub fn of_field(field: &str) -> Self {
        let reviewed = ["redactions", "kept", "messages", "leave_out", "reviewed"];
        let member = field.split(['.', '[']).next().unwrap_or(field);
        if reviewed.contains(&member) {
            Self::Review
        } else {
            Self::Audience
        }
    }
}

/// When a share ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Expiry {
    /// In an hour.
    Hour,
    /// In 24 hours.
    Day,
    /// In seven days.
    #[default]
    Week,
    /// In thirty days.
    Month,
    /// At a moment of one's own, which stands in a field beside this choice.
    Custom,
}

impl Expiry {
    /// The choices of the list, with the value each has there.
    pub const PRESETS: [(&'static str, &'static str); 5] = [
        ("hour", "1 hour"),
        ("day", "24 hours"),
        ("week", "7 days"),
        ("month", "30 days"),
        ("custom", "Date and time…"),
    ];

    /// The value in the list.
    pub fn value(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Custom => "custom",
        }
    }

    /// From the list.
    pub fn named(value: &str) -> Self {
        match value {
            "hour" => Self::Hour,
            "day" => Self::Day,
            "month" => Self::Month,
            "custom" => Self::Custom,
            _ => Self::Week,
        }
    }

    /// The moment it means; none while a moment of one's own, given as its field has it, is incomplete.
    pub fn ends(self, custom: &str, now: i64) -> Option<i64> {
        match self {
            Self::Hour => Some(now + HOUR),
            Self::Day => Some(now + DAY),
            Self::Week => Some(now + 7 * DAY),
            Self::Month => Some(now + 30 * DAY),
            Self::Custom => time::from_input(custom),
        }
    }

    /// The moment, or what is wrong with it.
    pub fn checked(self, custom: &str, now: i64) -> Result<i64, &'static str> {
        match self.ends(custom, now) {
            None => Err("Enter a date and a time."),
            Some(ends) if ends <= now => Err("This moment has passed. Choose one in the future."),
            Some(ends) => Ok(ends),
        }
    }
}

/// What was chosen and typed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ShareForm {
    /// Who; nothing is chosen at first.
    pub audience: Option<AudienceKind>,
    /// Addresses named, each once.
    pub emails: Vec<String>,
    /// When it ends.
    pub expiry: Expiry,
    /// A moment of one's own, as its field has it.
    pub custom: String,
    /// What goes along.
    pub include: Include,
    /// The context note.
    pub context: ContextNote,
    /// The owner's own name for it.
    pub label: String,
    /// Download allowed, if chosen; else what the audience has by itself.
    pub download: Option<bool>,
    /// Do not name the sharer.
    pub hide_sharer: bool,
    /// Show times in UTC.
    pub utc: bool,
    /// New messages are appended as they come; for an organisation.
    pub follow: bool,
    /// "I have checked that this is customer-safe."
    pub customer_safe: bool,
    /// The link's password, if any.
    pub password: String,
    /// The view limit as typed, if any.
    pub max_views: String,
    /// Addresses of those who each get a link of their own, as typed.
    pub recipients: String,
}

/// A view limit as it was typed: none, or a number, or what is wrong with it.
pub fn views_typed(typed: &str) -> Result<Option<u32>, &'static str> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    match typed.parse() {
        Ok(views @ 1..=1_000_000) => Ok(Some(views)),
        _ => Err("Enter a number from 1 to 1,000,000, or nothing."),
    }
}

/// Recipients as they were typed: each once, or what is wrong with the first that is no address.
pub fn recipients_typed(typed: &str) -> Result<Vec<String>, String> {
    let (mut emails, mut typing) = (Vec::new(), typed.to_owned());
    take_typed(&mut emails, &mut typing)?;
    Ok(emails)
}

/// Sixteen random bytes as a password that can be read out: `k3xm-7yph-…`, 80 bits.
pub fn spelled_password(bytes: [u8; 16]) -> String {
    // Without l and o, which are taken for 1 and 0; 32 letters, so that each is as likely.
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut password = String::with_capacity(19);
    for (at, byte) in bytes.into_iter().enumerate() {
        if at > 0 && at % 4 == 0 {
            password.push('-');
        }
        password.push(char::from(LETTERS[usize::from(byte % 32)]));
    }
    password
}

/// Takes the address being typed, and others pasted with it, into the list, each once. What is no address stays in
/// the field; returns what is wrong with it.
pub fn take_typed(emails: &mut Vec<String>, typing: &mut String) -> Result<(), String> {
    let typed = std::mem::take(typing);
    let mut wrong = Vec::new();
    for address in typed.split([',', ';', ' ', '\n', '\t']) {
        let address = address.trim().trim_matches(['<', '>']);
        if address.is_empty() {
            continue;
        }
        if !is_address(address) {
            wrong.push(address);
        } else if !emails
            .iter()
            .any(|known| known.eq_ignore_ascii_case(address))
        {
            emails.push(address.to_owned());
        }
    }
    if wrong.is_empty() {
        return Ok(());
    }
    let first = wrong[0].to_owned();
    *typing = wrong.join(", ");
    Err(format!(
        "“{first}” is not an e-mail address. Write it as name@acme.example."
    ))
}

impl ShareForm {
    /// Download as it would be.
    pub fn allows_download(&self) -> bool {
        self.download
            .unwrap_or(self.audience != Some(AudienceKind::Public))
    }

    /// What is missing or wrong, by the wire's field names, before the server is asked.
    pub fn errors(&self, now: i64) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let mut refuse = |field: &str, message: &str| {
            errors.push(FieldError {
                field: field.to_owned(),
                message: message.to_owned(),
            });
        };
        match self.audience {
            None => refuse("audience.kind", "Choose who may read it."),
            Some(AudienceKind::People) if self.emails.is_empty() => {
                refuse("audience.emails", "Name at least one person.");
            }
            Some(_) => {}
        }
        if let Err(message) = self.expiry.checked(&self.custom, now) {
            refuse("expires_at", message);
        }
        if self.audience == Some(AudienceKind::Public) {
            if (1..8).contains(&self.password.chars().count()) {
                refuse("password", "Choose at least 8 characters.");
            }
            if let Err(message) = views_typed(&self.max_views) {
                refuse("max_views", message);
            }
            if let Err(message) = recipients_typed(&self.recipients) {
                refuse("recipients", &message);
            }
        }
        errors
    }

    /// The share as the server takes it; none while no audience is chosen. `reviewed` is the revision that was
    /// looked through.
    pub fn share(&self, review: &ReviewQueue, reviewed: u32, now: i64) -> Option<NewShare> {
        let kind = self.audience?;
        let mut share = NewShare::new(AudienceIn {
            kind,
            emails: if kind == AudienceKind::People {
                self.emails.clone()
            } else {
                Vec::new()
            },
            teams: Vec::new(),
        });
        share.expires_at = self
            .expiry
            .ends(&self.custom, now)
            .map(|ends| Some(time::timestamp(ends)));
        share.include = self.include;
        let scope = review.scope();
        share.messages =
            (scope.range.from.is_some() || scope.range.to.is_some()).then_some(scope.range);
        share.leave_out = scope.leave_out.iter().copied().collect();
        share.context = (self.context != ContextNote::default()).then(|| self.context.clone());
        share.redactions = review.redactions();
        share.kept = review.kept();
        share.label = Some(self.label.trim().to_owned()).filter(|label| !label.is_empty());
        share.hide_sharer = self.hide_sharer;
        share.allow_download = self.download;
        share.utc = self.utc;
        let follows = self.follow && self.can_follow(review);
        share.follow = follows.then_some(true);
        share.reviewed = Some(reviewed);
        share.confirm_customer_safe = kind == AudienceKind::Public && self.customer_safe;
        if kind == AudienceKind::Public {
            share.password = Some(self.password.clone()).filter(|text| !text.is_empty());
            share.max_views = views_typed(&self.max_views).unwrap_or_default();
        }
        Some(share)
    }

    /// Whether new messages can go along as they come: for an organisation, with no last message chosen.
    pub fn can_follow(&self, review: &ReviewQueue) -> bool {
        self.audience == Some(AudienceKind::Organisation) && review.scope().range.to.is_none()
    }

    /// Who gets a link of their own; nobody, where one link is for all.
    pub fn recipients(&self) -> Vec<String> {
        if self.audience == Some(AudienceKind::Public) {
            recipients_typed(&self.recipients).unwrap_or_default()
        } else {
            Vec::new()
        }
    }

    /// The button that creates it.
    pub fn create_words(&self) -> &'static str {
        match self.audience {
            None => "Create link",
            Some(AudienceKind::People) => "Share with these people",
            Some(AudienceKind::Organisation) => "Create organisation link",
            Some(AudienceKind::Public) if self.recipients().len() > 1 => "Create public links",
            Some(AudienceKind::Public) => "Create public link",
        }
    }

    /// Who may read it until when, in plain words: `Anyone at Acme with the link, signed in, until 28 November.`
    pub fn confirmation(&self, organisation: &str, until: &str) -> String {
        match self.audience {
            None => String::new(),
            Some(AudienceKind::People) => {
                format!("{}, after signing in, until {until}.", listed(&self.emails))
            }
            Some(AudienceKind::Organisation) => {
                format!("Anyone at {organisation} with the link, signed in, until {until}.")
            }
            Some(AudienceKind::Public) => {
                let link = if self.password.is_empty() {
                    "the link"
                } else {
                    "the link and its password"
                };
                format!("Anyone on the internet with {link}, without signing in, until {until}.")
            }
        }
    }
}

/// What goes along, in words: `Messages 3 to 18 without 2 of them, with contact and tags.`
pub fn contents(review: &ReviewQueue, include: Include, total: u32) -> String {
    let scope = review.scope();
    let shown = total - review.counts().left_out;
    let mut words = if shown == total {
        super::state::counted(total, "message", "messages")
    } else {
        format!("{shown} of {total} messages")
    };
    if let (Some(from), to) = (scope.range.from, scope.range.to) {
        words = format!("{words}, from {from} to {}", to.unwrap_or(total));
    } else if let Some(to) = scope.range.to {
        words = format!("{words}, up to {to}");
    }
    let with = include_words(include);
    if !with.is_empty() {
        words.push_str(" with ");
        words.push_str(&joined(&with));
    }
    words.push_str(", ");
    words.push_str(&super::state::counted(
        u32::try_from(review.counts().redactions).unwrap_or(u32::MAX),
        "redaction",
        "redactions",
    ));
    words
}

/// The switches that are on, in words.
pub fn include_words(include: Include) -> Vec<&'static str> {
    [
        (include.contact, "contact"),
        (include.staff_names, "staff names"),
        (include.tags, "tags"),
        (include.notes, "internal notes"),
        (include.citations, "citations"),
        (include.escalation, "escalation summary"),
    ]
    .into_iter()
    .filter_map(|(on, words)| on.then_some(words))
    .collect()
}

/// `a`, `a and b`, `a, b and c`.
pub fn joined(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn listed(emails: &[String]) -> String {
    if emails.is_empty() {
        return "Only the people you name".to_owned();
    }
    let emails: Vec<&str> = emails.iter().map(String::as_str).collect();
    format!("Only {}", joined(&emails))
}

/// Roughly an address: the server knows whether anybody has it.
fn is_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, domain)| {
        !name.is_empty()
            && !domain.contains('@')
            && domain
                .split_once('.')
                .is_some_and(|(host, rest)| !host.is_empty() && !rest.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use discreet_api_types::sharing::MessageRange;

    use super::*;

    #[test]
    fn pasted_addresses_become_chips_each_once_and_wrong_ones_stay_in_the_field() {
        let mut emails = Vec::new();
        let mut typing = "a@acme.example; <B@acme.example>, a@ACME.example nobody".to_owned();
        let wrong = take_typed(&mut emails, &mut typing).unwrap_err();
        assert!(wrong.contains("“nobody”"));
        assert_eq!(emails, ["a@acme.example", "B@acme.example"]);
        assert_eq!(typing, "nobody");
        typing.clear();
        assert_eq!(take_typed(&mut emails, &mut typing), Ok(()));
    }

    #[test]
    fn an_address_has_a_name_and_a_domain_with_a_dot() {
        for wrong in [
            "a",
            "@acme.example",
            "a@acme",
            "a@b@acme.example",
            "a@.example",
        ] {
            assert!(!is_address(wrong), "{wrong}");
        }
        assert!(is_address("a.b+c@acme.example"));
    }

    #[test]
    fn nothing_is_shared_before_an_audience_is_chosen() {
        let form = ShareForm::default();
        assert_eq!(form.share(&ReviewQueue::default(), 1, 0), None);
        assert_eq!(form.errors(0)[0].field, "audience.kind");
    }

    #[test]
    fn only_a_public_link_takes_its_protection_along() {
        let mut form = ShareForm {
            audience: Some(AudienceKind::Public),
            password: "long enough".to_owned(),
            max_views: " 3 ".to_owned(),
            recipients: "a@new.example, b@new.example\nA@new.example".to_owned(),
            ..ShareForm::default()
        };
        assert!(form.errors(0).is_empty());
        let share = form.share(&ReviewQueue::default(), 1, 0).unwrap();
        assert_eq!(share.password.as_deref(), Some("long enough"));
        assert_eq!(share.max_views, Some(3));
        assert_eq!(form.recipients(), ["a@new.example", "b@new.example"]);
        form.audience = Some(AudienceKind::Organisation);
        let share = form.share(&ReviewQueue::default(), 1, 0).unwrap();
        assert_eq!((share.password, share.max_views), (None, None));
        assert!(form.recipients().is_empty());
    }

    #[test]
    fn what_cannot_protect_is_said_before_the_server_is_asked() {
        let form = ShareForm {
            audience: Some(AudienceKind::Public),
            password: "short".to_owned(),
            max_views: "0".to_owned(),
            recipients: "nobody".to_owned(),
            ..ShareForm::default()
        };
        let fields: Vec<String> = form.errors(0).into_iter().map(|e| e.field).collect();
        assert_eq!(fields, ["password", "max_views", "recipients"]);
    }

    #[test]
    fn a_password_made_up_can_be_read_out() {
        let spelled = spelled_password(std::array::from_fn(|at| u8::try_from(at * 16).unwrap()));
        assert_eq!(spelled.len(), 19);
        assert!(spelled.split('-').all(|part| part.len() == 4));
        assert!(!spelled.contains(['l', 'o', '0', '1']));
    }

    #[test]
    fn people_need_a_name() {
        let mut form = ShareForm {
            audience: Some(AudienceKind::People),
            ..ShareForm::default()
        };
        assert_eq!(form.errors(0)[0].field, "audience.emails");
        form.emails.push("a@acme.example".to_owned());
        assert_eq!(form.errors(0), []);
    }

    #[test]
    fn download_follows_the_audience_until_it_is_chosen() {
        let mut form = ShareForm {
            audience: Some(AudienceKind::Public),
            ..ShareForm::default()
        };
        assert!(!form.allows_download());
        form.audience = Some(AudienceKind::Organisation);
        assert!(form.allows_download());
        form.download = Some(false);
        assert!(!form.allows_download());
    }

    #[test]
    fn the_confirmation_says_who_until_when() {
        let mut form = ShareForm {
            audience: Some(AudienceKind::Organisation),
            ..ShareForm::default()
        };
        assert_eq!(
            form.confirmation("Acme", "28 November"),
            "Anyone at Acme with the link, signed in, until 28 November."
        );
        form.audience = Some(AudienceKind::People);
        form.emails = vec!["a@acme.example".to_owned(), "b@acme.example".to_owned()];
        assert_eq!(
            form.confirmation("Acme", "28 November"),
            "Only a@acme.example and b@acme.example, after signing in, until 28 November."
        );
    }

    #[test]
    fn a_refusal_leads_to_the_step_its_field_is_in() {
        assert_eq!(Step::of_field("redactions[3].end"), Step::Review);
        assert_eq!(Step::of_field("leave_out"), Step::Review);
        assert_eq!(Step::of_field("audience.emails[0]"), Step::Audience);
        assert_eq!(Step::of_field("expires_at"), Step::Audience);
    }

    #[test]
    fn a_moment_that_has_passed_is_refused_before_the_server_is_asked() {
        assert_eq!(Expiry::Week.checked("", 0), Ok(7 * DAY));
        assert_eq!(Expiry::Week.ends("", 5), Some(7 * DAY + 5));
    }

    #[test]
    fn contents_say_how_much_goes_along() {
        let mut review = ReviewQueue::default();
        assert_eq!(
            contents(&review, Include::default(), 0),
            "0 messages, 0 redactions"
        );
        review.set_range(MessageRange {
            from: Some(2),
            to: None,
        });
        let include = Include {
            contact: true,
            tags: true,
            ..Include::default()
        };
        assert!(contents(&review, include, 0).contains("with contact and tags"));
    }
}
