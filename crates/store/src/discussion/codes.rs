//! Keyed codes of what a snapshot hides, made by the caller: enough to tell that a comment repeats it.
//!
//! They stand and go with the snapshot. The store does not read them.

use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::OnConflict,
};

use super::rows::{comments, snapshot_codes};
use crate::{Store, StoreError};

impl Store {
    /// The codes of a snapshot; `None` if none were kept, or a newer snapshot has taken its place.
    pub async fn snapshot_codes(
        &self,
        share: &str,
        version: u32,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let row = snapshot_codes::Entity::find_by_id((share.to_owned(), i64::from(version)))
            .one(&self.readers)
            .await?;
        Ok(row.map(|row| row.codes))
    }
}

/// Keeps the codes of a snapshot. Comments are checked against them before they are served again.
pub(crate) async fn put(
    db: &DatabaseTransaction,
    share: &str,
    version: i64,
    codes: Vec<u8>,
) -> Result<(), StoreError> {
    use snapshot_codes::Column;
    let row = snapshot_codes::Model {
        share_id: share.to_owned(),
        version,
        codes,
    };
    snapshot_codes::Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::columns([Column::ShareId, Column::Version])
                .update_column(Column::Codes)
                .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    comments::Entity::update_many()
        .set(comments::ActiveModel {
            checked_version: sea_orm::Set(0),
            ..Default::default()
        })
        .filter(comments::Column::ShareId.eq(share))
        .exec(db)
        .await?;
    Ok(())
}

/// Deletes the codes of a share's snapshots.
pub(crate) async fn delete(db: &DatabaseTransaction, share: &str) -> Result<(), StoreError> {
    snapshot_codes::Entity::delete_many()
        .filter(snapshot_codes::Column::ShareId.eq(share))
        .exec(db)
        .await?;
    Ok(())
}
