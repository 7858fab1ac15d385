//! The words of the notices, in both languages side by side.

use chrono::NaiveDate;
use tokuten_core::catalogue::{Catalogue, Language};
use tokuten_core::money::Money;
use tokuten_core::orders::TransferInstructions;
use tokuten_core::payments::{CardSummary, DeclineReason};
use tokuten_core::subscriptions::Subscription;
use tokuten_core::verdict::Code;

use crate::mail::Letter;

/// `en` or `ja`, as the language asks.
pub(super) fn in_language(language: Language, en: String, ja: String) -> String {
    match language {
        Language::En => en,
        Language::Ja => ja,
    }
}

/// `9 March 2027`, `2027年3月9日`.
pub(super) fn date(language: Language, day: NaiveDate) -> String {
    match language {
        Language::En => day.format("%-d %B %Y").to_string(),
        Language::Ja => day.format("%Y年%-m月%-d日").to_string(),
    }
}

/// `JPY 59,290`, `EUR 493.85`.
#[must_use]
pub fn amount(money: Money) -> String {
    let text = money.to_string();
    let (number, code) = text.split_once(' ').unwrap_or((&text, ""));
    let (whole, part) =
        number.split_once('.').map_or((number, String::new()), |(whole, part)| (whole, format!(".{part}")));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{code} {sign}{grouped}{part}")
}

pub(super) fn row(language: Language, en: &str, ja: &str, value: String) -> (String, String) {
    (in_language(language, en.to_owned(), ja.to_owned()), value)
}

pub(super) fn to_order(language: Language, number: i64) -> (String, String) {
    let text = in_language(language, "View order".into(), "注文を表示".into());
    (text, format!("/orders/{number}"))
}

pub(super) fn to_subscription(language: Language, id: &str) -> (String, String) {
    let text = in_language(language, "View subscription".into(), "サブスクリプションを表示".into());
    (text, format!("/subscriptions/{id}"))
}

pub fn order_paid(
    language: Language,
    offer: &str,
    number: i64,
    total: Money,
    invoice: &str,
    until: NaiveDate,
) -> Letter {
    let day = date(language, until);
    Letter {
        subject: in_language(
            language,
            format!("Order {number} confirmed: {offer}"),
            format!("注文 {number} の確認: {offer}"),
        ),
        paragraphs: vec![in_language(
            language,
            format!(
                "We have received your payment. Your {offer} runs until {day}. The invoice can be downloaded from the order's page."
            ),
            format!(
                "お支払いを確認しました。{offer} は {day} まで有効です。請求書は注文のページからダウンロードできます。"
            ),
        )],
        rows: vec![
            row(language, "Order number", "注文番号", number.to_string()),
            row(language, "Total", "合計", amount(total)),
            row(language, "Invoice", "請求書", invoice.to_owned()),
        ],
        action: to_order(language, number),
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
            format!("注文 {number}: {day} までにお振り込みください"),
        ),
        paragraphs: vec![in_language(
            language,
            format!(
                "Your order for {offer} is placed. Transfer the amount to this account and name the reference. The subscription changes when the money has arrived; without it the order expires after {day}."
            ),
            format!(
                "{offer} のご注文を承りました。次の口座に参照番号を添えてお振り込みください。入金確認後にサブスクリプションが変わります。入金がない場合、{day} を過ぎると注文は失効します。"
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

pub fn order_expired(language: Language, offer: &str, number: i64) -> Letter {
    Letter {
        subject: in_language(
            language,
            format!("Order {number} has expired"),
            format!("注文 {number} は失効しました"),
        ),
        paragraphs: vec![in_language(
            language,
            format!(
                "The transfer for {offer} did not arrive in time. Nothing changed and nothing was charged. Money that comes later is held for your company. You can order again as long as the programme allows it."
            ),
            format!(
                "{offer} の入金が期限までに確認できませんでした。変更も請求も行われていません。後から届いた入金は貴社の預り金として保管されます。プログラムの規則の範囲で、あらためてご注文いただけます。"
            ),
        )],
        rows: Vec::new(),
        action: to_order(language, number),
    }
}

fn reason(language: Language, reason: DeclineReason) -> &'static str {
    match (language, reason) {
        (Language::En, DeclineReason::CardDeclined) => "the bank declined the card",
        (Language::En, DeclineReason::InsufficientFunds) => "the card has not enough funds",
        (Language::En, DeclineReason::ExpiredCard) => "the card has expired",
        (Language::En, DeclineReason::AuthenticationRequired) => {
            "the bank asks the cardholder to authenticate"
        }
        (Language::Ja, DeclineReason::CardDeclined) => "銀行がカードを拒否しました",
        (Language::Ja, DeclineReason::InsufficientFunds) => "カードの残高が不足しています",
        (Language::Ja, DeclineReason::ExpiredCard) => "カードの有効期限が切れています",
        (Language::Ja, DeclineReason::AuthenticationRequired) => "銀行がカード所有者の認証を求めています",
    }
}

pub fn automatic_declined(
    language: Language,
    offer: &str,
    card: Option<&CardSummary>,
    why: DeclineReason,
    subscription: &str,
) -> Letter {
    let why = reason(language, why);
    let rows = card.map(|card| row(language, "Card", "カード", format!("•••• {}", card.last4)));
    Letter {
        subject: in_language(
            language,
            format!("{offer} could not be renewed automatically"),
            format!("{offer} を自動更新できませんでした"),
        ),
        paragraphs: vec![in_language(
            language,
            format!(
                "Nothing was charged: {why}. We try again on some of the next days. Until the renewal window closes you can renew by hand with another card or by bank transfer; that ends the automatic attempts."
            ),
            format!(
                "請求は行われていません。{why}。今後数回、自動で再試行します。更新期間中は、別のカードまたは電信振替で手動更新でき、その場合は自動の再試行を終了します。"
            ),
        )],
        rows: rows.into_iter().collect(),
        action: to_subscription(language, subscription),
    }
}

fn unmet(language: Language, code: Code) -> &'static str {
    match (language, code) {
        (Language::En, Code::Verified) => "the legal profile is not verified",
        (Language::En, Code::NoOpenOrder) => "an order for it already awaits payment",
        (Language::En, Code::Qualified) => "the competency it asks for is not held",
        (Language::En, Code::NotCovered) => "its benefits are included in another active membership",
        (Language::En, Code::SoldHere) => "it is not sold in your country any more",
        (Language::En, Code::InGoodStanding) => "the partner is suspended",
        (Language::En, _) => "there is no saved card or transfer contact, or a requirement is not met",
        (Language::Ja, Code::Verified) => "法的プロファイルが確認されていません",
        (Language::Ja, Code::NoOpenOrder) => "支払い待ちの注文がすでにあります",
        (Language::Ja, Code::Qualified) => "必要なコンピテンシーがありません",
        (Language::Ja, Code::NotCovered) => "特典は別の有効なメンバーシップに含まれています",
        (Language::Ja, Code::SoldHere) => "お住まいの国での販売が終了しました",
        (Language::Ja, Code::InGoodStanding) => "パートナーが停止中です",
        (Language::Ja, _) => "保存済みのカードまたは振替の連絡先がないか、条件を満たしていません",
    }
}

pub fn automatic_refused(
    language: Language,
    offer: &str,
    codes: &[Code],
    held: &Subscription,
    catalogue: &Catalogue,
) -> Letter {
    let closes = date(language, held.window(&catalogue.policies).closes);
    let why: Vec<_> = if codes.is_empty() {
        vec![unmet(language, Code::Role)]
    } else {
        codes.iter().map(|code| unmet(language, *code)).collect()
    };
    let why = why.join(if language == Language::En { "; " } else { "、" });
    Letter {
        subject: in_language(
            language,
            format!("{offer} was not renewed automatically"),
            format!("{offer} は自動更新されませんでした"),
        ),
        paragraphs: vec![in_language(
            language,
            format!(
                "Nothing was charged, because {why}. Once that is mended you can renew by hand until {closes}."
            ),
            format!("{why}ため、請求は行われていません。解消後、{closes} まで手動で更新できます。"),
        )],
        rows: Vec::new(),
        action: to_subscription(language, &held.id),
    }
}

/// What a reminder says depends on where the day lies: before the anniversary, in the window, on its last day.
pub fn reminder(
    language: Language,
    offer: &str,
    held: &Subscription,
    price: Option<Money>,
    day: i32,
    catalogue: &Catalogue,
) -> Letter {
    let window = held.window(&catalogue.policies);
    let (ends, opens, closes) =
        (date(language, held.expires_on), date(language, window.opens), date(language, window.closes));
    let subject = if day <= 0 {
        in_language(language, format!("{offer} ends on {ends}"), format!("{offer} は {ends} に終了します"))
    } else {
        in_language(
            language,
            format!("Renew {offer} until {closes}"),
            format!("{offer} は {closes} まで更新できます"),
        )
    };
    let mut paragraphs = vec![in_language(
        language,
        format!(
            "Your {offer} ends on {ends}. It can be renewed from {opens} to {closes}; its benefits end on {}.",
            date(language, held.benefits_end(&catalogue.policies))
        ),
        format!(
            "{offer} は {ends} に終了します。{opens} から {closes} まで更新できます。特典は {} に終了します。",
            date(language, held.benefits_end(&catalogue.policies))
        ),
    )];
    paragraphs.push(by_itself(language, held, &opens));
    if let Some(card) =
        held.card.as_ref().filter(|card| held.automatic_renewal && !card.is_good_on(window.opens))
    {
        paragraphs.push(in_language(
            language,
            format!("The card ending in {} will have expired by then. Renew by hand in the window with another card.", card.last4),
            format!("末尾 {} のカードは、その時点で有効期限が切れています。更新期間中に別のカードで手動更新してください。", card.last4),
        ));
    }
    let mut rows = vec![row(language, "Membership ends", "メンバーシップ終了", ends)];
    rows.extend(price.map(|price| row(language, "Price a year, before tax", "年額 (税別)", amount(price))));
    rows.extend(
        held.card.as_ref().map(|card| row(language, "Card", "カード", format!("•••• {}", card.last4))),
    );
    Letter { subject, paragraphs, rows, action: to_subscription(language, &held.id) }
}

fn by_itself(language: Language, held: &Subscription, opens: &str) -> String {
    if held.automatic_renewal {
        in_language(
            language,
            format!(
                "It renews by itself on {opens} at the price then in force. You can turn automatic renewal off on its page until the end of the anniversary."
            ),
            format!(
                "{opens} に、その時点の料金で自動更新されます。自動更新は、記念日の終わりまでページで無効にできます。"
            ),
        )
    } else {
        in_language(
            language,
            "It does not renew by itself: renew it by hand in the window.".into(),
            "自動では更新されません。更新期間中に手動で更新してください。".into(),
        )
    }
}

pub fn lapsed(language: Language, offer: &str, held: &Subscription) -> Letter {
    let ends = date(language, held.expires_on);
    Letter {
        subject: in_language(
            language,
            format!("{offer} has expired"),
            format!("{offer} は期限切れになりました"),
        ),
        paragraphs: vec![in_language(
            language,
            format!(
                "Your {offer} ended on {ends} and was not renewed in time. Its benefits have ended. You can buy it anew at any time."
            ),
            format!(
                "{offer} は {ends} に終了し、期間内に更新されませんでした。特典は終了しました。いつでも新たに購入できます。"
            ),
        )],
        rows: Vec::new(),
        action: to_subscription(language, &held.id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokuten_core::money::Currency;

    #[test]
    fn amounts_are_grouped_and_keep_their_decimals() {
        assert_eq!(amount(Money::new(59_290, Currency::JPY)), "JPY 59,290");
        assert_eq!(amount(Money::new(-123_456_789, Currency::EUR)), "EUR -1,234,567.89");
        assert_eq!(amount(Money::new(5, Currency::EUR)), "EUR 0.05");
    }
}
