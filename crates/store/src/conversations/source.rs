//! What a conversation's source said of it last, apart from the messages.
//!
//! Compared with what the source says now, it tells what changed there from what people changed here. The document is
//! the caller's; it goes with the conversation.

use sea_orm::{EntityTrait, IntoActiveModel, sea_query::OnConflict};
use uuid::Uuid;

use super::rows::source_heads;
use crate::{JsonText, Store, StoreError};

impl Store {
    /// What was kept by [`Self::keep_source_head`] last.
    pub async fn source_head(&self, conversation: Uuid) -> Result<Option<JsonText>, StoreError> {
        let row = source_heads::Entity::find_by_id(conversation)
            .one(&self.readers)
            .await?;
        Ok(row.map(|row| JsonText::from_row(row.said)))
    }

    /// Keeps what a source says of a conversation now. It changes nothing that anybody sees, so it makes no record.
    pub async fn keep_source_head(
        &self,
        conversation: Uuid,
        said: JsonText,
    ) -> Result<(), StoreError> {
        let row = source_heads::Model {
            conversation_id: conversation,
            said: said.into_row(),
        };
        source_heads::Entity::insert(row.into_active_model())
            .on_conflict(
                OnConflict::column(source_heads::Column::ConversationId)
                    .update_column(source_heads::Column::Said)
                    .to_owned(),
            )
            .exec_without_returning(&self.writers)
            .await?;
        Ok(())
    }
}
