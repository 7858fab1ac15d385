//! Every mail, in both languages, as it is sent.

use chrono::NaiveDate;
use tokuten_core::benefits::{Unused, units};
use tokuten_core::calendar::shifted;
use tokuten_core::catalogue::{BankAccount, Benefit, Language, OfferCode};
use tokuten_core::competencies::Level;
use tokuten_core::facts::Risk;
use tokuten_core::money::{Currency, Money};
use tokuten_core::notices::Notice;
use tokuten_core::orders::{OrderNumber, TransferInstructions};
use tokuten_core::payments::{CardSummary, DeclineReason};
use tokuten_core::sessions::OperatorRole;
use tokuten_core::standing::Exemption;
use tokuten_core::subscriptions::{Holding, ManagedIn, Subscription};
use tokuten_core::support::RequestState;
use tokuten_core::verdict::Code;
use tokuten_core::webhooks::OffBecause;

use super::{
    Asked, CarriedOver, Ends, GivenBack, HandedOver, Paid, Reminded, app, at_risk, automatic_declined,
    automatic_refused, automatic_unpayable, certificates_expire, exempted, factors_reset, handed_over,
    invitation, joined, joining_known, joining_link, lapsed, lead_expiring, lead_received,
    operator_invitation, order_expired, order_paid, override_approved, passkey, password_changed,
    password_reset, profile_decided, programme_held_back, proof_rejected, provider_connected,
    provider_disconnected, purchase_declined, recovery_code, refund, refund_made, refund_refused, reminder,
    subscription_cancelled, support_answered, support_closed, support_merged, support_received, suspended,
    tax_refund, transfer_awaited, webhook_off,
};
use crate::catalogue::demo;
use crate::mail::{Letter, Recipient, bodies};

const OFFER: &str = "Action Pack";
const TOTAL: Money = Money::new(59_290, Currency::JPY);

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn card() -> CardSummary {
    CardSummary { brand: "visa".into(), last4: "4242".into(), exp_month: 12, exp_year: 2030 }
}

/// Ends on 9 March 2027.
fn held(automatic_renewal: bool, card: Option<CardSummary>) -> Subscription {
    Subscription {
        id: "0198c5f0-0000-7000-8000-000000000001".into(),
        offer: OfferCode("action_pack".into()),
        anchor: day("2026-03-09"),
        term_starts: day("2026-03-09"),
        expires_on: day("2027-03-09"),
        managed_in: ManagedIn::PartnerCenter,
        holding: Holding::Held,
        automatic_renewal,
        card,
        by_transfer: false,
        handed_over: None,
    }
}

fn rendered(language: Language, unsubscribe: bool, letter: &Letter) -> (String, String) {
    rendered_as(Notice::OrderPaid, language, unsubscribe, letter)
}

fn rendered_as(notice: Notice, language: Language, unsubscribe: bool, letter: &Letter) -> (String, String) {
    let to = Recipient {
        email: "haru@aoba.example".into(),
        name: if language == Language::En { "Haru Aoba" } else { "青葉 春" }.into(),
        language,
        unsubscribe: unsubscribe.then(|| "/unsubscribe/0198c5f0.c2lnbmF0dXJl".into()),
    };
    bodies(demo().name.text(language), (notice, "https://partners.example"), &to, letter).unwrap()
}

/// The text in both languages is what its snapshot says.
fn same(name: &str, unsubscribe: bool, letter: impl Fn(Language) -> Letter) {
    let both = Language::ALL.map(|language| {
        let letter = letter(language);
        format!("Subject: {}\n\n{}", letter.subject, rendered(language, unsubscribe, &letter).0)
    });
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, both.join("\n\n\n"));
    });
}

/// The same for a mail about the recipient's own account.
fn same_about_account(name: &str, letter: impl Fn(Language) -> Letter) {
    same_as(name, Notice::Invitation, letter);
}

fn same_as(name: &str, notice: Notice, letter: impl Fn(Language) -> Letter) {
    let both = Language::ALL.map(|language| {
        let letter = letter(language);
        let text = rendered_as(notice, language, false, &letter).0;
        format!("Subject: {}\n\n{text}", letter.subject)
    });
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, both.join("\n\n\n"));
    });
}

fn same_reminder(name: &str, held: &Subscription, by_transfer: bool, day: i32) {
    let price = Some(Money::new(53_900, Currency::JPY));
    let unused =
        if held.is_last_call(shifted(held.expires_on, day), &demo().policies) { unused() } else { vec![] };
    let reminded = Reminded { held, price, by_transfer, day, unused: &unused };
    same(name, !held.automatic_renewal, |language| reminder(language, OFFER, &reminded, &demo()));
}

/// What is left of the demo's first and last benefits.
fn unused() -> Vec<Unused> {
    let catalogue = demo();
    let left = |benefit: &Benefit, left: u32| {
        let (name, kind, quantity) = (benefit.name.clone(), benefit.kind, units(benefit));
        Unused { name, kind, left, quantity }
    };
    vec![left(&catalogue.offers[0].benefits[0], 8), left(&catalogue.competencies[0].benefits[0], 90)]
}

#[test]
fn order_is_paid() {
    let paid = |card| Paid {
        number: 100_042,
        total: TOTAL,
        card,
        invoice: "2027-000017",
        until: day("2028-03-09"),
        renews_on: day("2028-03-10"),
    };
    let card = card();
    same("order_paid_by_card", false, |language| order_paid(language, OFFER, &paid(Some(&card))));
    same("order_paid_by_transfer", false, |language| order_paid(language, OFFER, &paid(None)));
}

#[test]
fn transfer_is_awaited() {
    let transfer = TransferInstructions {
        account: BankAccount {
            currency: "JPY".into(),
            bank: "Minato Bank".into(),
            holder: "Vendor K.K.".into(),
            account: "普通 1234567".into(),
            bic: "MINAJPJT".into(),
        },
        amount: TOTAL,
        reference: "100042-4100001".into(),
        pay_by: day("2027-04-09"),
    };
    same("transfer_awaited", false, |language| transfer_awaited(language, OFFER, 100_042, &transfer));
}

#[test]
fn payment_proof_is_not_accepted() {
    let reason = "It shows another amount.";
    same("proof_rejected", false, |language| {
        proof_rejected(language, OFFER, (100_042, TOTAL), reason, day("2027-04-09"))
    });
}

#[test]
fn order_has_expired() {
    same("order_expired", false, |language| order_expired(language, OFFER, 100_042, TOTAL));
}

#[test]
fn purchase_is_declined() {
    let card = card();
    let why = DeclineReason::InsufficientFunds;
    same("purchase_declined", false, |language| {
        purchase_declined(language, OFFER, (100_042, TOTAL), (Some(&card), why), 24)
    });
}

#[test]
fn automatic_renewal_is_declined() {
    let (card, held) = (card(), held(true, None));
    let of = (held.id.as_str(), Some(day("2027-04-08")));
    same("automatic_declined", false, |language| {
        automatic_declined(
            language,
            OFFER,
            (Some(&card), TOTAL),
            DeclineReason::CardDeclined,
            of,
            &[1, 3, 7, 14, 21],
        )
    });
}

#[test]
fn automatic_renewal_is_refused() {
    let held = held(true, Some(card()));
    let codes = [Code::Verified, Code::InGoodStanding];
    same("automatic_refused", false, |language| automatic_refused(language, OFFER, &codes, &held, &demo()));
    same("automatic_unpayable", false, |language| automatic_unpayable(language, OFFER, &held, &demo()));
}

#[test]
fn reminder_says_what_will_happen_by_itself() {
    let expired = CardSummary { exp_year: 2027, exp_month: 2, ..card() };
    same_reminder("reminder_with_a_card", &held(true, Some(card())), false, -30);
    same_reminder("reminder_with_a_card_that_will_have_expired", &held(true, Some(expired)), false, -30);
    same_reminder("reminder_by_transfer", &held(true, None), true, -7);
    same_reminder("reminder_without_means", &held(true, None), false, -7);
    same_reminder("reminder_while_it_is_retried", &held(true, Some(card())), false, 23);
}

#[test]
fn reminder_to_renew_by_hand_follows_the_window() {
    same_reminder("reminder_by_hand", &held(false, Some(card())), false, -60);
    same_reminder("reminder_when_the_window_opens", &held(false, None), false, 1);
    same_reminder("reminder_on_the_last_day", &held(false, None), false, 30);
}

/// Still in the Membership Center.
fn kept_there(automatic_renewal: bool, card: Option<CardSummary>) -> Subscription {
    Subscription { managed_in: ManagedIn::MembershipCenter, ..held(automatic_renewal, card) }
}

#[test]
fn reminder_names_the_membership_center_as_long_as_it_is_managed_there() {
    same_reminder("reminder_there_by_hand", &kept_there(false, None), false, -60);
    same_reminder("reminder_there_with_a_card", &kept_there(true, Some(card())), false, -1);
    same_reminder("reminder_there_without_means", &kept_there(true, None), false, -30);
}

#[test]
fn membership_center_has_handed_over() {
    let told =
        |name: &str, held: &Subscription, (carried, order, today): (CarriedOver, Option<i64>, &str)| {
            let told = HandedOver { held, today: day(today), order: order.map(OrderNumber), carried };
            same(name, false, |language| handed_over(language, OFFER, &told, &demo()));
        };
    let (card, next_day, early) = (card(), "2027-03-10", "2027-02-01");
    let automatic = held(true, Some(card.clone()));
    told("handed_over_by_hand", &held(false, None), (CarriedOver::Off, None, next_day));
    told("handed_over_with_a_card", &automatic, (CarriedOver::Card(&card), None, next_day));
    told("handed_over_early_with_a_card", &automatic, (CarriedOver::Card(&card), None, early));
    told("handed_over_early_by_transfer", &held(true, None), (CarriedOver::Transfer, None, early));
    told("handed_over_with_an_expired_card", &automatic, (CarriedOver::ExpiredCard(&card), None, next_day));
    told("handed_over_without_means", &held(true, None), (CarriedOver::Nothing, None, next_day));
    told(
        "handed_over_while_an_order_is_open",
        &automatic,
        (CarriedOver::Card(&card), Some(100_042), next_day),
    );
}

#[test]
fn window_has_closed() {
    same("lapsed", false, |language| lapsed(language, OFFER, &held(false, None), day("2027-04-08")));
}

#[test]
fn html_says_the_same_as_the_text() {
    let held = held(false, Some(card()));
    let price = Some(Money::new(53_900, Currency::JPY));
    let reminded = Reminded { held: &held, price, by_transfer: false, day: -30, unused: &[] };
    for language in Language::ALL {
        let letter = reminder(language, OFFER, &reminded, &demo());
        let (_, html) = rendered(language, true, &letter);
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("html_{}", language.tag()), html);
        });
    }
}

const GIVEN_BACK: GivenBack<'_> = GivenBack { order: 100_042, total: TOTAL, credit_note: "C2027-000001" };

#[test]
fn money_given_back_to_a_card_or_by_transfer() {
    let on = day("2027-03-12");
    same("refund_to_a_card", false, |language| {
        refund(language, (OFFER, Ends::Now(on)), GIVEN_BACK, Some(&card()))
    });
    same("refund_by_transfer", false, |language| refund(language, (OFFER, Ends::Now(on)), GIVEN_BACK, None));
    same("refund_of_the_next_term", false, |language| {
        refund(language, (OFFER, Ends::On(on)), GIVEN_BACK, None)
    });
    same("tax_refund", false, |language| tax_refund(language, GIVEN_BACK, Some(&card()), "2027-000002"));
    same("refund_refused", false, |language| refund_refused(language, GIVEN_BACK));
    same("refund_made", false, |language| refund_made(language, GIVEN_BACK, (on, "OUT-1")));
}

#[test]
fn support() {
    let (number, title) = (12, "Wrong name on the invoice");
    same("support_received", false, |language| support_received(language, number, title));
    same("support_merged", false, |language| support_merged(language, (number, title), (41, "Licence keys")));
    for state in [RequestState::InProgress, RequestState::WaitingForPartner, RequestState::Resolved] {
        same(&format!("support_answered_{}", state.code()), false, |language| {
            support_answered(language, (number, title), "Thank you.\n\nWe look into it.", (state, 14))
        });
    }
    same("support_closed", false, |language| support_closed(language, number, title));
    same("subscription_cancelled", false, |language| {
        subscription_cancelled(language, OFFER, &held(true, Some(card())), number)
    });
}

#[test]
fn leads() {
    let asked = Asked {
        number: 7,
        name: "Ada Byron",
        company: "Analytical Engines",
        message: "We want to move our mail.\n\nCan you help until June?",
        until: Some(day("2027-03-24")),
    };
    same("lead_received", false, |language| lead_received(language, &asked));
    same("lead_expiring", false, |language| lead_expiring(language, &asked));
}

#[test]
fn joining() {
    let programme = |language| demo().name.text(language).to_owned();
    same_about_account("joining_link", |language| {
        joining_link(language, (&programme(language), "Mizu Studio"), 24, "0123456789abcdef")
    });
    same_about_account("joining_known", |language| joining_known(language, &programme(language)));
    for (name, is_verified) in [("joined_pending", false), ("joined_verified", true)] {
        same(name, false, |language| {
            joined(language, &programme(language), ("Mizu Studio", "4100013"), is_verified)
        });
    }
}

#[test]
fn competencies_that_will_be_lost() {
    let risk = |is_held, held_until: Option<&str>| Risk {
        required: Level::Silver,
        is_held,
        held_until: held_until.map(day),
        closes: day("2027-04-08"),
    };
    let by_hand = held(false, None);
    let same_risk = |name: &str, held: &Subscription, risk: Risk| {
        same(name, false, |language| at_risk(language, "Silver membership", (held, risk)));
    };
    same_risk("at_risk_in_advance", &held(true, Some(card())), risk(true, Some("2027-01-31")));
    same_risk("at_risk_lost", &by_hand, risk(false, Some("2027-01-01")));
    same_risk("at_risk_never_held", &by_hand, risk(false, None));
    same("certificates_expire", false, |language| {
        let name = |en: &str, ja: &str| if language == Language::En { en.to_owned() } else { ja.to_owned() };
        certificates_expire(
            language,
            &[
                ("Mason Lee".to_owned(), name("App Builder", "アプリ ビルダー"), day("2027-02-28")),
                ("Ava Harbor".to_owned(), name("Licensing overview", "ライセンスの概要"), day("2027-01-16")),
            ],
        )
    });
}

#[test]
fn legal_profile() {
    same("profile_verified", false, |language| profile_decided(language, "Aoba Systems", None));
    same("profile_rejected", false, |language| {
        profile_decided(language, "Aoba Systems", Some("The register knows another address."))
    });
}

#[test]
fn accounts_invited_and_their_passwords() {
    same_about_account("invitation", |language| {
        let (programme, by) = (demo().name.text(language).to_owned(), ("Aoba Systems", "Haru Aoba"));
        invitation(language, &programme, by, "0123456789abcdef")
    });
    same_about_account("password_reset", |language| password_reset(language, "0123456789abcdef"));
    same_about_account("password_changed", |language| password_changed(language, false));
    same_about_account("password_changed_of_operator", |language| password_changed(language, true));
    same_about_account("provider_connected", |language| provider_connected(language, "Example ID"));
    same_about_account("provider_disconnected", |language| provider_disconnected(language, "Example ID"));
}

#[test]
fn operators_and_what_one_signs_in_with() {
    same_about_account("operator_invitation", |language| {
        let programme = demo().name.text(language).to_owned();
        operator_invitation(language, &programme, ("Kaoru Vendor", OperatorRole::Support), "0123456789abcdef")
    });
    same_about_account("passkey_added", |language| passkey(language, "Telephone", true));
    same_about_account("passkey_removed", |language| passkey(language, "Telephone", false));
    same_about_account("authenticator_app_set_up", |language| app(language, true));
    same_about_account("authenticator_app_removed", |language| app(language, false));
    same_about_account("recovery_code_used", |language| recovery_code(language, 9));
    same_about_account("factors_reset", |language| factors_reset(language, Some("Kaoru Vendor")));
    same_about_account("factors_reset_by_command", |language| factors_reset(language, None));
}

#[test]
fn programme() {
    same("programme_held_back", false, |language| {
        programme_held_back(language, day("2027-04-01"), "Prices of 2028")
    });
}

#[test]
fn webhooks() {
    let endpoint = ("https://erp.example/hooks", "0198c5f0");
    for (name, because) in [("webhook_gone", OffBecause::Gone), ("webhook_failing", OffBecause::Failing)] {
        same_as(name, Notice::WebhookOff, |language| webhook_off(language, endpoint, because));
    }
}

#[test]
fn standing() {
    let company = "Aoba Systems";
    same("suspended", false, |language| suspended(language, company, Some("Invoices are unpaid.")));
    same("suspension_lifted", false, |language| suspended(language, company, None));
    let exemption = Exemption { certificate: "EX-77".into(), until: Some(day("2028-03-31")) };
    same("exempted", false, |language| exempted(language, company, Some(&exemption)));
    same("exemption_ended", false, |language| exempted(language, company, None));
    for (requirement, renews) in [("verified", false), ("window", true), ("qualified", true)] {
        same(&format!("override_{requirement}"), false, |language| {
            override_approved(language, (OFFER, renews), requirement, day("2027-04-20"))
        });
    }
}
