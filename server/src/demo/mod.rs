//! The demo programme: twelve companies, each at another point of its year (see [`companies`]).
//!
//! None of this exists in a server started without `--demo`: the test clock is not mounted, the users are not
//! listed, and a database that holds the demo's users is refused.

mod benefits;
mod companies;
mod directory;
mod requests;
mod seed;
mod skills;

use tokuten_core::sessions::DemoCompany;

pub use seed::seed;

/// The password of every user of the demo.
pub const PASSWORD: &str = "demo";
/// Name of the setting that marks a database as the demo's.
pub const MARK: &str = "demo";
/// Name of the setting that keeps the demo's key, so that sessions outlive a restart.
pub const KEY: &str = "demo_key";

/// The companies and their users, for the sign-in page.
#[must_use]
pub fn companies() -> Vec<DemoCompany> {
    companies::all().iter().map(companies::Company::listed).chain([companies::vendor()]).collect()
}
