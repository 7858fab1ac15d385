//! What is true of the programme: types, rules and wire types. No I/O.
//!
//! Everything here takes `today` and the facts as arguments; nothing reads a clock, a locale, a random
//! number or the network. The browser and the server call the same functions, so that the browser greys
//! out exactly what the server would refuse. The rules' source is named at each of them.

pub mod account;
pub mod api_access;
pub mod applications;
pub mod audit;
pub mod benefits;
pub mod calendar;
pub mod catalogue;
pub mod competencies;
pub mod countries;
pub mod desk;
pub mod diary;
pub mod factors;
pub mod facts;
pub mod invoices;
pub mod joining;
pub mod leads;
pub mod membership_center;
pub mod money;
pub mod notices;
pub mod offers;
pub mod openid;
pub mod operators;
pub mod orders;
pub mod overrides;
pub mod partners;
pub mod passkeys;
pub mod payments;
pub mod problem;
pub mod profiles;
pub mod programme;
pub mod quotes;
pub mod refunds;
pub mod renewals;
pub mod reports;
pub mod roles;
pub mod schedule;
pub mod search;
pub mod sessions;
pub mod standing;
pub mod statements;
pub mod stories;
pub mod subscriptions;
pub mod support;
pub mod support_desk;
pub mod team;
pub mod transfers;
pub mod users;
pub mod verdict;
pub mod webhooks;

/// Derives what every wire type has, and the schema where the server asks for it.
macro_rules! wire {
    ($(#[$meta:meta])* $vis:vis $kind:ident $name:ident $($rest:tt)*) => {
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        $(#[$meta])*
        $vis $kind $name $($rest)*
    };
}
pub(crate) use wire;

/// Derives the codes by which values of an enum stand in JSON, in addresses and in tables: `ALL`, `code`, `of_code`.
macro_rules! codes {
    ($name:ident: $($variant:ident = $code:literal),+ $(,)?) => {
        impl $name {
            /// All of them, in their order.
            pub const ALL: [Self; [$($code),+].len()] = [$(Self::$variant),+];

            /// As it stands in JSON, in addresses and in tables.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The one of that code.
            #[must_use]
            pub fn of_code(code: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.code() == code)
            }
        }
    };
}
pub(crate) use codes;

#[cfg(test)]
mod examples;
