//! What the pages show of benefits.

use chrono::NaiveDate;

use super::{GrantState, LastHolders};
use crate::calendar::Today;
use crate::catalogue::{BenefitKind, Localized, OfferCode};
use crate::wire;

wire! {
    /// Somebody of the partner.
    pub struct Person {
        /// Id of the user.
        pub id: String,
        /// Name.
        pub name: String,
        /// E-mail address; empty where it is nobody's business.
        pub email: String,
    }
}

wire! {
    /// One use of a benefit. A key or token is not in it: that is asked for by itself.
    pub struct UseView {
        /// Its name in addresses.
        pub id: String,
        /// The day, where the partner is.
        pub on: NaiveDate,
        /// Name of who did it.
        pub by: String,
        /// How much it took: minutes for advisory hours.
        pub amount: u32,
        /// What it was for.
        pub note: Option<String>,
        /// Who has the licence.
        pub assigned: Option<Person>,
        /// Last day of the term that granted it.
        pub of_term: NaiveDate,
        /// Its last day.
        pub ends_on: NaiveDate,
        /// The day on which the licence was freed, or its user removed.
        pub freed_on: Option<NaiveDate>,
    }
}

impl UseView {
    /// Whether it still does something on `today`.
    #[must_use]
    pub fn runs_on(&self, today: NaiveDate) -> bool {
        self.freed_on.is_none() && today <= self.ends_on
    }
}

wire! {
    /// Uses of a benefit, the newest first.
    pub struct UsePage {
        /// At most 50.
        pub uses: Vec<UseView>,
        /// Pass it as `cursor` for the next page; none on the last.
        pub next_cursor: Option<String>,
    }
}

wire! {
    /// A benefit of a subscription.
    pub struct BenefitView {
        /// Its name, with its area before it: `application_development.test_lab`.
        pub code: String,
        /// What sort of thing it is.
        pub kind: BenefitKind,
        /// What it is called.
        pub name: Localized,
        /// What it is for.
        pub description: Option<Localized>,
        /// How many the term grants: minutes for advisory hours. None are granted any more of what the programme no
        /// longer has, or whose competency is lost.
        pub quantity: u32,
        /// How many of them are used.
        pub used: u32,
        /// How many days a key or token works once it is redeemed.
        pub valid_days: Option<u32>,
        /// Name of the file, for marketing material.
        pub file: Option<String>,
        /// What was used, of this term and those before; where one subscription is asked for.
        pub recorded: UsePage,
        /// To whom a licence can be assigned again, if to anybody; where one subscription is asked for.
        pub again: Option<LastHolders>,
    }
}

impl BenefitView {
    /// How many are left.
    #[must_use]
    pub const fn left(&self) -> u32 {
        self.quantity.saturating_sub(self.used)
    }
}

wire! {
    /// What a subscription grants.
    pub struct Grant {
        /// Id of the subscription.
        pub subscription: String,
        /// The offer.
        pub offer: OfferCode,
        /// What it is called.
        pub name: Localized,
        /// Last day of the term that grants them.
        pub term_ends: NaiveDate,
        /// Last day of the membership.
        pub membership_ends: NaiveDate,
        /// Last day of the benefits.
        pub benefits_end: NaiveDate,
        /// The last of the days on which a redeemed key or token ends that still works.
        pub keys_end: Option<NaiveDate>,
        /// Whether they can be used.
        pub state: GrantState,
        /// What the offer is called that includes them, if one does.
        pub included_in: Option<Localized>,
        /// The last day on which the term's price can be given back as long as nothing is used; none if it cannot be.
        pub refundable_until: Option<NaiveDate>,
        /// The benefits.
        pub benefits: Vec<BenefitView>,
    }
}

impl Grant {
    /// Whether benefits can be used.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.state == GrantState::Usable
    }
}

wire! {
    /// Answer of `GET /api/benefits`.
    pub struct BenefitsView {
        /// The server's clock.
        pub clock: Today,
        /// What each subscription grants, what can be used first.
        pub grants: Vec<Grant>,
    }
}

wire! {
    /// Answer of `GET /api/benefits/{subscription}`.
    pub struct GrantView {
        /// The server's clock.
        pub clock: Today,
        /// What it grants.
        pub grant: Grant,
    }
}
