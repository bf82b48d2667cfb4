//! The tables of conversations. Lists and maps are JSON documents in text columns.

/// Conversations.
pub(crate) mod conversations {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "conversations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub org_id: Uuid,
        pub owner_id: Uuid,
        pub title: String,
        pub status: String,
        pub channel: Option<String>,
        pub contact_name: Option<String>,
        pub contact_email: Option<String>,
        pub contact_phone: Option<String>,
        pub contact_reference: Option<String>,
        pub tags: String,
        pub summary: Option<String>,
        pub attempts: String,
        pub notes: String,
        pub log: String,
        pub metadata: String,
        pub source_system: Option<String>,
        pub source_id: Option<String>,
        pub source_url: Option<String>,
        /// The title as it is sorted.
        pub title_key: String,
        pub revision: i64,
        pub message_count: i64,
        pub last_message_at: Option<DateTimeUtc>,
        pub preview: String,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
    }

    crate::hidden::quiet_debug!(Model {
        id,
        org_id,
        owner_id,
        revision
    });

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Messages.
pub(crate) mod messages {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "messages")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub conversation_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        pub sender: String,
        pub name: Option<String>,
        pub sent_at: Option<DateTimeUtc>,
        pub assumed_utc: bool,
        pub body: String,
        pub citations: String,
        pub attachments: String,
    }

    crate::hidden::quiet_debug!(Model {
        conversation_id,
        number
    });

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a source said of a conversation last.
pub(crate) mod source_heads {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "source_heads")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub conversation_id: Uuid,
        pub said: String,
    }

    crate::hidden::quiet_debug!(Model { conversation_id });

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
