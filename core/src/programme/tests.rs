use super::changes::{OfferPart, Section, changes};
use super::dry_run::{Aspect, Caution, Holder, Tally};
use super::*;
use crate::catalogue::{Benefit, BenefitKind, Localized, Offer, Reminder};
use crate::examples::{action_pack, catalogue, date};
use crate::money::Money;
use crate::renewals::{NextAnniversary, WindowDays};
use crate::subscriptions::Subscription;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const TODAY: &str = "2027-03-10";

fn with(edit: impl FnOnce(&mut Catalogue)) -> Catalogue {
    let mut after = catalogue();
    edit(&mut after);
    after
}

fn dearer(catalogue: &mut Catalogue) {
    let price = &mut catalogue.offers[0].prices[0].amount;
    *price = Money::new(price.amount + 1_000, price.currency);
}

/// From 2028 on: from ten days before to sixty days after.
fn longer_window() -> RenewalPolicy {
    RenewalPolicy {
        effective_from: date("2028-01-01"),
        partner_center: WindowDays { opens: -10, closes: 60 },
        ..catalogue().policies[1]
    }
}

fn in_japan(held: Subscription) -> Holder {
    Holder { held, country: "JP".into(), currency: "JPY".into(), reminded: false }
}

fn faults(edit: &Edit) -> Vec<(String, FieldFault)> {
    edit.faults(&catalogue()).into_iter().map(|fault| (fault.field, fault.fault)).collect()
}

/// An offer of the catalogue becomes this.
fn becoming(offer: Offer) -> Edit {
    Edit::Offer { instead_of: Some(offer.code.clone()), offer: Box::new(offer) }
}

#[test]
fn what_changes_is_said_in_the_words_of_the_domain() {
    let before = catalogue();
    let after = with(|catalogue| {
        dearer(catalogue);
        catalogue.offers[0].prices.remove(2);
        catalogue.offers[1].name.en = "Silver".into();
        catalogue.policies.push(longer_window());
        catalogue.retry_days = vec![1];
        catalogue.taxes.clear();
    });
    let found = changes(&before, &after);
    assert_eq!(found[0], Change::Section(Section::Taxes));
    assert!(matches!(&found[1], Change::Price { country, after: Some(_), .. } if country == "JP"));
    assert!(matches!(&found[2], Change::Price { country, after: None, .. } if country == "US"));
    assert_eq!(found[3], Change::Offer { offer: "silver".into(), part: OfferPart::Name });
    assert!(matches!(&found[4], Change::Policy { before: None, after: Some(_), .. }));
    assert!(matches!(&found[5], Change::RetryDays { .. }));
    assert_eq!(found.len(), 6);
    assert_eq!(changes(&after, &after), []);
}

#[test]
fn every_difference_is_a_change() {
    let edits: [fn(&mut Catalogue); 12] = [
        |it| it.about = Some(it.name.clone()),
        |it| it.agreement.version.push('b'),
        |it| it.supplier.name.push('b'),
        |it| it.bank_accounts.clear(),
        |it| it.draft_hours += 1,
        |it| it.leads.expire += 1,
        |it| it.certifications.clear(),
        |it| it.services.clear(),
        |it| it.offers[2].upgrade = None,
        |it| it.offers[1].included_in.clear(),
        |it| it.offers[1].requires = None,
        |it| it.reminders.push(Reminder { day: 5, only_if_not_renewed: true }),
    ];
    for (place, edit) in edits.into_iter().enumerate() {
        assert_eq!(changes(&catalogue(), &with(edit)).len(), 1, "edit {place}");
    }
}

#[test]
fn an_offer_that_is_held_stays_and_one_that_nobody_holds_may_go() {
    let after = with(|catalogue| drop(catalogue.offers.remove(0)));
    let held = |holders| why_not(&catalogue(), &after, &[("action_pack".into(), holders)], date(TODAY));
    assert_eq!(held(3), [WhyNot::OfferHeld { offer: "action_pack".into(), holders: 3 }]);
    assert_eq!(held(0), []);
    assert_eq!(why_not(&catalogue(), &catalogue(), &[], date(TODAY)), [WhyNot::Unchanged]);
}

#[test]
fn a_policy_by_which_windows_are_open_or_were_stays_as_it_is() {
    let before = with(|catalogue| catalogue.policies.push(longer_window()));
    let mut after = before.clone();
    after.policies[2].benefits_end = 60;
    // The Membership Center's window of 1 January 2028 opens on 3 October 2027.
    assert_eq!(why_not(&before, &after, &[], date("2027-10-01")), []);
    let in_use = WhyNot::PolicyInUse { effective_from: date("2028-01-01") };
    assert_eq!(why_not(&before, &after, &[], date("2027-10-02")), [in_use]);
    let mut without_the_first = before.clone();
    without_the_first.policies.remove(0);
    assert_eq!(why_not(&before, &without_the_first, &[], date(TODAY)).len(), 1);
}

#[test]
fn what_is_new_is_announced_on_its_day_and_what_was_published_keeps_its_own() {
    let before = [
        catalogue().policies[0],
        RenewalPolicy { announced: Some(date("2018-09-01")), ..catalogue().policies[1] },
    ];
    let draft = [before[0], RenewalPolicy { announced: None, ..before[1] }, longer_window()];
    let published = announced(&before, &draft, date(TODAY));
    let days: Vec<_> = published.iter().map(|policy| policy.announced).collect();
    assert_eq!(days, [None, Some(date("2018-09-01")), Some(date(TODAY))]);
}

#[test]
fn a_dry_run_counts_whom_a_price_and_a_policy_affect() {
    let before = catalogue();
    let after = with(|catalogue| {
        dearer(catalogue);
        catalogue.policies.push(RenewalPolicy {
            effective_from: date("2027-05-01"),
            announced: Some(date(TODAY)),
            ..longer_window()
        });
    });
    let mut tally = Tally::new(&before, &after, date(TODAY));
    let renews = |expires_on| Subscription { automatic_renewal: true, ..action_pack(expires_on) };
    tally.add(&in_japan(action_pack("2027-04-01")), 10);
    tally.add(&in_japan(renews("2027-05-01")), 3);
    tally.add(&Holder { reminded: true, ..in_japan(renews("2027-03-20")) }, 2);
    // Not dearer in Germany, and lapsed long ago.
    tally.add(
        &Holder { country: "DE".into(), currency: "EUR".into(), ..in_japan(action_pack("2027-04-02")) },
        5,
    );
    tally.add(&in_japan(action_pack("2026-01-01")), 7);
    let run = tally.conclude();
    assert_eq!((run.looked_at, run.affected), (20, 15));
    assert_eq!(run.aspects, [(Aspect::Window, 3), (Aspect::Price, 15)]);
    assert_eq!(run.cautions, [(Caution::Dearer, 15), (Caution::RemindedOtherwise, 2)]);
    let months: Vec<_> = run.months.iter().map(|month| (month.affected, month.others)).collect();
    assert_eq!(months, [(2, 0), (10, 5), (3, 0)]);
    assert_eq!(run.picture().rows.len(), 3);
}

#[test]
fn who_would_renew_at_once_or_not_at_all_is_counted_apart() {
    let before = catalogue();
    let after = with(|catalogue| {
        catalogue.offers[0].prices.remove(0);
        catalogue.policies.push(RenewalPolicy {
            effective_from: date("2027-01-01"),
            partner_center: WindowDays { opens: -30, closes: 0 },
            next_anniversary: NextAnniversary::PaymentReceived,
            announced: Some(date(TODAY)),
            ..longer_window()
        });
    });
    let mut tally = Tally::new(&before, &after, date(TODAY));
    tally.add(&in_japan(Subscription { automatic_renewal: true, ..action_pack("2027-03-20") }), 1);
    // Open already: it keeps what it was promised, but for the price.
    tally.add(&in_japan(Subscription { automatic_renewal: true, ..action_pack("2027-03-01") }), 1);
    let run = tally.conclude();
    assert_eq!(run.cautions, [(Caution::NotSold, 2), (Caution::RenewsAtOnce, 1)]);
    assert_eq!(run.aspects, [(Aspect::Window, 1), (Aspect::NextAnniversary, 1), (Aspect::Price, 2)]);
}

#[test]
fn forms_name_each_field_that_is_wrong() {
    let mut offer = catalogue().offers[2].clone();
    offer.name.ja = " ".into();
    offer.upgrade.as_mut().unwrap().from = "gold".into();
    offer.prices[1] = offer.prices[0].clone();
    offer.prices[2].methods.clear();
    offer.benefits = vec![Benefit {
        code: "Key".into(),
        kind: BenefitKind::AdvisoryHours,
        name: Localized { en: "Hours".into(), ja: "時間".into() },
        description: None,
        quantity: 0,
        valid_days: Some(3),
        file: Some("kit.zip".into()),
    }];
    let wrong = faults(&becoming(offer));
    let expected = [
        ("name.ja", FieldFault::Missing),
        ("upgrade.from", FieldFault::Unknown),
        ("prices.1.country", FieldFault::Taken),
        ("prices.2.methods", FieldFault::Missing),
        ("benefits.0.code", FieldFault::Malformed),
        ("benefits.0.quantity", FieldFault::Malformed),
        ("benefits.0.valid_days", FieldFault::Malformed),
        ("benefits.0.file", FieldFault::Malformed),
    ];
    assert_eq!(wrong, expected.map(|(field, fault)| (field.to_owned(), fault)));
    for offer in catalogue().offers {
        let mut offer = offer;
        // The example has an account in yen only.
        offer.prices.truncate(1);
        assert_eq!(faults(&becoming(offer)), []);
    }
}

#[test]
fn an_offer_without_prices_is_not_sold_and_that_is_right() {
    let offer = Offer { prices: Vec::new(), ..catalogue().offers[0].clone() };
    assert_eq!(faults(&becoming(offer)), []);
}

#[test]
fn an_offer_is_new_or_takes_the_place_of_the_one_whose_code_it_keeps() {
    let silver = || Offer { prices: Vec::new(), ..catalogue().offers[1].clone() };
    let said = |instead_of: Option<&str>, code: &str| {
        let offer = Box::new(Offer { code: code.into(), ..silver() });
        faults(&Edit::Offer { instead_of: instead_of.map(Into::into), offer })
    };
    let fault = |field: &str, fault| (field.to_owned(), fault);
    assert_eq!(said(Some("silver"), "silver"), []);
    assert_eq!(said(None, "bronze"), []);
    assert_eq!(said(None, "silver"), [fault("code", FieldFault::Taken)]);
    assert_eq!(said(Some("silver"), "action_pack"), [fault("code", FieldFault::Taken)]);
    assert_eq!(said(Some("silver"), "bronze"), [fault("code", FieldFault::Wrong)]);
    assert_eq!(said(Some("bronze"), "bronze"), [fault("instead_of", FieldFault::Unknown)]);
}

#[test]
fn policies_reminders_and_retries_have_days_in_order() {
    let policy = RenewalPolicy { partner_center: WindowDays { opens: 5, closes: 1 }, ..longer_window() };
    let wrong = faults(&Edit::Policy { instead_of: None, policy });
    assert_eq!(wrong, [("partner_center.closes".to_owned(), FieldFault::Wrong)]);
    let taken = Edit::Policy { instead_of: None, policy: catalogue().policies[0] };
    assert_eq!(faults(&taken), [("effective_from".to_owned(), FieldFault::Taken)]);
    let itself = Edit::Policy { instead_of: Some(date("2017-07-01")), policy: catalogue().policies[0] };
    assert_eq!(faults(&itself), []);
    assert_eq!(faults(&Edit::RetryDays(vec![3, 1])), [("retry_days.1".to_owned(), FieldFault::Wrong)]);
    let twice = [7, 7].map(|day| Reminder { day, only_if_not_renewed: false });
    assert_eq!(faults(&Edit::Reminders(twice.to_vec())), [("reminders.1".to_owned(), FieldFault::Taken)]);
}

#[test]
fn an_offer_that_others_name_is_not_taken_out() {
    assert_eq!(faults(&Edit::RemoveOffer("silver".into())), [("code".to_owned(), FieldFault::Taken)]);
    assert_eq!(faults(&Edit::RemoveOffer("action_pack".into())), []);
    assert_eq!(faults(&Edit::RemoveOffer("bronze".into())), [("code".to_owned(), FieldFault::Unknown)]);
}

#[test]
fn a_programme_is_scheduled_for_a_day_to_come() {
    let wish =
        |from: Option<&str>| Publishing { revision: 1, from: from.map(date), note: "Prices of 2028".into() };
    assert_eq!(wish(None).faults(date(TODAY)), []);
    assert_eq!(wish(Some("2027-03-11")).faults(date(TODAY)), []);
    assert_eq!(wish(Some(TODAY)).faults(date(TODAY)), [FieldError::new("from", FieldFault::InPast)]);
    assert_eq!(wish(Some("2028-03-11")).faults(date(TODAY)), [FieldError::new("from", FieldFault::TooFar)]);
}
