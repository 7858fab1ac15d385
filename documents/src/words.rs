//! What is printed around the figures, once per language.

use tokuten_core::catalogue::Language;

/// The fixed words of a document. `{…}` is filled in by [`fill`].
#[derive(Debug)]
pub(crate) struct Words {
    pub invoice: &'static str,
    pub pro_forma: &'static str,
    pub credit_note: &'static str,
    pub invoice_number: &'static str,
    pub credit_note_number: &'static str,
    pub corrects: &'static str,
    pub sold_on: &'static str,
    pub issued_on: &'static str,
    pub order_number: &'static str,
    pub partner_id: &'static str,
    pub subject: &'static str,
    pub supplier: &'static str,
    pub bill_to: &'static str,
    /// The name of who is billed, with what courtesy asks for.
    pub addressee: &'static str,
    pub vat_id: &'static str,
    pub registration_number: &'static str,
    pub tax_id: &'static str,
    pub description: &'static str,
    pub amount: &'static str,
    pub amount_in: &'static str,
    pub membership: &'static str,
    pub upgrade_discount: &'static str,
    pub subtotal: &'static str,
    pub tax: &'static str,
    pub total: &'static str,
    pub total_credited: &'static str,
    pub payment: &'static str,
    pub refund: &'static str,
    pub how_to_pay: &'static str,
    pub method: &'static str,
    pub card: &'static str,
    pub card_ending: &'static str,
    pub transfer: &'static str,
    pub paid_on: &'static str,
    pub refunded_on: &'static str,
    pub bank: &'static str,
    pub account_holder: &'static str,
    pub account: &'static str,
    pub bic: &'static str,
    pub reference: &'static str,
    pub pay_by: &'static str,
    pub give_reference: &'static str,
    pub not_a_tax_invoice: &'static str,
    pub reverse_charge: &'static str,
    pub exempt: &'static str,
    pub qualified_invoice: &'static str,
    pub qualified_return_invoice: &'static str,
}

/// The words of `language`.
pub(crate) const fn words(language: Language) -> &'static Words {
    match language {
        Language::En => &ENGLISH,
        Language::Ja => &JAPANESE,
    }
}

/// `text` with each `{name}` replaced. A value that looks like a name is not replaced again.
pub(crate) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    for piece in text.split_inclusive('}') {
        let named = piece.strip_suffix('}').and_then(|open| open.split_once('{'));
        let value = named.and_then(|(before, name)| {
            values.iter().find(|(known, _)| *known == name).map(|(_, value)| (before, value))
        });
        match value {
            Some((before, value)) => filled.extend([before, value]),
            None => filled.push_str(piece),
        }
    }
    filled
}

const ENGLISH: Words = Words {
    invoice: "Invoice",
    pro_forma: "Pro forma invoice",
    credit_note: "Credit note",
    invoice_number: "Invoice number",
    credit_note_number: "Credit note number",
    corrects: "Corrects invoice",
    sold_on: "Date of sale",
    issued_on: "Issue date",
    order_number: "Order number",
    partner_id: "Partner ID",
    subject: "Subject",
    supplier: "From",
    bill_to: "Bill to",
    addressee: "{name}",
    vat_id: "VAT ID",
    registration_number: "Registration number",
    tax_id: "Tax ID",
    description: "Description",
    amount: "Amount",
    amount_in: "Amount ({currency})",
    membership: "{offer}, one year",
    upgrade_discount: "Upgrade from {offer}, {rate} less",
    subtotal: "Subtotal",
    tax: "{name}, {rate} of {taxable}",
    total: "Total",
    total_credited: "Total credited",
    payment: "Payment",
    refund: "Refund",
    how_to_pay: "How to pay",
    method: "Payment method",
    card: "Card",
    card_ending: "{brand} ending in {last4}",
    transfer: "Bank transfer",
    paid_on: "Paid on",
    refunded_on: "Refunded on",
    bank: "Bank",
    account_holder: "Account holder",
    account: "Account",
    bic: "BIC",
    reference: "Reference",
    pay_by: "Pay by",
    give_reference: "Please name the reference in your transfer, so that we can match it to your order.",
    not_a_tax_invoice: "This is not a tax invoice. You receive the invoice when your payment has arrived.",
    reverse_charge: "Reverse charge: VAT to be accounted for by the recipient \
        (Art. 196, Directive 2006/112/EC).",
    exempt: "{name} is not charged: the customer is exempt.",
    qualified_invoice: "Qualified invoice (tekikaku seikyūsho) under Japan's Consumption Tax Act.",
    qualified_return_invoice: "Qualified return invoice (tekikaku henkan seikyūsho) under Japan's Consumption \
        Tax Act.",
};

const JAPANESE: Words = Words {
    invoice: "請求書",
    pro_forma: "見積請求書 (プロフォーマ)",
    credit_note: "返還請求書 (クレジットノート)",
    invoice_number: "請求書番号",
    credit_note_number: "返還請求書番号",
    corrects: "対象の請求書",
    sold_on: "対象の取引日",
    issued_on: "発行日",
    order_number: "注文番号",
    partner_id: "パートナー ID",
    subject: "件名",
    supplier: "発行者",
    bill_to: "請求先",
    addressee: "{name} 御中",
    vat_id: "VAT ID",
    registration_number: "登録番号",
    tax_id: "税務 ID",
    description: "内容",
    amount: "金額",
    amount_in: "金額 ({currency})",
    membership: "{offer} (1 年)",
    upgrade_discount: "{offer} からのアップグレード ({rate} 割引)",
    subtotal: "小計 (税抜)",
    tax: "{name} ({rate}対象 {taxable})",
    total: "合計",
    total_credited: "返還額合計",
    payment: "お支払い",
    refund: "ご返金",
    how_to_pay: "お振込先",
    method: "支払い方法",
    card: "カード",
    card_ending: "{brand} 末尾 {last4}",
    transfer: "銀行振込",
    paid_on: "支払日 (取引年月日)",
    refunded_on: "返金日",
    bank: "銀行",
    account_holder: "口座名義",
    account: "口座",
    bic: "BIC",
    reference: "参照番号",
    pay_by: "支払期限",
    give_reference: "お振込の際は、ご注文と照合できるよう参照番号をご記入ください。",
    not_a_tax_invoice: "本書は適格請求書 (税務上の請求書) ではありません。請求書は、ご入金の確認後に発行します。",
    reverse_charge: "リバース チャージ: 付加価値税は受領者が申告・納付します \
        (EU 指令 2006/112/EC 第 196 条)。",
    exempt: "お客様は免税のため、{name}は課税されません。",
    qualified_invoice: "本書は、消費税法に定める適格請求書です。",
    qualified_return_invoice: "本書は、消費税法に定める適格返還請求書です。",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_filled_in_once() {
        assert_eq!(fill("{a} and {b}", &[("a", "{b}"), ("b", "2")]), "{b} and 2");
        assert_eq!(fill("{unknown} {", &[("a", "1")]), "{unknown} {");
    }
}
