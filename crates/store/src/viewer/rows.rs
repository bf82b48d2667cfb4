//! The table of grants.

/// Visitors who may come back.
pub(crate) mod grants {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "grants")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub visitor_hash: Vec<u8>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub share_id: String,
        pub link_generation: i64,
        pub password_generation: i64,
        pub until: DateTimeUtc,
    }

    crate::hidden::quiet_debug!(Model { share_id, until });

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
