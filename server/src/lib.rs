//! Tokuten's server: what happens. One room per word of the domain; see ARCHITECTURE.md for which may call which.

#[cfg(test)]
mod access;
pub mod account;
pub mod api_access;
pub mod app;
mod assets;
pub mod audit;
pub mod benefits;
pub mod catalogue;
pub mod claims;
pub mod clock;
pub mod competencies;
pub mod config;
pub mod db;
pub mod demo;
pub mod desk;
pub mod diary;
pub mod directory;
pub mod exports;
mod extract;
pub mod factors;
mod fulltext;
pub mod identity;
pub mod ids;
pub mod imports;
pub mod invoices;
pub mod jobs;
pub mod joining;
pub mod leads;
pub mod mail;
mod meanwhile;
pub mod membership_center;
pub mod migrations;
pub mod notices;
pub mod offers;
pub mod operators;
pub mod orders;
mod outward;
pub mod overrides;
pub mod partners;
pub mod passkeys;
pub mod payments;
pub mod portal;
pub mod problem;
pub mod profiles;
pub mod programme;
#[cfg(test)]
mod properties;
pub mod renewals;
pub mod reports;
pub mod serve;
mod spreadsheets;
pub mod statements;
pub mod subscriptions;
pub mod support;
pub mod tables;
pub mod telemetry;
#[cfg(test)]
mod testing;
mod uploads;
pub mod users;
mod versions;
pub mod webhooks;

/// Requests and purchases are full of small texts; this allocator serves more of them a second than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
