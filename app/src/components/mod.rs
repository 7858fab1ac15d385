//! Pieces that pages are made of. They take values and callbacks.

pub mod ask;
pub mod bill_to;
pub mod card_form;
pub mod chart;
pub mod checklist;
pub mod confirming;
pub mod elements;
pub mod field;
pub mod live;
pub mod old_place;
pub mod page;
pub mod panel;
pub mod provider;
pub mod quote;
pub mod select;
pub mod tile;
pub mod timeline;
pub mod transfer_form;
