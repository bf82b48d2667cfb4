//! Reads and writes what crosses the wire of a discussion. By hand, for the recipients' program; tests hold it against
//! the types of `api-types`.

use discreet_api_types::discussion::{
    ActionState, ChangeComment, Comment, CommentAbilities, CommentKind, CommentPage, DoneBy,
    NewComment, Participant, ParticipantList,
};
use discreet_api_types::ids::{CommentId, PersonId, ShareId, Timestamp};

use crate::json::{Reader, list, number, optional, quoted, small, string};

/// A comment, as an answer.
pub fn one_comment(text: &str) -> Option<Comment> {
    let mut reader = Reader::new(text);
    let read = comment(&mut reader)?;
    reader.end()?;
    Some(read)
}

/// Comments.
pub fn page(text: &str) -> Option<CommentPage> {
    let mut reader = Reader::new(text);
    let (mut comments, mut next_after, mut latest, mut open) = (None, None, None, None);
    reader.object(&mut |key, reader| {
        match key {
            "comments" => comments = Some(list(reader, comment)?),
            "next_after" => next_after = optional(reader, number)?,
            "latest" => latest = Some(reader.number()?),
            "open" => open = Some(reader.boolean()?),
            _ => reader.skip()?,
        }
        Some(())
    })?;
    Some(CommentPage {
        comments: comments?,
        next_after,
        latest: latest?,
        open: open?,
    })
}

/// Whom a comment may mention.
pub fn people(text: &str) -> Option<ParticipantList> {
    let mut people = None;
    Reader::new(text).object(&mut |key, reader| {
        match key {
            "people" => people = Some(list(reader, participant)?),
            _ => reader.skip()?,
        }
        Some(())
    })?;
    Some(ParticipantList { people: people? })
}

/// How the context note's action stands.
pub fn action(text: &str) -> Option<ActionState> {
    let mut done = None;
    Reader::new(text).object(&mut |key, reader| {
        match key {
            "action_done" => done = Some(optional(reader, done_by)?),
            _ => reader.skip()?,
        }
        Some(())
    })?;
    Some(ActionState { action_done: done? })
}

/// Who did something, and when.
pub fn done_by(reader: &mut Reader<'_>) -> Option<DoneBy> {
    let (mut by, mut at) = (None, None);
    reader.object(&mut |key, reader| {
        match key {
            "by" => by = Some(participant(reader)?),
            "at" => at = Some(Timestamp(reader.string()?)),
            _ => reader.skip()?,
        }
        Some(())
    })?;
    Some(DoneBy { by: by?, at: at? })
}

/// A person.
pub fn participant(reader: &mut Reader<'_>) -> Option<Participant> {
    let (mut id, mut name) = (None, None);
    reader.object(&mut |key, reader| {
        match key {
            "id" => id = Some(PersonId(reader.string()?)),
            "name" => name = Some(reader.string()?),
            _ => reader.skip()?,
        }
        Some(())
    })?;
    Some(Participant {
        id: id?,
        name: name?,
    })
}

fn comment(reader: &mut Reader<'_>) -> Option<Comment> {
    let (mut id, mut author, mut written_at, mut kind) = (None, None, None, None);
    let mut out = Comment {
        id: CommentId(String::new()),
        changed: 0,
        share: None,
        kind: CommentKind::Note,
        body: String::new(),
        message: None,
        start: None,
        end: None,
        snapshot_version: 0,
        reply_to: None,
        author: Participant {
            id: PersonId(String::new()),
            name: String::new(),
        },
        mine: false,
        written_at: Timestamp(String::new()),
        edited_at: None,
        deleted: false,
        withheld: false,
        resolved: None,
        assignee: None,
        due: None,
        mentions: Vec::new(),
        abilities: CommentAbilities::default(),
    };
    reader.object(&mut |key, reader| {
        match key {
            "id" => id = Some(CommentId(reader.string()?)),
            "changed" => out.changed = reader.number()?,
            "share" => out.share = optional(reader, string)?.map(ShareId),
            "kind" => kind = Some(kind_named(&reader.string()?)?),
            "body" => out.body = reader.string()?,
            "message" => out.message = optional(reader, small)?,
            "start" => out.start = optional(reader, small)?,
            "end" => out.end = optional(reader, small)?,
            "snapshot_version" => out.snapshot_version = small(reader)?,
            "reply_to" => out.reply_to = optional(reader, string)?.map(CommentId),
            "author" => author = Some(participant(reader)?),
            "mine" => out.mine = reader.boolean()?,
            "written_at" => written_at = Some(Timestamp(reader.string()?)),
            "edited_at" => out.edited_at = optional(reader, string)?.map(Timestamp),
            "deleted" => out.deleted = reader.boolean()?,
            "withheld" => out.withheld = reader.boolean()?,
            "resolved" => out.resolved = optional(reader, done_by)?,
            "assignee" => out.assignee = optional(reader, participant)?,
            "due" => out.due = optional(reader, string)?,
            "mentions" => out.mentions = list(reader, participant)?,
            "abilities" => out.abilities = abilities(reader)?,
            _ => reader.skip()?,
        }
        Some(())
    })?;
    out.id = id?;
    out.author = author?;
    out.written_at = written_at?;
    out.kind = kind?;
    Some(out)
}

fn abilities(reader: &mut Reader<'_>) -> Option<CommentAbilities> {
    let mut out = CommentAbilities::default();
    reader.object(&mut |key, reader| {
        match key {
            "edit" => out.edit = reader.boolean()?,
            "delete" => out.delete = reader.boolean()?,
            "resolve" => out.resolve = reader.boolean()?,
            "reply" => out.reply = reader.boolean()?,
            _ => reader.skip()?,
        }
        Some(())
    })?;
    Some(out)
}

/// The kind of that name on the wire.
pub fn kind_named(name: &str) -> Option<CommentKind> {
    Some(match name {
        "note" => CommentKind::Note,
        "suggestion" => CommentKind::Suggestion,
        "decision" => CommentKind::Decision,
        "action" => CommentKind::Action,
        "good_example" => CommentKind::GoodExample,
        "problem" => CommentKind::Problem,
        _ => return None,
    })
}

/// Its name on the wire.
pub const fn kind_name(kind: CommentKind) -> &'static str {
    match kind {
        CommentKind::Note => "note",
        CommentKind::Suggestion => "suggestion",
        CommentKind::Decision => "decision",
        CommentKind::Action => "action",
        CommentKind::GoodExample => "good_example",
        CommentKind::Problem => "problem",
    }
}

/// A new comment as JSON.
pub fn new_comment(new: &NewComment) -> String {
    let mut members = vec![
        format!("\"kind\":\"{}\"", kind_name(new.kind)),
        format!("\"body\":{}", quoted(&new.body)),
    ];
    let numbers = [
        ("message", new.message),
        ("start", new.start),
        ("end", new.end),
    ];
    for (name, value) in numbers {
        members.extend(value.map(|value| format!("\"{name}\":{value}")));
    }
    if let Some(id) = &new.reply_to {
        members.push(format!("\"reply_to\":{}", quoted(&id.0)));
    }
    if !new.mentions.is_empty() {
        members.push(format!("\"mentions\":{}", ids(&new.mentions)));
    }
    if let Some(id) = &new.assignee {
        members.push(format!("\"assignee\":{}", quoted(&id.0)));
    }
    if let Some(due) = &new.due {
        members.push(format!("\"due\":{}", quoted(due)));
    }
    if new.confirm {
        members.push("\"confirm\":true".to_owned());
    }
    format!("{{{}}}", members.join(","))
}

/// A change of a comment as JSON.
pub fn change(change: &ChangeComment) -> String {
    let mut members = vec![format!("\"id\":{}", quoted(&change.id.0))];
    if let Some(body) = &change.body {
        members.push(format!("\"body\":{}", quoted(body)));
    }
    if let Some(mentions) = &change.mentions {
        members.push(format!("\"mentions\":{}", ids(mentions)));
    }
    if let Some(assignee) = &change.assignee {
        let id = assignee.as_ref().map(|id| quoted(&id.0));
        members.push(format!("\"assignee\":{}", id.as_deref().unwrap_or("null")));
    }
    if let Some(due) = &change.due {
        let day = due.as_ref().map(|day| quoted(day));
        members.push(format!("\"due\":{}", day.as_deref().unwrap_or("null")));
    }
    if let Some(resolved) = change.resolved {
        members.push(format!("\"resolved\":{resolved}"));
    }
    if change.confirm {
        members.push("\"confirm\":true".to_owned());
    }
    format!("{{{}}}", members.join(","))
}

fn ids(people: &[PersonId]) -> String {
    let ids: Vec<String> = people.iter().map(|id| quoted(&id.0)).collect();
    format!("[{}]", ids.join(","))
}

#[cfg(test)]
pub mod tests {
    use super::*;

    pub fn person(name: &str) -> Participant {
        Participant {
            id: PersonId(format!("id-{name}")),
            name: name.to_owned(),
        }
    }

    pub fn some_comment(id: &str) -> Comment {
        Comment {
            id: CommentId(id.to_owned()),
            changed: 7,
            share: Some(ShareId("s".to_owned())),
            kind: CommentKind::Action,
            body: "See \"messages 3-5\" é😀\n".to_owned(),
            message: Some(3),
            start: Some(4),
            end: Some(9),
            snapshot_version: 2,
            reply_to: Some(CommentId("r".to_owned())),
            author: person("Acme agent"),
            mine: true,
            written_at: Timestamp("2026-11-20T10:02:00.000Z".to_owned()),
            edited_at: Some(Timestamp("2026-11-20T10:03:00.000Z".to_owned())),
            deleted: true,
            withheld: true,
            resolved: Some(DoneBy {
                by: person("Acme viewer"),
                at: Timestamp("2026-11-20T10:04:00.000Z".to_owned()),
            }),
            assignee: Some(person("Acme reviewer")),
            due: Some("2026-11-30".to_owned()),
            mentions: vec![person("a"), person("b")],
            abilities: CommentAbilities {
                edit: true,
                delete: true,
                resolve: true,
                reply: true,
            },
        }
    }

    #[test]
    fn everything_the_types_hold_is_read() {
        let mut bare = some_comment("b");
        bare.share = None;
        bare.message = None;
        bare.start = None;
        bare.end = None;
        bare.reply_to = None;
        bare.mine = false;
        bare.edited_at = None;
        bare.deleted = false;
        bare.withheld = false;
        bare.resolved = None;
        bare.assignee = None;
        bare.due = None;
        bare.mentions = Vec::new();
        bare.abilities = CommentAbilities::default();
        let page_of = CommentPage {
            comments: vec![some_comment("a"), bare],
            next_after: Some(9),
            latest: 12,
            open: true,
        };
        let text = serde_json::to_string(&page_of).unwrap();
        assert!(page(&text) == Some(page_of));
        let text = serde_json::to_string(&some_comment("c")).unwrap();
        assert!(one_comment(&text) == Some(some_comment("c")));
        let people_of = ParticipantList {
            people: vec![person("a")],
        };
        assert_eq!(
            people(&serde_json::to_string(&people_of).unwrap()),
            Some(people_of)
        );
        for done in [some_comment("d").resolved, None] {
            let state = ActionState { action_done: done };
            assert_eq!(action(&serde_json::to_string(&state).unwrap()), Some(state));
        }
    }

    #[test]
    fn kinds_are_those_of_the_wire() {
        for kind in [
            CommentKind::Note,
            CommentKind::Suggestion,
            CommentKind::Decision,
            CommentKind::Action,
            CommentKind::GoodExample,
            CommentKind::Problem,
        ] {
            let name = kind_name(kind);
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{name}\""));
            assert_eq!(kind_named(name), Some(kind));
        }
    }

    #[test]
    fn requests_are_what_the_types_say() {
        let full = NewComment {
            kind: CommentKind::Action,
            body: "a \"b\"".to_owned(),
            message: Some(3),
            start: Some(1),
            end: Some(2),
            reply_to: Some(CommentId("r".to_owned())),
            mentions: vec![PersonId("p".to_owned()), PersonId("q".to_owned())],
            assignee: Some(PersonId("p".to_owned())),
            due: Some("2026-11-30".to_owned()),
            confirm: true,
        };
        for new in [full, NewComment::default()] {
            assert_eq!(new_comment(&new), serde_json::to_string(&new).unwrap());
        }
        let nothing = ChangeComment {
            id: CommentId("c".to_owned()),
            body: None,
            mentions: None,
            assignee: None,
            due: None,
            resolved: None,
            confirm: false,
        };
        let cleared = ChangeComment {
            assignee: Some(None),
            due: Some(None),
            resolved: Some(false),
            ..nothing.clone()
        };
        let full = ChangeComment {
            body: Some("b".to_owned()),
            mentions: Some(vec![PersonId("p".to_owned())]),
            assignee: Some(Some(PersonId("p".to_owned()))),
            due: Some(Some("2026-11-30".to_owned())),
            resolved: Some(true),
            confirm: true,
            ..nothing.clone()
        };
        for wanted in [nothing, cleared, full] {
            assert_eq!(change(&wanted), serde_json::to_string(&wanted).unwrap());
        }
    }
}
