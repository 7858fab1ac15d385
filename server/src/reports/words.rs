//! What the columns and rows of reports are called: on the page and in the file alike.

use tokuten_core::catalogue::Localized;
use tokuten_core::reports::{AGES, Column};

pub const MONTH: (&str, &str) = ("Month", "月");
pub const ROW: (&str, &str) = ("Of which", "内訳");
pub const CURRENCY: (&str, &str) = ("Currency", "通貨");

pub const RENEWED: (&str, &str) = ("Renewed", "更新済み");
pub const LAPSED: (&str, &str) = ("Lapsed", "失効");
pub const UNDECIDED: (&str, &str) = ("Can still renew", "更新可能");
pub const ENDED: (&str, &str) = ("Upgraded, cancelled or refunded", "アップグレード・解約・返金");
pub const RATE: (&str, &str) = ("Renewed of those decided", "確定分の更新率");

pub const REMINDED: (&str, &str) = ("Reminded", "通知済み");
pub const OPENED: (&str, &str) = ("Window opened", "更新期間の開始");
pub const TERMS: (&str, &str) = ("Memberships", "メンバーシップ");
pub const OF_OPENED: (&str, &str) = ("Of the windows opened", "開始した更新期間に対する割合");

pub const TOTAL: (&str, &str) = ("Total", "合計");
pub const ORDERS: (&str, &str) = ("Orders", "注文");
pub const OUTSTANDING: (&str, &str) = ("Outstanding", "未入金");
pub const INVOICED: (&str, &str) = ("Invoiced", "請求額");
pub const EARNED: (&str, &str) = ("Earned", "当月の収益");
pub const DEFERRED: (&str, &str) = ("Deferred at the end", "月末の繰延額");

pub const REQUESTS: (&str, &str) = ("Requests", "要求");
pub const ANSWERED: (&str, &str) = ("Answered", "回答済み");
pub const MEDIAN: (&str, &str) = ("Median to the first answer", "最初の回答までの中央値");
pub const MOST: (&str, &str) = ("Nine of ten answered within", "9 割が回答された時間");

pub fn named((en, ja): (&str, &str)) -> Localized {
    Localized { en: en.to_owned(), ja: ja.to_owned() }
}

/// A column that is drawn.
pub fn drawn(name: (&str, &str)) -> Column {
    Column { name: named(name), is_drawn: true }
}

/// A column that only the table has.
pub fn told(name: (&str, &str)) -> Column {
    Column { name: named(name), is_drawn: false }
}

/// The classes of age.
pub fn ages() -> impl Iterator<Item = Localized> {
    AGES.into_iter().map(|(from, to)| match to {
        Some(to) => named((&format!("{from} to {to} days"), &format!("{from} ~ {to} 日"))),
        None => named((&format!("{from} days and more"), &format!("{from} 日以上"))),
    })
}
