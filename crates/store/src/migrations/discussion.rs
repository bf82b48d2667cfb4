//! Discussion: comments, a share's changes in order, what a comment must not repeat, and notifications.

use sea_orm_migration::prelude::*;

pub(super) struct Discussion;

impl MigrationName for Discussion {
    fn name(&self) -> &'static str {
        "m20261121_000030_discussion"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Discussion {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        for index in [
            index("comments", &["share_id", "changed"]),
            index("comments", &["conversation_id"]),
            index("notifications", &["person_id", "id"]),
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
            "comments",
            1,
            vec![
                column("id").uuid().not_null().take(),
                column("org_id").uuid().not_null().take(),
                column("share_id").text().not_null().take(),
                column("conversation_id").uuid().null().take(),
                column("author_id").uuid().not_null().take(),
                column("kind").text().not_null().take(),
                column("body").text().not_null().take(),
                column("message").big_integer().null().take(),
                column("range_start").big_integer().null().take(),
                column("range_end").big_integer().null().take(),
                column("snapshot_version").big_integer().not_null().take(),
                column("checked_version").big_integer().not_null().take(),
                column("withheld").boolean().not_null().take(),
                column("reply_to").uuid().null().take(),
                column("mentions").text().not_null().take(),
                column("assignee_id").uuid().null().take(),
                column("due").text().null().take(),
                time("written_at").not_null().take(),
                time("edited_at").null().take(),
                time("deleted_at").null().take(),
                time("resolved_at").null().take(),
                column("resolved_by").uuid().null().take(),
                column("changed").big_integer().not_null().take(),
            ],
        )
        .foreign_key(&mut reference("share_id", "shares", Cascade))
        // What was said about a conversation goes with it.
        .foreign_key(&mut reference("conversation_id", "conversations", Cascade))
        .foreign_key(&mut reference("author_id", "people", Restrict))
        .take(),
        table(
            "share_events",
            2,
            vec![
                column("share_id").text().not_null().take(),
                column("seq").big_integer().not_null().take(),
                column("kind").text().not_null().take(),
                column("comment_id").uuid().null().take(),
                time("at").not_null().take(),
            ],
        )
        .foreign_key(&mut reference("share_id", "shares", Cascade))
        .take(),
        table(
            "share_discussions",
            1,
            vec![
                column("share_id").text().not_null().take(),
                column("closed").boolean().not_null().take(),
                column("action_done_by").uuid().null().take(),
                time("action_done_at").null().take(),
                column("action_code").text().null().take(),
            ],
        )
        .foreign_key(&mut reference("share_id", "shares", Cascade))
        .take(),
        table(
            "snapshot_codes",
            2,
            vec![
                column("share_id").text().not_null().take(),
                column("version").big_integer().not_null().take(),
                column("codes").blob().not_null().take(),
            ],
        )
        .foreign_key(&mut reference("share_id", "shares", Cascade))
        .take(),
        table(
            "notifications",
            1,
            vec![
                column("id").uuid().not_null().take(),
                column("person_id").uuid().not_null().take(),
                column("kind").text().not_null().take(),
                column("share_id").text().null().take(),
                column("conversation_id").uuid().null().take(),
                column("comment_id").uuid().null().take(),
                column("actor_id").uuid().null().take(),
                time("at").not_null().take(),
                time("read_at").null().take(),
            ],
        )
        .foreign_key(&mut reference("person_id", "people", Cascade))
        .take(),
        table(
            "notifications_off",
            2,
            vec![
                column("person_id").uuid().not_null().take(),
                column("kind").text().not_null().take(),
            ],
        )
        .foreign_key(&mut reference("person_id", "people", Cascade))
        .take(),
    ]
}

fn column(name: &'static str) -> ColumnDef {
    ColumnDef::new(name)
}

fn time(name: &'static str) -> ColumnDef {
    column(name).timestamp_with_time_zone().take()
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

/// A reference to another table's `id`.
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
