//! Every case on both databases, and every statement of the crate in one of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)] // a failure is the finding

mod access;
mod councils;
mod deliveries;
mod desks;
mod disclosures;
mod dossier;
mod findings;
mod groups;
mod import;
mod jobs;
mod log;
mod look;
mod moving;
mod open;
mod persons;
mod policies;
mod reference;
mod roundtrip;
mod routes;
mod search;
mod sequences;
mod stage;
mod statements;
mod undo;
mod users;
mod views;
mod work;

use std::future::Future;
use std::pin::Pin;

use comity_store::Store;

/// A case: a new database and what is done with it.
pub type Case = for<'s> fn(&'s Store) -> Pin<Box<dyn Future<Output = ()> + 's>>;

/// Makes two tests out of each case, `case::sqlite` and `case::postgres`, and lists them all in `CASES`.
macro_rules! both {
    ($(async fn $name:ident($store:ident: &Store) $body:block)*) => {
        pub const CASES: &[crate::Case] = &[$(|store| Box::pin($name::case(store))),*];
        $(mod $name {
            #[allow(unused_imports)] // a case may need nothing
            use super::*;
            pub async fn case($store: &comity_store::Store) $body
            #[test]
            fn sqlite() { crate::stage::on_sqlite(|store| Box::pin(case(store))); }
            #[test]
            fn postgres() { crate::stage::on_postgres(|store| Box::pin(case(store))); }
        })*
    };
}
pub(crate) use both;
