//! What a discussion holds, in which order and with which filter it is shown. Pure.

use std::collections::BTreeMap;

use discreet_api_types::discussion::{Comment, CommentKind, CommentPage};
use discreet_api_types::ids::CommentId;

/// Which threads are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// All of them.
    #[default]
    All,
    /// Those nobody resolved, highlights aside.
    Open,
    /// Those of a kind.
    Kind(CommentKind),
    /// Those resolved.
    Resolved,
}

impl Shown {
    /// All choices, as they are offered.
    pub const ALL: [Self; 9] = [
        Self::All,
        Self::Open,
        Self::Kind(CommentKind::Note),
        Self::Kind(CommentKind::Suggestion),
        Self::Kind(CommentKind::Decision),
        Self::Kind(CommentKind::Action),
        Self::Kind(CommentKind::GoodExample),
        Self::Kind(CommentKind::Problem),
        Self::Resolved,
    ];

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::All => "Everything",
            Self::Open => "Not resolved",
            Self::Kind(CommentKind::Note) => "Notes",
            Self::Kind(CommentKind::Suggestion) => "Suggestions",
            Self::Kind(CommentKind::Decision) => "Decisions",
            Self::Kind(CommentKind::Action) => "Actions",
            Self::Kind(CommentKind::GoodExample) => "Good examples",
            Self::Kind(CommentKind::Problem) => "Problems",
            Self::Resolved => "Resolved",
        }
    }

    fn has(self, root: &Comment) -> bool {
        match self {
            Self::All => true,
            Self::Open => root.resolved.is_none() && !is_highlight(root.kind),
            Self::Kind(kind) => root.kind == kind,
            Self::Resolved => root.resolved.is_some(),
        }
    }
}

/// A good example, or a problem.
pub const fn is_highlight(kind: CommentKind) -> bool {
    matches!(kind, CommentKind::GoodExample | CommentKind::Problem)
}

/// A kind in words.
pub const fn kind_words(kind: CommentKind) -> &'static str {
    match kind {
        CommentKind::Note => "Note",
        CommentKind::Suggestion => "Suggestion",
        CommentKind::Decision => "Decision",
        CommentKind::Action => "Action",
        CommentKind::GoodExample => "Good example",
        CommentKind::Problem => "Problem",
    }
}

/// A kind's icon.
pub const fn kind_icon(kind: CommentKind) -> &'static str {
    match kind {
        CommentKind::Note => "message-square",
        CommentKind::Suggestion => "lightbulb",
        CommentKind::Decision => "gavel",
        CommentKind::Action => "list-todo",
        CommentKind::GoodExample => "star",
        CommentKind::Problem => "flag",
    }
}

/// A comment and the replies to it.
#[derive(Clone, PartialEq, Eq)]
pub struct Thread {
    /// The first comment.
    pub root: Comment,
    /// Replies, in the order they were written.
    pub replies: Vec<Comment>,
}

impl Thread {
    /// It has words or answers to show; else nothing but a deleted comment is left of it.
    fn is_alive(&self) -> bool {
        !self.root.deleted || self.replies.iter().any(|reply| !reply.deleted)
    }

    /// Comments in it that were not deleted.
    pub fn count(&self) -> u32 {
        let all = std::iter::once(&self.root).chain(&self.replies);
        u32::try_from(all.filter(|comment| !comment.deleted).count()).unwrap_or(u32::MAX)
    }
}

/// All comments that have come.
#[derive(Clone, Default)]
pub struct Comments {
    by_id: BTreeMap<CommentId, Comment>,
    /// The share's last change that was seen.
    latest: u64,
    /// The server has answered.
    pub known: bool,
    /// New ones are taken.
    pub open: bool,
}

impl Comments {
    /// Takes in an answer. True: there is more to ask for.
    pub fn take(&mut self, page: CommentPage) -> bool {
        for comment in page.comments {
            self.put(comment);
        }
        self.open = page.open;
        self.known = true;
        self.latest = self.latest.max(page.next_after.unwrap_or(page.latest));
        page.next_after.is_some()
    }

    /// Takes in one comment, unless a newer state of it is there. It tells nothing about others' changes.
    pub fn put(&mut self, comment: Comment) {
        let newer = self
            .by_id
            .get(&comment.id)
            .is_none_or(|known| known.changed <= comment.changed);
        if newer {
            self.by_id.insert(comment.id.clone(), comment);
        }
    }

    /// A comment's words are gone.
    pub fn forget(&mut self, id: &CommentId) {
        if let Some(comment) = self.by_id.get_mut(id) {
            comment.deleted = true;
            comment.body.clear();
        }
    }

    /// Where to go on from.
    pub fn latest(&self) -> u64 {
        self.latest
    }

    /// Threads, those on the whole first, then in the order of the transcript.
    pub fn threads(&self, shown: Shown) -> Vec<Thread> {
        let mut threads: Vec<Thread> = self
            .by_id
            .values()
            .filter(|comment| comment.reply_to.is_none() && shown.has(comment))
            .map(|root| Thread {
                root: root.clone(),
                replies: Vec::new(),
            })
            .collect();
        threads.sort_by(|one, other| place(&one.root).cmp(&place(&other.root)));
        for thread in &mut threads {
            let of = |comment: &&Comment| comment.reply_to.as_ref() == Some(&thread.root.id);
            let mut replies: Vec<Comment> = self.by_id.values().filter(of).cloned().collect();
            replies.sort_by(|one, other| moment(one).cmp(&moment(other)));
            thread.replies = replies;
        }
        threads.retain(Thread::is_alive);
        threads
    }

    /// Comments that were not deleted.
    pub fn count(&self) -> u32 {
        let alive = self.by_id.values().filter(|comment| !comment.deleted);
        u32::try_from(alive.count()).unwrap_or(u32::MAX)
    }

    /// How many comments each message has, replies included.
    pub fn counts(&self) -> BTreeMap<u32, u32> {
        let mut counts = BTreeMap::new();
        for thread in self.threads(Shown::All) {
            if let Some(message) = thread.root.message {
                *counts.entry(message).or_insert(0) += thread.count();
            }
        }
        counts
    }
}

fn place(comment: &Comment) -> (Option<u32>, Option<u32>, &str, &CommentId) {
    (
        comment.message,
        comment.start,
        &comment.written_at.0,
        &comment.id,
    )
}

fn moment(comment: &Comment) -> (&str, &CommentId) {
    (&comment.written_at.0, &comment.id)
}

/// A name being mentioned at the end of what stands before the caret: where its `@` stands, and the name so far.
pub fn mention_at(before_caret: &str) -> Option<(usize, &str)> {
    let at = before_caret.rfind('@')?;
    let begins = before_caret[..at]
        .chars()
        .next_back()
        .is_none_or(|before| !before.is_alphanumeric());
    let name = &before_caret[at + 1..];
    let short = name.chars().count() <= 40 && !name.contains('\n');
    (begins && short).then_some((at, name))
}

#[cfg(test)]
mod tests {
    use discreet_api_types::ids::Timestamp;

    use super::*;
    use crate::discussion::wire::tests::some_comment;

    fn comment(id: &str, message: Option<u32>) -> Comment {
        Comment {
            kind: CommentKind::Note,
            message,
            start: None,
            end: None,
            reply_to: None,
            deleted: false,
            resolved: None,
            ..some_comment(id)
        }
    }

    fn reply(id: &str, to: &str, minute: u32) -> Comment {
        Comment {
            reply_to: Some(CommentId(to.to_owned())),
            written_at: Timestamp(format!("2026-11-20T10:{minute:02}:00.000Z")),
            ..comment(id, None)
        }
    }

    fn comments(all: Vec<Comment>) -> Comments {
        let mut comments = Comments::default();
        comments.take(CommentPage {
            comments: all,
            next_after: None,
            latest: 20,
            open: true,
        });
        comments
    }

    fn ids(threads: &[Thread]) -> Vec<&str> {
        threads
            .iter()
            .map(|thread| thread.root.id.0.as_str())
            .collect()
    }

    #[test]
    fn threads_follow_the_transcript_those_on_the_whole_first() {
        let mut selected = comment("s", Some(2));
        selected.start = Some(5);
        let all = comments(vec![
            selected,
            comment("b", Some(10)),
            comment("a", Some(2)),
            comment("w", None),
        ]);
        assert_eq!(ids(&all.threads(Shown::All)), ["w", "a", "s", "b"]);
        assert_eq!(all.counts(), BTreeMap::from([(2, 2), (10, 1)]));
    }

    #[test]
    fn replies_stand_in_the_order_they_were_written() {
        let all = comments(vec![
            reply("y", "a", 9),
            comment("a", None),
            reply("x", "a", 30),
        ]);
        let threads = all.threads(Shown::All);
        let replies: Vec<&str> = threads[0]
            .replies
            .iter()
            .map(|reply| reply.id.0.as_str())
            .collect();
        assert_eq!(replies, ["y", "x"]);
        assert_eq!(all.count(), 3);
    }

    #[test]
    fn a_deleted_comment_stays_only_while_it_has_answers() {
        let mut all = comments(vec![
            comment("a", Some(1)),
            reply("r", "a", 1),
            comment("b", Some(2)),
        ]);
        all.forget(&CommentId("a".to_owned()));
        all.forget(&CommentId("b".to_owned()));
        assert_eq!(ids(&all.threads(Shown::All)), ["a"]);
        assert_eq!(all.counts(), BTreeMap::from([(1, 1)]));
        all.forget(&CommentId("r".to_owned()));
        assert!(all.threads(Shown::All).is_empty());
    }

    #[test]
    fn filters_pick_kinds_and_what_is_open() {
        let mut done = comment("d", None);
        done.resolved = some_comment("x").resolved;
        let mut good = comment("g", Some(1));
        good.kind = CommentKind::GoodExample;
        let all = comments(vec![done, good, comment("n", Some(2))]);
        assert_eq!(ids(&all.threads(Shown::Open)), ["n"]);
        assert_eq!(ids(&all.threads(Shown::Resolved)), ["d"]);
        assert_eq!(
            ids(&all.threads(Shown::Kind(CommentKind::GoodExample))),
            ["g"]
        );
        assert_eq!(Shown::ALL.map(Shown::words).len(), 9);
    }

    #[test]
    fn an_older_state_never_replaces_a_newer_one() {
        let mut all = comments(vec![comment("a", None)]);
        let mut old = comment("a", None);
        old.changed = 3;
        old.body = "old".to_owned();
        all.put(old);
        assert_ne!(all.threads(Shown::All)[0].root.body, "old");
        assert_eq!(all.latest(), 20);
        let more = all.take(CommentPage {
            comments: Vec::new(),
            next_after: Some(25),
            latest: 90,
            open: false,
        });
        assert!(more && all.latest() == 25 && !all.open);
    }

    #[test]
    fn a_mention_begins_at_an_at_sign_of_its_own() {
        assert_eq!(mention_at("ask @Acm"), Some((4, "Acm")));
        assert_eq!(mention_at("@"), Some((0, "")));
        assert_eq!(mention_at("a@acme"), None);
        assert_eq!(mention_at("@a\nb"), None);
        assert_eq!(mention_at("none"), None);
    }
}
