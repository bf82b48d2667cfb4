//! Search in title and contact, whatever the case, in any script: the database compares folded text only.

use discreet_transcript::model::Head;
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{ExprTrait, LikeExpr},
};

use super::rows::conversations::Column;

/// Most words of a search that count.
const MAX_WORDS: usize = 8;
/// Most characters of a word that count.
const MAX_WORD: usize = 100;

/// What of a conversation is searched, folded.
pub(super) fn folded(head: &Head) -> String {
    let contact = &head.contact;
    let parts = [
        Some(&head.title),
        contact.name.as_ref(),
        contact.email.as_ref(),
        contact.phone.as_ref(),
        contact.reference.as_ref(),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .flatten()
        .map(|part| fold(part.as_str()))
        .collect();
    parts.join("\n")
}

/// Text without case: each character in upper and then in lower case, which also makes ß of SS and σ of ς.
fn fold(text: &str) -> String {
    text.chars()
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .collect()
}

/// Conversations in which all words of `q` occur.
pub(super) fn matching(q: &str) -> Condition {
    let mut all = Condition::all();
    for word in fold(q).split_whitespace().take(MAX_WORDS) {
        let mut pattern = String::from("%");
        for character in word.chars().take(MAX_WORD) {
            if matches!(character, '%' | '_' | '\\') {
                pattern.push('\\');
            }
            pattern.push(character);
        }
        pattern.push('%');
        all = all.add(
            Column::Search
                .into_expr()
                .like(LikeExpr::new(pattern).escape('\\')),
        );
    }
    all
}
