//! What is said of subscriptions that near their end: reminders, automatic renewals that did not succeed, lapse.

use chrono::NaiveDate;
use tokuten_core::benefits::{Unused, shown_minutes};
use tokuten_core::calendar::shifted;
use tokuten_core::catalogue::{BenefitKind, Catalogue, Language};
use tokuten_core::money::Money;
use tokuten_core::payments::{CardSummary, DeclineReason};
use tokuten_core::subscriptions::{ManagedIn, Subscription};
use tokuten_core::verdict::Code;

use super::{amount, card_row, date, in_language, row, to_membership_center, to_subscription, why_declined};
use crate::mail::Letter;

pub fn automatic_declined(
    language: Language,
    offer: &str,
    (card, total): (Option<&CardSummary>, Money),
    why: DeclineReason,
    (subscription, closes): (&str, Option<NaiveDate>),
    retry_days: &[u32],
) -> Letter {
    let again = tried_again(language, retry_days);
    let why = why_declined(language, why);
    let until = closes.map(|day| date(language, day));
    let mut rows: Vec<_> = card.map(|card| card_row(language, card)).into_iter().collect();
    rows.push(row(language, "Total, tax included", "合計 (税込)", amount(total)));
    rows.extend(until.map(|day| row(language, "Renewable until", "更新できる最終日", day)));
    Letter {
        subject: in_language(
            language,
            format!("{offer} could not be renewed automatically"),
            format!("{offer} を自動更新できませんでした"),
        ),
        paragraphs: vec![in_language(
            language,
            format!(
                "Nothing was charged: {why}. {again} Until the window closes you can also renew by hand, with another card or by bank transfer; that ends the automatic attempts."
            ),
            format!(
                "{why}。請求は行われていません。{again}更新期間が終わるまでは、別のカードまたは電信振替で手動で更新することもできます。その場合、自動の再試行は終了します。"
            ),
        )],
        rows,
        action: to_subscription(language, subscription),
    }
}

/// When an automatic renewal that was declined is tried again.
fn tried_again(language: Language, retry_days: &[u32]) -> String {
    let days: Vec<_> = retry_days.iter().map(ToString::to_string).collect();
    match (language, &days[..]) {
        (Language::En, []) => "Automatic renewal is not tried again.".to_owned(),
        (Language::Ja, []) => "自動更新は再試行されません。".to_owned(),
        (Language::En, [only]) => format!("It is tried again {only} days after the first attempt."),
        (Language::En, [first @ .., last]) => format!(
            "While the renewal window is open, it is tried again {} and {last} days after the first attempt.",
            first.join(", ")
        ),
        (Language::Ja, days) => {
            format!("更新期間中、最初の試行から {} 日後に自動で再試行します。", days.join("、"))
        }
    }
}

/// Why nothing was charged, as a part of a sentence; in Japanese as one of its own.
fn unmet(language: Language, code: Code) -> &'static str {
    match (language, code) {
        (Language::En, Code::Verified) => "your company's legal profile is not verified",
        (Language::En, Code::NoOpenOrder) => "an order for it already awaits payment",
        (Language::En, Code::Qualified) => "the competency that it requires is not held",
        (Language::En, Code::NotCovered) => "its benefits are included in another active membership",
        (Language::En, Code::SoldHere) => "it is no longer sold in your country",
        (Language::En, Code::InGoodStanding) => "your company is suspended",
        (Language::En, _) => "a requirement is not met",
        (Language::Ja, Code::Verified) => "貴社の法的プロファイルが確認されていません",
        (Language::Ja, Code::NoOpenOrder) => "お支払い待ちの注文がすでにあります",
        (Language::Ja, Code::Qualified) => "必要なコンピテンシーを満たしていません",
        (Language::Ja, Code::NotCovered) => "特典は別の有効なメンバーシップに含まれています",
        (Language::Ja, Code::SoldHere) => "貴社の国では販売を終了しました",
        (Language::Ja, Code::InGoodStanding) => "貴社のアカウントは停止されています",
        (Language::Ja, _) => "条件が満たされていません",
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
    let why: Vec<_> = codes.iter().map(|code| unmet(language, *code)).collect();
    let why = why.join(if language == Language::En { "; " } else { "。" });
    Letter {
        subject: in_language(
            language,
            format!("{offer} was not renewed automatically"),
            format!("{offer} は自動更新されませんでした"),
        ),
        paragraphs: vec![in_language(
            language,
            format!(
                "Nothing was charged, because {why}. Automatic renewal is not tried again. Once the cause is removed, you can renew by hand until {closes}."
            ),
            format!(
                "次の理由により、請求は行われていません。{why}。自動更新は再試行されません。原因を解消すると、{closes}まで手動で更新できます。"
            ),
        )],
        rows: vec![row(language, "Renewable until", "更新できる最終日", closes)],
        action: to_subscription(language, &held.id),
    }
}

/// Nothing to pay with: a card is asked for, and the retry days look whether it has come.
pub fn automatic_unpayable(
    language: Language,
    offer: &str,
    held: &Subscription,
    catalogue: &Catalogue,
) -> Letter {
    let closes = date(language, held.window(&catalogue.policies).closes);
    let again = tried_again(language, &catalogue.retry_days);
    Letter {
        subject: in_language(
            language,
            format!("{offer} was not renewed automatically: no card is saved"),
            format!("{offer} は自動更新されませんでした: カードが保存されていません"),
        ),
        paragraphs: vec![in_language(
            language,
            format!(
                "Nothing was charged, because neither a card nor a transfer contact is saved for it. Please save a card on the subscription's page. {again} You can also renew by hand until {closes}."
            ),
            format!(
                "お支払い用のカードも振替の連絡先も保存されていないため、請求は行われていません。サブスクリプションのページでカードを保存してください。{again}{closes}まで手動で更新することもできます。"
            ),
        )],
        rows: vec![row(language, "Renewable until", "更新できる最終日", closes)],
        action: to_subscription(language, &held.id),
    }
}

/// What a reminder is about.
pub struct Reminded<'a> {
    /// The subscription.
    pub held: &'a Subscription,
    /// The price of a year where the partner is, before tax; none if it is no longer sold there.
    pub price: Option<Money>,
    /// Whether there is a contact for a renewal by transfer.
    pub by_transfer: bool,
    /// The reminder's day, after the anniversary.
    pub day: i32,
    /// What is left of its benefits and lost when the window closes; only in the last reminders.
    pub unused: &'a [Unused],
}

/// With what an automatic renewal would be paid.
enum Means<'a> {
    /// A card that is good on that day.
    Card(&'a CardSummary),
    /// A card that will have expired by then.
    Expired(&'a CardSummary),
    /// A transfer, for which the instructions are mailed.
    Transfer,
    /// Neither.
    Nothing,
}

impl Reminded<'_> {
    fn means(&self, on: NaiveDate) -> Means<'_> {
        match &self.held.card {
            Some(card) if card.is_good_on(on) => Means::Card(card),
            Some(card) => Means::Expired(card),
            None if self.by_transfer => Means::Transfer,
            None => Means::Nothing,
        }
    }
}

/// What a reminder says depends on where its day lies, before the window or in it, and on what will happen by itself.
pub fn reminder(language: Language, offer: &str, reminded: &Reminded, catalogue: &Catalogue) -> Letter {
    let held = reminded.held;
    let window = held.window(&catalogue.policies);
    let today = shifted(held.expires_on, reminded.day);
    let there = held.managed_in_on(today) == ManagedIn::MembershipCenter;
    let there = there.then(|| held.window_in(ManagedIn::MembershipCenter, &catalogue.policies));
    let dates = Dates {
        there: there.map(|there| [there.opens, there.closes].map(|day| date(language, day))),
        ends: date(language, held.expires_on),
        opens: date(language, window.opens),
        closes: date(language, window.closes),
        benefits_end: date(language, held.benefits_end(&catalogue.policies)),
    };
    let means = reminded.means(window.opens);
    let by_itself = held.automatic_renewal && matches!(means, Means::Card(_) | Means::Transfer);
    let (subject, first) = if today >= window.opens {
        renewable(language, offer, &dates, today == window.closes)
    } else {
        coming(language, offer, &dates, by_itself)
    };
    let then = match held.automatic_renewal {
        false => by_hand(language, &dates, today >= window.opens),
        true if today < window.opens => planned(language, &dates, &means),
        true => not_paid_yet(language, &dates),
    };
    // Where it is renewed by hand on that day, if it can be.
    let is_open_there = there.is_some_and(|there| there.contains(today));
    let action = if is_open_there && !held.automatic_renewal {
        to_membership_center(language)
    } else {
        to_subscription(language, &held.id)
    };
    let lost = (!reminded.unused.is_empty()).then(|| lost(language, &dates));
    let left = reminded.unused.iter().map(|unused| left(language, unused));
    let paragraphs = [first, then].into_iter().chain(lost).collect();
    let rows = facts(language, reminded, dates).into_iter().chain(left).collect();
    Letter { subject, paragraphs, rows, action }
}

/// The dates of a reminder, in its language.
struct Dates {
    /// First and last day in the Membership Center, if it is managed there.
    there: Option<[String; 2]>,
    ends: String,
    opens: String,
    closes: String,
    benefits_end: String,
}

/// Subject and first paragraph before the window opens.
fn coming(language: Language, offer: &str, dates: &Dates, by_itself: bool) -> (String, String) {
    let Dates { ends, opens, closes, benefits_end, there } = dates;
    let subject = if by_itself {
        in_language(
            language,
            format!("{offer} renews automatically on {opens}"),
            format!("{offer} は {opens}に自動更新されます"),
        )
    } else {
        in_language(language, format!("{offer} ends on {ends}"), format!("{offer} は {ends}に終了します"))
    };
    if let Some([from, to]) = there {
        let first = in_language(
            language,
            format!(
                "The present term of your {offer} ends on {ends}. It is managed in the Membership Center and can be renewed there from {from} to {to}. If it is not renewed by then, it moves to Partner Center and can be renewed there from {opens} to {closes}. Without a renewal, its benefits end on {benefits_end}."
            ),
            format!(
                "{offer} の現在の期間は {ends}に終了します。Membership Center で管理されており、{from}から {to}までは Membership Center で更新できます。それまでに更新されない場合はパートナー センターに移り、{opens}から {closes}までパートナー センターで更新できます。更新しない場合、特典は {benefits_end}に終了します。"
            ),
        );
        return (subject, first);
    }
    let first = in_language(
        language,
        format!(
            "The present term of your {offer} ends on {ends}. It can be renewed from {opens} to {closes}. Without a renewal, its benefits end on {benefits_end}."
        ),
        format!(
            "{offer} の現在の期間は {ends}に終了します。更新できるのは {opens}から {closes}までです。更新しない場合、特典は {benefits_end}に終了します。"
        ),
    );
    (subject, first)
}

/// Subject and first paragraph while the window is open.
fn renewable(language: Language, offer: &str, dates: &Dates, is_last_day: bool) -> (String, String) {
    let Dates { ends, closes, benefits_end, .. } = dates;
    let subject = if is_last_day {
        in_language(
            language,
            format!("Last day to renew {offer}: {closes}"),
            format!("{offer} を更新できるのは {closes}が最終日です"),
        )
    } else {
        in_language(
            language,
            format!("Renew {offer} by {closes}"),
            format!("{offer} を {closes}までに更新してください"),
        )
    };
    let first = in_language(
        language,
        format!(
            "Your {offer} ended on {ends} and has not been renewed yet. It can be renewed until {closes}. Without a renewal, its benefits end on {benefits_end}."
        ),
        format!(
            "{offer} は {ends}に終了し、まだ更新されていません。{closes}まで更新できます。更新しない場合、特典は {benefits_end}に終了します。"
        ),
    );
    (subject, first)
}

fn by_hand(language: Language, dates: &Dates, is_open: bool) -> String {
    let Dates { opens, closes, .. } = dates;
    if is_open {
        return in_language(
            language,
            format!("It does not renew by itself. Please renew it by {closes} if you want to keep it."),
            format!("自動では更新されません。継続をご希望の場合は、{closes}までに更新してください。"),
        );
    }
    if let Some([_, to]) = &dates.there {
        return in_language(
            language,
            format!(
                "It does not renew by itself. If you want to keep it, please renew it in the Membership Center by {to}, or in Partner Center from {opens} on."
            ),
            format!(
                "自動では更新されません。継続をご希望の場合は、{to}までに Membership Center で、または {opens}以降にパートナー センターで更新してください。"
            ),
        );
    }
    in_language(
        language,
        format!("It does not renew by itself. If you want to keep it, please renew it from {opens} on."),
        format!("自動では更新されません。継続をご希望の場合は、{opens}以降に更新してください。"),
    )
}

/// What will happen by itself, and how to prevent it.
fn planned(language: Language, dates: &Dates, means: &Means) -> String {
    let Dates { ends, opens, closes, there, .. } = dates;
    let by_hand = match there {
        Some([_, to]) => in_language(
            language,
            format!("in the Membership Center by {to}, or in Partner Center between {opens} and {closes}"),
            format!(
                "{to}までに Membership Center で、または {opens}から {closes}までの間にパートナー センターで"
            ),
        ),
        None => in_language(
            language,
            format!("between {opens} and {closes}"),
            format!("{opens}から {closes}までの間に"),
        ),
    };
    let off = in_language(
        language,
        format!(
            "If you do not want that, turn automatic renewal off on the subscription's page by the end of {ends}."
        ),
        format!(
            "更新をご希望でない場合は、{ends}の終わりまでにサブスクリプションのページで自動更新を無効にしてください。"
        ),
    );
    let (en, ja) = match means {
        Means::Card(card) => (
            format!(
                "It renews by itself: on {opens} the card ending in {} is charged the price then in force, plus tax. {off}",
                card.last4
            ),
            format!(
                "自動的に更新されます。{opens}に、末尾 {} のカードに、その時点の料金と税が請求されます。{off}",
                card.last4
            ),
        ),
        Means::Transfer => (
            format!(
                "It renews by itself: on {opens} an order at the price then in force, plus tax, is placed, and we mail you how to pay it by bank transfer. {off}"
            ),
            format!(
                "自動的に更新されます。{opens}に、その時点の料金と税で注文が行われ、電信振替のご案内をメールでお送りします。{off}"
            ),
        ),
        Means::Expired(card) => (
            format!(
                "It is set to renew by itself on {opens}, but the card ending in {} will have expired by then. Please save another card on the subscription's page, or renew it by hand {by_hand}.",
                card.last4
            ),
            format!(
                "{opens}に自動更新される設定ですが、末尾 {} のカードはその時点で有効期限が切れています。サブスクリプションのページで別のカードを保存するか、{by_hand}手動で更新してください。",
                card.last4
            ),
        ),
        Means::Nothing => (
            format!(
                "It is set to renew by itself on {opens}, but neither a card nor a transfer contact is saved for that. Please save a card on the subscription's page, or renew it by hand {by_hand}."
            ),
            format!(
                "{opens}に自動更新される設定ですが、お支払い用のカードも振替の連絡先も保存されていません。サブスクリプションのページでカードを保存するか、{by_hand}手動で更新してください。"
            ),
        ),
    };
    in_language(language, en, ja)
}

fn not_paid_yet(language: Language, dates: &Dates) -> String {
    let closes = &dates.closes;
    in_language(
        language,
        format!(
            "Its automatic renewal has not been paid so far. If an order awaits your bank transfer, please pay it by its date; otherwise you can renew by hand until {closes}."
        ),
        format!(
            "自動更新のお支払いはまだ完了していません。電信振替をお待ちしている注文がある場合は、その期限までにお振り込みください。それ以外の場合は、{closes}まで手動で更新できます。"
        ),
    )
}

fn lost(language: Language, dates: &Dates) -> String {
    let benefits_end = &dates.benefits_end;
    in_language(
        language,
        format!(
            "Some of its benefits are not used up; the list below says how much is left. What is not used by {benefits_end} is lost."
        ),
        format!(
            "まだ使い切っていない特典があります。残りは下の一覧のとおりです。{benefits_end}までに使用されなかった分は失われます。"
        ),
    )
}

/// What is left of a benefit: `8 of 10 left`.
fn left(language: Language, unused: &Unused) -> (String, String) {
    let (mut left, mut of) = (unused.left.to_string(), unused.quantity.to_string());
    if unused.kind == BenefitKind::AdvisoryHours {
        (left, of) = (shown_minutes(unused.left), shown_minutes(unused.quantity));
    }
    let text = in_language(language, format!("{left} of {of} left"), format!("残り {left} / {of}"));
    (unused.name.text(language).to_owned(), text)
}

fn facts(language: Language, reminded: &Reminded, dates: Dates) -> Vec<(String, String)> {
    let held = reminded.held;
    let on = in_language(language, "On".into(), "有効".into());
    let off = in_language(language, "Off".into(), "無効".into());
    let saved = in_language(language, "Saved card".into(), "保存済みのカード".into());
    let mut rows =
        vec![row(language, "Membership ends (anniversary)", "メンバーシップ終了 (記念日)", dates.ends)];
    let [opens, closes] = [dates.opens, dates.closes];
    match dates.there {
        Some([from, to]) => rows.extend([
            row(
                language,
                "Renewable in the Membership Center",
                "Membership Center での更新期間",
                format!("{from} – {to}"),
            ),
            row(
                language,
                "Renewable in Partner Center",
                "パートナー センターでの更新期間",
                format!("{opens} – {closes}"),
            ),
        ]),
        None => rows.push(row(language, "Renewable until", "更新できる最終日", closes)),
    }
    rows.push(row(language, "Automatic renewal", "自動更新", if held.automatic_renewal { on } else { off }));
    let price = reminded.price;
    rows.extend(
        price.map(|price| row(language, "Price for a year, before tax", "年額 (税抜)", amount(price))),
    );
    rows.extend(held.card.as_ref().map(|card| (saved, card_row(language, card).1)));
    rows
}

pub fn lapsed(language: Language, offer: &str, held: &Subscription, benefits_end: NaiveDate) -> Letter {
    let (ends, benefits_end) = (date(language, held.expires_on), date(language, benefits_end));
    Letter {
        subject: in_language(
            language,
            format!("{offer} has expired"),
            format!("{offer} は期限切れになりました"),
        ),
        paragraphs: vec![in_language(
            language,
            format!(
                "Your {offer} ended on {ends} and was not renewed in time. Its benefits ended on {benefits_end}. If you want it again, you can buy it anew on Membership offers."
            ),
            format!(
                "{offer} は {ends}に終了し、期間内に更新されませんでした。特典は {benefits_end}に終了しました。再度ご利用になる場合は、「メンバーシップ特典」から新たに購入できます。"
            ),
        )],
        rows: Vec::new(),
        action: to_subscription(language, &held.id),
    }
}
