//! What each source said of a conversation last.

use sea_orm_migration::prelude::*;

pub(super) struct SourceHeads;

impl MigrationName for SourceHeads {
    fn name(&self) -> &'static str {
        "m20261121_000010_source_heads"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for SourceHeads {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The constraint's own table is the one it is declared in.
        let mut conversation = ForeignKey::create();
        conversation
            .from_col("conversation_id")
            .to("conversations", "id")
            .on_delete(ForeignKeyAction::Cascade);
        let mut table = Table::create();
        table
            .table("source_heads")
            .col(
                ColumnDef::new("conversation_id")
                    .uuid()
                    .not_null()
                    .primary_key(),
            )
            .col(ColumnDef::new("said").text().not_null())
            .foreign_key(&mut conversation);
        manager.create_table(table).await
    }
}
