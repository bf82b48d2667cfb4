//! The tables of discussion.

/// Comments.
pub(crate) mod comments {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "comments")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub org_id: Uuid,
        pub share_id: String,
        pub conversation_id: Option<Uuid>,
        pub author_id: Uuid,
        pub kind: String,
        pub body: String,
        pub message: Option<i64>,
        pub range_start: Option<i64>,
        pub range_end: Option<i64>,
        pub snapshot_version: i64,
        pub checked_version: i64,
        pub withheld: bool,
        pub reply_to: Option<Uuid>,
        pub mentions: String,
        pub assignee_id: Option<Uuid>,
        pub due: Option<String>,
        pub written_at: DateTimeUtc,
        pub edited_at: Option<DateTimeUtc>,
        pub deleted_at: Option<DateTimeUtc>,
        pub resolved_at: Option<DateTimeUtc>,
        pub resolved_by: Option<Uuid>,
        pub changed: i64,
    }

    crate::hidden::quiet_debug!(Model {
        id,
        org_id,
        share_id,
        kind,
        changed
    });

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What happened on shares, in order.
pub(crate) mod share_events {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "share_events")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub share_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        pub kind: String,
        pub comment_id: Option<Uuid>,
        pub at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a discussion has beside its comments.
pub(crate) mod share_discussions {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "share_discussions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub share_id: String,
        pub closed: bool,
        pub action_done_by: Option<Uuid>,
        pub action_done_at: Option<DateTimeUtc>,
        pub action_code: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Codes of what snapshots hide.
pub(crate) mod snapshot_codes {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "snapshot_codes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub share_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: i64,
        pub codes: Vec<u8>,
    }

    crate::hidden::quiet_debug!(Model { share_id, version });

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
