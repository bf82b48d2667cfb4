//! Teams: named groups of an organisation's people, and the shares that name them.

use sea_orm_migration::prelude::*;

pub(super) struct Teams;

impl MigrationName for Teams {
    fn name(&self) -> &'static str {
        "m20261121_000020_teams"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Teams {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let teams = Table::create()
            .table("teams")
            .col(ColumnDef::new("id").uuid().not_null().primary_key())
            .col(ColumnDef::new("org_id").uuid().not_null())
            .col(ColumnDef::new("name").text().not_null())
            .col(ColumnDef::new("name_key").text().not_null())
            .col(
                ColumnDef::new("created_at")
                    .timestamp_with_time_zone()
                    .not_null(),
            )
            .foreign_key(&mut reference(
                "org_id",
                "organisations",
                ForeignKeyAction::Restrict,
            ))
            .take();
        let by_name = Index::create()
            .name("teams_by_org_id_name_key")
            .table("teams")
            .col("org_id")
            .col("name_key")
            .unique()
            .take();
        manager.create_table(teams).await?;
        manager.create_index(by_name).await?;
        manager
            .create_table(pair(
                "team_members",
                ("team_id", "teams"),
                ("person_id", "people"),
            ))
            .await?;
        manager
            .create_index(index("team_members", "person_id"))
            .await?;
        let named = Table::create()
            .table("share_teams")
            .col(ColumnDef::new("share_id").text().not_null())
            .col(ColumnDef::new("team_id").uuid().not_null())
            .primary_key(Index::create().col("share_id").col("team_id"))
            .foreign_key(&mut reference(
                "share_id",
                "shares",
                ForeignKeyAction::Cascade,
            ))
            .foreign_key(&mut reference(
                "team_id",
                "teams",
                ForeignKeyAction::Cascade,
            ))
            .take();
        manager.create_table(named).await?;
        manager.create_index(index("share_teams", "team_id")).await
    }
}

fn pair(
    name: &'static str,
    (first, first_table): (&'static str, &'static str),
    (second, second_table): (&'static str, &'static str),
) -> TableCreateStatement {
    Table::create()
        .table(name)
        .col(ColumnDef::new(first).uuid().not_null())
        .col(ColumnDef::new(second).uuid().not_null())
        .primary_key(Index::create().col(first).col(second))
        .foreign_key(&mut reference(
            first,
            first_table,
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut reference(
            second,
            second_table,
            ForeignKeyAction::Cascade,
        ))
        .take()
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

fn index(table: &'static str, column: &'static str) -> IndexCreateStatement {
    Index::create()
        .name(format!("{table}_by_{column}"))
        .table(table)
        .col(column)
        .take()
}
