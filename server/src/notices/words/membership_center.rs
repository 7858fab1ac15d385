//! The words about subscriptions of the Membership Center that Partner Center has taken over.

use chrono::NaiveDate;
use tokuten_core::catalogue::{Catalogue, Language};
use tokuten_core::orders::OrderNumber;
use tokuten_core::payments::CardSummary;
use tokuten_core::subscriptions::Subscription;

use super::{card_row, date, in_language, row, to_subscription};
use crate::mail::Letter;

/// What came along of a subscription's automatic renewal.
pub enum CarriedOver<'a> {
    /// It was off.
    Off,
    /// This card is charged.
    Card(&'a CardSummary),
    /// This card will have expired.
    ExpiredCard(&'a CardSummary),
    /// An order by transfer is placed.
    Transfer,
    /// Nothing to pay with: it is asked for again.
    Nothing,
}

/// What is told of a hand-over.
pub struct HandedOver<'a> {
    /// The subscription, as it is now.
    pub held: &'a Subscription,
    /// The day of the hand-over.
    pub today: NaiveDate,
    /// An order for it that awaits payment.
    pub order: Option<OrderNumber>,
    /// What came along.
    pub carried: CarriedOver<'a>,
}

/// Dates in words.
struct Dates {
    ends: String,
    opens: String,
    closes: String,
    benefits_end: String,
}

pub fn handed_over(language: Language, offer: &str, told: &HandedOver, catalogue: &Catalogue) -> Letter {
    let held = told.held;
    let window = held.window(&catalogue.policies);
    let dates = Dates {
        ends: date(language, held.expires_on),
        opens: date(language, window.opens),
        closes: date(language, window.closes),
        benefits_end: date(language, held.benefits_end(&catalogue.policies)),
    };
    let (is_open, by_itself) =
        (told.today >= window.opens, matches!(told.carried, CarriedOver::Card(_) | CarriedOver::Transfer));
    let moved = moved(language, offer, &dates.ends, told.today > held.expires_on);
    let then = match told.order {
        Some(order) => vec![ordered(language, order)],
        None => {
            vec![invitation(language, &dates, by_itself), carried(language, &dates, &told.carried, is_open)]
        }
    };
    let renewable = format!("{} – {}", dates.opens, dates.closes);
    let mut rows = vec![
        row(language, "Membership ends (anniversary)", "メンバーシップ終了 (記念日)", dates.ends),
        row(language, "Renewable in Partner Center", "パートナー センターでの更新期間", renewable),
    ];
    if let (CarriedOver::Card(card), None) = (&told.carried, told.order) {
        rows.push(card_row(language, card));
    }
    Letter {
        subject: in_language(
            language,
            format!("{offer} is now managed in Partner Center"),
            format!("{offer} はパートナー センターでの管理に移りました"),
        ),
        paragraphs: [vec![moved], then].concat(),
        rows,
        action: to_subscription(language, &held.id),
    }
}

/// What has happened.
fn moved(language: Language, offer: &str, ends: &str, has_ended: bool) -> String {
    if has_ended {
        return in_language(
            language,
            format!(
                "Your {offer} ended on {ends} and was not renewed in the Membership Center. It can still be viewed there, but it is now managed in Partner Center."
            ),
            format!(
                "{offer} は {ends}に終了し、Membership Center では更新されませんでした。Membership Center では閲覧のみとなり、今後はパートナー センターで管理されます。"
            ),
        );
    }
    in_language(
        language,
        format!(
            "Your {offer} was moved from the Membership Center to Partner Center. It can still be viewed there, but no longer renewed there. It runs to {ends}."
        ),
        format!(
            "{offer} の管理は Membership Center からパートナー センターに移りました。Membership Center では閲覧のみとなり、更新はできません。現在の期間は {ends}までです。"
        ),
    )
}

/// From which date it is renewed in Partner Center: an invitation to who has to do it by hand.
fn invitation(language: Language, dates: &Dates, by_itself: bool) -> String {
    let Dates { opens, closes, benefits_end, .. } = dates;
    if by_itself {
        return in_language(
            language,
            format!("It can be renewed in Partner Center from {opens} to {closes}."),
            format!("パートナー センターで更新できるのは {opens}から {closes}までです。"),
        );
    }
    in_language(
        language,
        format!(
            "We invite you to renew it in Partner Center from {opens} to {closes}. Without a renewal, its benefits end on {benefits_end}."
        ),
        format!(
            "{opens}から {closes}までの間に、パートナー センターで更新してください。更新しない場合、特典は {benefits_end}に終了します。"
        ),
    )
}

/// What was ordered there keeps its right (domain.md, "Buying and renewing").
fn ordered(language: Language, order: OrderNumber) -> String {
    in_language(
        language,
        format!(
            "Order {order} for its renewal awaits your payment. Once it is paid, the subscription is renewed: please do not order again."
        ),
        format!(
            "更新の注文 {order} はお支払い待ちです。お支払いが完了すると更新されますので、再度ご注文いただく必要はありません。"
        ),
    )
}

/// What becomes of its automatic renewal.
fn carried(language: Language, dates: &Dates, carried: &CarriedOver, is_open: bool) -> String {
    let Dates { ends, opens, closes, .. } = dates;
    let off = if is_open {
        String::new()
    } else {
        in_language(
            language,
            format!(
                " If you do not want that, turn automatic renewal off on the subscription's page by the end of {ends}."
            ),
            format!(
                "更新をご希望でない場合は、{ends}の終わりまでにサブスクリプションのページで自動更新を無効にしてください。"
            ),
        )
    };
    let (en, ja) = match carried {
        CarriedOver::Off => (
            format!("It does not renew by itself. If you want to keep it, please renew it by {closes}."),
            format!("自動では更新されません。継続をご希望の場合は、{closes}までに更新してください。"),
        ),
        CarriedOver::Card(card) => (
            format!(
                "Its automatic renewal came along: on {opens} the card ending in {} is charged the price then in force, plus tax.{off}",
                card.last4
            ),
            format!(
                "自動更新は引き継がれました。{opens}に、末尾 {} のカードに、その時点の料金と税が請求されます。{off}",
                card.last4
            ),
        ),
        CarriedOver::Transfer => (
            format!(
                "Its automatic renewal came along: on {opens} an order at the price then in force, plus tax, is placed, and we mail you how to pay it by bank transfer.{off}"
            ),
            format!(
                "自動更新は引き継がれました。{opens}に、その時点の料金と税で注文が行われ、電信振替のご案内をメールでお送りします。{off}"
            ),
        ),
        CarriedOver::ExpiredCard(card) => (
            format!(
                "Its automatic renewal came along, but the card ending in {} has expired by {opens}. Please save another card on the subscription's page, or renew it by hand by {closes}.",
                card.last4
            ),
            format!(
                "自動更新は引き継がれましたが、末尾 {} のカードは {opens}の時点で有効期限が切れています。サブスクリプションのページで別のカードを保存するか、{closes}までに手動で更新してください。",
                card.last4
            ),
        ),
        CarriedOver::Nothing => (
            format!(
                "Automatic renewal is on, but what it is paid with could not be carried over: our payment gateway knows no card for it. Please save a card on the subscription's page; otherwise nothing is charged, and it ends unless you renew it by hand by {closes}."
            ),
            format!(
                "自動更新は有効ですが、お支払い方法を引き継ぐことができませんでした。決済ゲートウェイにカードの登録がありません。サブスクリプションのページでカードを保存してください。保存されない場合、請求は行われず、{closes}までに手動で更新しなければ終了します。"
            ),
        ),
    };
    in_language(language, en, ja)
}
