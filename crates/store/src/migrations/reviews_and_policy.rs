//! Policy, the team memory, drafts of decisions and requests for review.

use sea_orm_migration::prelude::*;

pub(super) struct ReviewsAndPolicy;

impl MigrationName for ReviewsAndPolicy {
    fn name(&self) -> &'static str {
        "m20261121_000005_reviews_and_policy"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ReviewsAndPolicy {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        for index in [
            index("words", &["org_id", "kind", "text"]).unique().take(),
            index("review_requests", &["author_id", "created_at"]),
            index("review_requests", &["conversation_id"]),
            index("review_askings", &["person_id"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn tables() -> Vec<TableCreateStatement> {
    use ForeignKeyAction::{Cascade, Restrict};
    vec![
        table(
            "policies",
            1,
            vec![
                uuid("org_id"),
                number("version"),
                number("epoch"),
                text("document"),
                time_null("updated_at"),
            ],
        )
        .foreign_key(&mut reference("org_id", "organisations", Restrict))
        .take(),
        table(
            "words",
            1,
            vec![
                uuid("id"),
                uuid("org_id"),
                text("kind"),
                text("text"),
                text_null("hint"),
                text_null("label"),
                text_null("name"),
                uuid("added_by"),
                time("added_at"),
                time("expires_at"),
            ],
        )
        .foreign_key(&mut reference("org_id", "organisations", Restrict))
        .foreign_key(&mut reference("added_by", "people", Restrict))
        .take(),
        table(
            "reviews",
            1,
            vec![
                uuid("conversation_id"),
                number("version"),
                number("revision"),
                number("messages"),
                text("state"),
                uuid("updated_by"),
                time("updated_at"),
            ],
        )
        .foreign_key(&mut reference("conversation_id", "conversations", Cascade))
        .foreign_key(&mut reference("updated_by", "people", Restrict))
        .take(),
        table(
            "review_requests",
            1,
            vec![
                uuid("id"),
                uuid("org_id"),
                uuid("conversation_id"),
                uuid("author_id"),
                text("state"),
                number("version"),
                number("revision"),
                text("audience"),
                text_null("updates"),
                text("input"),
                text("note"),
                text("answer"),
                uuid_null("decided_by"),
                time_null("decided_at"),
                text_null("published"),
                time("created_at"),
                time("updated_at"),
            ],
        )
        .foreign_key(&mut reference("org_id", "organisations", Restrict))
        .foreign_key(&mut reference("conversation_id", "conversations", Cascade))
        .foreign_key(&mut reference("author_id", "people", Restrict))
        .take(),
        table(
            "review_askings",
            2,
            vec![uuid("request_id"), uuid("person_id")],
        )
        .foreign_key(&mut reference("request_id", "review_requests", Cascade))
        .foreign_key(&mut reference("person_id", "people", Cascade))
        .take(),
    ]
}

fn uuid(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().not_null().take()
}

fn uuid_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().null().take()
}

fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().take()
}

fn text_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().null().take()
}

fn number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().take()
}

fn time(name: &'static str) -> ColumnDef {
    ColumnDef::new(name)
        .timestamp_with_time_zone()
        .not_null()
        .take()
}

fn time_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name)
        .timestamp_with_time_zone()
        .null()
        .take()
}

/// A table of these columns, the first `key` of which are its primary key.
fn table(name: &'static str, key: usize, columns: Vec<ColumnDef>) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name);
    let mut primary_key = Index::create();
    for column in columns.iter().take(key) {
        primary_key.col(column.get_column_name());
    }
    for column in columns {
        table.col(column);
    }
    table.primary_key(&mut primary_key);
    table
}

fn reference(
    column: &'static str,
    to: &'static str,
    on_delete: ForeignKeyAction,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from_col(column)
        .to(to, "id")
        .on_delete(on_delete)
        .take()
}

fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index
        .name(format!("{table}_by_{}", columns.join("_")))
        .table(table);
    for &column in columns {
        index.col(column);
    }
    index
}
