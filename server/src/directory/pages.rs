//! The directory's pages: what stands on them. How it stands there is for `templates/directory/`.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use tokuten_core::catalogue::{Language, ListEntry, Localized};
use tokuten_core::competencies::Level;
use tokuten_core::problem::FieldError;
use tokuten_core::profiles::PublicContact;
use tokuten_documents::country_name;

use super::inquiries::{self, Form};
use super::metadata::{Frame, data_of, link};
use super::words::{Words, fault, level, words};
use super::{Entry, Found, Question, store};
use crate::portal::Portal;
use crate::problem::Problem;

/// Characters of a description that stand in a list and in what search engines show.
const EXCERPT: usize = 160;
/// Nothing but our own style and pictures, and our own forms.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A text, and its language where that is not the page's.
struct Spoken {
    text: String,
    tag: Option<&'static str>,
}

/// A competency that is held.
struct Badge {
    name: String,
    class: &'static str,
}

/// Something that can be chosen.
struct Choice<'a> {
    code: &'a str,
    name: &'a str,
    chosen: bool,
}

/// A company in a list, or at the head of its page.
struct Card {
    name: String,
    href: String,
    logo: Option<String>,
    excerpt: Spoken,
    held: Vec<Badge>,
    countries: String,
}

#[derive(Template)]
#[template(path = "directory/list.html")]
struct List<'a> {
    frame: Frame,
    w: &'static Words,
    question: &'a Question,
    is_asked: bool,
    countries: Vec<Choice<'a>>,
    competencies: Vec<Choice<'a>>,
    cards: Vec<Card>,
    first: Option<String>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "directory/profile.html")]
struct Profile<'a> {
    frame: Frame,
    w: &'static Words,
    company: Card,
    descriptions: Vec<Spoken>,
    /// Headings with what stands under them.
    lists: [(&'static str, Vec<String>); 3],
    contact: &'a PublicContact,
    /// The phone number as a telephone takes it.
    dialled: String,
    locations: Vec<String>,
    form: Option<FormPart>,
    is_preview: bool,
}

/// The inquiry form as it is shown.
struct FormPart {
    action: String,
    name: String,
    sent: bool,
    said: Option<&'static str>,
    /// Id of the field, what it is called, what is wrong.
    faults: Vec<(&'static str, &'static str, &'static str)>,
    fields: [Field; 5],
    consents: bool,
    consent: String,
    consent_fault: Option<&'static str>,
}

struct Field {
    id: &'static str,
    label: &'static str,
    kind: &'static str,
    autocomplete: &'static str,
    required: bool,
    is_long: bool,
    value: String,
    fault: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "directory/message.html")]
struct Message {
    frame: Frame,
    w: &'static Words,
}

/// What is said above the form, and at which fields.
#[derive(Debug, Clone, Default)]
pub enum Said {
    /// Nothing yet.
    #[default]
    Nothing,
    /// It was sent.
    Sent,
    /// Fields are wrong.
    Wrong(Vec<FieldError>),
    /// The form is too old.
    Outdated,
    /// Too many came.
    TooMany,
}

/// The list of companies that answer a question.
pub async fn list(
    portal: &Portal,
    language: Language,
    question: &Question,
    found: Found,
) -> Result<Response, Problem> {
    let w = words(language);
    let is_narrow =
        !(question.text.is_empty() && question.country.is_empty() && question.competency.is_empty());
    let indexed = !is_narrow && question.after.is_none();
    let query = |cursor: &str| {
        let cursor = cursor.to_owned();
        move |language: Language| {
            let of_question = [("q", &question.text), ("country", &question.country)];
            let of_place = [("competency", &question.competency), ("cursor", &cursor)];
            let all: Vec<_> =
                of_question.into_iter().chain(of_place).map(|(name, value)| (name, value.as_str())).collect();
            link("/directory", language, &all)
        }
    };
    let here = question.after.as_ref().map(super::Place::cursor).unwrap_or_default();
    let title = format!("{} · {}", w.directory, portal.catalogue().name.text(language));
    let frame = Frame::new(portal, language, (title, w.intro.to_owned()), query(&here));
    let frame = if indexed { frame.indexed("website") } else { frame };
    let codes = store::countries(portal.db.read()).await?;
    let mut countries: Vec<_> =
        codes.iter().map(|code| choice(code, country_name(code, language), &question.country)).collect();
    countries.sort_by_key(|one| one.name);
    let catalogue = portal.catalogue();
    let areas = catalogue.competencies.iter();
    let page = List {
        frame,
        w,
        question,
        is_asked: is_narrow,
        countries,
        competencies: areas
            .map(|area| choice(&area.code, area.name.text(language), &question.competency))
            .collect(),
        cards: found.entries.iter().map(|entry| card(portal, entry, language)).collect(),
        first: question.after.as_ref().map(|_| query("")(language)),
        next: found.next.as_deref().map(|cursor| query(cursor)(language)),
    };
    answer(StatusCode::OK, language, &page)
}

fn choice<'a>(code: &'a str, name: &'a str, chosen: &str) -> Choice<'a> {
    Choice { code, name, chosen: code == chosen }
}

/// A company's page, with the form as it was filled in.
pub fn profile(
    portal: &Portal,
    language: Language,
    entry: &Entry,
    (typed, said): (&Form, Said),
) -> Result<Response, Problem> {
    let status = match said {
        Said::Nothing | Said::Sent => StatusCode::OK,
        Said::Wrong(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Said::Outdated => StatusCode::CONFLICT,
        Said::TooMany => StatusCode::TOO_MANY_REQUESTS,
    };
    let is_plain = matches!(said, Said::Nothing);
    let form = form(portal, language, entry, (typed, said));
    let mut page = company_page(portal, language, entry);
    if is_plain {
        let logo = entry.shown.logo.as_ref().map(|id| format!("{}/directory/logos/{id}", portal.address()));
        page.frame = page.frame.indexed("profile").with(logo, data_of(portal, language, entry));
    } else if form.said.is_some() {
        page.frame.title = format!("{}: {}", words(language).error, page.frame.title);
    }
    page.form = Some(form);
    answer(status, language, &page)
}

/// A company's page as it would be published.
pub fn preview(portal: &Portal, language: Language, entry: &Entry) -> Result<Response, Problem> {
    let mut page = company_page(portal, language, entry);
    page.is_preview = true;
    page.company.logo = entry.shown.logo.as_ref().map(|id| format!("/api/business-profile/logo?{id}"));
    page.frame.move_to(|language| link("/business-profile/preview", language, &[]));
    answer(StatusCode::OK, language, &page)
}

/// There is no such company.
pub fn not_found(portal: &Portal, language: Language) -> Result<Response, Problem> {
    let w = words(language);
    let title = format!("{} · {}", w.not_found, portal.catalogue().name.text(language));
    let frame = Frame::new(portal, language, (title, w.not_found_text.to_owned()), |language| {
        link("/directory", language, &[])
    });
    answer(StatusCode::NOT_FOUND, language, &Message { frame, w })
}

fn company_page<'a>(portal: &'a Portal, language: Language, entry: &'a Entry) -> Profile<'a> {
    let (w, profile) = (words(language), &entry.shown.profile);
    let company = card(portal, entry, language);
    let title = format!("{} · {}", entry.shown.name, w.directory);
    let path = format!("/directory/{}", entry.slug);
    let frame = Frame::new(portal, language, (title, company.excerpt.text.clone()), |language| {
        link(&path, language, &[])
    });
    let names = |list: &[ListEntry], codes: &[String]| {
        let chosen = list.iter().filter(|one| codes.contains(&one.code));
        chosen.map(|one| one.name.text(language).to_owned()).collect::<Vec<_>>()
    };
    let countries = profile.countries.iter().map(|code| country_name(code, language).to_owned()).collect();
    let locations = profile.locations.iter().map(|one| {
        let country = country_name(&one.country, language);
        let parts = [one.address.as_str(), &one.city, country];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    });
    Profile {
        frame,
        w,
        company,
        descriptions: descriptions(&profile.description, language),
        lists: [
            (w.services, names(&portal.catalogue().services, &profile.services)),
            (w.industries, names(&portal.catalogue().industries, &profile.industries)),
            (w.countries, countries),
        ],
        contact: &profile.contact,
        dialled: profile.contact.phone.chars().filter(|char| char.is_ascii_digit() || *char == '+').collect(),
        locations: locations.collect(),
        form: None,
        is_preview: false,
    }
}

fn form(portal: &Portal, language: Language, entry: &Entry, (typed, said): (&Form, Said)) -> FormPart {
    let w = words(language);
    let wrong = if let Said::Wrong(faults) = &said { faults.as_slice() } else { &[] };
    let fault_of =
        |id: &str| wrong.iter().find(|one| one.field == id).map(|one| fault(id, one.fault, language));
    let field = |id, label, (kind, autocomplete), required, value: &str| Field {
        id,
        label,
        kind,
        autocomplete,
        required,
        is_long: id == "message",
        value: value.to_owned(),
        fault: fault_of(id),
    };
    let fields = [
        field("name", w.name, ("text", "name"), true, &typed.name),
        field("company", w.company, ("text", "organization"), false, &typed.company),
        field("email", w.email, ("email", "email"), true, &typed.email),
        field("phone", w.phone, ("tel", "tel"), false, &typed.phone),
        field("message", w.message, ("text", "off"), true, &typed.message),
    ];
    let consent_fault = fault_of("consent");
    let listed = fields.iter().filter_map(|field| Some((field.id, field.label, field.fault?)));
    FormPart {
        action: format!("/directory/{}/inquiries", entry.slug),
        name: inquiries::new_form(portal, entry, language),
        sent: matches!(said, Said::Sent),
        said: match said {
            Said::Nothing | Said::Sent => None,
            Said::Wrong(_) => Some(w.wrong),
            Said::Outdated => Some(w.outdated),
            Said::TooMany => Some(w.too_many),
        },
        faults: listed.chain(consent_fault.map(|fault| ("consent", w.agreement, fault))).collect(),
        consents: typed.consent.is_some(),
        consent: inquiries::agreed(portal, entry, language),
        consent_fault,
        fields,
    }
}

fn card(portal: &Portal, entry: &Entry, language: Language) -> Card {
    let catalogue = portal.catalogue();
    let badge = |(area, of): &(String, Level)| {
        let found = catalogue.competencies.iter().find(|one| one.code == *area);
        let name = found.map_or(area.as_str(), |one| one.name.text(language));
        let class = if *of == Level::Gold { "gold" } else { "silver" };
        Badge { name: format!("{name}: {}", level(*of, language)), class }
    };
    let profile = &entry.shown.profile;
    let countries: Vec<_> = profile.countries.iter().map(|code| country_name(code, language)).collect();
    let spoken = descriptions(&profile.description, language).into_iter().next();
    let spoken = spoken.unwrap_or(Spoken { text: String::new(), tag: None });
    Card {
        name: entry.shown.name.clone(),
        href: link(&format!("/directory/{}", entry.slug), language, &[]),
        logo: entry.shown.logo.as_ref().map(|id| format!("/directory/logos/{id}")),
        excerpt: Spoken { text: excerpt(&spoken.text), ..spoken },
        held: entry.held.iter().map(badge).collect(),
        countries: countries.join(if language == Language::Ja { "、" } else { ", " }),
    }
}

/// The description in the page's language; one that is not there, in the others.
fn descriptions(description: &Localized, language: Language) -> Vec<Spoken> {
    let own = description.text(language);
    if !own.is_empty() {
        return vec![Spoken { text: own.to_owned(), tag: None }];
    }
    let others = Language::ALL.into_iter().filter(|other| !description.text(*other).is_empty());
    let spoken =
        |other: Language| Spoken { text: description.text(other).to_owned(), tag: Some(other.tag()) };
    others.map(spoken).collect()
}

/// The beginning of a text, in one line.
fn excerpt(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= EXCERPT {
        return line;
    }
    let short: String = line.chars().take(EXCERPT).collect();
    // Not in the middle of a word, where words are set apart.
    let end = short.rfind(' ').filter(|end| *end > short.len() / 2).unwrap_or(short.len());
    format!("{}…", &short[..end])
}

fn answer(status: StatusCode, language: Language, page: &impl Template) -> Result<Response, Problem> {
    let html = page.render().map_err(|error| Problem::internal(&error))?;
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_LANGUAGE, language.tag()),
        (header::VARY, "accept-language"),
    ];
    Ok((status, headers, Html(html)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_ends_between_words_and_says_that_there_is_more() {
        assert_eq!(excerpt("One\n two"), "One two");
        let long = excerpt(&"words ".repeat(60));
        assert!(long.ends_with("words…") && long.chars().count() <= EXCERPT + 1, "{long}");
        assert_eq!(excerpt(&"移".repeat(300)).chars().count(), EXCERPT + 1);
    }
}
