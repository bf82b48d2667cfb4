//! Conversations that are trees, because a message was edited or another answer asked for.
//!
//! Each way from the root to a leaf is a branch. The branch that goes by first children all the way is the
//! conversation as it began; any other is known by the last message on it that was not its parent's first
//! child. That does not change when messages are added or when somebody looks at another branch, so that reading
//! a newer export finds the branches of the older one again.

use std::collections::HashMap;

use super::{Branches, Options};

/// Most branches of one conversation.
pub(super) const MAX_BRANCHES: usize = 200;

/// The messages of a conversation, by their ids.
pub(super) struct Tree {
    ids: Vec<String>,
    index: HashMap<String, usize>,
    parents: Vec<Option<usize>>,
    children: Vec<Vec<usize>>,
}

/// One branch.
pub(super) struct Branch {
    /// Places of its messages in the order in which they were given, from the root on.
    pub path: Vec<usize>,
    /// What tells it from the one that the conversation began as; `None` for that one.
    pub id: Option<String>,
    /// It is the one that its owner saw last.
    pub current: bool,
}

impl Tree {
    /// Of messages (id, parent's id) in which brothers come in the order of their making.
    pub fn new(messages: impl Iterator<Item = (String, Option<String>)>) -> Self {
        let (ids, parents): (Vec<String>, Vec<Option<String>>) = messages.unzip();
        let mut index = HashMap::with_capacity(ids.len());
        for (place, id) in ids.iter().enumerate() {
            index.entry(id.clone()).or_insert(place);
        }
        let parents: Vec<Option<usize>> = parents
            .into_iter()
            .enumerate()
            .map(|(place, parent)| {
                parent
                    .and_then(|id| index.get(&id).copied())
                    .filter(|parent| *parent != place)
            })
            .collect();
        let mut children = vec![Vec::new(); ids.len()];
        for (place, parent) in parents.iter().enumerate() {
            if let Some(parent) = parent {
                children[*parent].push(place);
            }
        }
        Self {
            ids,
            index,
            parents,
            children,
        }
    }

    /// Puts the children of a message into this order.
    pub fn order_children(&mut self, parent: usize, ids: &[&str]) {
        let ranks: HashMap<&str, usize> = ids.iter().copied().zip(0..).collect();
        let Some(mut children) = self.children.get(parent).cloned() else {
            return;
        };
        // A stable sort: those that are not named stay behind, as they came.
        children.sort_by_key(|place| {
            let rank = ranks.get(self.ids[*place].as_str());
            rank.copied().unwrap_or(usize::MAX)
        });
        self.children[parent] = children;
    }

    pub fn place(&self, id: &str) -> Option<usize> {
        self.index.get(id).copied()
    }

    /// The branches asked for, the current one first, at most [`MAX_BRANCHES`]; one without messages if there
    /// are none. `current` may be any message of it, the last by default.
    pub fn branches(
        &self,
        current: Option<usize>,
        options: Options,
    ) -> impl Iterator<Item = Branch> + '_ {
        let leaves = (0..self.ids.len()).filter(|place| self.children[*place].is_empty());
        // Where somebody looks at a message that has answers, the newest branch below it is meant.
        let current = current
            .or_else(|| leaves.clone().next_back())
            .map(|place| self.newest_leaf(place));
        let others: Vec<usize> = match options.branches {
            Branches::Current => Vec::new(),
            // The newest of them, in their order.
            Branches::All => {
                let others = leaves.filter(|leaf| Some(*leaf) != current);
                let mut newest: Vec<usize> = others.rev().take(MAX_BRANCHES - 1).collect();
                newest.reverse();
                newest
            }
        };
        std::iter::once(current)
            .chain(others.into_iter().map(Some))
            .map(move |leaf| {
                let path = leaf.map_or_else(Vec::new, |leaf| self.path(leaf));
                Branch {
                    id: self.branch_id(&path),
                    path,
                    current: leaf == current,
                }
            })
    }

    fn newest_leaf(&self, from: usize) -> usize {
        let mut at = from;
        for _ in 0..self.ids.len() {
            match self.children[at].last() {
                Some(child) => at = *child,
                None => break,
            }
        }
        at
    }

    /// From the root to `leaf`. Parents that go round in a circle are cut.
    fn path(&self, leaf: usize) -> Vec<usize> {
        let mut path = vec![leaf];
        let mut at = leaf;
        while let Some(parent) = self.parents[at]
            && path.len() < self.ids.len()
        {
            path.push(parent);
            at = parent;
        }
        path.reverse();
        path
    }

    fn branch_id(&self, path: &[usize]) -> Option<String> {
        let first_root = (0..self.ids.len()).find(|place| self.parents[*place].is_none());
        let turned = |place: &&usize| match self.parents[**place] {
            Some(parent) => self.children[parent].first() != Some(*place),
            None => first_root != Some(**place),
        };
        path.iter()
            .rev()
            .find(turned)
            .map(|place| self.ids[*place].clone())
    }
}

impl Branch {
    /// The id to know it by, in a conversation of that id.
    pub fn source_id(&self, conversation: &str) -> String {
        match &self.id {
            Some(branch) => format!("{conversation}/{branch}"),
            None => conversation.to_owned(),
        }
    }

    /// Its title, in a conversation of that title.
    pub fn title(&self, title: &str) -> String {
        if self.current || title.trim().is_empty() {
            title.to_owned()
        } else {
            format!("{title} (another branch)")
        }
    }
}
