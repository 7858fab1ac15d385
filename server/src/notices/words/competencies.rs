//! The words about competencies.

use chrono::NaiveDate;
use tokuten_core::catalogue::Language;
use tokuten_core::competencies::Level;
use tokuten_core::facts::Risk;
use tokuten_core::subscriptions::Subscription;

use super::{date, in_language, row};
use crate::mail::Letter;

pub fn at_risk(language: Language, offer: &str, (held, risk): (&Subscription, Risk)) -> Letter {
    let level = match risk.required {
        Level::Silver => in_language(language, "silver".into(), "シルバー".into()),
        Level::Gold => in_language(language, "gold".into(), "ゴールド".into()),
    };
    let why = match risk.held_until {
        Some(end) if risk.is_held => in_language(
            language,
            format!(
                "Your {offer} asks for a competency at {level}. By what we know today, your company holds one only to {}: too short to renew.",
                date(language, end)
            ),
            format!(
                "{offer} には{level}のコンピテンシーが必要です。現時点の記録では、貴社が保有するのは{}までのため、このままでは更新できません。",
                date(language, end)
            ),
        ),
        Some(end) => in_language(
            language,
            format!(
                "Your {offer} asks for a competency at {level}. Your company has held none since {}.",
                date(language, end)
            ),
            format!(
                "{offer} には{level}のコンピテンシーが必要ですが、貴社は{}を最後に保有していません。",
                date(language, end)
            ),
        ),
        None => in_language(
            language,
            format!("Your {offer} asks for a competency at {level}, and your company holds none."),
            format!("{offer} には{level}のコンピテンシーが必要ですが、貴社は保有していません。"),
        ),
    };
    let what_next = in_language(
        language,
        "Nothing changes today: the membership runs to its anniversary. To be able to renew, have the competency again by the last day to renew. The page Competencies shows what is missing.".into(),
        "メンバーシップは記念日まで有効で、今すぐ変わることはありません。更新するには、更新期間の最終日までにコンピテンシーを再取得してください。不足している条件は「コンピテンシー」のページで確認できます。".into(),
    );
    let automatic = held.automatic_renewal.then(|| {
        in_language(
            language,
            "Automatic renewal is on, but it charges nothing as long as the competency is missing.".into(),
            "自動更新は有効ですが、コンピテンシーが不足している間は請求されません。".into(),
        )
    });
    Letter {
        subject: in_language(
            language,
            format!("{offer}: at risk, the competency will be missing at the renewal"),
            format!("{offer}: 更新に必要なコンピテンシーが不足する見込みです"),
        ),
        paragraphs: [why, what_next].into_iter().chain(automatic).collect(),
        rows: vec![
            row(language, "Anniversary", "記念日", date(language, held.expires_on)),
            row(language, "Last day to renew", "更新期間の最終日", date(language, risk.closes)),
        ],
        action: to_competencies(language),
    }
}

/// `rows`: person, certificate and last day of each.
pub fn certificates_expire(language: Language, rows: &[(String, String, NaiveDate)]) -> Letter {
    let first = rows.iter().map(|(_, _, end)| *end).min().map(|end| date(language, end)).unwrap_or_default();
    Letter {
        subject: in_language(
            language,
            format!("Certificates expire from {first} on"),
            format!("{first}から期限切れになる認定資格があります"),
        ),
        paragraphs: vec![in_language(
            language,
            "The certificates below count for your company's competencies to their last day. Renew them in time, or have others take their place.".into(),
            "次の認定資格は、有効期限の日まで貴社のコンピテンシーに算入されます。期限までに更新するか、ほかの方の資格で補ってください。".into(),
        )],
        rows: rows
            .iter()
            .map(|(person, name, end)| {
                let until = date(language, *end);
                let value = in_language(language, format!("{name}, to {until}"), format!("{name} ({until}まで)"));
                (person.clone(), value)
            })
            .collect(),
        action: to_competencies(language),
    }
}

fn to_competencies(language: Language) -> (String, String) {
    let text = in_language(language, "View competencies".into(), "コンピテンシーを表示".into());
    (text, "/competencies".to_owned())
}
