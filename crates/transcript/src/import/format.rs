//! The formats, their words, and how each is told from the others by its content.

use serde_json::Value;

/// A format that conversations come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Our own JSON.
    Discreet,
    /// ChatGPT's data export, `conversations.json`.
    ChatGpt,
    /// Claude's data export, `conversations.json`.
    Claude,
    /// Open WebUI's chat export.
    OpenWebUi,
    /// LibreChat's conversation export.
    LibreChat,
    /// Slack's workspace export.
    Slack,
    /// Intercom's conversations.
    Intercom,
    /// Zendesk's tickets with their comments.
    Zendesk,
    /// Mail: mbox and single messages.
    Mail,
    /// Plain text, `Name: text`.
    Text,
    /// Markdown, `**Name**: text` or headings with names.
    Markdown,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 11] = [
        Self::Discreet,
        Self::ChatGpt,
        Self::Claude,
        Self::OpenWebUi,
        Self::LibreChat,
        Self::Slack,
        Self::Intercom,
        Self::Zendesk,
        Self::Mail,
        Self::Text,
        Self::Markdown,
    ];

    /// The word on the wire and the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Discreet => "discreet",
            Self::ChatGpt => "chatgpt",
            Self::Claude => "claude",
            Self::OpenWebUi => "open_webui",
            Self::LibreChat => "librechat",
            Self::Slack => "slack",
            Self::Intercom => "intercom",
            Self::Zendesk => "zendesk",
            Self::Mail => "mail",
            Self::Text => "text",
            Self::Markdown => "markdown",
        }
    }

    /// The format of that word; `auto` is none.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == word)
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Discreet => "Discreet's own JSON",
            Self::ChatGpt => "ChatGPT's data export",
            Self::Claude => "Claude's data export",
            Self::OpenWebUi => "Open WebUI's chat export",
            Self::LibreChat => "LibreChat's conversation export",
            Self::Slack => "Slack's workspace export",
            Self::Intercom => "Intercom's conversations",
            Self::Zendesk => "Zendesk's tickets",
            Self::Mail => "mail",
            Self::Text => "a plain-text transcript",
            Self::Markdown => "a Markdown transcript",
        }
    }

    /// Whether files of it are JSON.
    pub(super) fn is_json(self) -> bool {
        match self {
            Self::Mail | Self::Text | Self::Markdown => false,
            Self::Discreet
            | Self::ChatGpt
            | Self::Claude
            | Self::OpenWebUi
            | Self::LibreChat
            | Self::Slack
            | Self::Intercom
            | Self::Zendesk => true,
        }
    }

    /// The format of one conversation in JSON.
    pub(super) fn of(value: &Value) -> Option<Self> {
        let map = value.as_object()?;
        let has = |name: &str| map.contains_key(name);
        let is = |name: &str, kind: fn(&Value) -> bool| map.get(name).is_some_and(kind);
        let kind_is = |word: &str| map.get("type").and_then(Value::as_str) == Some(word);
        if is("mapping", Value::is_object) {
            Some(Self::ChatGpt)
        } else if is("chat_messages", Value::is_array) {
            Some(Self::Claude)
        } else if is("chat", Value::is_object)
            || (is("history", Value::is_object) && (has("models") || has("messages")))
        {
            Some(Self::OpenWebUi)
        } else if is("messages", Value::is_array) && (has("conversationId") || has("exportAt")) {
            Some(Self::LibreChat)
        } else if kind_is("conversation") && has("id")
            || is("conversation_parts", |_| true)
            || is("conversation_message", |_| true)
        {
            Some(Self::Intercom)
        } else if is("ticket", Value::is_object)
            || is("comments", Value::is_array)
            || (has("requester_id") && has("subject"))
            || (has("visitor") && is("history", Value::is_array))
        {
            Some(Self::Zendesk)
        } else if has("title") || has("messages") {
            Some(Self::Discreet)
        } else {
            None
        }
    }
}

/// Whether a file begins as ZIP files do.
pub(super) fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}
