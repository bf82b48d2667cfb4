//! The tables of policy and of the team memory.

/// Rules.
pub(crate) mod policies {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "policies")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub org_id: Uuid,
        pub version: i64,
        pub epoch: i64,
        pub document: String,
        pub updated_at: Option<DateTimeUtc>,
    }

    crate::hidden::quiet_debug!(Model {
        org_id,
        version,
        epoch
    });

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The team memory.
pub(crate) mod words {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "words")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub org_id: Uuid,
        pub kind: String,
        pub text: String,
        pub hint: Option<String>,
        pub label: Option<String>,
        pub name: Option<String>,
        pub added_by: Uuid,
        pub added_at: DateTimeUtc,
        pub expires_at: DateTimeUtc,
    }

    crate::hidden::quiet_debug!(Model { id, org_id, kind });

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
