//! The words about joining and legal profiles.

use tokuten_core::catalogue::Language;

use super::{in_language, row};
use crate::mail::Letter;

/// `company` wants to join; the link is good for so many hours.
pub fn joining_link(
    language: Language,
    (programme, company): (&str, &str),
    hours: u32,
    token: &str,
) -> Letter {
    Letter {
        subject: in_language(
            language,
            format!("Confirm your address to join the {programme}"),
            format!("{programme} への参加: メール アドレスの確認"),
        ),
        paragraphs: vec![
            in_language(
                language,
                format!(
                    "You have applied to join the {programme}. Confirm this address and set a password, and your company is a partner."
                ),
                format!(
                    "{programme} への参加をお申し込みいただき、ありがとうございます。メール アドレスを確認してパスワードを設定すると、パートナーとして登録されます。"
                ),
            ),
            in_language(
                language,
                format!(
                    "The link works once, and for {hours} hours. After that, apply again. If it was not you, do nothing: nobody joins without this link, and what was entered is forgotten."
                ),
                format!(
                    "リンクは {hours} 時間有効で、1 回だけ使用できます。期限が過ぎた場合は、もう一度お申し込みください。お心当たりがない場合は、何もする必要はありません。このリンクが使用されない限り登録は行われず、入力された内容は削除されます。"
                ),
            ),
        ],
        rows: vec![row(language, "Company", "会社", company.to_owned())],
        action: (
            in_language(language, "Confirm address".into(), "アドレスを確認".into()),
            format!("/join/{token}"),
        ),
    }
}

/// Somebody wants to join with the address of who has an account already.
pub fn joining_known(language: Language, programme: &str) -> Letter {
    Letter {
        subject: in_language(
            language,
            format!("You already have an account in the {programme}"),
            format!("{programme} のアカウントをすでにお持ちです"),
        ),
        paragraphs: vec![
            in_language(
                language,
                "Somebody, likely you, has applied to join with this address. You have an account with it already, so nothing was changed. Sign in with it; if you have forgotten the password, or never set one, press “Forgot password?” on the sign-in page.".into(),
                "このメール アドレスで参加の申し込みがありました。すでにアカウントをお持ちのため、変更は行われていません。現在のアカウントでサインインしてください。パスワードをお忘れの場合や未設定の場合は、サインイン ページの「パスワードをお忘れですか?」から設定できます。".into(),
            ),
            in_language(
                language,
                "To join with another company, use another address. If it was not you, do nothing: whoever applied was not told that you have an account.".into(),
                "別の会社として参加する場合は、別のメール アドレスをご利用ください。お心当たりがない場合は、何もする必要はありません。アカウントの有無は申込者には知らされていません。".into(),
            ),
        ],
        rows: Vec::new(),
        action: (in_language(language, "Sign in".into(), "サインイン".into()), "/sign-in".to_owned()),
    }
}

/// A company has joined.
pub fn joined(
    language: Language,
    programme: &str,
    (company, partner): (&str, &str),
    is_verified: bool,
) -> Letter {
    let next = if is_verified {
        in_language(
            language,
            "Your legal profile is verified: you can buy memberships now.".into(),
            "法的プロファイルは確認済みです。メンバーシップを購入できます。".into(),
        )
    } else {
        in_language(
            language,
            "We check your legal profile now and tell you by mail. Until then you can look around and invite your colleagues; memberships can be bought once it is verified.".into(),
            "法的プロファイルを確認し、結果をメールでお知らせします。それまでの間も、内容の閲覧とユーザーの招待が可能です。メンバーシップは確認が済み次第、購入できます。".into(),
        )
    };
    Letter {
        subject: in_language(
            language,
            format!("Welcome to the {programme}"),
            format!("{programme} へようこそ"),
        ),
        paragraphs: vec![
            in_language(
                language,
                format!(
                    "{company} is a partner now, and you are its Global admin. Keep the Partner ID: it names your company in the programme and on its invoices."
                ),
                format!(
                    "{company} はパートナーとして登録され、あなたはグローバル管理者になりました。パートナー ID は、プログラムや請求書で貴社を示す番号です。大切に保管してください。"
                ),
            ),
            next,
        ],
        rows: vec![
            row(language, "Company", "会社", company.to_owned()),
            row(language, "Partner ID", "パートナー ID", partner.to_owned()),
        ],
        action: (
            in_language(language, "Membership offers".into(), "メンバーシップ特典".into()),
            "/offers".to_owned(),
        ),
    }
}

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
