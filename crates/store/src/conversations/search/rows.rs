//! The tables of the search index.

/// A conversation's different words.
pub(crate) mod search_documents {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "search_documents")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub no: i64,
        pub conversation_id: Uuid,
        /// From 0; more than one only of conversations with very many different words.
        pub part: i64,
        /// Separated by spaces.
        pub words: String,
    }

    crate::hidden::quiet_debug!(Model {
        no,
        conversation_id,
        part
    });

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A conversation's words in order.
pub(crate) mod search_texts {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "search_texts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub conversation_id: Uuid,
        /// 0: what the list shows; 1: the rest of the head; from 2: messages.
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        /// Lines of `key`, a tab, and a text's words between spaces.
        pub words: String,
    }

    crate::hidden::quiet_debug!(Model {
        conversation_id,
        number
    });

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
