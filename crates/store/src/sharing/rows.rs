//! The tables of sharing, snapshots included.

/// Shares.
pub(crate) mod shares {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "shares")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub org_id: Uuid,
        pub conversation_id: Option<Uuid>,
        pub owner_id: Uuid,
        pub audience: String,
        pub permission: String,
        pub state: String,
        pub stopped_at: Option<DateTimeUtc>,
        pub stop_reason: Option<String>,
        pub expires_at: Option<DateTimeUtc>,
        pub label: Option<String>,
        pub hide_sharer: bool,
        pub allow_download: bool,
        pub utc: bool,
        pub key_id: String,
        pub link_generation: i64,
        pub password_generation: i64,
        pub password_hash: Option<String>,
        pub max_views: Option<i64>,
        pub views: i64,
        pub include: String,
        pub range_from: Option<i64>,
        pub range_to: Option<i64>,
        pub leave_out: String,
        pub context: String,
        pub decisions: String,
        pub snapshot_version: i64,
        pub snapshot_revision: i64,
        pub snapshot_messages: i64,
        pub replaces: Option<String>,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub last_opened_at: Option<DateTimeUtc>,
        pub recipient: Option<String>,
    }

    crate::hidden::quiet_debug!(Model {
        id,
        org_id,
        audience,
        state
    });

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// People named in shares.
pub(crate) mod share_people {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "share_people")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub share_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(
            belongs_to = "crate::accounts::rows::people::Entity",
            from = "Column::PersonId",
            to = "crate::accounts::rows::people::Column::Id"
        )]
        Person,
    }

    impl Related<crate::accounts::rows::people::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::Person.def()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Heads of snapshots.
pub(crate) mod snapshots {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "snapshots")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub share_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: i64,
        pub head: Vec<u8>,
        pub message_count: i64,
        pub redactions: i64,
        pub published_at: DateTimeUtc,
    }

    crate::hidden::quiet_debug!(Model { share_id, version });

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Pages of snapshots.
pub(crate) mod snapshot_pages {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "snapshot_pages")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub share_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub first: i64,
        pub last: i64,
        pub body: Vec<u8>,
    }

    crate::hidden::quiet_debug!(Model {
        share_id,
        version,
        first
    });

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Refused opens of a window, counted.
pub(crate) mod share_denials {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "share_denials")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub share_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub why: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub actor: String,
        pub window_started_at: DateTimeUtc,
        pub uncounted: i64,
    }

    crate::hidden::quiet_debug!(Model {
        share_id,
        why,
        uncounted
    });

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(
            belongs_to = "super::shares::Entity",
            from = "Column::ShareId",
            to = "super::shares::Column::Id"
        )]
        Share,
    }

    impl Related<super::shares::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::Share.def()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Requests for access.
pub(crate) mod access_requests {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "access_requests")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub share_id: String,
        pub person_id: Uuid,
        pub state: String,
        pub asked_at: DateTimeUtc,
        pub decided_at: Option<DateTimeUtc>,
        pub granted: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(
            belongs_to = "super::shares::Entity",
            from = "Column::ShareId",
            to = "super::shares::Column::Id"
        )]
        Share,
    }

    impl Related<super::shares::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::Share.def()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Teams named in shares.
pub(crate) mod share_teams {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "share_teams")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub share_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub team_id: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(
            belongs_to = "crate::accounts::rows::teams::Entity",
            from = "Column::TeamId",
            to = "crate::accounts::rows::teams::Column::Id"
        )]
        Team,
    }

    impl Related<crate::accounts::rows::teams::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::Team.def()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}
