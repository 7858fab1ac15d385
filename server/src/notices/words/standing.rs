//! The words about a partner's standing.

use chrono::NaiveDate;
use tokuten_core::catalogue::Language;
use tokuten_core::standing::Exemption;

use super::{date, in_language, row};
use crate::mail::Letter;

fn to_offers(language: Language) -> (String, String) {
    let text = in_language(language, "Membership offers".into(), "メンバーシップ特典".into());
    (text, "/offers".to_owned())
}

fn to_support(language: Language) -> (String, String) {
    (in_language(language, "Ask support".into(), "サポートに問い合わせる".into()), "/support/new".to_owned())
}

/// `company` is suspended for this reason, or is no more.
pub fn suspended(language: Language, company: &str, reason: Option<&str>) -> Letter {
    match reason {
        Some(reason) => Letter {
            subject: in_language(
                language,
                "Your partner account is suspended".into(),
                "パートナー アカウントが停止されました".into(),
            ),
            paragraphs: vec![in_language(
                language,
                format!(
                    "{company} is suspended in the programme. Until that is lifted, memberships can be neither bought nor renewed, and nothing renews by itself. Running memberships and their benefits are not touched."
                ),
                format!(
                    "{company} のプログラムへの参加が停止されました。解除されるまで、メンバーシップの購入と更新はご利用いただけず、自動更新も行われません。現在のメンバーシップと特典はそのままご利用いただけます。"
                ),
            )],
            rows: vec![row(language, "Reason", "理由", reason.to_owned())],
            action: to_support(language),
        },
        None => Letter {
            subject: in_language(
                language,
                "Your partner account is no longer suspended".into(),
                "パートナー アカウントの停止が解除されました".into(),
            ),
            paragraphs: vec![in_language(
                language,
                format!(
                    "The suspension of {company} is lifted. Memberships can be bought and renewed again. Please look at what was due meanwhile: an automatic renewal that was refused is not tried again by itself."
                ),
                format!(
                    "{company} の停止が解除されました。メンバーシップの購入と更新を再びご利用いただけます。停止中に期日を迎えたものをご確認ください。実行されなかった自動更新が再び行われることはありません。"
                ),
            )],
            rows: Vec::new(),
            action: to_offers(language),
        },
    }
}

/// `company` pays no tax, or pays it again.
pub fn exempted(language: Language, company: &str, exemption: Option<&Exemption>) -> Letter {
    let Some(exemption) = exemption else {
        return Letter {
            subject: in_language(
                language,
                "Your tax exemption has ended".into(),
                "免税の扱いが終了しました".into(),
            ),
            paragraphs: vec![in_language(
                language,
                format!("{company} is no longer exempt from tax here. Orders from now on include it."),
                format!("{company} の免税の扱いは終了しました。今後のご注文には税が含まれます。"),
            )],
            rows: Vec::new(),
            action: to_support(language),
        };
    };
    let until = match exemption.until {
        Some(day) => date(language, day),
        None => in_language(language, "without an end".into(), "期限なし".into()),
    };
    Letter {
        subject: in_language(
            language,
            "Your tax exemption is recorded".into(),
            "免税の扱いを登録しました".into(),
        ),
        paragraphs: vec![in_language(
            language,
            format!(
                "{company} is exempt from tax: orders are charged without it. For the tax of earlier orders, ask support for a refund."
            ),
            format!(
                "{company} を免税として登録しました。今後のご注文に税はかかりません。以前のご注文の税については、サポートに返金をご依頼ください。"
            ),
        )],
        rows: vec![
            row(language, "Certificate", "証明書番号", exemption.certificate.clone()),
            row(language, "Until", "有効期限", until),
        ],
        action: to_offers(language),
    }
}

/// `offer` may be bought or renewed once although `requirement` is not met.
pub fn override_approved(
    language: Language,
    (offer, renews): (&str, bool),
    requirement: &str,
    until: NaiveDate,
) -> Letter {
    let lacking = match (language, requirement) {
        (Language::En, "verified") => "although your legal profile is not verified",
        (Language::En, "window") => "outside of its renewal window",
        (Language::En, _) => "without the competency that it asks for",
        (Language::Ja, "verified") => "法的プロファイルの確認前でも",
        (Language::Ja, "window") => "更新期間外でも",
        (Language::Ja, _) => "必要なコンピテンシーがなくても",
    };
    let day = date(language, until);
    let does = if renews {
        in_language(language, "renew".into(), "更新".into())
    } else {
        in_language(language, "buy".into(), "購入".into())
    };
    Letter {
        subject: in_language(
            language,
            format!("You may {does} {offer} until {day}"),
            format!("{day} まで {offer} を{does}できます"),
        ),
        paragraphs: vec![in_language(
            language,
            format!(
                "As an exception, you may {does} {offer} once, {lacking}. This holds until {day}; everything else that is asked for stays as it is."
            ),
            format!(
                "例外として、{lacking} {offer} を 1 回{does}できます。期限は {day} です。その他の条件は変わりません。"
            ),
        )],
        rows: Vec::new(),
        action: to_offers(language),
    }
}
