//! The words about passkeys and second factors.

use tokuten_core::catalogue::Language;

use super::{in_language, row};
use crate::mail::Letter;

/// What to do about what one has not done oneself.
fn if_not_you(language: Language) -> String {
    in_language(
        language,
        "If it was not you, look at your passkeys and sessions under My account at once, change your password if you have one, and tell your administrators.".into(),
        "お心当たりがない場合は、すぐにマイ アカウントでパスキーとサインイン中のデバイスを確認し、パスワードをお使いの場合は変更して、管理者にお知らせください。".into(),
    )
}

fn to_account(language: Language) -> (String, String) {
    (in_language(language, "My account".into(), "マイ アカウント".into()), "/account".to_owned())
}

fn to_factors(language: Language) -> (String, String) {
    (
        in_language(language, "Second factor".into(), "2 要素目の認証".into()),
        "/operator/second-factor".to_owned(),
    )
}

pub fn passkey(language: Language, called: &str, added: bool) -> Letter {
    let (subject, text) = if added {
        (
            in_language(language, "A passkey was added".into(), "パスキーが追加されました".into()),
            in_language(
                language,
                "A passkey was added to your account just now. Whoever has the device, and can unlock it, signs in by it.".into(),
                "アカウントにパスキーが追加されました。このデバイスのロックを解除できる人は、パスキーでサインインできます。".into(),
            ),
        )
    } else {
        (
            in_language(language, "A passkey was removed".into(), "パスキーが削除されました".into()),
            in_language(
                language,
                "A passkey was removed from your account just now. Nobody signs in by it any more.".into(),
                "アカウントからパスキーが削除されました。このパスキーではサインインできなくなりました。"
                    .into(),
            ),
        )
    };
    Letter {
        subject,
        paragraphs: vec![text, if_not_you(language)],
        rows: vec![row(language, "Passkey", "パスキー", called.to_owned())],
        action: to_account(language),
    }
}

pub fn app(language: Language, is_there: bool) -> Letter {
    let (subject, text) = if is_there {
        (
            in_language(language, "An authenticator app was set up".into(), "認証アプリが設定されました".into()),
            in_language(
                language,
                "An authenticator app was set up as your second factor just now. One that you had before gives no valid codes any more.".into(),
                "2 要素目の認証として認証アプリが設定されました。以前の認証アプリのコードは使用できなくなりました。".into(),
            ),
        )
    } else {
        (
            in_language(
                language,
                "The authenticator app was removed".into(),
                "認証アプリが削除されました".into(),
            ),
            in_language(
                language,
                "The authenticator app is no second factor of yours any more. You sign in by a passkey."
                    .into(),
                "認証アプリは 2 要素目の認証として使用できなくなりました。パスキーでサインインしてください。"
                    .into(),
            ),
        )
    };
    Letter {
        subject,
        paragraphs: vec![text, if_not_you(language)],
        rows: Vec::new(),
        action: to_factors(language),
    }
}

pub fn recovery_code(language: Language, left: u32) -> Letter {
    Letter {
        subject: in_language(
            language,
            "A recovery code was used".into(),
            "回復コードが使用されました".into(),
        ),
        paragraphs: vec![
            in_language(
                language,
                "Somebody has just signed in with your password and one of your recovery codes. That code is used up. If your device is lost, set up another one now.".into(),
                "あなたのパスワードと回復コードでサインインが行われました。このコードは使用済みです。デバイスを紛失した場合は、新しいデバイスを設定してください。".into(),
            ),
            if_not_you(language),
        ],
        rows: vec![row(language, "Codes left", "残りのコード", left.to_string())],
        action: to_factors(language),
    }
}

/// `by` is the colleague who did it; none for whoever runs the server.
pub fn factors_reset(language: Language, by: Option<&str>) -> Letter {
    let text = match by {
        Some(by) => in_language(
            language,
            format!("{by} has reset your second factor: authenticator app, passkeys and recovery codes are gone, and you are signed out everywhere."),
            format!("{by} 様があなたの 2 要素目の認証をリセットしました。認証アプリ、パスキー、回復コードは削除され、すべてのデバイスからサインアウトされました。"),
        ),
        None => in_language(
            language,
            "Whoever runs the server has reset your second factor: authenticator app, passkeys and recovery codes are gone, and you are signed out everywhere.".into(),
            "サーバーの管理者があなたの 2 要素目の認証をリセットしました。認証アプリ、パスキー、回復コードは削除され、すべてのデバイスからサインアウトされました。".into(),
        ),
    };
    Letter {
        subject: in_language(
            language,
            "Your second factor was reset".into(),
            "2 要素目の認証がリセットされました".into(),
        ),
        paragraphs: vec![
            text,
            in_language(
                language,
                "Sign in with your password, and set up a new one at once. If you did not ask for this, tell your programme operators.".into(),
                "パスワードでサインインし、すぐに新しい認証を設定してください。依頼した覚えがない場合は、プログラム担当者にお知らせください。".into(),
            ),
        ],
        rows: Vec::new(),
        action: (in_language(language, "Sign in".into(), "サインイン".into()), "/operator/sign-in".to_owned()),
    }
}
