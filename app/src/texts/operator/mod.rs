//! What only the vendor's own people read, each room's in its file, so that no partner loads it.

pub mod actions;
pub mod audit;
pub mod desk;
pub mod factors;
pub mod refunds;
pub mod reports;
pub mod statements;
pub mod team;
