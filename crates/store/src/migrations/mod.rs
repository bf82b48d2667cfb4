//! Migrations, run at start. One that has run anywhere is never edited: a change is a new one.

mod discussion;
mod first_tables;
mod protected_links;
mod reviews_and_policy;
mod search_index;
mod source_heads;
mod teams;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// All migrations, in order of time.
pub(crate) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(first_tables::FirstTables),
            Box::new(source_heads::SourceHeads),
            Box::new(protected_links::ProtectedLinks),
            Box::new(search_index::SearchIndex),
            Box::new(teams::Teams),
            Box::new(discussion::Discussion),
            Box::new(reviews_and_policy::ReviewsAndPolicy),
        ]
    }
}
