use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::Value;
use tokuten_core::catalogue::Localized;
use tokuten_core::profiles::Profile;

use super::{Question, search};
use crate::config::Settings;
use crate::offers::partner_id;
use crate::profiles::{Shown, lay};
use crate::testing::{Answer, Client, TestApp};

/// Columns of a partner that are the same for all here.
const REST: &str = "country, currency, zone, language, email_verified, agreement_accepted, verification, tax_exempt, \
    bill_to, version";
const AOBA: &str = "/directory/aoba-systems-4100001";

fn html(answer: &Answer) -> String {
    String::from_utf8(answer.bytes.to_vec()).unwrap()
}

/// What stands between two pieces of a page.
fn between<'p>(page: &'p str, before: &str, after: &str) -> Option<&'p str> {
    let rest = &page[page.find(before)? + before.len()..];
    Some(&rest[..rest.find(after)?])
}

async fn names(app: &TestApp, question: Question) -> Vec<String> {
    let found = search(&app.portal, &question).await.unwrap();
    found.entries.into_iter().map(|entry| entry.shown.name).collect()
}

async fn with_text(app: &TestApp, text: &str) -> Vec<String> {
    names(app, Question { text: text.into(), ..Question::default() }).await
}

/// The signed name of a new form of Aoba's page.
pub async fn form(client: &Client) -> String {
    let page = html(&client.get(&format!("{AOBA}?lang=en")).await);
    between(&page, "name=\"signed\" value=\"", "\"").unwrap().to_owned()
}

/// Sends a form; the origin is the portal's own unless another is named.
pub async fn post(client: &Client, fields: &[(&str, &str)], origin: Option<&str>) -> Answer {
    let encoded = |text: &str| text.bytes().fold(String::new(), |all, byte| format!("{all}%{byte:02X}"));
    let pairs: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let request = Request::builder()
        .method(Method::POST)
        .uri(format!("{AOBA}/inquiries"))
        .header(header::HOST, "portal.example")
        .header(header::ORIGIN, origin.unwrap_or("http://portal.example"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    client.raw(request.body(Body::from(pairs.join("&"))).unwrap()).await
}

/// An inquiry in which nothing is wrong.
pub fn inquiry(form: &str) -> Vec<(&'static str, &str)> {
    vec![
        ("signed", form),
        ("lang", "en"),
        ("name", "Ada Byron"),
        ("company", "Engines"),
        ("email", "ada@engines.example"),
        ("phone", "022-123-4567"),
        ("message", "=1+1\r\nCan you help?"),
        ("consent", "yes"),
        ("fax", ""),
    ]
}

fn with<'f>(
    mut fields: Vec<(&'static str, &'f str)>,
    name: &'static str,
    value: &'f str,
) -> Vec<(&'static str, &'f str)> {
    fields.retain(|(field, _)| *field != name);
    fields.push((name, value));
    fields
}

async fn leads(app: &TestApp) -> Vec<Value> {
    let client = app.signed_in("referrals-admin@aoba.example").await;
    client.get("/api/leads?state=received").await.body["leads"].as_array().unwrap().clone()
}

#[tokio::test]
async fn companies_are_found_by_words_of_both_languages() {
    let app = TestApp::demo().await;
    assert_eq!(with_text(&app, "").await, ["Aoba Systems", "Fuji Data", "Gull Networks", "Kite Studio"]);
    for (text, found) in [
        ("sendai", "Aoba Systems"),
        ("クラウドへ移行", "Aoba Systems"),
        ("仙台", "Aoba Systems"),
        ("需要予測", "Fuji Data"),
        ("ﾃﾞｰﾀ分析", "Fuji Data"),
        ("nétworks HOSPITALS", "Gull Networks"),
        ("医療", "Gull Networks"),
        ("warehous", "Kite Studio"),
    ] {
        assert_eq!(with_text(&app, text).await, [found], "{text}");
    }
    // All words, one after another where there are no blanks between; what is a sign to a database is none here.
    for text in ["sendai hospitals", "移行仙台", "台仙", "nantes* OR leeds"] {
        assert!(with_text(&app, text).await.is_empty(), "{text}");
    }
    assert_eq!(with_text(&app, "\"' & | ! <-> :* (").await.len(), 4);
    assert_eq!(with_text(&app, "製").await, ["Aoba Systems", "Fuji Data"]);
}

#[tokio::test]
async fn companies_are_found_by_country_and_by_what_they_hold_today() {
    let app = TestApp::demo().await;
    let by = async |country: &str, competency: &str| {
        let (country, competency) = (country.into(), competency.into());
        names(&app, Question { country, competency, ..Question::default() }).await
    };
    assert_eq!(by("JP", "").await, ["Aoba Systems", "Fuji Data"]);
    assert_eq!(by("IE", "").await, ["Kite Studio"]);
    assert!(by("ZZ", "").await.is_empty());
    assert_eq!(by("", "application_development").await, ["Gull Networks", "Kite Studio"]);
    assert_eq!(by("FR", "application_development").await, ["Gull Networks"]);
    assert!(by("", "security").await.is_empty());
}

#[tokio::test]
async fn pages_follow_each_other_by_name_and_none_is_left_out() {
    let app = TestApp::demo().await;
    let tx = app.portal.db.begin().await.unwrap();
    for number in 0..45 {
        // Two of the same name on each side of a page's end.
        let name = format!("Same Name {}", number / 2);
        let id = format!("{}", 5_000_000 + number);
        let sql = format!(
            "INSERT INTO partners (id, name, {REST}) SELECT '{id}', '{name}', {REST} FROM partners WHERE id = '4100001'"
        );
        sea_orm::ConnectionTrait::execute_unprepared(&tx, &sql).await.unwrap();
        let description = Localized { en: "We are all alike.".into(), ja: String::new() };
        let shown = Shown { name, profile: Profile { description, ..Profile::empty() }, logo: None };
        lay(&app.portal, &tx, &partner_id(&id).unwrap(), &shown, true).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut question = Question { text: "alike".into(), ..Question::default() };
    let mut seen = Vec::new();
    loop {
        let found = search(&app.portal, &question).await.unwrap();
        seen.extend(found.entries.into_iter().map(|entry| entry.partner.to_string()));
        let Some(next) = found.next else { break };
        question.after = super::Place::of(&next);
        assert!(question.after.is_some(), "{next}");
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 45);
    let page = html(&app.stranger().get("/directory?q=alike&lang=ja").await);
    let next =
        between(&page, "rel=\"next\" href=\"", "\"").unwrap().replace("&amp;", "&").replace("&#38;", "&");
    assert!(html(&app.stranger().get(&next).await).contains("最初のページ"), "{next}");
}

#[tokio::test]
async fn a_page_can_be_read_by_people_and_by_search_engines() {
    let app = TestApp::with(Settings {
        public_url: Some("https://partners.example".into()),
        ..Settings::default()
    })
    .await;
    let answer = app.stranger().get(&format!("{AOBA}?lang=ja")).await;
    let page = html(&answer);
    for piece in [
        "<html lang=\"ja\">",
        "<title>Aoba Systems · パートナー ディレクトリ</title>",
        "<link rel=\"canonical\" href=\"https://partners.example/directory/aoba-systems-4100001?lang=ja\">",
        "hreflang=\"en\" href=\"https://partners.example/directory/aoba-systems-4100001?lang=en\"",
        "hreflang=\"x-default\" href=\"https://partners.example/directory/aoba-systems-4100001\"",
        "property=\"og:image\" content=\"https://partners.example/directory/logos/",
        "東北地方の企業",
    ] {
        assert!(page.contains(piece), "{piece} is missing in {page}");
    }
    let data = between(&page, "<script type=\"application/ld+json\">", "</script>").unwrap();
    let data: Value = serde_json::from_str(data).unwrap();
    assert_eq!((&data["@type"], &data["name"]), (&"Organization".into(), &"Aoba Systems".into()));
    assert_eq!(data["address"][0]["addressLocality"], "仙台市");
    let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    let map = html(&app.stranger().get("/sitemap.xml").await);
    assert!(map.contains("<loc>https://partners.example/directory/fuji-data-4100006?lang=ja</loc>"), "{map}");
    assert!(!map.contains("birch"), "{map}");
    let robots = html(&app.stranger().get("/robots.txt").await);
    assert!(robots.contains("Sitemap: https://partners.example/sitemap.xml"), "{robots}");
    // What is searched for is a page for people only.
    assert!(html(&app.stranger().get("/directory?q=cloud").await).contains("noindex"));
    assert!(html(&app.stranger().get("/directory").await).contains("rel=\"canonical\""));
}

#[tokio::test]
async fn the_language_is_the_addresss_else_the_browsers() {
    let app = TestApp::demo().await;
    let asked = async |path: &str, accepted: &str| {
        let request = Request::builder().uri(path).header(header::ACCEPT_LANGUAGE, accepted);
        let answer = app.stranger().raw(request.body(Body::empty()).unwrap()).await;
        answer.headers[header::CONTENT_LANGUAGE].to_str().unwrap().to_owned()
    };
    assert_eq!(asked("/directory", "fr-FR, ja;q=0.8, en;q=0.5").await, "ja");
    assert_eq!(asked("/directory?lang=en", "ja").await, "en");
    assert_eq!(asked("/directory?lang=xx", "de").await, "en");
}

#[tokio::test]
async fn an_old_or_shortened_address_leads_to_the_present_one_and_others_nowhere() {
    let app = TestApp::demo().await;
    let old = app.stranger().get("/directory/aoba-4100001?lang=ja").await;
    assert_eq!(
        (old.status, old.headers[header::LOCATION].to_str().unwrap()),
        (StatusCode::PERMANENT_REDIRECT, "/directory/aoba-systems-4100001?lang=ja")
    );
    for nowhere in ["/directory/nobody", "/directory/birch-cloud-4100002", "/directory/x-4199999"] {
        let answer = app.stranger().get(nowhere).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{nowhere}");
        assert!(html(&answer).contains("noindex"));
    }
}

#[tokio::test]
async fn what_people_write_is_text_and_never_markup() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@aoba.example").await;
    let view = client.get("/api/business-profile").await.body;
    let mut draft = view["draft"].clone();
    draft["description"]["en"] = "</script><script>alert(1)</script>".into();
    let change = serde_json::json!({ "draft": draft, "seen": view["version"] });
    let version = client.put("/api/business-profile", &change).await.body["version"].clone();
    client.post("/api/business-profile/publish", &serde_json::json!({ "seen": version })).await;
    let page = html(&app.stranger().get(&format!("{AOBA}?lang=en")).await);
    assert!(page.contains("alert(1)") && !page.contains("<script>alert"), "{page}");
    let asked = html(&app.stranger().get("/directory?q=%22%3E%3Cscript%3Ealert(1)").await);
    assert!(!asked.contains("<script>"), "{asked}");
}

#[tokio::test]
async fn an_inquiry_becomes_one_lead_with_what_was_agreed_to() {
    let app = TestApp::demo().await;
    let (stranger, before) = (app.stranger(), leads(&app).await.len());
    let form = form(&stranger).await;
    let fields = inquiry(&form);
    let (one, other) = tokio::join!(post(&stranger, &fields, None), post(&stranger, &fields, None));
    for sent in [&one, &other] {
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", html(sent));
    }
    let location = one.headers[header::LOCATION].to_str().unwrap();
    let thanks = html(&stranger.get(location.split('#').next().unwrap()).await);
    assert!(thanks.contains("Your inquiry was sent.") && !thanks.contains("<textarea"));
    let after = leads(&app).await;
    assert_eq!(after.len(), before + 1);
    let client = app.signed_in("referrals-admin@aoba.example").await;
    let lead = client.get(&format!("/api/leads/{}", after[0]["number"])).await.body;
    assert_eq!(
        (&lead["phone"], &lead["message"]),
        (&"+81 22-123-4567".into(), &"=1+1\nCan you help?".into())
    );
    assert!(lead["consent"].as_str().unwrap().contains("passes it on to Aoba Systems"));
    assert_eq!(lead["row"]["until"], "2027-03-24");
    for (user, mails) in [
        ("referrals-admin@aoba.example", vec!["lead_received"]),
        ("mpn-partner-admin@aoba.example", vec!["lead_received"]),
        ("billing-admin@aoba.example", vec![]),
    ] {
        assert_eq!(app.mails(user).await, mails, "{user}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_an_inquiry_is_said_at_its_fields_and_what_was_typed_stays() {
    let app = TestApp::demo().await;
    let (stranger, before) = (app.stranger(), leads(&app).await.len());
    let form = form(&stranger).await;
    let mut fields = with(with(inquiry(&form), "email", "ada"), "phone", "12");
    fields.retain(|(name, _)| *name != "consent");
    let refused = post(&stranger, &fields, None).await;
    let page = html(&refused);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    for id in ["email-fault", "phone-fault", "consent-fault"] {
        assert!(page.contains(&format!("id=\"{id}\"")), "{id}: {page}");
    }
    assert!(page.contains("value=\"Ada Byron\"") && page.contains("Can you help?"));
    let unknown = post(&stranger, &with(inquiry(&form), "extra", "1"), None).await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
    assert_eq!(leads(&app).await.len(), before);
}

#[tokio::test]
async fn a_form_that_is_made_up_in_another_language_or_of_another_page_is_not_taken() {
    let app = TestApp::demo().await;
    let (stranger, before) = (app.stranger(), leads(&app).await.len());
    let form = form(&stranger).await;
    let altered = form.replacen('.', "0.", 1);
    // The consent that was read was English: it is not kept as another.
    for fields in [inquiry(&altered), inquiry(""), with(inquiry(&form), "lang", "ja")] {
        let refused = post(&stranger, &fields, None).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(html(&refused).contains("value=\"Ada Byron\""));
    }
    let foreign = post(&stranger, &inquiry(&form), Some("https://elsewhere.example")).await;
    assert_eq!((foreign.status, foreign.code()), (StatusCode::FORBIDDEN, "foreign_origin"));
    assert_eq!(leads(&app).await.len(), before);
}

#[tokio::test]
async fn programs_that_fill_in_everything_are_thanked_and_nothing_comes_of_it() {
    let app = TestApp::demo().await;
    let (stranger, before) = (app.stranger(), leads(&app).await.len());
    let form = form(&stranger).await;
    let sent = post(&stranger, &with(inquiry(&form), "fax", "+1"), None).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    assert_eq!(leads(&app).await.len(), before);
}

#[tokio::test]
async fn one_network_address_asks_so_often_and_no_more() {
    let settings = Settings { inquiries_per_hour: 2, sign_in_attempts: 10_000, ..Settings::default() };
    let app = TestApp::with(settings).await;
    let stranger = app.stranger();
    for expected in [StatusCode::SEE_OTHER, StatusCode::SEE_OTHER, StatusCode::TOO_MANY_REQUESTS] {
        let form = form(&stranger).await;
        let sent = post(&stranger, &inquiry(&form), None).await;
        assert_eq!(sent.status, expected, "{}", html(&sent));
        assert_eq!(sent.headers.contains_key(header::RETRY_AFTER), expected == StatusCode::TOO_MANY_REQUESTS);
    }
}
