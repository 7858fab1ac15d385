use proptest::prelude::*;
use tokuten_core::money::{Money, currency};
use tokuten_core::renewals::NextAnniversary;

use super::*;
use crate::catalogue::{DEMO, demo};

fn apply(edit: &Edit) -> (String, Catalogue) {
    applied(DEMO, edit, &demo()).unwrap()
}

/// The lines that are another than in the demo's file.
fn different(toml: &str) -> Vec<&str> {
    let before: Vec<_> = DEMO.lines().collect();
    toml.lines().filter(|line| !before.contains(line)).collect()
}

fn action_pack() -> Offer {
    demo().offers[0].clone()
}

/// An offer of the demo becomes this.
fn becoming(offer: &Offer) -> Edit {
    Edit::Offer { instead_of: Some(offer.code.clone()), offer: Box::new(offer.clone()) }
}

fn yen(amount: i64) -> Money {
    Money::new(amount, currency("JPY").unwrap())
}

#[test]
fn what_stays_the_same_is_not_touched() {
    for offer in demo().offers {
        assert_eq!(apply(&becoming(&offer)).0, DEMO);
    }
    for policy in demo().policies {
        let edit = Edit::Policy { instead_of: Some(policy.effective_from), policy };
        assert_eq!(different(&apply(&edit).0), Vec::<&str>::new());
    }
}

#[test]
fn a_price_changes_one_line_and_comments_stay() {
    let mut offer = action_pack();
    offer.prices[0].amount = yen(55_000);
    let (toml, catalogue) = apply(&becoming(&offer));
    assert_eq!(
        different(&toml),
        [
            r#"  { country = "JP", currency = "JPY", amount = "55000", methods = ["credit_card", "bank_transfer"] },"#
        ]
    );
    assert!(toml.contains("# No bank transfer in India"));
    assert_eq!(catalogue.offers[0], offer);
}

#[test]
fn prices_and_benefits_come_and_go() {
    let mut offer = action_pack();
    offer.prices.remove(1);
    offer.prices.push(Price { country: "IE".into(), ..offer.prices[2].clone() });
    offer.benefits.remove(0);
    offer.benefits.swap(0, 1);
    offer.benefits[0].quantity = 99;
    offer.benefits.push(Benefit { code: "more".into(), ..offer.benefits[0].clone() });
    assert_eq!(apply(&becoming(&offer)).1.offers[0], offer);
    offer.benefits.clear();
    assert_eq!(apply(&becoming(&offer)).1.offers[0], offer);
    // What is not sold any more.
    offer.prices.clear();
    assert_eq!(apply(&becoming(&offer)).1.offers[0], offer);
}

#[test]
fn a_new_offer_comes_after_the_others_and_can_be_taken_out_again() {
    let bronze = Offer {
        code: "bronze".into(),
        upgrade: Some(Upgrade {
            from: "action_pack".into(),
            discount: tokuten_core::money::Rate::basis_points(725),
        }),
        included_in: vec!["gold".into()],
        ..action_pack()
    };
    let (toml, catalogue) = apply(&Edit::Offer { instead_of: None, offer: Box::new(bronze.clone()) });
    assert_eq!(catalogue.offers.len(), 4);
    assert_eq!(catalogue.offers[3], bronze);
    let (_, without) = applied(&toml, &Edit::RemoveOffer("bronze".into()), &catalogue).unwrap();
    assert_eq!(without, demo());
}

#[test]
fn policies_stand_in_the_order_of_their_days() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let policy = RenewalPolicy {
        effective_from: day("2018-01-01"),
        benefits_end: 45,
        next_anniversary: NextAnniversary::PaymentReceived,
        ..demo().policies[1]
    };
    let (toml, catalogue) = apply(&Edit::Policy { instead_of: None, policy });
    let days: Vec<_> = catalogue.policies.iter().map(|policy| policy.effective_from).collect();
    assert_eq!(days, ["2017-07-01", "2018-01-01", "2018-10-01"].map(day));
    assert_eq!(catalogue.policies[1], policy);
    let moved = RenewalPolicy { effective_from: day("2019-02-28"), ..policy };
    let edit = Edit::Policy { instead_of: Some(policy.effective_from), policy: moved };
    assert_eq!(applied(&toml, &edit, &catalogue).unwrap().1.policies[2], moved);
    let removed = applied(&toml, &Edit::RemovePolicy(day("2018-01-01")), &catalogue).unwrap();
    assert_eq!(removed.1, demo());
    let announced = RenewalPolicy { announced: Some(day("2018-09-01")), ..demo().policies[1] };
    assert_eq!(with_announced(DEMO, &[announced]).unwrap().1.policies[1], announced);
}

#[test]
fn reminders_and_retries_become_others() {
    let reminders = [(-30, false), (-5, false), (2, true)]
        .map(|(day, only_if_not_renewed)| Reminder { day, only_if_not_renewed });
    assert_eq!(apply(&Edit::Reminders(reminders.to_vec())).1.reminders, reminders);
    assert_eq!(apply(&Edit::RetryDays(vec![2, 4])).1.retry_days, [2, 4]);
}

#[test]
fn what_would_be_a_mistake_is_named_with_its_line() {
    let mut offer = action_pack();
    offer.prices[0].methods.clear();
    let error = applied(DEMO, &becoming(&offer), &demo()).unwrap_err();
    assert!(error.to_string().contains("the list is empty"), "{error}");
}

#[test]
fn a_section_in_one_line_is_written_as_tables() {
    let policies = r#"policies = [{ effective_from = "2018-10-01", partner_center = { opens = 1, closes = 30 }, membership_center = { opens = -90, closes = 0 }, benefits_end = 30, next_anniversary = "old_anniversary", qualification_days = 30 }]"#;
    let start = DEMO.find("[[policies]]").unwrap();
    let end = DEMO.find("# Days on which the partner's admins").unwrap();
    let toml = format!("{policies}\n{}{}", &DEMO[..start], &DEMO[end..]);
    let before = crate::catalogue::parse(&toml).unwrap();
    let policy = RenewalPolicy { benefits_end: 10, ..before.policies[0] };
    let edit = Edit::Policy { instead_of: Some(policy.effective_from), policy };
    assert_eq!(applied(&toml, &edit, &before).unwrap().1.policies, [policy]);
}

proptest! {
    #[test]
    fn whatever_a_form_takes_reads_back_the_same(
        en in "[^\\x00-\\x08\\x0b-\\x1f\\x7f]{1,60}", ja in "\\PC{1,40}", amount in 1_i64..9_000_000_000, quantity in 1_u32..1_000_000,
        days in proptest::option::of(1_u32..36_600), description in proptest::option::of("[a-z\"\\\\\n ]{1,80}"),
    ) {
        let mut offer = action_pack();
        offer.name = Localized { en: en.clone(), ja };
        offer.prices[0].amount = yen(amount);
        offer.benefits[0].quantity = quantity;
        offer.benefits[0].valid_days = days;
        offer.benefits[0].description = description.map(|text| Localized { ja: text.clone(), en: text });
        let edit = becoming(&offer);
        if edit.faults(&demo()).is_empty() {
            let (_, catalogue) = applied(DEMO, &edit, &demo()).unwrap();
            prop_assert_eq!(&catalogue.offers[0], &offer);
        }
    }
}
