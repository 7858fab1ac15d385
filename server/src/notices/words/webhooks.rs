//! The words about webhooks.

use tokuten_core::catalogue::Language;
use tokuten_core::webhooks::{FAILING_DAYS, OffBecause};

use super::{in_language, row};
use crate::mail::Letter;

/// An endpoint of this address and id was turned off.
pub fn webhook_off(language: Language, (url, id): (&str, &str), because: OffBecause) -> Letter {
    let why = match because {
        OffBecause::Gone => in_language(
            language,
            "It answered that it is gone for good (410), so it was turned off.".into(),
            "恒久的に停止したという応答 (410) があったため、無効にしました。".into(),
        ),
        OffBecause::Failing | OffBecause::ByHand => in_language(
            language,
            format!("It has taken nothing for {FAILING_DAYS} days, so it was turned off."),
            format!("{FAILING_DAYS} 日間すべての送信に失敗したため、無効にしました。"),
        ),
    };
    let next = in_language(
        language,
        "Nothing is sent to it any more, and what was under way is given up. Have the system looked at, then turn the endpoint on again and send again what has failed.".into(),
        "このエンドポイントへの送信は停止し、送信中のイベントも中止しました。システムを確認してからエンドポイントを有効にし、失敗したイベントを再送信してください。".into(),
    );
    Letter {
        subject: in_language(
            language,
            "A webhook endpoint was turned off".into(),
            "Webhook エンドポイントを無効にしました".into(),
        ),
        paragraphs: vec![why, next],
        rows: vec![row(language, "Endpoint", "エンドポイント", url.to_owned())],
        action: (
            in_language(language, "Look at the deliveries".into(), "送信履歴を確認".into()),
            format!("/operator/api-access/webhooks/{id}"),
        ),
    }
}
