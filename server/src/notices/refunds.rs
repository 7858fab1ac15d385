//! What is told of money that is given back.

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};
use tokuten_core::catalogue::Language;
use tokuten_core::money::Money;
use tokuten_core::payments::CardSummary;
use tokuten_core::quotes::Quote;

use super::words::{amount, date, in_language, row, to_order};
use super::{name_of, tell};
use crate::mail::Letter;
use crate::offers::parsed;
use crate::portal::Portal;
use crate::tables::{order, refund};

/// The money of an order is given back.
pub async fn decided(
    portal: &Portal,
    tx: &impl ConnectionTrait,
    order: &order::Model,
    refund: &refund::Model,
) -> Result<(), DbErr> {
    let total = total(order)?;
    let card: Option<CardSummary> = order.card.as_deref().map(parsed).transpose()?;
    let name = format!("refund/{}", refund.id);
    tell(portal, tx, &order.partner_id, ("refund", &name), |language| {
        let offer = name_of(portal, &order.offer, language);
        let paragraphs =
            vec![goes_back(language, total, card.as_ref()), ended(language, &offer, refund.ended_on)];
        let subject = in_language(
            language,
            format!("Order {}: your money is given back", order.number),
            format!("注文 {}: 返金のお知らせ", order.number),
        );
        letter(language, order, refund, total, (subject, paragraphs))
    })
    .await
}

/// The card's bank did not take the money: it is transferred instead.
pub async fn refused_by_gateway(
    portal: &Portal,
    tx: &impl ConnectionTrait,
    order: &order::Model,
    refund: &refund::Model,
) -> Result<(), DbErr> {
    let total = total(order)?;
    let name = format!("refund-refused/{}", refund.id);
    tell(portal, tx, &order.partner_id, ("refund_refused", &name), |language| {
        let subject = in_language(
            language,
            format!("Order {}: we transfer your money instead", order.number),
            format!("注文 {}: 返金方法を振込に変更します", order.number),
        );
        let paragraph = in_language(
            language,
            format!(
                "The bank of your card did not take back {}. We transfer it to a bank account of your company: our finance will ask you which. You need not do anything now.",
                amount(total)
            ),
            format!(
                "カードの発行会社が {} の返金を受け付けませんでした。貴社の銀行口座へお振り込みします。口座は経理担当からお伺いしますので、今は何もしていただく必要はありません。",
                amount(total)
            ),
        );
        letter(language, order, refund, total, (subject, vec![paragraph]))
    })
    .await
}

/// Finance has transferred the money.
pub async fn transferred(
    portal: &Portal,
    tx: &impl ConnectionTrait,
    order: &order::Model,
    refund: &refund::Model,
) -> Result<(), DbErr> {
    let total = total(order)?;
    let name = format!("refund-made/{}", refund.id);
    tell(portal, tx, &order.partner_id, ("refund_made", &name), |language| {
        let on = refund.made_on.map(|day| date(language, day)).unwrap_or_default();
        let reference = refund.bank_reference.clone().unwrap_or_default();
        let subject = in_language(
            language,
            format!("Order {}: your money was transferred", order.number),
            format!("注文 {}: 返金をお振り込みしました", order.number),
        );
        let paragraph = in_language(
            language,
            format!("We transferred {} to you on {on}.", amount(total)),
            format!("{on} に {} をお振り込みしました。", amount(total)),
        );
        let mut letter = letter(language, order, refund, total, (subject, vec![paragraph]));
        letter.rows.push(row(language, "Reference", "参照番号", reference));
        letter
    })
    .await
}

fn total(order: &order::Model) -> Result<Money, DbErr> {
    Ok(parsed::<Quote>(&order.quote)?.total)
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

fn ended(language: Language, offer: &str, on: NaiveDate) -> String {
    let on = date(language, on);
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

fn letter(
    language: Language,
    order: &order::Model,
    refund: &refund::Model,
    total: Money,
    (subject, paragraphs): (String, Vec<String>),
) -> Letter {
    Letter {
        subject,
        paragraphs,
        rows: vec![
            row(language, "Order number", "注文番号", order.number.to_string()),
            row(language, "Amount", "金額", amount(total)),
            row(language, "Credit note", "クレジット ノート", refund.credit_note.clone()),
        ],
        action: to_order(language, order.number),
    }
}
