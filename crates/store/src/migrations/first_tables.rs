//! The first tables: accounts, conversations, shares, snapshots, grants and the audit chain.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend},
};

pub(super) struct FirstTables;

impl MigrationName for FirstTables {
    fn name(&self) -> &'static str {
        "m20261121_000001_first_tables"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for FirstTables {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in accounts()
            .into_iter()
            .chain(conversations())
            .chain(shares())
            .chain(audit())
        {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        let connection = manager.get_connection();
        let triggers = match connection.get_database_backend() {
            DbBackend::Sqlite => SQLITE_TRIGGERS,
            _ => POSTGRES_TRIGGERS,
        };
        connection.execute_unprepared(triggers).await?;
        Ok(())
    }
}

/// The trail is append-only, also for who reaches the database by hand.
const SQLITE_TRIGGERS: &str = "
CREATE TRIGGER audit_refuses_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit rows are append-only'); END;
CREATE TRIGGER audit_refuses_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit rows are append-only'); END;
";

const POSTGRES_TRIGGERS: &str = "
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'audit rows are append-only'; END $$;
CREATE TRIGGER audit_refuses_change BEFORE UPDATE OR DELETE ON audit
FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_refuses_truncate BEFORE TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
";

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

fn number_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().null().take()
}

fn flag(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().take()
}

fn bytes(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).blob().not_null().take()
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

/// A reference to another table's `id`.
fn reference(
    column: &'static str,
    to: &'static str,
    on_delete: ForeignKeyAction,
) -> ForeignKeyCreateStatement {
    // The constraint's own table is the one it is declared in.
    ForeignKey::create()
        .from_col(column)
        .to(to, "id")
        .on_delete(on_delete)
        .take()
}

fn accounts() -> Vec<TableCreateStatement> {
    use ForeignKeyAction::{Cascade, Restrict};
    vec![
        table(
            "organisations",
            1,
            vec![uuid("id"), text("name"), time("created_at")],
        ),
        table(
            "people",
            1,
            vec![
                uuid("id"),
                uuid("org_id"),
                text("email"),
                text("name"),
                text("role"),
                text_null("password_hash"),
                flag("active"),
                time("created_at"),
            ],
        )
        .foreign_key(&mut reference("org_id", "organisations", Restrict))
        .take(),
        table(
            "sessions",
            1,
            vec![
                bytes("token_hash"),
                uuid("person_id"),
                time("created_at"),
                time("last_seen_at"),
                time("expires_at"),
            ],
        )
        .foreign_key(&mut reference("person_id", "people", Cascade))
        .take(),
        table(
            "one_time_links",
            1,
            vec![
                bytes("token_hash"),
                text("purpose"),
                uuid_null("person_id"),
                time("expires_at"),
                time_null("used_at"),
            ],
        )
        .foreign_key(&mut reference("person_id", "people", Cascade))
        .take(),
        table(
            "throttles",
            1,
            vec![
                text("key"),
                number("failures"),
                time("window_started_at"),
                time_null("blocked_until"),
                time("forget_at"),
            ],
        ),
        table("settings", 1, vec![text("key"), text("value")]),
    ]
}

fn conversations() -> Vec<TableCreateStatement> {
    use ForeignKeyAction::{Cascade, Restrict};
    vec![
        table(
            "conversations",
            1,
            vec![
                uuid("id"),
                uuid("org_id"),
                uuid("owner_id"),
                text("title"),
                text("status"),
                text_null("channel"),
                text_null("contact_name"),
                text_null("contact_email"),
                text_null("contact_phone"),
                text_null("contact_reference"),
                text("tags"),
                text_null("summary"),
                text("attempts"),
                text("notes"),
                text("log"),
                text("metadata"),
                text_null("source_system"),
                text_null("source_id"),
                text_null("source_url"),
                text("search"),
                number("revision"),
                number("message_count"),
                time_null("last_message_at"),
                text("preview"),
                time("created_at"),
                time("updated_at"),
            ],
        )
        .foreign_key(&mut reference("org_id", "organisations", Restrict))
        .foreign_key(&mut reference("owner_id", "people", Restrict))
        .take(),
        table(
            "messages",
            2,
            vec![
                uuid("conversation_id"),
                number("number"),
                text("sender"),
                text_null("name"),
                time_null("sent_at"),
                flag("assumed_utc"),
                text("body"),
                text("citations"),
                text("attachments"),
            ],
        )
        .foreign_key(&mut reference("conversation_id", "conversations", Cascade))
        .take(),
    ]
}

fn shares() -> Vec<TableCreateStatement> {
    use ForeignKeyAction::{Cascade, Restrict, SetNull};
    vec![
        table(
            "shares",
            1,
            vec![
                text("id"),
                uuid("org_id"),
                uuid_null("conversation_id"),
                uuid("owner_id"),
                text("audience"),
                text("permission"),
                text("state"),
                time_null("stopped_at"),
                text_null("stop_reason"),
                time_null("expires_at"),
                text_null("label"),
                flag("hide_sharer"),
                flag("allow_download"),
                flag("utc"),
                text("key_id"),
                number("link_generation"),
                number("password_generation"),
                text_null("password_hash"),
                number_null("max_views"),
                number("views"),
                text("include"),
                number_null("range_from"),
                number_null("range_to"),
                text("leave_out"),
                text("context"),
                text("decisions"),
                number("snapshot_version"),
                number("snapshot_revision"),
                number("snapshot_messages"),
                text_null("replaces"),
                time("created_at"),
                time("updated_at"),
                time_null("last_opened_at"),
            ],
        )
        .foreign_key(&mut reference("org_id", "organisations", Restrict))
        .foreign_key(&mut reference("conversation_id", "conversations", SetNull))
        .foreign_key(&mut reference("owner_id", "people", Restrict))
        .take(),
        table("share_people", 2, vec![text("share_id"), uuid("person_id")])
            .foreign_key(&mut reference("share_id", "shares", Cascade))
            .foreign_key(&mut reference("person_id", "people", Cascade))
            .take(),
        table(
            "snapshots",
            2,
            vec![
                text("share_id"),
                number("version"),
                bytes("head"),
                number("message_count"),
                number("redactions"),
                time("published_at"),
            ],
        )
        .foreign_key(&mut reference("share_id", "shares", Cascade))
        .take(),
        table(
            "snapshot_pages",
            3,
            vec![
                text("share_id"),
                number("version"),
                number("first"),
                number("last"),
                bytes("body"),
            ],
        )
        .foreign_key(&mut reference("share_id", "shares", Cascade))
        .take(),
        table(
            "grants",
            2,
            vec![
                bytes("visitor_hash"),
                text("share_id"),
                number("link_generation"),
                number("password_generation"),
                time("until"),
            ],
        )
        .foreign_key(&mut reference("share_id", "shares", Cascade))
        .take(),
    ]
}

fn audit() -> Vec<TableCreateStatement> {
    use ForeignKeyAction::Restrict;
    vec![
        // Shares, conversations and people are named, not referenced: history outlives them.
        table(
            "audit",
            2,
            vec![
                uuid("org_id"),
                number("seq"),
                time("at"),
                text("action"),
                text_null("actor"),
                text_null("share"),
                uuid_null("conversation"),
                text_null("audience"),
                text("details"),
                bytes("mac"),
            ],
        )
        .foreign_key(&mut reference("org_id", "organisations", Restrict))
        .take(),
        table(
            "audit_heads",
            1,
            vec![uuid("org_id"), number("seq"), bytes("mac")],
        )
        .foreign_key(&mut reference("org_id", "organisations", Restrict))
        .take(),
        table(
            "audit_names",
            2,
            vec![
                uuid("org_id"),
                text("pseudonym"),
                uuid_null("person_id"),
                text("name"),
                text("email"),
                text_null("network"),
            ],
        )
        .foreign_key(&mut reference("org_id", "organisations", Restrict))
        .take(),
    ]
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

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("people", &["email"]).unique().take(),
        index("people", &["org_id"]),
        index("sessions", &["person_id"]),
        index("sessions", &["expires_at"]),
        // Rows without a source do not collide: both engines hold NULLs apart.
        index("conversations", &["org_id", "source_system", "source_id"])
            .unique()
            .take(),
        index("conversations", &["org_id", "updated_at", "id"]),
        index("conversations", &["owner_id", "updated_at", "id"]),
        index("shares", &["conversation_id"]),
        index("shares", &["org_id", "created_at", "id"]),
        index("shares", &["owner_id", "created_at", "id"]),
        index("share_people", &["person_id"]),
        index("grants", &["share_id"]),
        index("grants", &["until"]),
        index("audit", &["org_id", "share", "seq"]),
        index("audit", &["org_id", "conversation", "seq"]),
        index("audit_names", &["person_id"]),
    ]
}
