//! The pages, one file a room.

pub mod account;
pub mod benefits;
pub mod business_profile;
pub mod checkout;
pub mod competencies;
pub mod forgotten;
pub mod front;
pub mod help;
pub mod invoices;
pub mod join;
pub mod leads;
pub mod membership_center;
pub mod offer;
pub mod offers;
pub mod operator;
pub mod order;
pub mod orders;
pub mod profile;
pub mod review;
pub mod saved_card;
pub mod sign_in;
pub mod subscription;
pub mod support;
pub mod unpaid;
pub mod users;
pub mod welcome;
