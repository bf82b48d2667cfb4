//! Reads what the server sends to recipients. By hand, as generated readers were a quarter of the program; a test
//! holds them against the types of `api-types`.

use discreet_api_types::conversations::{Sender, Status};
use discreet_api_types::ids::{ShareId, Timestamp};
use discreet_api_types::sharing::{AudienceKind, Permission};
use discreet_api_types::tree::{Align, Block, Piece, Span};
use discreet_api_types::viewer::{
    Alive, Banner, ReaderAbilities, SharedCitation, SharedContact, SharedContext,
    SharedConversation, SharedEscalation, SharedHead, SharedMessage, SharedMessagePage, SharedNote,
};

use crate::discussion::done_by;
use crate::json::{Reader, list, number, optional, small, string};

/// The answer to `open`.
pub fn conversation(text: &str) -> Option<SharedConversation> {
    let mut reader = Reader::new(text);
    let (mut share, mut head, mut messages, mut next_after) = (None, None, Vec::new(), None);
    reader.object(&mut |key, reader| {
        match key {
            "share" => share = Some(banner(reader)?),
            "conversation" => head = Some(shared_head(reader)?),
            "messages" => messages = list(reader, message)?,
            "next_after" => next_after = optional(reader, small)?,
            _ => reader.skip()?,
        }
        Some(())
    })?;
    reader.end()?;
    Some(SharedConversation {
        share: share?,
        conversation: head?,
        messages,
        next_after,
    })
}

/// A page of messages.
pub fn message_page(text: &str) -> Option<SharedMessagePage> {
    let mut reader = Reader::new(text);
    let (mut messages, mut next_after) = (None, None);
    reader.object(&mut |key, reader| {
        match key {
            "messages" => messages = Some(list(reader, message)?),
            "next_after" => next_after = optional(reader, small)?,
            _ => reader.skip()?,
        }
        Some(())
    })?;
    reader.end()?;
    Some(SharedMessagePage {
        messages: messages?,
        next_after,
    })
}

/// The answer to `alive`.
pub fn alive(text: &str) -> Option<Alive> {
    let mut reader = Reader::new(text);
    let (mut version, mut expires_at) = (None, None);
    reader.object(&mut |key, reader| {
        match key {
            "snapshot_version" => version = Some(small(reader)?),
            "expires_at" => expires_at = optional(reader, timestamp)?,
            _ => reader.skip()?,
        }
        Some(())
    })?;
    Some(Alive {
        snapshot_version: version?,
        expires_at,
    })
}

fn banner(reader: &mut Reader<'_>) -> Option<Banner> {
    let (mut audience, mut permission, mut shared_at, mut version) = (None, None, None, None);
    let (mut id, mut organisation, mut shared_by, mut updated_at) = (None, None, None, None);
    let (mut expires_at, mut utc, mut allow_download) = (None, false, false);
    let (mut sample_data, mut mine, mut can_end) = (false, false, false);
    let (mut able, mut comments, mut action_done) = (ReaderAbilities::default(), 0, None);
    reader.object(&mut |key, reader| {
        match key {
            "id" => id = optional(reader, string)?.map(ShareId),
            "audience" => {
                audience = Some(match reader.string()?.as_str() {
                    "people" => AudienceKind::People,
                    "organisation" => AudienceKind::Organisation,
                    "public" => AudienceKind::Public,
                    _ => return None,
                });
            }
            "organisation" => organisation = optional(reader, string)?,
            "permission" => {
                permission = Some(match reader.string()?.as_str() {
                    "view" => Permission::View,
                    "comment" => Permission::Comment,
                    "edit" => Permission::Edit,
                    _ => return None,
                });
            }
            "shared_by" => shared_by = optional(reader, string)?,
            "shared_at" => shared_at = Some(timestamp(reader)?),
            "updated_at" => updated_at = optional(reader, timestamp)?,
            "expires_at" => expires_at = optional(reader, timestamp)?,
            "utc" => utc = reader.boolean()?,
            "allow_download" => allow_download = reader.boolean()?,
            "snapshot_version" => version = Some(small(reader)?),
            "sample_data" => sample_data = reader.boolean()?,
            "mine" => mine = reader.boolean()?,
            "can_end" => can_end = reader.boolean()?,
            "abilities" => able = abilities(reader)?,
            "comments" => comments = small(reader)?,
            "action_done" => action_done = optional(reader, done_by)?,
            _ => reader.skip()?,
        }
        Some(())
    })?;
    Some(Banner {
        id,
        audience: audience?,
        organisation,
        permission: permission?,
        shared_by,
        shared_at: shared_at?,
        updated_at,
        expires_at,
        utc,
        allow_download,
        snapshot_version: version?,
        sample_data,
        mine,
        can_end,
        abilities: able,
        comments,
        action_done,
    })
}

fn abilities(reader: &mut Reader<'_>) -> Option<ReaderAbilities> {
    let mut out = ReaderAbilities::default();
    reader.object(&mut |key, reader| {
        match key {
            "see_comments" => out.see_comments = reader.boolean()?,
            "comment" => out.comment = reader.boolean()?,
            "edit" => out.edit = reader.boolean()?,
            "mark_action" => out.mark_action = reader.boolean()?,
            _ => reader.skip()?,
        }
        Some(())
    })?;
    Some(out)
}

fn shared_head(reader: &mut Reader<'_>) -> Option<SharedHead> {
    let (mut status, mut shown, mut total, mut redactions) = (None, None, None, None);
    let mut head = SharedHead {
        title: Vec::new(),
        status: Status::Open,
        messages_shown: 0,
        messages_total: 0,
        redactions: 0,
        held: 0,
        context: SharedContext::default(),
        contact: None,
        tags: Vec::new(),
        notes: Vec::new(),
        escalation: None,
    };
    reader.object(&mut |key, reader| {
        match key {
            "title" => head.title = pieces(reader)?,
            "status" => {
                status = Some(match reader.string()?.as_str() {
                    "open" => Status::Open,
                    "escalated" => Status::Escalated,
                    "resolved" => Status::Resolved,
                    "closed" => Status::Closed,
                    _ => return None,
                });
            }
            "messages_shown" => shown = Some(small(reader)?),
            "messages_total" => total = Some(small(reader)?),
            "redactions" => redactions = Some(small(reader)?),
            "held" => head.held = small(reader)?,
            "context" => head.context = context(reader)?,
            "contact" => head.contact = optional(reader, contact)?,
            "tags" => head.tags = list(reader, pieces)?,
            "notes" => head.notes = list(reader, note)?,
            "escalation" => head.escalation = optional(reader, escalation)?,
            _ => reader.skip()?,
        }
        Some(())
    })?;
    head.status = status?;
    head.messages_shown = shown?;
    head.messages_total = total?;
    head.redactions = redactions?;
    Some(head)
}

fn context(reader: &mut Reader<'_>) -> Option<SharedContext> {
    let mut out = SharedContext::default();
    reader.object(&mut |key, reader| {
        match key {
            "why" => out.why = pieces(reader)?,
            "focus" => out.focus = pieces(reader)?,
            "action" => out.action = pieces(reader)?,
            _ => reader.skip()?,
        }
        Some(())
    })?;
    Some(out)
}

fn contact(reader: &mut Reader<'_>) -> Option<SharedContact> {
    let mut out = SharedContact::default();
    reader.object(&mut |key, reader| {
        match key {
            "name" => out.name = pieces(reader)?,
            "email" => out.email = pieces(reader)?,
            "phone" => out.phone = pieces(reader)?,
            "reference" => out.reference = pieces(reader)?,
            _ => reader.skip()?,
        }
        Some(())
    })?;
    Some(out)
}

fn note(reader: &mut Reader<'_>) -> Option<SharedNote> {
    let (mut author, mut body, mut written_at) = (Vec::new(), Vec::new(), None);
    reader.object(&mut |key, reader| {
        match key {
            "author" => author = pieces(reader)?,
            "body" => body = pieces(reader)?,
            "written_at" => written_at = optional(reader, timestamp)?,
            _ => reader.skip()?,
        }
        Some(())
    })?;
    Some(SharedNote {
        author,
        body,
        written_at,
    })
}

fn escalation(reader: &mut Reader<'_>) -> Option<SharedEscalation> {
    let mut out = SharedEscalation::default();
    reader.object(&mut |key, reader| {
        match key {
            "summary" => out.summary = pieces(reader)?,
            "attempts" => out.attempts = list(reader, pieces)?,
            _ => reader.skip()?,
        }
        Some(())
    })?;
    Some(out)
}

fn message(reader: &mut Reader<'_>) -> Option<SharedMessage> {
    let (mut place, mut sender, mut label, mut blocks) = (None, None, None, None);
    let (mut name, mut sent_at, mut assumed_utc, mut held) = (Vec::new(), None, false, false);
    let (mut citations, mut attachments) = (Vec::new(), Vec::new());
    reader.object(&mut |key, reader| {
        match key {
            "number" => place = Some(small(reader)?),
            "sender" => {
                sender = Some(match reader.string()?.as_str() {
                    "contact" => Sender::Contact,
                    "ai" => Sender::Ai,
                    "agent" => Sender::Agent,
                    _ => return None,
                });
            }
            "label" => label = Some(reader.string()?),
            "name" => name = pieces(reader)?,
            "sent_at" => sent_at = optional(reader, timestamp)?,
            "assumed_utc" => assumed_utc = reader.boolean()?,
            "held" => held = reader.boolean()?,
            "blocks" => blocks = Some(list(reader, block)?),
            "citations" => citations = list(reader, citation)?,
            "attachments" => attachments = list(reader, pieces)?,
            _ => reader.skip()?,
        }
        Some(())
    })?;
    Some(SharedMessage {
        number: place?,
        sender: sender?,
        label: label?,
        name,
        sent_at,
        assumed_utc,
        held,
        blocks: blocks?,
        citations,
        attachments,
    })
}

fn citation(reader: &mut Reader<'_>) -> Option<SharedCitation> {
    let mut out = SharedCitation::default();
    reader.object(&mut |key, reader| {
        match key {
            "title" => out.title = pieces(reader)?,
            "url" => out.url = pieces(reader)?,
            "quote" => out.quote = pieces(reader)?,
            _ => reader.skip()?,
        }
        Some(())
    })?;
    Some(out)
}

fn block(reader: &mut Reader<'_>) -> Option<Block> {
    if reader.is_string() {
        return (reader.string()? == "rule").then_some(Block::Rule);
    }
    let mut out = None;
    reader.object(&mut |kind, reader| {
        let parts = Parts::read(reader)?;
        out = Some(match kind {
            "paragraph" => Block::Paragraph { spans: parts.spans },
            "heading" => Block::Heading {
                level: u8::try_from(parts.level?).ok()?,
                spans: parts.spans,
            },
            "list" => Block::List {
                start: parts.start,
                items: parts.items,
            },
            "quote" => Block::Quote {
                blocks: parts.blocks,
            },
            "code" => Block::Code {
                language: parts.language,
                spans: parts.spans,
            },
            "table" => Block::Table {
                align: parts.align,
                head: parts.head,
                rows: parts.rows,
            },
            "stub" => Block::Stub {
                reason: parts.reason?,
            },
            _ => return None,
        });
        Some(())
    })?;
    out
}

fn span(reader: &mut Reader<'_>) -> Option<Span> {
    if reader.is_string() {
        return (reader.string()? == "break").then_some(Span::Break);
    }
    let mut out = None;
    reader.object(&mut |kind, reader| {
        let parts = Parts::read(reader)?;
        // A recipient's leaves say nothing of the source.
        out = Some(match kind {
            "text" => Span::Text {
                text: parts.text?,
                at: None,
            },
            "code" => Span::Code {
                text: parts.text?,
                at: None,
            },
            "strong" => Span::Strong { spans: parts.spans },
            "emphasis" => Span::Emphasis { spans: parts.spans },
            "strike" => Span::Strike { spans: parts.spans },
            "link" => Span::Link {
                href: parts.href,
                href_at: None,
                image: parts.image,
                spans: parts.spans,
            },
            "redacted" => Span::Redacted {
                label: parts.label?,
                ordinal: parts.ordinal?,
            },
            _ => return None,
        });
        Some(())
    })?;
    out
}

/// Everything that a block or a span may be made of.
#[derive(Default)]
struct Parts {
    spans: Vec<Span>,
    blocks: Vec<Block>,
    items: Vec<Vec<Block>>,
    head: Vec<Vec<Span>>,
    rows: Vec<Vec<Vec<Span>>>,
    align: Vec<Align>,
    level: Option<u32>,
    start: Option<u64>,
    language: Option<String>,
    reason: Option<String>,
    text: Option<String>,
    href: Option<String>,
    image: bool,
    label: Option<String>,
    ordinal: Option<u32>,
}

impl Parts {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let mut parts = Self::default();
        reader.object(&mut |key, reader| {
            match key {
                "spans" => parts.spans = list(reader, span)?,
                "blocks" => parts.blocks = list(reader, block)?,
                "items" => parts.items = list(reader, |reader| list(reader, block))?,
                "head" => parts.head = list(reader, |reader| list(reader, span))?,
                "rows" => {
                    parts.rows = list(reader, |reader| list(reader, |reader| list(reader, span)))?;
                }
                "align" => parts.align = list(reader, align)?,
                "level" => parts.level = Some(small(reader)?),
                "start" => parts.start = optional(reader, number)?,
                "language" => parts.language = optional(reader, string)?,
                "reason" => parts.reason = Some(reader.string()?),
                "text" => parts.text = Some(reader.string()?),
                "href" => parts.href = optional(reader, string)?,
                "image" => parts.image = reader.boolean()?,
                "label" => parts.label = Some(reader.string()?),
                "ordinal" => parts.ordinal = Some(small(reader)?),
                _ => reader.skip()?,
            }
            Some(())
        })?;
        Some(parts)
    }
}

fn align(reader: &mut Reader<'_>) -> Option<Align> {
    Some(match reader.string()?.as_str() {
        "none" => Align::None,
        "left" => Align::Left,
        "center" => Align::Center,
        "right" => Align::Right,
        _ => return None,
    })
}

fn pieces(reader: &mut Reader<'_>) -> Option<Vec<Piece>> {
    list(reader, piece)
}

fn piece(reader: &mut Reader<'_>) -> Option<Piece> {
    let mut out = None;
    reader.object(&mut |kind, reader| {
        out = Some(match kind {
            "text" => Piece::Text(reader.string()?),
            "redacted" => {
                let parts = Parts::read(reader)?;
                Piece::Redacted {
                    label: parts.label?,
                    ordinal: parts.ordinal?,
                }
            }
            _ => return None,
        });
        Some(())
    })?;
    out
}

fn timestamp(reader: &mut Reader<'_>) -> Option<Timestamp> {
    reader.string().map(Timestamp)
}

#[cfg(test)]
mod tests {
    use discreet_api_types::discussion::{DoneBy, Participant};
    use discreet_api_types::ids::PersonId;

    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp(text.to_owned())
    }

    fn some_pieces() -> Vec<Piece> {
        vec![
            Piece::Text("a \"quoted\" é😀\n".to_owned()),
            Piece::Redacted {
                label: "EMAIL".to_owned(),
                ordinal: 2,
            },
        ]
    }

    fn some_spans() -> Vec<Span> {
        let text = |text: &str| Span::Text {
            text: text.to_owned(),
            at: None,
        };
        vec![
            text("plain"),
            Span::Code {
                text: "code".to_owned(),
                at: None,
            },
            Span::Strong {
                spans: vec![Span::Emphasis {
                    spans: vec![text("both")],
                }],
            },
            Span::Strike { spans: Vec::new() },
            Span::Link {
                href: Some("https://acme.example/".to_owned()),
                href_at: None,
                image: true,
                spans: vec![text("door")],
            },
            Span::Link {
                href: None,
                href_at: None,
                image: false,
                spans: Vec::new(),
            },
            Span::Break,
            Span::Redacted {
                label: String::new(),
                ordinal: 0,
            },
        ]
    }

    fn some_message() -> SharedMessage {
        let spans = some_spans();
        let paragraph = Block::Paragraph {
            spans: spans.clone(),
        };
        SharedMessage {
            number: 7,
            sender: Sender::Agent,
            label: "Agent 1".to_owned(),
            name: some_pieces(),
            sent_at: Some(at("2026-11-20T10:02:00.000Z")),
            assumed_utc: true,
            held: true,
            blocks: vec![
                paragraph.clone(),
                Block::Heading {
                    level: 3,
                    spans: spans.clone(),
                },
                Block::List {
                    start: Some(5),
                    items: vec![vec![paragraph.clone()], Vec::new()],
                },
                Block::List {
                    start: None,
                    items: Vec::new(),
                },
                Block::Quote {
                    blocks: vec![Block::Rule, paragraph],
                },
                Block::Code {
                    language: Some("rust".to_owned()),
                    spans: spans.clone(),
                },
                Block::Code {
                    language: None,
                    spans: Vec::new(),
                },
                Block::Table {
                    align: vec![Align::None, Align::Left, Align::Center, Align::Right],
                    head: vec![spans.clone()],
                    rows: vec![vec![spans, Vec::new()], Vec::new()],
                },
                Block::Stub {
                    reason: "too deep".to_owned(),
                },
            ],
            citations: vec![SharedCitation {
                title: some_pieces(),
                url: some_pieces(),
                quote: Vec::new(),
            }],
            attachments: vec![some_pieces()],
        }
    }

    fn everything() -> SharedConversation {
        SharedConversation {
            share: Banner {
                id: Some(ShareId("abc".to_owned())),
                audience: AudienceKind::Organisation,
                organisation: Some("Acme".to_owned()),
                permission: Permission::Comment,
                shared_by: Some("Support agent".to_owned()),
                shared_at: at("2026-11-20T10:02:00.000Z"),
                updated_at: Some(at("2026-11-21T10:02:00.000Z")),
                expires_at: Some(at("2026-11-28T10:02:00.000Z")),
                utc: true,
                allow_download: true,
                snapshot_version: 3,
                sample_data: true,
                mine: true,
                can_end: true,
                abilities: ReaderAbilities {
                    see_comments: true,
                    comment: true,
                    edit: true,
                    mark_action: true,
                },
                comments: 4,
                action_done: Some(DoneBy {
                    by: Participant {
                        id: PersonId("p".to_owned()),
                        name: "Acme viewer".to_owned(),
                    },
                    at: at("2026-11-21T11:02:00.000Z"),
                }),
            },
            conversation: SharedHead {
                title: some_pieces(),
                status: Status::Escalated,
                messages_shown: 12,
                messages_total: 18,
                redactions: 5,
                held: 1,
                context: SharedContext {
                    why: some_pieces(),
                    focus: some_pieces(),
                    action: some_pieces(),
                },
                contact: Some(SharedContact {
                    name: some_pieces(),
                    email: some_pieces(),
                    phone: some_pieces(),
                    reference: some_pieces(),
                }),
                tags: vec![some_pieces()],
                notes: vec![SharedNote {
                    author: some_pieces(),
                    body: some_pieces(),
                    written_at: Some(at("2026-11-20T10:02:00.000Z")),
                }],
                escalation: Some(SharedEscalation {
                    summary: some_pieces(),
                    attempts: vec![some_pieces(), Vec::new()],
                }),
            },
            messages: vec![some_message()],
            next_after: Some(7),
        }
    }

    #[test]
    fn everything_the_types_hold_is_read() {
        let shared = everything();
        let tight = serde_json::to_string(&shared).unwrap();
        let loose = serde_json::to_string_pretty(&shared).unwrap();
        assert_eq!(conversation(&tight), Some(shared.clone()));
        assert_eq!(conversation(&loose), Some(shared));
    }

    #[test]
    fn what_is_absent_or_null_reads_as_the_types_say() {
        let mut shared = everything();
        shared.share.id = None;
        shared.share.organisation = None;
        shared.share.shared_by = None;
        shared.share.updated_at = None;
        shared.share.expires_at = None;
        shared.share.sample_data = false;
        shared.share.mine = false;
        shared.conversation.contact = None;
        shared.conversation.escalation = None;
        shared.conversation.tags = Vec::new();
        shared.messages[0].sent_at = None;
        shared.messages[0].name = Vec::new();
        shared.messages[0].assumed_utc = false;
        shared.next_after = None;
        let text = serde_json::to_string(&shared).unwrap();
        assert_eq!(conversation(&text), Some(shared));
    }

    #[test]
    fn words_of_every_kind_are_known() {
        let check = |change: &dyn Fn(&mut SharedConversation)| {
            let mut shared = everything();
            change(&mut shared);
            let text = serde_json::to_string(&shared).unwrap();
            assert_eq!(conversation(&text), Some(shared));
        };
        for kind in [
            AudienceKind::People,
            AudienceKind::Organisation,
            AudienceKind::Public,
        ] {
            check(&|shared| shared.share.audience = kind);
        }
        for permission in [Permission::View, Permission::Comment, Permission::Edit] {
            check(&|shared| shared.share.permission = permission);
        }
        for status in [
            Status::Open,
            Status::Escalated,
            Status::Resolved,
            Status::Closed,
        ] {
            check(&|shared| shared.conversation.status = status);
        }
        for sender in [Sender::Contact, Sender::Ai, Sender::Agent] {
            check(&|shared| shared.messages[0].sender = sender);
        }
    }

    #[test]
    fn members_that_a_newer_server_sends_are_passed_over() {
        let text = serde_json::to_string(&everything()).unwrap();
        let newer = text.replacen('{', r#"{"newer":[{"a":"}"},null,1.5],"#, 1);
        assert_eq!(conversation(&newer), Some(everything()));
    }

    #[test]
    fn pages_and_looks_are_read() {
        let page = SharedMessagePage {
            messages: vec![some_message()],
            next_after: None,
        };
        assert_eq!(
            message_page(&serde_json::to_string(&page).unwrap()),
            Some(page)
        );
        let look = Alive {
            snapshot_version: 2,
            expires_at: None,
        };
        assert_eq!(alive(&serde_json::to_string(&look).unwrap()), Some(look));
    }

    #[test]
    fn what_is_cut_off_or_of_another_shape_is_refused() {
        let text = serde_json::to_string(&everything()).unwrap();
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            assert_eq!(conversation(&text[..end]), None);
        }
        assert_eq!(conversation(&format!("{text}x")), None);
        assert_eq!(message_page("{}"), None);
        assert_eq!(alive("<html>"), None);
    }
}
