//! People in words, as pure functions.

use discreet_api_types::accounts::Role;
use discreet_api_types::people::Colleague;

/// The roles, least first, with the word for each and what it is for.
pub const ROLES: [(Role, &str, &str, &str); 4] = [
    (
        Role::Viewer,
        "viewer",
        "Viewer",
        "opens what is shared with them",
    ),
    (
        Role::Member,
        "member",
        "Member",
        "brings conversations in and shares them",
    ),
    (
        Role::Reviewer,
        "reviewer",
        "Reviewer",
        "also decides findings when asked to review",
    ),
    (Role::Admin, "admin", "Admin", "also runs the organisation"),
];

/// What may be done, and by which role, in the order of [`ROLES`].
pub const RIGHTS: [(&str, [bool; 4]); 5] = [
    (
        "Open shares addressed to them; comment where the share allows it",
        [true, true, true, true],
    ),
    (
        "Bring conversations in; share their own",
        [false, true, true, true],
    ),
    (
        "Read a conversation they were asked to review; decide its findings",
        [false, false, true, true],
    ),
    (
        "See every share (not its text), stop it; hand conversations over; set policy; read the audit trail",
        [false, false, false, true],
    ),
    (
        "Open any conversation’s text, which the audit trail records",
        [false, false, false, true],
    ),
];

/// A role's word.
pub fn role_name(role: Role) -> &'static str {
    let known = ROLES.iter().find(|(known, ..)| *known == role);
    known.map_or("", |(_, _, name, _)| name)
}

/// A role's value in a list of choices.
pub fn role_value(role: Role) -> &'static str {
    let known = ROLES.iter().find(|(known, ..)| *known == role);
    known.map_or("", |(_, value, ..)| value)
}

/// The role of a value in a list of choices.
pub fn role_of(value: &str) -> Option<Role> {
    let known = ROLES.iter().find(|(_, known, ..)| *known == value);
    known.map(|(role, ..)| *role)
}

/// Who has this role may own conversations and shares. For what the dialogs say and offer; the server decides.
pub fn may_own(role: Role) -> bool {
    role != Role::Viewer
}

/// Whether somebody can sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// They can.
    Active,
    /// They have not chosen a password yet.
    Invited,
    /// Not any more.
    Deactivated,
}

impl State {
    /// A person's state.
    pub fn of(person: &Colleague) -> Self {
        match (person.active, person.invited) {
            (false, _) => Self::Deactivated,
            (true, true) => Self::Invited,
            (true, false) => Self::Active,
        }
    }

    /// In a word.
    pub fn words(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Invited => "Invited",
            Self::Deactivated => "Deactivated",
        }
    }
}

/// Who could take over from somebody.
pub fn successors(people: &[Colleague], from: &Colleague) -> Vec<Colleague> {
    let fits = |person: &&Colleague| {
        person.person.id != from.person.id && person.active && may_own(person.role)
    };
    people.iter().filter(fits).cloned().collect()
}

/// What somebody owns: `4 conversations and 1 share`.
pub fn holdings_words(person: &Colleague) -> String {
    let conversations = counted(person.conversations, "conversation", "conversations");
    let shares = counted(person.shares, "share", "shares");
    format!("{conversations} and {shares}")
}

/// What ends when somebody may not share any more.
pub fn ending_words(person: &Colleague) -> String {
    let name = &person.person.name;
    let kept = match person.conversations {
        0 => String::new(),
        1 => format!(" The conversation stays {name}’s until it is handed over."),
        more => format!(" The {more} conversations stay {name}’s until they are handed over."),
    };
    match person.shares {
        0 => format!("{name} has no share that could be opened.{kept}"),
        1 => format!("1 share of {name}’s ends at once, for pages that are open too.{kept}"),
        more => {
            format!("{more} shares of {name}’s end at once, for pages that are open too.{kept}")
        }
    }
}

fn counted(count: u64, one: &str, many: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {many}")
    }
}

#[cfg(test)]
mod tests {
    use discreet_api_types::accounts::Person;
    use discreet_api_types::ids::{PersonId, Timestamp};

    use super::*;

    fn colleague(id: &str, role: Role) -> Colleague {
        Colleague {
            person: Person {
                id: PersonId(id.to_owned()),
                name: "Agent".to_owned(),
                email: "agent@acme.example".to_owned(),
            },
            role,
            active: true,
            invited: false,
            created_at: Timestamp("2026-11-20T10:00:00Z".to_owned()),
            last_seen_at: None,
            conversations: 0,
            shares: 0,
            me: false,
        }
    }

    #[test]
    fn each_role_may_do_all_that_the_one_before_it_may() {
        for (right, roles) in RIGHTS {
            let mut sorted = roles;
            sorted.sort_unstable();
            assert_eq!(roles, sorted, "{right}");
        }
    }

    #[test]
    fn a_role_finds_its_value_and_back() {
        for (role, value, name, _) in ROLES {
            assert_eq!(role_of(value), Some(role));
            assert_eq!(role_value(role), value);
            assert_eq!(role_name(role), name);
        }
        assert_eq!(role_of("owner"), None);
    }

    #[test]
    fn who_takes_over_is_active_may_own_and_is_somebody_else() {
        let leaving = colleague("1", Role::Member);
        let mut gone = colleague("2", Role::Admin);
        gone.active = false;
        let people = [
            leaving.clone(),
            gone,
            colleague("3", Role::Viewer),
            colleague("4", Role::Reviewer),
        ];
        let ids: Vec<String> = successors(&people, &leaving)
            .into_iter()
            .map(|person| person.person.id.0)
            .collect();
        assert_eq!(ids, ["4"]);
    }

    #[test]
    fn what_ends_is_counted() {
        let mut leaving = colleague("1", Role::Member);
        assert_eq!(
            ending_words(&leaving),
            "Agent has no share that could be opened."
        );
        leaving.shares = 2;
        leaving.conversations = 1;
        assert_eq!(
            ending_words(&leaving),
            "2 shares of Agent’s end at once, for pages that are open too. The conversation stays Agent’s until it \
             is handed over."
        );
        assert_eq!(holdings_words(&leaving), "1 conversation and 2 shares");
    }

    #[test]
    fn an_invited_person_who_was_deactivated_is_deactivated() {
        let mut person = colleague("1", Role::Member);
        person.invited = true;
        assert_eq!(State::of(&person), State::Invited);
        person.active = false;
        assert_eq!(State::of(&person), State::Deactivated);
    }
}
