//! What search engines and other programs read: titles, canonical addresses, languages, JSON-LD, the site map.

use std::fmt::Write;
use std::sync::LazyLock;

use serde_json::json;
use sha2::{Digest, Sha256};
use tokuten_core::catalogue::Language;
use tokuten_core::profiles::slug;
use tokuten_documents::country_name;

use super::Entry;
use crate::ids::hex;
use crate::offers::partner_id;
use crate::portal::Portal;
use crate::profiles::published;
use crate::tables::business_profile;

/// The style of the directory's pages: the app's, with its tokens, and what only they have.
pub static STYLE: LazyLock<String> = LazyLock::new(|| {
    let app = include_str!("../../../style/app.css");
    [app, include_str!("../../templates/directory/directory.css")].concat()
});

/// Its address, which changes with it.
static STYLE_ADDRESS: LazyLock<String> =
    LazyLock::new(|| format!("/directory.css?{}", &hex(&Sha256::digest(STYLE.as_bytes()))[..16]));

/// What stands around a page, and in its head.
pub struct Frame {
    pub language: &'static str,
    pub locale: &'static str,
    pub title: String,
    pub description: String,
    pub programme: String,
    /// The directory's first page.
    pub home: String,
    pub style: &'static str,
    pub languages: Vec<LanguageLink>,
    /// The page's one address; none if search engines are to leave it.
    pub canonical: Option<String>,
    /// The page in each language, and without one.
    pub alternates: Vec<(&'static str, String)>,
    pub kind: &'static str,
    pub image: Option<String>,
    /// JSON-LD.
    pub data: Option<String>,
    base: String,
}

/// The page in a language.
pub struct LanguageLink {
    pub tag: &'static str,
    pub name: &'static str,
    pub href: String,
    pub current: bool,
}

impl Frame {
    /// The frame of a page that is at `path` in each language.
    pub fn new(
        portal: &Portal,
        language: Language,
        (title, description): (String, String),
        path: impl Fn(Language) -> String,
    ) -> Self {
        let catalogue = portal.catalogue();
        let mut frame = Self {
            language: language.tag(),
            locale: if language == Language::Ja { "ja_JP" } else { "en_GB" },
            title,
            description,
            programme: catalogue.name.text(language).to_owned(),
            home: link("/directory", language, &[]),
            style: &STYLE_ADDRESS,
            languages: catalogue.languages.iter().map(|one| language_link(*one, language)).collect(),
            canonical: None,
            alternates: Vec::new(),
            kind: "website",
            image: None,
            data: None,
            base: portal.address(),
        };
        frame.move_to(path);
        frame
    }

    /// The page is at another path.
    pub fn move_to(&mut self, path: impl Fn(Language) -> String) {
        for language in &mut self.languages {
            language.href = path(Language::of_tag(language.tag).unwrap_or_default());
        }
    }

    /// The same for search engines to keep.
    pub fn indexed(mut self, kind: &'static str) -> Self {
        let base = &self.base;
        let whole = |one: &LanguageLink| (one.tag, format!("{base}{}", one.href));
        let mut alternates: Vec<_> = self.languages.iter().map(whole).collect();
        self.canonical =
            alternates.iter().find(|(tag, _)| *tag == self.language).map(|(_, href)| href.clone());
        let neutral = |href: &String| href.split('?').next().unwrap_or(href).to_owned();
        alternates.extend(self.canonical.as_ref().map(|href| ("x-default", neutral(href))));
        self.alternates = alternates;
        self.kind = kind;
        self
    }

    /// With a picture, and what it is about for programs.
    pub fn with(mut self, image: Option<String>, data: String) -> Self {
        self.image = image;
        self.data = Some(data);
        self
    }
}

fn language_link(language: Language, current: Language) -> LanguageLink {
    let name = match language {
        Language::En => "English",
        Language::Ja => "日本語",
    };
    LanguageLink { tag: language.tag(), name, href: String::new(), current: language == current }
}

/// An address of ours in a language, with what is asked for.
pub fn link(path: &str, language: Language, query: &[(&str, &str)]) -> String {
    let mut link = format!("{path}?lang={}", language.tag());
    for (name, value) in query.iter().filter(|(_, value)| !value.is_empty()) {
        // Writing to a String does not fail.
        let _ = write!(link, "&{name}={}", encoded(value));
    }
    link
}

/// A value as it stands in a query (RFC 3986).
fn encoded(value: &str) -> String {
    value.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(byte.into());
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}

/// A company for programs: schema.org's Organization as JSON-LD, harmless inside a page.
pub fn data_of(portal: &Portal, language: Language, entry: &Entry) -> String {
    let (profile, base) = (&entry.shown.profile, portal.address());
    let own = format!("{base}{}", link(&format!("/directory/{}", entry.slug), language, &[]));
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let address = |one: &tokuten_core::profiles::Location| {
        json!({
            "@type": "PostalAddress",
            "streetAddress": text(&one.address),
            "addressLocality": one.city,
            "addressCountry": one.country,
        })
    };
    let description = [language].into_iter().chain(Language::ALL);
    let description = description.map(|one| profile.description.text(one)).find(|text| !text.is_empty());
    let catalogue = portal.catalogue();
    let services = catalogue.services.iter().filter(|one| profile.services.contains(&one.code));
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": own,
        "name": entry.shown.name,
        "description": description,
        "url": text(&profile.contact.website).unwrap_or(own.clone()),
        "email": text(&profile.contact.email),
        "telephone": text(&profile.contact.phone),
        "logo": entry.shown.logo.as_ref().map(|id| format!("{base}/directory/logos/{id}")),
        "address": profile.locations.iter().map(address).collect::<Vec<_>>(),
        "areaServed": profile.countries.iter().map(|code| country_name(code, language)).collect::<Vec<_>>(),
        "knowsAbout": services.map(|one| one.name.text(language)).collect::<Vec<_>>(),
        "memberOf": { "@type": "ProgramMembership", "programName": portal.catalogue().name.text(language) },
    });
    if let Some(data) = data.as_object_mut() {
        data.retain(|_, value| !value.is_null());
    }
    data.to_string().replace('<', "\\u003c")
}

/// Every page that search engines are to know, in each language.
pub fn site_map(portal: &Portal, rows: &[business_profile::Model]) -> Result<String, sea_orm::DbErr> {
    let mut map = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    add(portal, &mut map, "/directory", None);
    for row in rows {
        let Some(shown) = published(row)? else { continue };
        let slug = slug(&shown.name, &partner_id(&row.partner_id)?);
        let day = row.published_at.map(|at| at.date_naive().to_string());
        add(portal, &mut map, &format!("/directory/{slug}"), day.as_deref());
    }
    map.push_str("</urlset>\n");
    Ok(map)
}

/// Nothing in these addresses has a meaning in XML: slugs are letters, digits and hyphens.
fn add(portal: &Portal, map: &mut String, path: &str, day: Option<&str>) {
    let (base, languages) = (portal.address(), &portal.catalogue().languages);
    for language in languages {
        let _ = write!(map, "<url><loc>{base}{}</loc>", link(path, *language, &[]));
        if let Some(day) = day {
            let _ = write!(map, "<lastmod>{day}</lastmod>");
        }
        for other in languages {
            let (tag, href) = (other.tag(), link(path, *other, &[]));
            let _ = write!(map, "<xhtml:link rel=\"alternate\" hreflang=\"{tag}\" href=\"{base}{href}\"/>");
        }
        map.push_str("</url>\n");
    }
}

/// What programs that look at everything may look at.
pub fn robots(portal: &Portal) -> String {
    format!(
        "User-agent: *\nDisallow: /api/\nDisallow: /business-profile\nSitemap: {}/sitemap.xml\n",
        portal.address()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_stands_in_an_address_unharmed() {
        let link = link("/directory", Language::Ja, &[("q", "移行 & a=b"), ("country", "")]);
        assert_eq!(link, "/directory?lang=ja&q=%E7%A7%BB%E8%A1%8C%20%26%20a%3Db");
    }
}
