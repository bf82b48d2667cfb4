//! Protected links: for whom a link was made, refused opens counted by window, and requests for access.

use sea_orm_migration::prelude::*;

pub(super) struct ProtectedLinks;

impl MigrationName for ProtectedLinks {
    fn name(&self) -> &'static str {
        "m20261121_000020_protected_links"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ProtectedLinks {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .alter_table(
                Table::alter()
                    .table("shares")
                    .add_column(ColumnDef::new("recipient").text().null())
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("share_denials")
                    .col(ColumnDef::new("share_id").text().not_null())
                    .col(ColumnDef::new("why").text().not_null())
                    // The actor's pseudonym; empty for everybody without an account.
                    .col(ColumnDef::new("actor").text().not_null())
                    .col(
                        ColumnDef::new("window_started_at")
                            .timestamp_with_time_zone()
                            .not_null(),
                    )
                    .col(ColumnDef::new("uncounted").big_integer().not_null())
                    .primary_key(Index::create().col("share_id").col("why").col("actor"))
                    .foreign_key(&mut share())
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("access_requests")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("share_id").text().not_null())
                    .col(ColumnDef::new("person_id").uuid().not_null())
                    .col(ColumnDef::new("state").text().not_null())
                    .col(
                        ColumnDef::new("asked_at")
                            .timestamp_with_time_zone()
                            .not_null(),
                    )
                    .col(
                        ColumnDef::new("decided_at")
                            .timestamp_with_time_zone()
                            .null(),
                    )
                    .col(ColumnDef::new("granted").text().null())
                    .foreign_key(&mut share())
                    .foreign_key(
                        ForeignKey::create()
                            .from_col("person_id")
                            .to("people", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("access_requests_by_share_id_person_id")
                    .table("access_requests")
                    .col("share_id")
                    .col("person_id")
                    .unique()
                    .to_owned(),
            )
            .await
    }
}

fn share() -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from_col("share_id")
        .to("shares", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .take()
}
