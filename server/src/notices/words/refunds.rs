//! The words about money that is given back.

use chrono::NaiveDate;
use tokuten_core::catalogue::Language;
use tokuten_core::money::Money;
use tokuten_core::payments::CardSummary;

use super::{amount, date, in_language, row, to_order};
use crate::mail::Letter;

/// What all of them tell.
#[derive(Debug, Clone, Copy)]
pub struct GivenBack<'a> {
    /// Number of the order.
    pub order: i64,
    /// How much, tax included.
    pub total: Money,
    /// Number of the credit note.
    pub credit_note: &'a str,
}

/// When the membership ends whose money is given back.
#[derive(Clone, Copy)]
pub enum Ends {
    /// At once, on this day.
    Now(NaiveDate),
    /// With the term that runs, on this day: what is given back is the one after it.
    On(NaiveDate),
}

pub fn refund(
    language: Language,
    (offer, ends): (&str, Ends),
    given_back: GivenBack<'_>,
    card: Option<&CardSummary>,
) -> Letter {
    let order = given_back.order;
    let subject = in_language(
        language,
        format!("Order {order}: your money is given back"),
        format!("注文 {order}: 返金のお知らせ"),
    );
    let paragraphs = vec![goes_back(language, given_back.total, card), ended(language, offer, ends)];
    letter(language, given_back, subject, paragraphs)
}

pub fn tax_refund(
    language: Language,
    given_back: GivenBack<'_>,
    card: Option<&CardSummary>,
    invoice: &str,
) -> Letter {
    let order = given_back.order;
    let subject = in_language(
        language,
        format!("Order {order}: your tax is given back"),
        format!("注文 {order}: 税額の返金のお知らせ"),
    );
    let stands = in_language(
        language,
        "Your company is exempt from tax, so we give back what you were charged. Your membership goes on as it is. A credit note takes the invoice back and a new invoice without tax stands in its place; both can be downloaded from the page Orders and invoices.".to_owned(),
        "貴社は免税の対象のため、お支払い済みの税額を返金します。メンバーシップはこのまま継続します。クレジット ノートにより元の請求書を取り消し、税を含まない新しい請求書を発行しました。いずれも「注文と請求書」のページからダウンロードできます。".to_owned(),
    );
    let paragraphs = vec![stands, goes_back(language, given_back.total, card)];
    let mut letter = letter(language, given_back, subject, paragraphs);
    letter.rows.push(row(language, "New invoice", "新しい請求書", invoice.to_owned()));
    letter
}

pub fn refund_refused(language: Language, given_back: GivenBack<'_>) -> Letter {
    let (order, total) = (given_back.order, amount(given_back.total));
    let subject = in_language(
        language,
        format!("Order {order}: we transfer your money instead"),
        format!("注文 {order}: 返金方法を振込に変更します"),
    );
    let paragraph = in_language(
        language,
        format!(
            "The bank of your card did not take back {total}. We transfer it to a bank account of your company: our finance will ask you which. You need not do anything now."
        ),
        format!(
            "カードの発行会社が {total} の返金を受け付けませんでした。貴社の銀行口座へお振り込みします。口座は経理担当からお伺いしますので、今は何もしていただく必要はありません。"
        ),
    );
    letter(language, given_back, subject, vec![paragraph])
}

pub fn refund_made(
    language: Language,
    given_back: GivenBack<'_>,
    (on, reference): (NaiveDate, &str),
) -> Letter {
    let (order, total, on) = (given_back.order, amount(given_back.total), date(language, on));
    let subject = in_language(
        language,
        format!("Order {order}: your money was transferred"),
        format!("注文 {order}: 返金をお振り込みしました"),
    );
    let paragraph = in_language(
        language,
        format!("We transferred {total} to you on {on}."),
        format!("{on} に {total} をお振り込みしました。"),
    );
    let mut letter = letter(language, given_back, subject, vec![paragraph]);
    letter.rows.push(row(language, "Reference", "参照番号", reference.to_owned()));
    letter
}

fn goes_back(language: Language, total: Money, card: Option<&CardSummary>) -> String {
    let total = amount(total);
    match card {
        Some(CardSummary { last4, .. }) => in_language(
            language,
            format!(
                "We give {total} back to the card ending in {last4}. Most banks show it within five to ten days."
            ),
            format!(
                "末尾 {last4} のカードに {total} を返金します。明細への反映には通常 5 ~ 10 日かかります。"
            ),
        ),
        None => in_language(
            language,
            format!("We give {total} back by bank transfer. Our finance will ask you for the account."),
            format!("{total} を銀行振込で返金します。口座は経理担当からお伺いします。"),
        ),
    }
}

fn ended(language: Language, offer: &str, ends: Ends) -> String {
    let on = match ends {
        Ends::Now(on) => date(language, on),
        Ends::On(day) => return runs_on(language, offer, &date(language, day)),
    };
    in_language(
        language,
        format!(
            "Your {offer} ended on {on}, and its benefits with it. The credit note can be downloaded from the order's page."
        ),
        format!(
            "{offer} は {on} に終了し、特典も終了しました。クレジット ノートは注文のページからダウンロードできます。"
        ),
    )
}

fn runs_on(language: Language, offer: &str, day: &str) -> String {
    in_language(
        language,
        format!(
            "This was the renewal of your {offer}, whose term has not begun. The present term, with its benefits, runs to {day} and ends then. The credit note can be downloaded from the order's page."
        ),
        format!(
            "返金の対象は、まだ始まっていない {offer} の更新分です。現在の期間と特典は {day} まで有効で、同日に終了します。クレジット ノートは注文のページからダウンロードできます。"
        ),
    )
}

fn letter(language: Language, given_back: GivenBack<'_>, subject: String, paragraphs: Vec<String>) -> Letter {
    Letter {
        subject,
        paragraphs,
        rows: vec![
            row(language, "Order number", "注文番号", given_back.order.to_string()),
            row(language, "Amount", "金額", amount(given_back.total)),
            row(language, "Credit note", "クレジット ノート", given_back.credit_note.to_owned()),
        ],
        action: to_order(language, given_back.order),
    }
}
