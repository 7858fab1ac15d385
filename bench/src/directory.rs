//! Searches in a directory of many companies.

use std::time::Instant;

use chrono::NaiveDate;
use sea_orm::{EntityTrait, Set};
use tokuten_core::catalogue::{Catalogue, Localized};
use tokuten_core::profiles::{Location, Profile, PublicContact};
use tokuten_server::directory::{Question, search};
use tokuten_server::portal::Portal;
use tokuten_server::profiles::{Shown, lay};
use tokuten_server::tables::attainment;

use crate::Figures;
use crate::figure::Figure;
use crate::seed;

/// Companies in the directory.
const PROFILES: usize = 10_000;
/// Rounds through the questions; the first warms up.
const ROUNDS: usize = 41;

const ENGLISH: [&str; 12] = [
    "cloud",
    "hospital",
    "warehouse",
    "migration",
    "identity",
    "network",
    "till",
    "database",
    "mail",
    "factory",
    "school",
    "harbour",
];
const JAPANESE: [&str; 8] =
    ["クラウド移行", "需要予測", "在庫管理", "医療機関", "製造業", "自治体", "運用保守", "情報漏洩対策"];
const COUNTRIES: [&str; 6] = ["JP", "DE", "US", "GB", "FR", "IN"];

/// The 99th percentile of searches by text, country and competency, in both languages and all at once.
pub async fn directory() -> Figures {
    let folder = seed::folder()?;
    let (portal, _) = seed::portal(folder.path()).await?;
    seed::insert_partners(&portal, PROFILES).await?;
    lay_profiles(&portal).await?;
    let (mut times, mut found) = (Vec::new(), 0);
    for round in 0..ROUNDS {
        for question in questions() {
            let begun = Instant::now();
            let entries = search(&portal, &question).await?.entries;
            if round > 0 {
                times.push(begun.elapsed().as_secs_f64() * 1_000.0);
            }
            found += entries.len();
        }
    }
    anyhow::ensure!(found > 0, "nothing was found");
    times.sort_by(f64::total_cmp);
    let p99 = times[times.len() * 99 / 100];
    let what =
        format!("p99 of searches over {PROFILES} profiles: text (English, Japanese), country, competency");
    Ok(vec![Figure::at_most("directory", what, p99, (50.0, "ms"))])
}

/// Words that few have and words that many have, Japanese ones, and everything together.
fn questions() -> Vec<Question> {
    let (text, everything) =
        (|text: &str| Question { text: text.to_owned(), ..Question::default() }, "company");
    let narrowed = |question: Question, country: &str, competency: &str| Question {
        country: country.to_owned(),
        competency: competency.to_owned(),
        ..question
    };
    let words =
        ENGLISH.into_iter().chain(JAPANESE).chain([everything, "会社", "社", "company7", "hosp wareh"]);
    let mut questions: Vec<_> = words.map(text).collect();
    questions.push(Question::default());
    questions.push(narrowed(Question::default(), "JP", ""));
    questions.push(narrowed(Question::default(), "", "cloud_platform"));
    questions.push(narrowed(text(everything), "FR", "security"));
    questions.push(narrowed(text("クラウド 製造業"), "JP", "cloud_platform"));
    questions
}

async fn lay_profiles(portal: &Portal) -> anyhow::Result<()> {
    let numbers: Vec<_> = (0..PROFILES).collect();
    for batch in numbers.chunks(1_000) {
        let tx = portal.db.begin().await?;
        for number in batch {
            let shown = shown(*number, &portal.catalogue());
            lay(portal, &tx, &seed::partner_id(*number)?, &shown, true).await?;
            attainment::Entity::insert(attained(*number, &portal.catalogue()))
                .exec_without_returning(&tx)
                .await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// A competency for each, of another area from one to the next.
fn attained(number: usize, catalogue: &Catalogue) -> attainment::ActiveModel {
    let areas: Vec<_> = catalogue.competencies.iter().map(|area| area.code.as_str()).collect();
    attainment::ActiveModel {
        partner_id: Set(seed::partner_key(number)),
        area: Set(areas[number % areas.len()].to_owned()),
        level: Set(if number.is_multiple_of(5) { "gold" } else { "silver" }.to_owned()),
        held_from: Set(NaiveDate::default()),
        held_until: Set(None),
        ..Default::default()
    }
}

/// A profile of some hundred words in both languages.
fn shown(number: usize, catalogue: &Catalogue) -> Shown {
    let pick = |list: &[&'static str], step: usize| list[number / step % list.len()];
    let sentence = |place: usize| {
        let (one, other) = (pick(&ENGLISH, 1 + place), pick(&ENGLISH, 7 + place));
        format!(
            "Our company of {number} people sees to the {one} and the {other} of its customers, day {place}."
        )
    };
    let en: Vec<_> = (0..8).map(sentence).collect();
    let ja: Vec<_> = (0..8)
        .map(|place| {
            format!(
                "当会社は{}と{}を得意としています。",
                pick(&JAPANESE, 1 + place),
                pick(&JAPANESE, 5 + place)
            )
        })
        .collect();
    let country = pick(&COUNTRIES, 3).to_owned();
    Shown {
        name: format!("Company{number} {}", pick(&ENGLISH, 2)),
        profile: Profile {
            description: Localized { en: en.join(" "), ja: ja.concat() },
            industries: catalogue
                .industries
                .iter()
                .take(1 + number % 3)
                .map(|one| one.code.clone())
                .collect(),
            services: catalogue.services.iter().take(1 + number % 4).map(|one| one.code.clone()).collect(),
            countries: vec![country.clone()],
            locations: vec![Location { address: String::new(), city: "Springfield".to_owned(), country }],
            contact: PublicContact {
                email: format!("info@company{number}.example"),
                phone: String::new(),
                website: String::new(),
            },
        },
        logo: None,
    }
}
