//! The words about leads.

use chrono::NaiveDate;
use tokuten_core::catalogue::Language;

use super::{date, in_language, row};
use crate::mail::Letter;

/// What a customer has asked.
pub struct Asked<'a> {
    /// Number of the lead.
    pub number: i64,
    /// Who asks.
    pub name: &'a str,
    /// For which company; may be empty.
    pub company: &'a str,
    /// What is asked.
    pub message: &'a str,
    /// Last day on which it can be taken up.
    pub until: Option<NaiveDate>,
}

/// Characters of the message that stand in the mail; the page has the rest.
const EXCERPT: usize = 400;

pub fn lead_received(language: Language, asked: &Asked<'_>) -> Letter {
    let subject = in_language(
        language,
        format!("New lead {}: {}", asked.number, who(language, asked)),
        format!("新しい潜在顧客 {}: {}", asked.number, who(language, asked)),
    );
    let first = in_language(
        language,
        "A customer has found your company in the partner directory and asks for help.".into(),
        "パートナー ディレクトリで貴社を見つけたお客様から、お問い合わせがありました。".into(),
    );
    letter(language, asked, subject, first)
}

pub fn lead_expiring(language: Language, asked: &Asked<'_>) -> Letter {
    let subject = in_language(
        language,
        format!("Lead {} expires soon: {}", asked.number, who(language, asked)),
        format!("潜在顧客 {} の期限が近づいています: {}", asked.number, who(language, asked)),
    );
    let first = in_language(
        language,
        "Nobody in your company has taken up this customer's inquiry yet. After the day below it expires."
            .into(),
        "このお客様のお問い合わせには、まだどなたも対応していません。下記の日を過ぎると期限切れになります。"
            .into(),
    );
    letter(language, asked, subject, first)
}

fn who(language: Language, asked: &Asked<'_>) -> String {
    match (asked.company, language) {
        ("", _) => asked.name.to_owned(),
        (company, Language::En) => format!("{}, {company}", asked.name),
        (company, Language::Ja) => format!("{company} {}", asked.name),
    }
}

fn letter(language: Language, asked: &Asked<'_>, subject: String, first: String) -> Letter {
    let mut excerpt: String = asked.message.chars().take(EXCERPT).collect();
    if excerpt.len() < asked.message.len() {
        excerpt.push('…');
    }
    let lines = excerpt.split('\n').map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned);
    let next = in_language(
        language,
        "Open the lead to see how to reach the customer, and accept or decline it there.".into(),
        "潜在顧客を開いて連絡先をご確認のうえ、受け入れまたは辞退をお選びください。".into(),
    );
    let until = asked.until.map(|day| row(language, "Answer by", "回答期限", date(language, day)));
    Letter {
        subject,
        paragraphs: [first].into_iter().chain(lines).chain([next]).collect(),
        rows: [row(language, "From", "お客様", who(language, asked))].into_iter().chain(until).collect(),
        action: (
            in_language(language, "Open the lead".into(), "潜在顧客を開く".into()),
            format!("/leads/{}", asked.number),
        ),
    }
}
