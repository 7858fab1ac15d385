//! Benefits: what a term grants, what of it was used, and what may be used today (domain.md, "Benefits").
//!
//! What is granted is read off the subscription and the catalogue; only what was used is kept. So a term's benefits are
//! there in the moment in which it is paid, and a renewal brings the new term's in whole.

use chrono::NaiveDate;

use crate::calendar::{Today, shifted};
use crate::catalogue::{Benefit, BenefitKind, Catalogue, Localized, OfferCode};
use crate::facts::Facts;
use crate::problem::{FieldError, FieldFault, line_fault};
use crate::renewals::RenewalPolicy;
use crate::roles::{Permission, Role};
use crate::sessions::email_fault;
use crate::subscriptions::{Holding, Subscription};
use crate::wire;

/// Minutes of an hour: advisory hours are counted in minutes.
pub const HOUR: u32 = 60;

/// What a subscription grants by the catalogue: the offer's own benefits, and for a membership that asks for a competency
/// those of each area that is held on `today`. With the name of each: areas stand before theirs.
#[must_use]
pub fn granted<'a>(
    catalogue: &'a Catalogue,
    facts: &Facts,
    held: &Subscription,
    today: NaiveDate,
) -> Vec<(String, &'a Benefit)> {
    let Some(offer) = catalogue.offer(&held.offer) else { return Vec::new() };
    let is_attained =
        |area: &str| facts.attainments.iter().any(|one| one.area == area && one.is_held_within(today, today));
    let areas = catalogue.competencies.iter().filter(|_| offer.requires.is_some());
    let of_areas = areas.filter(|area| is_attained(&area.code)).flat_map(|area| {
        area.benefits.iter().map(|benefit| (format!("{}.{}", area.code, benefit.code), benefit))
    });
    offer.benefits.iter().map(|benefit| (benefit.code.clone(), benefit)).chain(of_areas).collect()
}

/// How many units a benefit grants: minutes for advisory hours.
#[must_use]
pub fn units(benefit: &Benefit) -> u32 {
    match benefit.kind {
        BenefitKind::AdvisoryHours => benefit.quantity.saturating_mul(HOUR),
        _ => benefit.quantity,
    }
}

/// The term whose benefits are in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Granting {
    /// Its first day.
    pub starts: NaiveDate,
    /// Its last day.
    pub ends: NaiveDate,
    /// The last day of its benefits.
    pub benefits_end: NaiveDate,
}

/// The term whose benefits are in force on `today`: the present one. What was renewed before its anniversary goes on with
/// the term before, until the new one starts. `terms` are first and last days.
#[must_use]
pub fn granting(
    held: &Subscription,
    terms: &[(NaiveDate, NaiveDate)],
    policies: &[RenewalPolicy],
    today: NaiveDate,
) -> Granting {
    let present = Granting {
        starts: held.term_starts,
        ends: held.expires_on,
        benefits_end: held.benefits_end(policies),
    };
    if held.term_starts <= today {
        return present;
    }
    let running = terms.iter().filter(|(starts, _)| *starts <= today).max();
    running.map_or(present, |(starts, ends)| Granting {
        starts: *starts,
        ends: *ends,
        benefits_end: shifted(held.term_starts, -1).min(held.ended_early().unwrap_or(NaiveDate::MAX)),
    })
}

wire! {
    /// Whether the benefits of a subscription can be used.
    #[serde(rename_all = "snake_case")]
    pub enum GrantState {
        /// They can.
        Usable,
        /// Its term has not started.
        NotBegun {
            /// First day.
            on: NaiveDate,
        },
        /// Those of a higher membership take their place.
        IncludedIn(OfferCode),
        /// They are over.
        Ended {
            /// Last day.
            on: NaiveDate,
            /// Why.
            why: WhyEnded,
        },
    }
}

wire! {
    /// Why benefits are over.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum WhyEnded {
        /// The renewal window has closed without a renewal.
        NotRenewed,
        /// An upgrade has taken the membership's place.
        Superseded,
        /// The membership was cancelled.
        Cancelled,
        /// Its money was given back.
        Refunded,
    }
}

/// Whether the benefits of a subscription can be used on `today`. Of several memberships the highest counts: those of
/// silver stand still while gold is active, which includes them.
#[must_use]
pub fn state_on(facts: &Facts, held: &Subscription, granting: Granting, today: NaiveDate) -> GrantState {
    let ended = |on, why| GrantState::Ended { on, why };
    match held.holding {
        Holding::Superseded { on } => return ended(on, WhyEnded::Superseded),
        Holding::Refunded { on } => return ended(on, WhyEnded::Refunded),
        Holding::Cancelled { ends } if ends < today => return ended(ends, WhyEnded::Cancelled),
        Holding::Cancelled { .. } | Holding::Held => {}
    }
    if granting.benefits_end < today {
        return ended(granting.benefits_end, WhyEnded::NotRenewed);
    }
    if today < granting.starts {
        return GrantState::NotBegun { on: granting.starts };
    }
    let included_in = facts.offer(&held.offer).map_or(&[][..], |offer| &offer.included_in);
    let higher = facts
        .subscriptions
        .iter()
        .find(|other| included_in.contains(&other.offer) && other.is_active_on(today));
    higher.map_or(GrantState::Usable, |other| GrantState::IncludedIn(other.offer.clone()))
}

/// The last day of what was redeemed on `day`, if it has an end of its own.
#[must_use]
pub fn own_end(valid_days: Option<u32>, day: NaiveDate) -> Option<NaiveDate> {
    valid_days.map(|days| shifted(day, i32::try_from(days).unwrap_or(i32::MAX)))
}

/// The last day of a use that has no end of its own: the benefits end of its term.
#[must_use]
pub fn term_end(
    held: &Subscription,
    of_term: NaiveDate,
    granting: Granting,
    policies: &[RenewalPolicy],
) -> NaiveDate {
    if of_term == granting.ends {
        return granting.benefits_end;
    }
    let end = shifted(of_term, RenewalPolicy::in_force(policies, of_term).benefits_end);
    end.min(held.ended_early().unwrap_or(NaiveDate::MAX))
}

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

wire! {
    /// What is done with a benefit.
    #[serde(rename_all = "snake_case", deny_unknown_fields)]
    pub enum Using {
        /// A product key is viewed.
        Key,
        /// All seats are activated.
        Seats,
        /// The material is downloaded.
        Material,
        /// A licence is assigned.
        Licence {
            /// E-mail address of the user.
            to: String,
        },
        /// A support incident is used.
        Incident {
            /// What for.
            note: String,
        },
        /// Advice is taken.
        Time {
            /// How long.
            minutes: u32,
            /// What for.
            note: String,
        },
    }
}

impl Using {
    /// The sort of benefit that it is done with.
    #[must_use]
    pub const fn kind(&self) -> BenefitKind {
        match self {
            Self::Key => BenefitKind::ProductKey,
            Self::Seats => BenefitKind::CloudSeats,
            Self::Material => BenefitKind::MarketingMaterial,
            Self::Licence { .. } => BenefitKind::UserLicence,
            Self::Incident { .. } => BenefitKind::SupportIncidents,
            Self::Time { .. } => BenefitKind::AdvisoryHours,
        }
    }

    /// How much it takes of a benefit that grants `quantity`: seats have one token for all of them.
    #[must_use]
    pub const fn amount(&self, quantity: u32) -> u32 {
        match self {
            Self::Seats | Self::Material => quantity,
            Self::Time { minutes, .. } => *minutes,
            Self::Key | Self::Licence { .. } | Self::Incident { .. } => 1,
        }
    }

    /// What it was for, if that is asked.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        match self {
            Self::Incident { note } | Self::Time { note, .. } => Some(note.trim()),
            _ => None,
        }
    }

    /// What is wrong with it.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        let faults = match self {
            Self::Licence { to } => [("to", email_fault(to)), ("note", None)],
            Self::Incident { note } => [("note", line_fault(note)), ("minutes", None)],
            Self::Time { minutes, note } => {
                [("minutes", (*minutes == 0).then_some(FieldFault::Missing)), ("note", line_fault(note))]
            }
            Self::Key | Self::Seats | Self::Material => [("note", None), ("minutes", None)],
        };
        faults.into_iter().filter_map(|(field, fault)| Some(FieldError::new(field, fault?))).collect()
    }
}

wire! {
    /// A use of a benefit: body of `POST /api/benefits/{subscription}/uses`.
    #[serde(deny_unknown_fields)]
    pub struct NewUse {
        /// Which benefit.
        pub benefit: String,
        /// What is done with it.
        pub using: Using,
        /// The last day of the refund that the user was told ends with this. If it is another one now, that is said first.
        pub gives_up_refund: Option<NaiveDate>,
    }
}

wire! {
    /// What came of a use.
    pub struct Used {
        /// Its name in addresses.
        pub id: String,
        /// The key or token, if there is one.
        pub secret: Option<String>,
        /// The subscription's benefits as they are now.
        pub grant: Grant,
    }
}

wire! {
    /// A product key or activation token: answer of `POST /api/benefits/{subscription}/uses/{id}/secret`.
    pub struct Secret {
        /// The key or token.
        pub secret: String,
    }
}

wire! {
    /// A licence is given to somebody else: body of `POST /api/benefits/{subscription}/uses/{id}/move`.
    #[serde(deny_unknown_fields)]
    pub struct Move {
        /// Id of the user who had it when the page was shown.
        pub from: String,
        /// E-mail address of who is to have it.
        pub to: String,
    }
}

impl Move {
    /// What is wrong with it.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        email_fault(&self.to).map(|fault| FieldError::new("to", fault)).into_iter().collect()
    }
}

/// Why a benefit cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyNotUsed {
    /// It takes another role.
    LacksRole,
    /// The benefits cannot be used: over, not begun, or another membership's count.
    NotUsable,
    /// So many are left, and more are asked for.
    NotEnough {
        /// How many; minutes for advisory hours.
        left: u32,
    },
}

/// May a user with these roles use so much of a benefit? Every reason why not.
#[must_use]
pub fn may_use(roles: &[Role], state: &GrantState, left: u32, amount: u32) -> Vec<WhyNotUsed> {
    let role = (!Permission::ManageBenefits.is_granted_to(roles)).then_some(WhyNotUsed::LacksRole);
    let usable = (*state != GrantState::Usable).then_some(WhyNotUsed::NotUsable);
    let enough = (left < amount.max(1)).then_some(WhyNotUsed::NotEnough { left });
    role.into_iter().chain(usable).chain(enough).collect()
}

/// May a user with these roles give this licence to somebody else? Only one of the term whose benefits are in force.
#[must_use]
pub fn may_move(roles: &[Role], grant: &Grant, licence: &UseView) -> bool {
    let in_force = licence.of_term == grant.term_ends && grant.is_usable();
    in_force && may_free(roles, licence)
}

/// May a user with these roles take this licence back?
#[must_use]
pub fn may_free(roles: &[Role], licence: &UseView) -> bool {
    let is_held = licence.assigned.is_some() && licence.freed_on.is_none();
    is_held && Permission::ManageBenefits.is_granted_to(roles)
}

/// What is left of a benefit, for who is told that it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unused {
    /// What it is called.
    pub name: Localized,
    /// What sort of thing it is.
    pub kind: BenefitKind,
    /// How many are left; minutes for advisory hours.
    pub left: u32,
    /// Of how many.
    pub quantity: u32,
}

/// Minutes as they are typed: `1:30` and `1.5` are an hour and a half, `2` two hours. None if it is no time.
#[must_use]
pub fn minutes_of(typed: &str) -> Option<u32> {
    // Also as a Japanese keyboard writes them.
    let plain = |char: char| match char {
        ',' | '．' => '.',
        '：' => ':',
        '０'..='９' => char::from_u32(u32::from(char) - u32::from('０') + u32::from('0')).unwrap_or(char),
        _ => char,
    };
    let typed: String = typed.trim().chars().map(plain).collect();
    let whole = |digits: &str| {
        let few = (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        few.then(|| digits.parse::<u32>().ok()).flatten()
    };
    if let Some((hours, minutes)) = typed.split_once(':') {
        let minutes = whole(minutes).filter(|minutes| *minutes < HOUR)?;
        return Some(whole(hours)? * HOUR + minutes);
    }
    let (hours, tenths) = typed.split_once('.').unwrap_or((&typed, "0"));
    let part = whole(tenths)?;
    let scale = 10_u32.pow(u32::try_from(tenths.len()).ok()?);
    // A part that is no whole number of minutes is rounded up: time that was taken is not forgotten.
    Some(whole(hours)? * HOUR + (part * HOUR).div_ceil(scale))
}

/// Minutes as they are shown: `1:30`.
#[must_use]
pub fn shown_minutes(minutes: u32) -> String {
    format!("{}:{:02}", minutes / HOUR, minutes % HOUR)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::competencies::Level;
    use crate::examples::{action_pack, attained, catalogue, date, facts, gold, holding, silver};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn benefit(code: &str, kind: BenefitKind, quantity: u32) -> Benefit {
        let name = Localized { en: code.to_owned(), ja: code.to_owned() };
        Benefit {
            code: code.to_owned(),
            kind,
            name,
            description: None,
            quantity,
            valid_days: None,
            file: None,
        }
    }

    fn state(facts: &Facts, today: &str) -> GrantState {
        let held = &facts.subscriptions[0];
        let granting = granting(held, &[], &facts.policies, date(today));
        state_on(facts, held, granting, date(today))
    }

    #[test]
    fn benefits_are_used_to_the_end_of_the_window() {
        let facts = holding(action_pack("2019-06-22"));
        for day in ["2019-06-22", "2019-06-23", "2019-07-22"] {
            assert_eq!(state(&facts, day), GrantState::Usable, "{day}");
        }
        let over = GrantState::Ended { on: date("2019-07-22"), why: WhyEnded::NotRenewed };
        assert_eq!(state(&facts, "2019-07-23"), over);
    }

    #[test]
    fn what_was_given_back_given_up_or_cancelled_ends_with_its_last_day() {
        let day = date("2019-03-01");
        let ended = |holding, today: &str| {
            let facts = crate::examples::holding(Subscription { holding, ..action_pack("2019-06-22") });
            state(&facts, today)
        };
        let over = |why| GrantState::Ended { on: day, why };
        assert_eq!(ended(Holding::Refunded { on: day }, "2019-03-01"), over(WhyEnded::Refunded));
        assert_eq!(ended(Holding::Superseded { on: day }, "2019-03-01"), over(WhyEnded::Superseded));
        let cancelled = Holding::Cancelled { ends: day };
        assert_eq!(ended(cancelled, "2019-03-01"), GrantState::Usable);
        assert_eq!(ended(cancelled, "2019-03-02"), over(WhyEnded::Cancelled));
    }

    #[test]
    fn of_several_memberships_the_highest_counts() {
        let mut facts = holding(silver("2019-06-22"));
        facts.subscriptions.push(Subscription { id: "gold".into(), ..gold("2019-05-01") });
        assert_eq!(state(&facts, "2019-05-01"), GrantState::IncludedIn("gold".into()));
        assert_eq!(state(&facts, "2019-05-02"), GrantState::Usable);
    }

    #[test]
    fn a_membership_grants_its_own_and_those_of_the_competencies_that_are_held() {
        let mut catalogue = catalogue();
        for offer in &mut catalogue.offers {
            offer.benefits = vec![benefit("key", BenefitKind::ProductKey, 3)];
        }
        catalogue.competencies[0].benefits = vec![benefit("lab", BenefitKind::AdvisoryHours, 2)];
        let mut facts = facts();
        facts.attainments = vec![attained(Level::Silver, "2019-01-01", Some("2019-02-01"))];
        let codes = |held: &Subscription, today: &str| {
            granted(&catalogue, &facts, held, date(today))
                .into_iter()
                .map(|(code, _)| code)
                .collect::<Vec<_>>()
        };
        assert_eq!(codes(&silver("2019-06-22"), "2019-02-01"), ["key", "cloud.lab"]);
        assert_eq!(codes(&silver("2019-06-22"), "2019-02-02"), ["key"]);
        assert_eq!(codes(&action_pack("2019-06-22"), "2019-02-01"), ["key"]);
        let retired = Subscription { offer: "retired".into(), ..silver("2019-06-22") };
        assert!(codes(&retired, "2019-02-01").is_empty());
    }

    #[test]
    fn a_renewal_brings_the_new_terms_when_that_starts_and_not_before() {
        let policies = catalogue().policies;
        let held = Subscription { term_starts: date("2018-07-02"), ..action_pack("2019-07-01") };
        let before = (date("2017-07-02"), date("2018-07-01"));
        let early =
            granting(&held, &[before, (held.term_starts, held.expires_on)], &policies, date("2018-05-01"));
        assert_eq!((early.starts, early.ends, early.benefits_end), (before.0, before.1, before.1));
        let on_time = granting(&held, &[before], &policies, date("2018-07-02"));
        assert_eq!((on_time.ends, on_time.benefits_end), (held.expires_on, date("2019-07-31")));
    }

    #[test]
    fn what_was_redeemed_keeps_its_own_end_and_the_rest_ends_with_its_term() {
        let policies = catalogue().policies;
        assert_eq!(own_end(Some(365), date("2024-02-29")), Some(date("2025-02-28")));
        assert_eq!(own_end(None, date("2024-02-29")), None);
        let held = action_pack("2020-06-22");
        let now = granting(&held, &[], &policies, date("2019-07-01"));
        assert_eq!(term_end(&held, date("2020-06-22"), now, &policies), date("2020-07-22"));
        assert_eq!(term_end(&held, date("2019-06-22"), now, &policies), date("2019-07-22"));
    }

    #[test]
    fn it_takes_the_role_a_term_in_force_and_enough_that_is_left() {
        let admin = [Role::MpnPartnerAdmin];
        let over = GrantState::Ended { on: date("2019-07-22"), why: WhyEnded::NotRenewed };
        assert!(may_use(&admin, &GrantState::Usable, 1, 1).is_empty());
        assert_eq!(may_use(&admin, &GrantState::Usable, 0, 1), [WhyNotUsed::NotEnough { left: 0 }]);
        assert_eq!(may_use(&admin, &GrantState::Usable, 30, 31), [WhyNotUsed::NotEnough { left: 30 }]);
        let all = [WhyNotUsed::LacksRole, WhyNotUsed::NotUsable, WhyNotUsed::NotEnough { left: 0 }];
        assert_eq!(may_use(&[Role::BillingAdmin], &over, 0, 0), all);
    }

    #[test]
    fn seats_have_one_token_and_hours_are_counted_in_minutes() {
        assert_eq!(units(&benefit("advice", BenefitKind::AdvisoryHours, 20)), 1_200);
        assert_eq!(units(&benefit("seats", BenefitKind::CloudSeats, 25)), 25);
        assert_eq!(Using::Seats.amount(25), 25);
        assert_eq!(Using::Key.amount(25), 1);
        assert_eq!(Using::Time { minutes: 90, note: "x".into() }.amount(1_200), 90);
    }

    #[test]
    fn what_is_used_without_a_word_says_what_for() {
        let faults = |using: Using| using.faults().into_iter().map(|fault| fault.field).collect::<Vec<_>>();
        assert_eq!(faults(Using::Incident { note: " ".into() }), ["note"]);
        assert_eq!(faults(Using::Time { minutes: 0, note: String::new() }), ["minutes", "note"]);
        assert_eq!(faults(Using::Licence { to: "nobody".into() }), ["to"]);
        assert!(faults(Using::Key).is_empty());
    }

    #[test]
    fn time_is_typed_as_people_write_it() {
        for (typed, minutes) in [
            ("1:30", 90),
            ("0:05", 5),
            ("2", 120),
            ("1.5", 90),
            ("1,25", 75),
            (" 0.01 ", 1),
            ("１：３０", 90),
        ] {
            assert_eq!(minutes_of(typed), Some(minutes), "{typed}");
        }
        for wrong in ["", "1:60", "-1", "1:", ":30", "an hour", "12345", "1.2.3"] {
            assert_eq!(minutes_of(wrong), None, "{wrong}");
        }
        assert_eq!((shown_minutes(90), shown_minutes(5)), ("1:30".to_owned(), "0:05".to_owned()));
    }

    #[test]
    fn codes_are_what_json_says_and_lead_back() {
        for kind in BenefitKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
            assert_eq!(BenefitKind::of_code(kind.code()), Some(kind));
        }
    }
}
