//! What is said of orders: paid, awaited, expired, declined.

use chrono::NaiveDate;
use tokuten_core::catalogue::Language;
use tokuten_core::money::Money;
use tokuten_core::orders::TransferInstructions;
use tokuten_core::payments::{CardSummary, DeclineReason};

use super::{amount, card_row, date, in_language, row, to_order, why_declined};
use crate::mail::Letter;

/// A paid order, and what it brought.
pub struct Paid<'a> {
    /// Number of the order.
    pub number: i64,
    /// What was paid, tax included.
    pub total: Money,
    /// The card; none if a transfer paid it.
    pub card: Option<&'a CardSummary>,
    /// Number of the invoice.
    pub invoice: &'a str,
    /// The last day of the new term.
    pub until: NaiveDate,
    /// The day on which it renews by itself.
    pub renews_on: NaiveDate,
}

pub fn order_paid(language: Language, offer: &str, paid: &Paid) -> Letter {
    let Paid { number, total, card, invoice, until, renews_on } = paid;
    let (until, renews_on) = (date(language, *until), date(language, *renews_on));
    let paid_by = match card {
        Some(card) => card_row(language, card),
        None => row(
            language,
            "Paid by",
            "お支払い方法",
            in_language(language, "Bank transfer".into(), "電信振替".into()),
        ),
    };
    Letter {
        subject: in_language(
            language,
            format!("Order {number} confirmed: {offer}"),
            format!("注文 {number} が確認されました: {offer}"),
        ),
        paragraphs: vec![
            in_language(
                language,
                format!(
                    "Thank you, we have received your payment. Your {offer} runs until {until}. The invoice can be downloaded from the order's page."
                ),
                format!(
                    "お支払いを確認しました。ありがとうございます。{offer} は {until}まで有効です。請求書は注文のページからダウンロードできます。"
                ),
            ),
            in_language(
                language,
                format!(
                    "Automatic renewal is on: on {renews_on} it renews by itself at the price then in force. You can turn this off on the subscription's page at any time until the end of {until}."
                ),
                format!(
                    "自動更新は有効です。{renews_on}に、その時点の料金で自動的に更新されます。自動更新は {until}の終わりまで、サブスクリプションのページでいつでも無効にできます。"
                ),
            ),
        ],
        rows: vec![
            row(language, "Order number", "注文番号", number.to_string()),
            row(language, "Total, tax included", "合計 (税込)", amount(*total)),
            paid_by,
            row(language, "Invoice", "請求書番号", (*invoice).to_owned()),
        ],
        action: to_order(language, *number),
    }
}

pub fn transfer_awaited(
    language: Language,
    offer: &str,
    number: i64,
    transfer: &TransferInstructions,
) -> Letter {
    let day = date(language, transfer.pay_by);
    let account = &transfer.account;
    Letter {
        subject: in_language(
            language,
            format!("Order {number}: please pay by {day}"),
            format!("注文 {number}: {day}までにお振り込みください"),
        ),
        paragraphs: vec![in_language(
            language,
            format!(
                "The order for {offer} is placed. Please transfer the amount to the account below and give the reference with it. The subscription starts or is renewed once the money has arrived; if it has not arrived by the end of {day}, the order expires."
            ),
            format!(
                "{offer} のご注文を承りました。下記の口座に、参照番号を添えてお振り込みください。入金を確認した時点で、サブスクリプションが開始または更新されます。{day}までに入金を確認できない場合、注文は失効します。"
            ),
        )],
        rows: vec![
            row(language, "Amount", "金額", amount(transfer.amount)),
            row(language, "Reference", "参照番号", transfer.reference.clone()),
            row(language, "Bank", "銀行", account.bank.clone()),
            row(language, "Account holder", "口座名義", account.holder.clone()),
            row(language, "Account", "口座番号", account.account.clone()),
            row(language, "BIC", "BIC", account.bic.clone()),
            row(language, "Pay by", "支払期限", day),
        ],
        action: to_order(language, number),
    }
}

pub fn proof_rejected(
    language: Language,
    offer: &str,
    (number, total): (i64, Money),
    reason: &str,
    pay_by: NaiveDate,
) -> Letter {
    let day = date(language, pay_by);
    Letter {
        subject: in_language(
            language,
            format!("Order {number}: the payment proof was not accepted"),
            format!("注文 {number}: 支払い証明を受理できませんでした"),
        ),
        paragraphs: vec![in_language(
            language,
            format!(
                "We have looked at the payment proof for {offer} and could not accept it, for the reason below. The order still waits for the transfer. Please upload another proof, or pay if the money has not been sent yet; please do not transfer it twice. If the money has not arrived by the end of {day}, the order expires."
            ),
            format!(
                "{offer} の支払い証明を確認しましたが、下記の理由により受理できませんでした。注文は引き続き入金待ちです。支払い証明をあらためてアップロードするか、まだの場合はお振り込みください。重ねてのお振り込みはご遠慮ください。{day}までに入金を確認できない場合、注文は失効します。"
            ),
        )],
        rows: vec![
            row(language, "Reason", "理由", reason.to_owned()),
            row(language, "Order number", "注文番号", number.to_string()),
            row(language, "Total, tax included", "合計 (税込)", amount(total)),
            row(language, "Pay by", "支払期限", day),
        ],
        action: to_order(language, number),
    }
}

pub fn order_expired(language: Language, offer: &str, number: i64, total: Money) -> Letter {
    Letter {
        subject: in_language(
            language,
            format!("Order {number} has expired: {offer}"),
            format!("注文 {number} は失効しました: {offer}"),
        ),
        paragraphs: vec![in_language(
            language,
            format!(
                "The full amount for {offer} did not arrive in time, so the order has expired and the subscription is unchanged. Money that has arrived, or still arrives, is held for your company and can pay for a new order; please do not transfer it again. You can place a new order as long as the offer is open to you."
            ),
            format!(
                "{offer} の全額の入金を期限までに確認できなかったため、注文は失効しました。サブスクリプションに変更はありません。すでに届いた入金と後から届く入金は貴社のためにお預かりし、新しい注文のお支払いに充てることができます。重ねてのお振り込みはご遠慮ください。購入または更新が可能な間は、あらためてご注文いただけます。"
            ),
        )],
        rows: vec![
            row(language, "Order number", "注文番号", number.to_string()),
            row(language, "Total, tax included", "合計 (税込)", amount(total)),
        ],
        action: to_order(language, number),
    }
}

pub fn purchase_declined(
    language: Language,
    offer: &str,
    (number, total): (i64, Money),
    (card, why): (Option<&CardSummary>, DeclineReason),
    hours: u32,
) -> Letter {
    let why = why_declined(language, why);
    let mut rows = vec![
        row(language, "Order number", "注文番号", number.to_string()),
        row(language, "Total, tax included", "合計 (税込)", amount(total)),
    ];
    rows.extend(card.map(|card| card_row(language, card)));
    Letter {
        subject: in_language(
            language,
            format!("Order {number}: the card was declined"),
            format!("注文 {number}: カードでのお支払いができませんでした"),
        ),
        paragraphs: vec![
            in_language(
                language,
                format!(
                    "The payment for {offer} was declined: {why}. Nothing was charged, and the subscription is unchanged."
                ),
                format!(
                    "{offer} のお支払いができませんでした。{why}。請求は行われておらず、サブスクリプションに変更はありません。"
                ),
            ),
            in_language(
                language,
                format!(
                    "Please open the order and pay with another card, or ask your bank and try again. An order that is not paid is closed {hours} hours after it was started; you can then start a new one, by card or by bank transfer."
                ),
                format!(
                    "注文のページを開いて別のカードでお支払いいただくか、カード会社にご確認のうえ再度お試しください。お支払いのない注文は、開始から {hours} 時間後に終了します。その後は、カードまたは電信振替で新しくご注文いただけます。"
                ),
            ),
        ],
        rows,
        action: to_order(language, number),
    }
}
