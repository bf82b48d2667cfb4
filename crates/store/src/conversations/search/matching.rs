//! Asking the index: conditions on `conversations`, for each engine in its own words.

use discreet_transcript::words::{Phrase, Query};
use sea_orm::{
    DbErr, FromQueryResult, Statement,
    sea_query::{Expr, Value},
};
use uuid::Uuid;

use super::index::SHOWN;
use super::{SHOWN_MARK, tag_word};
use crate::Engine;
use crate::{Store, StoreError};

/// Conversations found up to which they are fetched and sorted; beyond, the list is walked in its order and each
/// conversation looked up among those found.
const FEW: u64 = if cfg!(test) { 30 } else { 3000 };

/// What is looked for.
#[derive(Clone, Copy)]
pub(in crate::conversations) struct Wanted<'a> {
    /// Words.
    pub query: Option<&'a Query>,
    /// A tag, whole.
    pub tag: Option<&'a str>,
}

/// In what of a conversation it is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::conversations) enum Depth {
    /// In what the list shows.
    Shown,
    /// In everything, of this person's own conversations; others' in what the list shows.
    All {
        /// Whose conversations are searched through.
        reader: Uuid,
        /// No others are listed anyway.
        only: bool,
    },
}

/// How a query over `conversations` is to be planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::conversations) enum Plan {
    /// Few are found: fetch those.
    Found,
    /// Many are found: walk the list.
    Walk,
}

impl Wanted<'_> {
    pub(in crate::conversations) fn is_nothing(self) -> bool {
        self.query.is_none() && self.tag.is_none()
    }

    /// How to plan the query for it.
    pub(in crate::conversations) async fn plan(self, store: &Store) -> Result<Plan, StoreError> {
        if store.engine() == Engine::Postgres {
            // It keeps statistics of words and plans by them.
            return Ok(Plan::Found);
        }
        let Some(expression) = self.expression(Engine::Sqlite, false) else {
            return Ok(Plan::Walk);
        };
        let statement = Statement::from_sql_and_values(
            store.readers.get_database_backend(),
            "SELECT COUNT(*) AS found FROM (SELECT 1 FROM search_index WHERE search_index MATCH ? LIMIT ?)",
            [expression.into(), FEW.into()],
        );
        let found = Found::find_by_statement(statement)
            .one(&store.readers)
            .await?
            .ok_or(DbErr::RecordNotFound(String::new()))?
            .found;
        Ok(if u64::try_from(found).is_ok_and(|found| found < FEW) {
            Plan::Found
        } else {
            Plan::Walk
        })
    }

    /// The condition that a conversation is found.
    pub(in crate::conversations) fn condition(
        self,
        engine: Engine,
        plan: Plan,
        depth: Depth,
    ) -> Expr {
        let mut sql = Sql::new(engine);
        match plan {
            Plan::Found => self.among_found(&mut sql, depth),
            Plan::Walk => self.while_walking(&mut sql, depth),
        }
        Expr::cust_with_values(sql.text, sql.values)
    }

    /// The conversation is one of those found, all of which are fetched.
    fn among_found(self, sql: &mut Sql, depth: Depth) {
        sql.text.push_str("\"conversations\".\"id\" IN (");
        match depth {
            Depth::Shown => self.found(sql, true, None),
            Depth::All { only: true, .. } => self.found(sql, false, None),
            Depth::All { reader, .. } => {
                self.found(sql, false, Some(reader));
                sql.text.push_str(" UNION ");
                self.found(sql, true, None);
            }
        }
        sql.text.push(')');
    }

    /// Each conversation is looked up among those found, until there are enough.
    fn while_walking(self, sql: &mut Sql, depth: Depth) {
        match depth {
            Depth::Shown => self.holds_this(sql, true),
            Depth::All { only: true, .. } => self.holds_this(sql, false),
            Depth::All { reader, .. } => {
                sql.text.push_str("(\"conversations\".\"owner_id\" = ");
                sql.bind(reader);
                sql.text.push_str(" AND ");
                self.holds_this(sql, false);
                sql.text.push_str(" OR ");
                self.holds_this(sql, true);
                sql.text.push(')');
            }
        }
    }

    fn holds_this(self, sql: &mut Sql, shown: bool) {
        sql.text.push_str(
            "EXISTS (SELECT 1 FROM search_documents d WHERE d.conversation_id = \"conversations\".\"id\" AND ",
        );
        let expression = self.expression(sql.engine, shown).unwrap_or_default();
        match sql.engine {
            Engine::Sqlite => {
                // Numbers alone are kept of those found, once for the whole query.
                sql.text.push_str(
                    "+d.no IN (SELECT search_index.rowid FROM search_index WHERE search_index MATCH ",
                );
                sql.bind(expression);
                sql.text.push(')');
            }
            Engine::Postgres => {
                sql.text.push_str("d.index @@ ");
                sql.bind(expression);
                sql.text.push_str("::tsquery");
            }
        }
        self.phrases(sql, shown);
        sql.text.push(')');
    }

    /// The ids of conversations found, as a query.
    fn found(self, sql: &mut Sql, shown: bool, owner: Option<Uuid>) {
        let expression = self.expression(sql.engine, shown).unwrap_or_default();
        sql.text.push_str("SELECT d.conversation_id FROM ");
        match sql.engine {
            Engine::Sqlite => {
                sql.text.push_str(
                    "search_index CROSS JOIN search_documents d ON d.no = search_index.rowid",
                );
                if owner.is_some() {
                    sql.text
                        .push_str(" CROSS JOIN conversations o ON o.id = d.conversation_id");
                }
                sql.text.push_str(" WHERE search_index MATCH ");
                sql.bind(expression);
            }
            Engine::Postgres => {
                sql.text.push_str("search_documents d");
                if owner.is_some() {
                    sql.text
                        .push_str(" JOIN conversations o ON o.id = d.conversation_id");
                }
                sql.text.push_str(" WHERE d.index @@ ");
                sql.bind(expression);
                sql.text.push_str("::tsquery");
            }
        }
        if let Some(owner) = owner {
            sql.text.push_str(" AND o.owner_id = ");
            sql.bind(owner);
        }
        self.phrases(sql, shown);
    }

    /// Documents hold words in no order: phrases are looked up in the texts.
    fn phrases(self, sql: &mut Sql, shown: bool) {
        for phrase in self.query.into_iter().flat_map(Query::phrases) {
            if phrase.words.len() < 2 {
                continue;
            }
            sql.text.push_str(
                " AND EXISTS (SELECT 1 FROM search_texts t WHERE t.conversation_id = d.conversation_id AND ",
            );
            sql.holds("t.words", phrase);
            if shown {
                sql.text.push_str(" AND t.number = ");
                sql.bind(SHOWN);
            }
            sql.text.push(')');
        }
    }

    /// All words together, in the engine's own language. Words hold letters, digits and marks only.
    fn expression(self, engine: Engine, shown: bool) -> Option<String> {
        let mark = if shown {
            SHOWN_MARK.to_string()
        } else {
            String::new()
        };
        let mut terms = Vec::new();
        for phrase in self.query.into_iter().flat_map(Query::phrases) {
            for (place, word) in phrase.words.iter().enumerate() {
                let open = phrase.open && place + 1 == phrase.words.len();
                terms.push(term(engine, &format!("{mark}{word}"), open));
            }
        }
        if let Some(tag) = self.tag {
            // A tag without a word is nobody's.
            let word = tag_word(tag).unwrap_or_else(|| super::TAG_MARK.to_string());
            terms.push(term(engine, &word, false));
        }
        let and = match engine {
            Engine::Sqlite => " AND ",
            Engine::Postgres => " & ",
        };
        (!terms.is_empty()).then(|| terms.join(and))
    }
}

/// The condition that a row of `search_texts` holds a phrase.
pub(super) fn holds(engine: Engine, phrase: &Phrase) -> Expr {
    let mut sql = Sql::new(engine);
    sql.holds("words", phrase);
    Expr::cust_with_values(sql.text, sql.values)
}

#[derive(FromQueryResult)]
struct Found {
    found: i64,
}

fn term(engine: Engine, word: &str, open: bool) -> String {
    match (engine, open) {
        (Engine::Sqlite, false) => format!("\"{word}\""),
        (Engine::Sqlite, true) => format!("\"{word}\"*"),
        (Engine::Postgres, false) => format!("'{word}'"),
        (Engine::Postgres, true) => format!("'{word}':*"),
    }
}

/// SQL with its values, numbered as the engine wants it.
struct Sql {
    engine: Engine,
    text: String,
    values: Vec<Value>,
}

impl Sql {
    fn new(engine: Engine) -> Self {
        Self {
            engine,
            text: String::new(),
            values: Vec::new(),
        }
    }

    fn bind(&mut self, value: impl Into<Value>) {
        self.values.push(value.into());
        match self.engine {
            Engine::Sqlite => self.text.push('?'),
            Engine::Postgres => {
                self.text.push('$');
                self.text.push_str(&self.values.len().to_string());
            }
        }
    }

    fn holds(&mut self, column: &str, phrase: &Phrase) {
        let function = match self.engine {
            Engine::Sqlite => "instr(",
            Engine::Postgres => "strpos(",
        };
        self.text.push_str(function);
        self.text.push_str(column);
        self.text.push_str(", ");
        self.bind(phrase.needle());
        self.text.push_str(") > 0");
    }
}
