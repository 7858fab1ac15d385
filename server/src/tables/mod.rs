//! The tables as SeaORM entities, one file each. Only `store.rs` of a room and the floors use them.

pub mod attainment;
pub mod attempt;
pub mod audit;
pub mod business_profile;
pub mod customer;
pub mod invoice;
pub mod job;
pub mod lead;
pub mod link;
pub mod mail;
pub mod order;
pub mod partner;
pub mod payment;
pub mod profile_country;
pub mod profile_logo;
pub mod proof;
pub mod refund;
pub mod sequence;
pub mod session;
pub mod setting;
pub mod subscription;
pub mod support_attachment;
pub mod support_entry;
pub mod support_request;
pub mod term;
pub mod user;
