//! Documents with good defaults, so that a test shows only what matters to it.

#![allow(missing_docs, clippy::unwrap_used)]

use chrono::NaiveDate;
use tokuten_core::catalogue::{BankAccount, Language, Localized, Supplier};
use tokuten_core::money::{Currency, Money, Rate};
use tokuten_core::orders::OrderNumber;
use tokuten_core::partners::BillTo;
use tokuten_core::quotes::{LineItem, Quote, QuoteLine, TaxLine, TaxRelief};
use tokuten_documents::{Document, Kind, Payment};

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn text(en: &str, ja: &str) -> Localized {
    Localized { en: en.into(), ja: ja.into() }
}

pub fn membership(name: &Localized, amount: Money) -> QuoteLine {
    QuoteLine { item: LineItem::Membership { offer: "gold".into(), name: name.clone() }, amount }
}

/// Gold with the upgrade discount: 536,000 yen less 134,000, and 10 % of consumption tax.
pub fn yen() -> Quote {
    let yen = |amount| Money::new(amount, Currency::JPY);
    let discount = LineItem::UpgradeDiscount {
        from: "silver".into(),
        name: text("Silver membership", "シルバー メンバーシップ"),
        rate: Rate::basis_points(2_500),
    };
    Quote {
        lines: vec![
            membership(&text("Gold membership", "ゴールド メンバーシップ"), yen(536_000)),
            QuoteLine { item: discount, amount: yen(-134_000) },
        ],
        subtotal: yen(402_000),
        taxes: vec![TaxLine {
            name: text("Consumption tax", "消費税"),
            rate: Rate::basis_points(1_000),
            amount: yen(40_200),
            relief: None,
        }],
        total: yen(442_200),
    }
}

/// 4,130.00 euros with a VAT of 19 %, or with none and the reason.
pub fn euros(relief: Option<TaxRelief>) -> Quote {
    let euros = |amount| Money::new(amount, Currency::EUR);
    let (points, tax) = if relief.is_some() { (0, 0) } else { (1_900, 78_470) };
    Quote {
        lines: vec![membership(&text("Gold membership", "ゴールド メンバーシップ"), euros(413_000))],
        subtotal: euros(413_000),
        taxes: vec![TaxLine {
            name: text("VAT", "付加価値税"),
            rate: Rate::basis_points(points),
            amount: euros(tax),
            relief,
        }],
        total: euros(413_000 + tax),
    }
}

/// An English invoice to Berlin, paid by card.
pub fn invoice() -> Document {
    Document {
        kind: Kind::Invoice { number: "INV-2026-000123".into() },
        language: Language::En,
        issued_on: date("2026-11-23"),
        order: OrderNumber(100_042),
        partner: "4100001".parse().unwrap(),
        supplier: Supplier {
            name: "Northwind Software Ireland Limited".into(),
            address: vec!["14 Harbour Quay".into(), "Dublin 2".into(), "D02 XY45".into()],
            country: "IE".into(),
            tax_id: "IE9900123WA".into(),
        },
        country: "DE".into(),
        bill_to: BillTo {
            name: "Überbau Systeme GmbH & Co. KG".into(),
            line1: "Straße des Friedens 12".into(),
            line2: String::new(),
            city: "Berlin".into(),
            region: String::new(),
            postal_code: "10115".into(),
            tax_id: String::new(),
        },
        offer_name: "Gold membership".into(),
        quote: euros(None),
        payment: Payment::Card { brand: "visa".into(), last4: "4242".into(), paid_on: date("2026-11-22") },
    }
}

pub fn reverse_charged() -> Document {
    let bill_to = BillTo { tax_id: "DE123456789".into(), ..invoice().bill_to };
    Document { bill_to, quote: euros(Some(TaxRelief::ReverseCharge)), ..invoice() }
}

/// A Japanese qualified invoice, paid by transfer.
pub fn qualified() -> Document {
    let supplier = Supplier { tax_id: "T9700150012345".into(), ..invoice().supplier };
    Document {
        language: Language::Ja,
        supplier,
        country: "JP".into(),
        bill_to: BillTo {
            name: "株式会社青葉システム".into(),
            line1: "青葉区一番町1-2-3".into(),
            line2: "青葉ビル 4 階".into(),
            city: "仙台市".into(),
            region: "宮城県".into(),
            postal_code: "980-0811".into(),
            tax_id: "T1234567890123".into(),
        },
        offer_name: "ゴールド メンバーシップ".into(),
        quote: yen(),
        payment: Payment::Transfer { paid_on: date("2026-11-20") },
        ..invoice()
    }
}

pub fn awaited() -> Payment {
    Payment::Awaited {
        account: BankAccount {
            currency: "JPY".into(),
            bank: "ノースウォーター銀行 東京支店".into(),
            holder: "ノースウインドソフトウエア".into(),
            account: "普通 0123456".into(),
            bic: "NWFBJPJT".into(),
        },
        reference: "100042 4100001".into(),
        pay_by: date("2026-12-23"),
    }
}

pub fn pro_forma() -> Document {
    Document { kind: Kind::ProForma, payment: awaited(), ..qualified() }
}

pub fn credit_note(sold: Document) -> Document {
    let kind = Kind::CreditNote {
        number: "CN-2026-000007".into(),
        corrects: "INV-2026-000123".into(),
        sold_on: date("2026-11-23"),
    };
    Document { kind, payment: Payment::Refunded { on: date("2026-11-30") }, ..sold }
}

/// A company whose name typst would take for markup, were it given as source.
pub fn markup() -> Document {
    let name = r#"#set text(red) $x$ *a* _b_ \ @ <x> = h // c `r` "q" -- ~ [z] {w} #panic()"#;
    let bill_to = BillTo { name: name.into(), ..invoice().bill_to };
    Document { bill_to, ..invoice() }
}

/// As long as every field may be, without a blank in it, and more lines than a page holds.
pub fn long() -> Document {
    let bill_to = BillTo {
        name: "Donaudampfschifffahrt".repeat(6).chars().take(120).collect(),
        line1: "長い住所".repeat(30),
        line2: "x".repeat(120),
        city: "Long City ".repeat(12),
        ..invoice().bill_to
    };
    let name = text(&"Membership of a very long name ".repeat(8), "");
    let line = |place: i64| membership(&name, Money::new(100_000 + place, Currency::EUR));
    let quote = Quote { lines: (0..40).map(line).collect(), ..euros(None) };
    Document { bill_to, quote, ..invoice() }
}
