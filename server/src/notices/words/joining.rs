//! The words about legal profiles.

use tokuten_core::catalogue::Language;

use super::{in_language, row};
use crate::mail::Letter;

pub fn profile_decided(language: Language, company: &str, rejected: Option<&str>) -> Letter {
    let to_profile = (
        in_language(language, "View legal profile".into(), "法的プロファイルを表示".into()),
        "/profile".to_owned(),
    );
    let to_offers = (
        in_language(language, "Membership offers".into(), "メンバーシップ特典".into()),
        "/offers".to_owned(),
    );
    match rejected {
        None => Letter {
            subject: in_language(
                language,
                "Your legal profile is verified".into(),
                "法的プロファイルが確認されました".into(),
            ),
            paragraphs: vec![in_language(
                language,
                format!(
                    "We have checked the legal profile of {company}, and it is in order. You can buy and renew memberships."
                ),
                format!(
                    "{company} の法的プロファイルを確認しました。メンバーシップの購入と更新をご利用いただけます。"
                ),
            )],
            rows: Vec::new(),
            action: to_offers,
        },
        Some(reason) => Letter {
            subject: in_language(
                language,
                "Your legal profile was rejected".into(),
                "法的プロファイルが却下されました".into(),
            ),
            paragraphs: vec![in_language(
                language,
                format!(
                    "We could not verify the legal profile of {company}. Until it is verified, memberships can be neither bought nor renewed. Please correct it and send it in again."
                ),
                format!(
                    "{company} の法的プロファイルを確認できませんでした。確認が済むまで、メンバーシップの購入と更新はご利用いただけません。内容を修正して再提出してください。"
                ),
            )],
            rows: vec![row(language, "Reason", "理由", reason.to_owned())],
            action: to_profile,
        },
    }
}
