//! The skills report: a CSV file that opens right in a spreadsheet.

use chrono::NaiveDate;
use sea_orm::DbErr;
use tokuten_core::catalogue::{Catalogue, Language, ListEntry, Localized};
use tokuten_core::competencies::{Level, Skill, What, bears_on};

use crate::spreadsheets::Sheet;

const COLUMNS: [(&str, &str); 10] = [
    ("Skill", "スキル"),
    ("Name", "名称"),
    ("Areas", "分野"),
    ("Person", "氏名"),
    ("Person ID", "個人 ID"),
    ("Customer", "顧客"),
    ("Amount", "実績値"),
    ("Earned on", "取得日"),
    ("Expires on", "有効期限"),
    ("Counts today", "本日有効"),
];

/// All skills, one a row, in the language's words.
pub fn csv(
    catalogue: &Catalogue,
    skills: &[Skill],
    today: NaiveDate,
    language: Language,
) -> Result<Vec<u8>, DbErr> {
    let mut sheet = Sheet::new(&COLUMNS.map(|(en, ja)| of(language, en, ja)))?;
    let mut rows: Vec<_> = skills.iter().map(|skill| row(catalogue, skill, today, language)).collect();
    rows.sort();
    for row in rows {
        sheet.row(row)?;
    }
    sheet.into_file()
}

fn of(language: Language, en: &'static str, ja: &'static str) -> &'static str {
    match language {
        Language::En => en,
        Language::Ja => ja,
    }
}

fn row(catalogue: &Catalogue, skill: &Skill, today: NaiveDate, language: Language) -> [String; 10] {
    let areas = catalogue.competencies.iter().filter(|area| bears_on(area, skill));
    let areas: Vec<_> = areas.map(|area| area.name.text(language)).collect();
    let (kind, name, customer, amount) = match &skill.what {
        What::Certificate { certification } => {
            let name = named(&catalogue.certifications, certification, language);
            (of(language, "Certificate", "認定資格"), name, String::new(), String::new())
        }
        What::Assessment { assessment } => {
            let name = named(&catalogue.assessments, assessment, language);
            (of(language, "Assessment", "評価試験"), name, String::new(), String::new())
        }
        What::Reference { customer, .. } => {
            (of(language, "Reference", "顧客リファレンス"), String::new(), customer.clone(), String::new())
        }
        What::Performance { measure, amount, .. } => {
            let name = named(&catalogue.measures, measure, language);
            (of(language, "Performance", "実績"), name, String::new(), amount.to_string())
        }
        What::Recognition { level, .. } => {
            let level = match level {
                Level::Silver => of(language, "Silver", "シルバー"),
                Level::Gold => of(language, "Gold", "ゴールド"),
            };
            (of(language, "Recognition", "認定"), level.to_owned(), String::new(), String::new())
        }
    };
    let counts = skill.counts().is_some_and(|span| span.contains(today));
    let person = skill.person.as_ref();
    [
        kind.to_owned(),
        name,
        areas.join("; "),
        person.map(|person| person.name.clone()).unwrap_or_default(),
        person.map(|person| person.id.clone()).unwrap_or_default(),
        customer,
        amount,
        skill.earned_on.to_string(),
        skill.expires_on.map(|day| day.to_string()).unwrap_or_default(),
        if counts { of(language, "yes", "はい") } else { of(language, "no", "いいえ") }.to_owned(),
    ]
}

fn named(all: &[ListEntry], code: &str, language: Language) -> String {
    let name = all.iter().find(|one| one.code == code).map(|one: &ListEntry| -> &Localized { &one.name });
    name.map_or_else(|| code.to_owned(), |name| name.text(language).to_owned())
}
