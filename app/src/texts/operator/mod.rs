//! What only the vendor's own people read, each room's in its file, so that no partner loads it.

pub mod actions;
pub mod api_access;
pub mod audit;
pub mod desk;
pub mod exports;
pub mod factors;
pub mod imports;
pub mod overview;
pub mod partner;
pub mod programme;
pub mod refunds;
pub mod reports;
pub mod search;
pub mod skills;
pub mod statements;
pub mod support;
pub mod team;
pub mod transfers;
