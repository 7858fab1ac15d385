//! The words about accounts: invitations and passwords.

use tokuten_core::catalogue::Language;

use super::{in_language, row};
use tokuten_core::sessions::OperatorRole;

use crate::identity::links::{RESET_HOURS, USER_HOURS};
use crate::mail::Letter;

/// `company` invites by one of its people.
pub fn invitation(language: Language, programme: &str, (company, by): (&str, &str), token: &str) -> Letter {
    let days = USER_HOURS / 24;
    Letter {
        subject: in_language(
            language,
            format!("{by} invites you to {company}'s partner portal"),
            format!("{by} 様より {company} のパートナー ポータルへの招待"),
        ),
        paragraphs: vec![
            in_language(
                language,
                format!(
                    "{by} has added you to {company} in the {programme}. Set a password, and you can sign in."
                ),
                format!(
                    "{by} 様があなたを {programme} の {company} に追加しました。パスワードを設定すると、サインインできます。"
                ),
            ),
            in_language(
                language,
                format!(
                    "The link works once, and for {days} days. After that, ask {by} to send the invitation again. If you did not expect it, do nothing: without a password nobody signs in."
                ),
                format!(
                    "リンクは {days} 日間有効で、1 回だけ使用できます。期限が過ぎた場合は、{by} 様に招待の再送信を依頼してください。お心当たりがない場合は、何もする必要はありません。パスワードが設定されるまで、誰もサインインできません。"
                ),
            ),
        ],
        rows: vec![row(language, "Company", "会社", company.to_owned())],
        action: to_password(language, token),
    }
}

/// `by` is the colleague who invites.
pub fn operator_invitation(
    language: Language,
    programme: &str,
    (by, role): (&str, OperatorRole),
    token: &str,
) -> Letter {
    let days = USER_HOURS / 24;
    let work = match role {
        OperatorRole::Finance => {
            row(language, "Your work", "担当", in_language(language, "Finance".into(), "財務".into()))
        }
        OperatorRole::Support => {
            row(language, "Your work", "担当", in_language(language, "Support".into(), "サポート".into()))
        }
        OperatorRole::Programme => {
            row(language, "Your work", "担当", in_language(language, "Programme".into(), "プログラム".into()))
        }
    };
    Letter {
        subject: in_language(
            language,
            format!("{by} invites you to work in the portal of the {programme}"),
            format!("{by} 様より {programme} ポータル担当者への招待"),
        ),
        paragraphs: vec![
            in_language(
                language,
                format!(
                    "{by} has added you to the operators of the {programme}. Set a password; when you sign in first, you set up a second factor too: have an authenticator app or a passkey at hand."
                ),
                format!(
                    "{by} 様があなたを {programme} の担当者に追加しました。パスワードを設定してください。初めてサインインするときに 2 要素目の認証も設定しますので、認証アプリまたはパスキーをご用意ください。"
                ),
            ),
            in_language(
                language,
                format!(
                    "The link works once, and for {days} days. After that, ask {by} to send the invitation again."
                ),
                format!(
                    "リンクは {days} 日間有効で、1 回だけ使用できます。期限が過ぎた場合は、{by} 様に招待の再送信を依頼してください。"
                ),
            ),
        ],
        rows: vec![work],
        action: to_password(language, token),
    }
}

pub fn password_reset(language: Language, token: &str) -> Letter {
    Letter {
        subject: in_language(language, "Set a new password".into(), "新しいパスワードの設定".into()),
        paragraphs: vec![
            in_language(
                language,
                "Somebody, likely you, has asked for a new password for this address. Set it by the link, and you are signed out everywhere.".into(),
                "このメール アドレスの新しいパスワードが要求されました。リンクから設定すると、すべてのデバイスからサインアウトされます。".into(),
            ),
            in_language(
                language,
                format!("The link works once, and for {RESET_HOURS} hour. If it was not you, do nothing: your password stays as it is."),
                format!("リンクは {RESET_HOURS} 時間有効で、1 回だけ使用できます。お心当たりがない場合は、何もする必要はありません。現在のパスワードはそのまま有効です。"),
            ),
        ],
        rows: Vec::new(),
        action: to_password(language, token),
    }
}

pub fn password_changed(language: Language, of_operator: bool) -> Letter {
    Letter {
        subject: in_language(
            language,
            "Your password was changed".into(),
            "パスワードが変更されました".into(),
        ),
        paragraphs: vec![in_language(
            language,
            "Your password was changed just now, and every other session has ended. If it was not you, press “Forgot password?” on the sign-in page at once, and tell one of your company's admins.".into(),
            "パスワードが変更され、ほかのすべてのセッションは終了しました。お心当たりがない場合は、すぐにサインイン ページの「パスワードをお忘れですか?」から再設定し、社内の管理者にお知らせください。".into(),
        )],
        rows: Vec::new(),
        action: (
            in_language(language, "Sign in".into(), "サインイン".into()),
            if of_operator { "/operator/sign-in" } else { "/sign-in" }.to_owned(),
        ),
    }
}

/// From now on the provider signs the user in.
pub fn provider_connected(language: Language, provider: &str) -> Letter {
    Letter {
        subject: in_language(
            language,
            format!("You can sign in with {provider} now"),
            format!("{provider} でサインインできるようになりました"),
        ),
        paragraphs: vec![
            in_language(
                language,
                format!("{provider} was connected with your account just now: it signs you in from now on."),
                format!("お使いのアカウントに {provider} が接続されました。今後は {provider} でサインインできます。"),
            ),
            in_language(
                language,
                "If it was not you, tell one of your company's admins at once: they can remove the account. If you can sign in by a password or a passkey, do, and disconnect the provider under “My account”.".into(),
                "お心当たりがない場合は、すぐに社内の管理者にお知らせください。管理者はアカウントを削除できます。パスワードまたはパスキーをお持ちの場合は、それでサインインし、「マイ アカウント」で接続を解除してください。".into(),
            ),
        ],
        rows: Vec::new(),
        action: to_account(language),
    }
}

/// The provider signs the user in no more.
pub fn provider_disconnected(language: Language, provider: &str) -> Letter {
    Letter {
        subject: in_language(
            language,
            format!("{provider} no longer signs you in"),
            format!("{provider} でのサインインが無効になりました"),
        ),
        paragraphs: vec![in_language(
            language,
            format!(
                "{provider} was disconnected from your account just now, and the sessions that began there have ended. Everything else by which you sign in stays. If it was not you, look under “My account” at once at what signs you in, and tell one of your company's admins."
            ),
            format!(
                "お使いのアカウントから {provider} の接続が解除され、{provider} から始まったセッションは終了しました。そのほかのサインイン方法は引き続き使用できます。お心当たりがない場合は、すぐに「マイ アカウント」でサインイン方法を確認し、社内の管理者にお知らせください。"
            ),
        )],
        rows: Vec::new(),
        action: to_account(language),
    }
}

fn to_account(language: Language) -> (String, String) {
    let press = in_language(language, "Open My account".into(), "マイ アカウントを開く".into());
    (press, "/account".to_owned())
}

fn to_password(language: Language, token: &str) -> (String, String) {
    let press = in_language(language, "Set password".into(), "パスワードを設定".into());
    (press, format!("/welcome/{token}"))
}
