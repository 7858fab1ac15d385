//! The sections of the file, offers aside.

use tokuten_core::catalogue::{
    Agreement, BankAccount, Catalogue, DeskLimits, Joining, Language, LeadDays, ListEntry, Localized,
    Registration, Reminder, Supplier, Tax, Verifying,
};
use tokuten_core::partners::is_tax_id;
use tokuten_core::renewals::{RenewalPolicy, WindowDays};
use toml_span::Spanned;
use toml_span::value::Value;

use super::amounts;
use super::competencies;
use super::offers::offer;
use super::reading::{Fields, Reading};
use super::values::{
    choice, code, country, currency, date, days_from_anniversary, filled_list, list, localized, number,
    spanned, text, zone,
};

/// Days after which a resolved support request closes, where the file does not say.
const SUPPORT_CLOSE_DAYS: u32 = 14;
/// What operators may do for how long, where the file does not say.
const DESK: DeskLimits = DeskLimits { claim_minutes: 30, override_days: 90 };
/// The longest that personal data are kept, in days: ten years.
const LONGEST_KEPT: u32 = 3_660;
/// How long a lead waits, where the file does not say. Nothing is erased that nobody has asked to.
const LEAD_DAYS: LeadDays = LeadDays { expire: 14, remind: 3, keep: None };

/// How a company joins, where the file does not say.
const JOINING: Joining = Joining { verification: Verifying::ByHand, link_hours: 24 };

/// The whole file.
pub(super) fn catalogue(root: &Value<'_>, reading: &mut Reading<'_>) -> Option<Catalogue> {
    let mut fields = Fields::of(root, "catalogue", reading)?;
    // First, since it says in which languages every other text must be.
    let programme = fields.required("programme", reading, programme);
    let agreement = fields.required("agreement", reading, agreement);
    let supplier = fields.required("supplier", reading, supplier);
    let bank_accounts = fields.optional("bank_accounts", reading, list(bank_account));
    let taxes = fields.optional("taxes", reading, list(tax));
    let policies = fields.required("policies", reading, filled_list(policy));
    let reminders = fields.required("reminders", reading, reminders);
    let retry_days = fields.required("automatic_renewal", reading, automatic_renewal);
    let orders = fields.required("orders", reading, orders);
    let support_close_days = fields.optional("support", reading, support).unwrap_or(SUPPORT_CLOSE_DAYS);
    let desk = fields.optional("desk", reading, desk).unwrap_or(DESK);
    let joining = fields.optional("joining", reading, joining).unwrap_or(JOINING);
    let industries = fields.optional("industries", reading, list(spanned(list_entry)));
    let services = fields.optional("services", reading, list(spanned(list_entry)));
    let leads = fields.optional("leads", reading, leads).unwrap_or(LEAD_DAYS);
    let competencies = competencies::read(&mut fields, reading);
    let offers = fields.required("offers", reading, filled_list(offer));
    fields.finish(reading);

    let programme = programme?;
    let orders = orders?;
    Some(Catalogue {
        name: programme.name,
        about: programme.about,
        zone: programme.zone,
        languages: programme.languages,
        agreement: agreement?,
        supplier: supplier.as_ref()?.0.clone(),
        registrations: supplier?.1,
        bank_accounts: bank_accounts.unwrap_or_default(),
        offers: offers?,
        taxes: taxes.unwrap_or_default(),
        policies: policies?,
        reminders: reminders?,
        retry_days: retry_days?,
        transfer_days: orders.transfer_days,
        refund_days: orders.refund_days,
        tax_refund_years: orders.tax_refund_years,
        draft_hours: orders.draft_hours,
        support_close_days,
        desk,
        joining,
        industries: each_once("industry", industries, reading),
        services: each_once("service", services, reading),
        leads,
        competencies: competencies.areas,
        certifications: competencies.certifications,
        assessments: competencies.assessments,
        measures: competencies.measures,
        competency_notices: competencies.notices,
    })
}

struct Programme {
    name: Localized,
    about: Option<Localized>,
    zone: String,
    languages: Vec<Language>,
}

fn programme(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Programme> {
    let mut fields = Fields::of(value, "programme", reading)?;
    let languages = fields.required("languages", reading, filled_list(spanned(choice::<Language>)));
    let languages = languages.unwrap_or_default();
    reading.each_once(&languages, |language| format!("the language {:?}", language.tag()));
    reading.languages = languages.into_iter().map(Spanned::take).collect();
    let name = fields.required("name", reading, localized);
    let about = fields.optional("about", reading, localized);
    let zone = fields.required("zone", reading, zone);
    fields.finish(reading);
    Some(Programme { name: name?, about, zone: zone?, languages: reading.languages.clone() })
}

fn agreement(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Agreement> {
    let mut fields = Fields::of(value, "agreement", reading)?;
    let version = fields.required("version", reading, text);
    let name = fields.required("name", reading, localized);
    let text = fields.required("text", reading, localized);
    fields.finish(reading);
    Some(Agreement { version: version?, name: name?, text: text? })
}

/// The supplier, and where else it is registered for tax.
fn supplier(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<(Supplier, Vec<Registration>)> {
    let mut fields = Fields::of(value, "supplier", reading)?;
    let name = fields.required("name", reading, text);
    let address = fields.required("address", reading, filled_list(text));
    let country = fields.required("country", reading, country);
    let tax_id = fields.required("tax_id", reading, spanned(text));
    let registrations = fields.optional("registrations", reading, list(registration));
    fields.finish(reading);

    let country = country?;
    let tax_id = tax_id_of(&country, tax_id?, reading)?;
    let supplier = Supplier { name: name?, address: address?, country, tax_id };
    Some((supplier, registrations.unwrap_or_default()))
}

fn registration(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Registration> {
    let mut fields = Fields::of(value, "registration", reading)?;
    let country = fields.required("country", reading, country);
    let tax_id = fields.required("tax_id", reading, spanned(text));
    fields.finish(reading);
    let country = country?;
    let tax_id = tax_id_of(&country, tax_id?, reading)?;
    Some(Registration { country, tax_id })
}

fn tax_id_of(country: &str, tax_id: Spanned<String>, reading: &mut Reading<'_>) -> Option<String> {
    if is_tax_id(&tax_id.value, country) {
        return Some(tax_id.value);
    }
    let advice = "write it with the country's letters, where its tax IDs have them";
    reading.refuse(tax_id.span, format!("{:?} is not a tax ID of {country}; {advice}", tax_id.value))
}

fn bank_account(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<BankAccount> {
    let mut fields = Fields::of(value, "bank account", reading)?;
    let currency = fields.required("currency", reading, spanned(currency));
    let bank = fields.required("bank", reading, text);
    let holder = fields.required("holder", reading, text);
    let account = fields.required("account", reading, amounts::account);
    let bic = fields.required("bic", reading, amounts::bic);
    fields.finish(reading);

    let currency = currency?;
    let code = currency.value.code().to_owned();
    reading.mentions.accounts.push(currency);
    Some(BankAccount { currency: code, bank: bank?, holder: holder?, account: account?, bic: bic? })
}

fn tax(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Tax> {
    let mut fields = Fields::of(value, "tax", reading)?;
    let country = fields.required("country", reading, spanned(country));
    let name = fields.required("name", reading, localized);
    let rate = fields.required("rate", reading, amounts::rate);
    let rounding = fields.required("rounding", reading, choice);
    fields.finish(reading);

    let country = country?;
    reading.mentions.taxed.push(country.clone());
    Some(Tax { country: country.value, name: name?, rate: rate?, rounding: rounding? })
}

fn policy(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<RenewalPolicy> {
    let mut fields = Fields::of(value, "policy", reading)?;
    let effective_from = fields.required("effective_from", reading, spanned(date));
    let partner_center = fields.required("partner_center", reading, window);
    let membership_center = fields.required("membership_center", reading, window);
    let benefits_end = fields.required("benefits_end", reading, number(0, 366));
    let next_anniversary = fields.required("next_anniversary", reading, choice);
    let qualification_days = fields.required("qualification_days", reading, number(0, 366));
    let announced = fields.optional("announced", reading, date);
    fields.finish(reading);

    let effective_from = effective_from?;
    reading.mentions.policies.push(effective_from.clone());
    Some(RenewalPolicy {
        effective_from: effective_from.value,
        partner_center: partner_center?,
        membership_center: membership_center?,
        benefits_end: benefits_end?,
        next_anniversary: next_anniversary?,
        qualification_days: qualification_days?,
        announced,
    })
}

fn window(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<WindowDays> {
    let mut fields = Fields::of(value, "window", reading)?;
    let opens = fields.required("opens", reading, days_from_anniversary);
    let closes = fields.required("closes", reading, days_from_anniversary);
    fields.finish(reading);

    let days = WindowDays { opens: opens?, closes: closes? };
    if !days.is_in_order() {
        let WindowDays { opens, closes } = days;
        return reading
            .refuse(value.span, format!("the window closes (day {closes}) before it opens (day {opens})"));
    }
    Some(days)
}

fn reminders(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Vec<Reminder>> {
    let mut fields = Fields::of(value, "section on reminders", reading)?;
    let always = fields.required("always", reading, list(spanned(days_from_anniversary)));
    let conditional = fields.required("only_if_not_renewed", reading, list(spanned(days_from_anniversary)));
    fields.finish(reading);

    let (always, conditional) = (always?, conditional?);
    let days: Vec<_> = always.iter().chain(&conditional).cloned().collect();
    reading.each_once(&days, |day| format!("the reminder on day {day}"));
    let reminder =
        |only_if_not_renewed| move |day: Spanned<i32>| Reminder { day: day.value, only_if_not_renewed };
    let mut reminders: Vec<_> =
        always.into_iter().map(reminder(false)).chain(conditional.into_iter().map(reminder(true))).collect();
    reminders.sort_by_key(|reminder| reminder.day);
    Some(reminders)
}

/// The days on which a declined charge is tried again.
fn automatic_renewal(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Vec<u32>> {
    let mut fields = Fields::of(value, "section on automatic renewal", reading)?;
    let days = fields.required("retry_days", reading, list(spanned(number(1_u32, 366))));
    fields.finish(reading);

    let days = days?;
    for pair in days.windows(2).filter(|pair| pair[1].value <= pair[0].value) {
        let (before, day) = (&pair[0].value, &pair[1].value);
        reading.note(pair[1].span, format!("retry days must rise, and {day} does not come after {before}"));
    }
    Some(days.into_iter().map(Spanned::take).collect())
}

struct Orders {
    transfer_days: u32,
    refund_days: u32,
    tax_refund_years: u32,
    draft_hours: u32,
}

fn orders(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Orders> {
    let mut fields = Fields::of(value, "section on orders", reading)?;
    let transfer_days = fields.required("transfer_days", reading, number(1, 366));
    let refund_days = fields.required("refund_days", reading, number(0, 366));
    let tax_refund_years = fields.required("tax_refund_years", reading, number(0, 10));
    let draft_hours = fields.required("draft_hours", reading, number(1, 8_784));
    fields.finish(reading);
    Some(Orders {
        transfer_days: transfer_days?,
        refund_days: refund_days?,
        tax_refund_years: tax_refund_years?,
        draft_hours: draft_hours?,
    })
}

/// Days after which a support request that is resolved closes by itself.
fn support(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<u32> {
    let mut fields = Fields::of(value, "section on support", reading)?;
    let close_days = fields.required("close_days", reading, number(1, 366));
    fields.finish(reading);
    close_days
}

/// What operators may do for how long.
fn desk(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<DeskLimits> {
    let mut fields = Fields::of(value, "section on the desk", reading)?;
    let claim_minutes = fields.required("claim_minutes", reading, number(1, 1_440));
    let override_days = fields.required("override_days", reading, number(1, 366));
    fields.finish(reading);
    Some(DeskLimits { claim_minutes: claim_minutes?, override_days: override_days? })
}

/// How a company joins.
fn joining(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Joining> {
    let mut fields = Fields::of(value, "section on joining", reading)?;
    let verification = fields.required("verification", reading, choice);
    let link_hours = fields.required("link_hours", reading, number(1, 8_784));
    fields.finish(reading);
    Some(Joining { verification: verification?, link_hours: link_hours? })
}

/// An industry or a service.
fn list_entry(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<ListEntry> {
    let mut fields = Fields::of(value, "industry or service", reading)?;
    let code = fields.required("code", reading, code);
    let name = fields.required("name", reading, localized);
    fields.finish(reading);
    Some(ListEntry { code: code?, name: name? })
}

/// The entries of a list, without their places; one that stands there twice is noted.
fn each_once(
    what: &str,
    entries: Option<Vec<Spanned<ListEntry>>>,
    reading: &mut Reading<'_>,
) -> Vec<ListEntry> {
    let entries = entries.unwrap_or_default();
    let codes: Vec<_> =
        entries.iter().map(|one| Spanned::with_span(one.value.code.clone(), one.span)).collect();
    reading.each_once(&codes, |code| format!("the {what} {code:?}"));
    entries.into_iter().map(Spanned::take).collect()
}

/// How long a lead waits to be taken up, and how long it is kept.
fn leads(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<LeadDays> {
    let mut fields = Fields::of(value, "section on leads", reading)?;
    let expire = fields.required("expire_days", reading, number(1, 366));
    let remind = fields.required("remind_days", reading, number(0, 365));
    let keep = fields.optional("keep_days", reading, number(1, LONGEST_KEPT));
    fields.finish(reading);

    let (expire, remind) = (expire?, remind?);
    if remind >= expire {
        let message =
            format!("a reminder {remind} days before a lead expires comes too early: it has {expire} in all");
        return reading.refuse(value.span, message);
    }
    Some(LeadDays { expire, remind, keep })
}
