//! The gate: the server runs the detector over exactly what would be shared, whatever the client did.

use std::borrow::Cow;

use discreet_api_types::review::{Decision, Field, Finding, Severity};
use discreet_redact as redact;
use discreet_redact::decisions as redact_decisions;
use discreet_transcript::model::{Sender, Text};

use super::fields::Material;
use crate::policy::Detection;
use crate::sharing::snapshot::Selection;

/// Everything the detector finds in the material that the selection shows, in reading order.
pub fn find(
    material: Material<'_>,
    selection: &Selection,
    detection: &Detection,
) -> Vec<redact::Finding> {
    // The detector reads everything, since what is not shown is evidence for what is.
    let conversation = conversation(material);
    let mut findings = detection.scan(&conversation);
    findings.retain(|finding| {
        selection.shows_place(
            material,
            (field_out(finding.field), finding.message, finding.item),
        )
    });
    findings
}

/// What the gate says about the decisions that came with a share.
pub struct Verdict {
    /// Findings without a decision that the server redacts by itself, as decisions.
    pub preset: Vec<Decision>,
    /// The other findings without a decision.
    pub undecided: Vec<Finding>,
}

/// Matches findings against decisions.
pub fn judge(findings: &[redact::Finding], redactions: &[Decision], kept: &[Decision]) -> Verdict {
    let redactions: Vec<_> = redactions.iter().filter_map(decision_in).collect();
    let kept: Vec<_> = kept.iter().filter_map(decision_in).collect();
    let mut verdict = Verdict {
        preset: Vec::new(),
        undecided: Vec::new(),
    };
    for index in redact_decisions::undecided(findings, &redactions, &kept) {
        let Some(finding) = findings.get(index) else {
            continue;
        };
        if finding.label.is_preset() {
            verdict.preset.push(decision_of(finding));
        } else {
            verdict.undecided.push(finding_out(finding));
        }
    }
    verdict
}

/// The findings behind decisions that the server would make by itself.
pub fn preset_findings(findings: &[redact::Finding], preset: &[Decision]) -> Vec<Finding> {
    let decided = |finding: &&redact::Finding| {
        preset.iter().any(|decision| {
            (
                decision.field,
                decision.message,
                decision.item,
                decision.start,
                decision.end,
            ) == (
                field_out(finding.field),
                finding.message,
                finding.item,
                finding.start,
                finding.end,
            )
        })
    };
    findings.iter().filter(decided).map(finding_out).collect()
}

/// A finding as it crosses the wire.
pub fn finding_out(finding: &redact::Finding) -> Finding {
    Finding {
        field: field_out(finding.field),
        message: finding.message,
        item: finding.item,
        start: finding.start,
        end: finding.end,
        label: finding.label.to_string(),
        confidence: finding.confidence,
        severity: match finding.severity {
            redact::Severity::Low => Severity::Low,
            redact::Severity::Medium => Severity::Medium,
            redact::Severity::High => Severity::High,
            redact::Severity::Critical => Severity::Critical,
        },
        explanation: finding.explanation.clone(),
        group: finding.group.clone(),
    }
}

/// The decision that hides a finding.
pub fn decision_of(finding: &redact::Finding) -> Decision {
    Decision {
        field: field_out(finding.field),
        message: finding.message,
        item: finding.item,
        start: finding.start,
        end: finding.end,
        label: finding.label.to_string(),
        reason: None,
        confidence: None,
        severity: None,
        explanation: None,
        group: None,
    }
}

fn decision_in(decision: &Decision) -> Option<redact_decisions::Decision> {
    Some(redact_decisions::Decision {
        field: field_in(decision.field),
        message: decision.message,
        item: decision.item,
        start: decision.start,
        end: decision.end,
        label: decision.label.parse().ok()?,
        reason: None,
    })
}

/// The material as the detector reads it.
pub fn conversation(material: Material<'_>) -> redact::Conversation<'_> {
    fn of(text: Option<&Text>) -> Cow<'_, str> {
        Cow::Borrowed(text.map_or("", Text::as_str))
    }
    let head = material.head;
    redact::Conversation {
        title: Cow::Borrowed(head.title.as_str()),
        contact: redact::Contact {
            name: of(head.contact.name.as_ref()),
            email: of(head.contact.email.as_ref()),
            phone: of(head.contact.phone.as_ref()),
            reference: of(head.contact.reference.as_ref()),
        },
        tags: head.tags.iter().map(|tag| of(Some(tag))).collect(),
        summary: of(head.summary.as_ref()),
        attempts: head
            .attempts
            .iter()
            .map(|attempt| of(Some(attempt)))
            .collect(),
        messages: material
            .messages
            .iter()
            .map(|message| redact::Message {
                number: message.number,
                sender: match message.sender {
                    Sender::Contact => redact::Sender::Contact,
                    Sender::Ai => redact::Sender::Ai,
                    Sender::Agent => redact::Sender::Agent,
                },
                name: of(message.name.as_ref()),
                body: of(Some(&message.body)),
                citations: message
                    .citations
                    .iter()
                    .map(|citation| redact::Citation {
                        title: of(citation.title.as_ref()),
                        url: of(citation.url.as_ref()),
                        quote: of(citation.quote.as_ref()),
                    })
                    .collect(),
                attachments: message
                    .attachments
                    .iter()
                    .map(|attachment| of(Some(&attachment.name)))
                    .collect(),
            })
            .collect(),
        notes: head
            .notes
            .iter()
            .map(|note| redact::Note {
                author: of(Some(&note.author)),
                body: of(Some(&note.body)),
            })
            .collect(),
        context: redact::Context {
            why: Cow::Borrowed(&material.context.why),
            focus: Cow::Borrowed(&material.context.focus),
            action: Cow::Borrowed(&material.context.action),
        },
    }
}

macro_rules! same_fields {
    ($($field:ident),+ $(,)?) => {
        fn field_out(field: redact::Field) -> Field {
            match field { $(redact::Field::$field => Field::$field),+ }
        }

        fn field_in(field: Field) -> redact::Field {
            match field { $(Field::$field => redact::Field::$field),+ }
        }
    };
}

same_fields!(
    Title,
    Message,
    SenderName,
    CitationTitle,
    CitationUrl,
    CitationQuote,
    Attachment,
    ContactName,
    ContactEmail,
    ContactPhone,
    ContactReference,
    Tag,
    Note,
    NoteAuthor,
    Summary,
    Attempt,
    ContextWhy,
    ContextFocus,
    ContextAction,
);
