//! The words about support requests.

use tokuten_core::catalogue::Language;
use tokuten_core::subscriptions::Subscription;
use tokuten_core::support::RequestState;

use super::{date, in_language, row, to_subscription};
use crate::mail::Letter;

pub fn support_received(language: Language, number: i64, title: &str) -> Letter {
    let subject = in_language(
        language,
        format!("Support request {number}: received"),
        format!("サポート要求 {number}: 受け付けました"),
    );
    let paragraph = in_language(
        language,
        "Thank you, your request has arrived. We answer in its thread, and you get a mail with each answer."
            .into(),
        "ご要求を受け付けました。回答はスレッドに掲載し、そのつどメールでお知らせします。".into(),
    );
    letter(language, (number, title), subject, vec![paragraph])
}

pub fn support_answered(
    language: Language,
    (number, title): (i64, &str),
    text: &str,
    (state, days): (RequestState, u32),
) -> Letter {
    let subject = in_language(
        language,
        format!("Support request {number}: there is an answer"),
        format!("サポート要求 {number}: 回答があります"),
    );
    let next = match state {
        RequestState::WaitingForPartner => in_language(
            language,
            "We need something from you to go on: please reply in the thread.".into(),
            "対応を進めるためにお返事が必要です。スレッドにご返信ください。".into(),
        ),
        RequestState::Resolved => in_language(
            language,
            format!(
                "We think that this is solved. If it is not, reply within {days} days and we go on; after that the request closes by itself."
            ),
            format!(
                "解決済みとしました。まだ解決していない場合は {days} 日以内にご返信いただければ対応を続けます。その後は自動的に終了します。"
            ),
        ),
        _ => in_language(
            language,
            "We go on working on it; you need not do anything now.".into(),
            "引き続き対応いたします。今は何もしていただく必要はありません。".into(),
        ),
    };
    let said = text.split('\n').map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned);
    letter(language, (number, title), subject, said.chain([next]).collect())
}

pub fn support_closed(language: Language, number: i64, title: &str) -> Letter {
    let subject = in_language(
        language,
        format!("Support request {number}: closed"),
        format!("サポート要求 {number}: 終了しました"),
    );
    let paragraph = in_language(
        language,
        "Nothing more was asked since it was solved, so this request is closed. If something comes up, open a new request and name this number.".into(),
        "解決後にご返信がなかったため、この要求を終了しました。ほかにご不明な点がある場合は、この番号を添えて新しい要求をお送りください。".into(),
    );
    letter(language, (number, title), subject, vec![paragraph])
}

/// A request goes on in `other`.
pub fn support_merged(
    language: Language,
    (number, title): (i64, &str),
    (other, other_title): (i64, &str),
) -> Letter {
    let subject = in_language(
        language,
        format!("Support request {number}: goes on in request {other}"),
        format!("サポート要求 {number}: 要求 {other} に統合しました"),
    );
    let paragraph = in_language(
        language,
        format!(
            "This request is about the same as your company's request {other} (“{other_title}”), so we go on with both there. Replies to this one arrive there too."
        ),
        format!(
            "この要求は、貴社の要求 {other} (「{other_title}」) と同じ内容のため、あわせて対応いたします。この要求への返信も要求 {other} に届きます。"
        ),
    );
    letter(language, (number, title), subject, vec![paragraph])
}

pub fn subscription_cancelled(language: Language, offer: &str, held: &Subscription, number: i64) -> Letter {
    let ends = date(language, held.expires_on);
    Letter {
        subject: in_language(
            language,
            format!("{offer}: cancelled, in force to {ends}"),
            format!("{offer}: キャンセルされました ({ends}まで有効)"),
        ),
        paragraphs: vec![in_language(
            language,
            format!(
                "As you asked in support request {number}, your {offer} was cancelled. It and its benefits stay in force to {ends}. It does not renew by itself, and nothing more is charged."
            ),
            format!(
                "サポート要求 {number} のとおり、{offer} をキャンセルしました。{ends}までは特典とともにご利用いただけます。自動更新は行われず、以後のご請求はありません。"
            ),
        )],
        rows: vec![row(language, "Ends on", "終了日", ends)],
        action: to_subscription(language, &held.id),
    }
}

fn letter(
    language: Language,
    (number, title): (i64, &str),
    subject: String,
    paragraphs: Vec<String>,
) -> Letter {
    let text = in_language(language, "Open the request".into(), "要求を開く".into());
    Letter {
        subject,
        paragraphs,
        rows: vec![
            row(language, "Request", "要求", number.to_string()),
            row(language, "Title", "タイトル", title.to_owned()),
        ],
        action: (text, format!("/support/{number}")),
    }
}
