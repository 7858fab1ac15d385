//! Invoices and credit notes as UBL 2.1, by the rules of EN 16931: what a customer's books read by themselves.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use tokuten_core::catalogue::{Language, Supplier};
use tokuten_core::money::{Money, Rate};
use tokuten_core::partners::BillTo;
use tokuten_core::quotes::{LineItem, Quote, QuoteLine, TaxRelief};

use crate::{Document, DocumentError, Kind, Payment};

/// What the document keeps to.
const EN16931: &str = "urn:cen.eu:en16931:2017";
const SCHEMAS: &str = "urn:oasis:names:specification:ubl:schema:xsd:";

type Xml = Writer<Vec<u8>>;

/// The document as UBL; none for a pro forma invoice, which is not for anybody's books.
pub fn ubl(document: &Document) -> Result<Option<String>, DocumentError> {
    let root = match document.kind {
        Kind::Invoice { .. } => "Invoice",
        Kind::CreditNote { .. } => "CreditNote",
        Kind::ProForma => return Ok(None),
    };
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    let written = write(&mut xml, document, root);
    let written = written.map_err(|error| DocumentError::Typesetting(error.to_string()))?;
    written.map_err(DocumentError::Money)?;
    Ok(Some(String::from_utf8_lossy(&xml.into_inner()).into_owned()))
}

/// How a sale is taxed, in the words of EN 16931 (UNCL 5305).
struct Category {
    code: &'static str,
    percent: Option<Rate>,
    reason_code: Option<&'static str>,
    reason: Option<&'static str>,
}

impl Category {
    fn of(quote: &Quote) -> Self {
        let relieved = |relief| quote.taxes.iter().any(|tax| tax.relief == Some(relief));
        let plain = |code, percent| Self { code, percent, reason_code: None, reason: None };
        if quote.taxes.is_empty() {
            // The seller's tax does not reach there.
            let reason = Some("Not subject to VAT");
            return Self { reason_code: Some("VATEX-EU-O"), reason, ..plain("O", None) };
        }
        if relieved(TaxRelief::ReverseCharge) {
            let reason = Some("Reverse charge");
            return Self { reason_code: Some("VATEX-EU-AE"), reason, ..plain("AE", Some(Rate::ZERO)) };
        }
        if relieved(TaxRelief::Exempt) {
            return Self { reason: Some("Exempt from tax"), ..plain("E", Some(Rate::ZERO)) };
        }
        let points = quote.taxes.iter().map(|tax| tax.rate.in_basis_points()).sum();
        plain(if points > 0 { "S" } else { "Z" }, Some(Rate::basis_points(points)))
    }

    /// Whether it forbids to name anybody's VAT ID.
    fn is_outside(&self) -> bool {
        self.code == "O"
    }

    fn percent(&self) -> Option<String> {
        let points = self.percent?.in_basis_points();
        Some(format!("{}.{:02}", points / 100, points % 100))
    }
}

fn write(
    xml: &mut Xml,
    document: &Document,
    root: &str,
) -> io::Result<Result<(), tokuten_core::money::MoneyError>> {
    let discount = document.quote.lines.iter().filter(|line| is_discount(line)).map(|line| line.amount);
    let discount = Money::sum(document.quote.total.currency, discount).and_then(Money::negated);
    let tax = document.quote.subtotal.negated().and_then(|subtotal| document.quote.total.plus(subtotal));
    let sums = discount.and_then(|discount| {
        let lines = document.quote.subtotal.plus(discount)?;
        Ok(Sums { lines, discount, tax: tax? })
    });
    let sums = match sums {
        Ok(sums) => sums,
        Err(error) => return Ok(Err(error)),
    };
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element(root)
        .with_attributes([
            ("xmlns", format!("{SCHEMAS}{root}-2").as_str()),
            ("xmlns:cac", format!("{SCHEMAS}CommonAggregateComponents-2").as_str()),
            ("xmlns:cbc", format!("{SCHEMAS}CommonBasicComponents-2").as_str()),
        ])
        .write_inner_content(|xml| content(xml, document, &sums))?;
    Ok(Ok(()))
}

/// The sums that the quote does not say.
struct Sums {
    lines: Money,
    discount: Money,
    tax: Money,
}

fn content(xml: &mut Xml, document: &Document, sums: &Sums) -> io::Result<()> {
    let category = Category::of(&document.quote);
    let currency = document.quote.total.currency.code();
    leaf(xml, "cbc:CustomizationID", EN16931)?;
    match &document.kind {
        Kind::Invoice { number } | Kind::CreditNote { number, .. } => leaf(xml, "cbc:ID", number)?,
        Kind::ProForma => {}
    }
    leaf(xml, "cbc:IssueDate", &document.issued_on.to_string())?;
    match document.kind {
        Kind::CreditNote { .. } => leaf(xml, "cbc:CreditNoteTypeCode", "381")?,
        Kind::Invoice { .. } | Kind::ProForma => leaf(xml, "cbc:InvoiceTypeCode", "380")?,
    }
    leaf(xml, "cbc:DocumentCurrencyCode", currency)?;
    leaf(xml, "cbc:BuyerReference", document.partner.as_str())?;
    group(xml, "cac:OrderReference", |xml| leaf(xml, "cbc:ID", &document.order.to_string()))?;
    if let Kind::CreditNote { corrects, sold_on, .. } = &document.kind {
        group(xml, "cac:BillingReference", |xml| {
            group(xml, "cac:InvoiceDocumentReference", |xml| {
                leaf(xml, "cbc:ID", corrects)?;
                leaf(xml, "cbc:IssueDate", &sold_on.to_string())
            })
        })?;
    }
    group(xml, "cac:AccountingSupplierParty", |xml| supplier(xml, &document.supplier, &category))?;
    group(xml, "cac:AccountingCustomerParty", |xml| {
        customer(xml, &document.bill_to, &document.country, &category)
    })?;
    payment(xml, document)?;
    for line in document.quote.lines.iter().filter(|line| is_discount(line)) {
        allowance(xml, document, line, &category)?;
    }
    taxes(xml, document, sums, &category)?;
    totals(xml, document, sums)?;
    let lines = document.quote.lines.iter().filter(|line| !is_discount(line));
    lines.zip(1..).try_for_each(|(line, place)| self::line(xml, document, (line, place), &category))
}

fn is_discount(line: &QuoteLine) -> bool {
    matches!(line.item, LineItem::UpgradeDiscount { .. })
}

/// A number that begins with the letters of its country is a VAT ID; Japan's and India's are not.
fn is_vat_id(tax_id: &str) -> bool {
    tax_id.len() > 2 && tax_id.bytes().take(2).all(|byte| byte.is_ascii_uppercase())
}

fn tax_scheme(xml: &mut Xml, tax_id: &str, scheme: &str) -> io::Result<()> {
    group(xml, "cac:PartyTaxScheme", |xml| {
        leaf(xml, "cbc:CompanyID", tax_id)?;
        group(xml, "cac:TaxScheme", |xml| leaf(xml, "cbc:ID", scheme))
    })
}

/// Whoever has no VAT ID here is known by another number, where there is one.
fn legal_entity(xml: &mut Xml, name: &str, number: Option<&str>) -> io::Result<()> {
    group(xml, "cac:PartyLegalEntity", |xml| {
        leaf(xml, "cbc:RegistrationName", name)?;
        number.into_iter().try_for_each(|number| leaf(xml, "cbc:CompanyID", number))
    })
}

fn supplier(xml: &mut Xml, supplier: &Supplier, category: &Category) -> io::Result<()> {
    let has_vat_id = is_vat_id(&supplier.tax_id) && !category.is_outside();
    group(xml, "cac:Party", |xml| {
        group(xml, "cac:PostalAddress", |xml| {
            let mut lines = supplier.address.iter();
            for name in ["cbc:StreetName", "cbc:AdditionalStreetName"] {
                lines.next().into_iter().try_for_each(|line| leaf(xml, name, line))?;
            }
            for line in lines {
                group(xml, "cac:AddressLine", |xml| leaf(xml, "cbc:Line", line))?;
            }
            country(xml, &supplier.country)
        })?;
        if has_vat_id {
            tax_scheme(xml, &supplier.tax_id, "VAT")?;
        } else if !category.is_outside() {
            tax_scheme(xml, &supplier.tax_id, "TAX")?;
        }
        legal_entity(xml, &supplier.name, (!has_vat_id).then_some(&supplier.tax_id))
    })
}

fn customer(xml: &mut Xml, bill_to: &BillTo, code: &str, category: &Category) -> io::Result<()> {
    let has_vat_id = is_vat_id(&bill_to.tax_id) && !category.is_outside();
    group(xml, "cac:Party", |xml| {
        group(xml, "cac:PostalAddress", |xml| {
            for (name, text) in [
                ("cbc:StreetName", &bill_to.line1),
                ("cbc:AdditionalStreetName", &bill_to.line2),
                ("cbc:CityName", &bill_to.city),
                ("cbc:PostalZone", &bill_to.postal_code),
                ("cbc:CountrySubentity", &bill_to.region),
            ] {
                if !text.is_empty() {
                    leaf(xml, name, text)?;
                }
            }
            country(xml, code)
        })?;
        if has_vat_id {
            tax_scheme(xml, &bill_to.tax_id, "VAT")?;
        }
        let number = Some(bill_to.tax_id.as_str()).filter(|number| !has_vat_id && !number.is_empty());
        legal_entity(xml, &bill_to.name, number)
    })
}

fn country(xml: &mut Xml, code: &str) -> io::Result<()> {
    group(xml, "cac:Country", |xml| leaf(xml, "cbc:IdentificationCode", code))
}

/// It is paid already, or given back: how, and when.
fn payment(xml: &mut Xml, document: &Document) -> io::Result<()> {
    if let Payment::Card { brand, last4, .. } = &document.payment {
        group(xml, "cac:PaymentMeans", |xml| {
            // UNCL 4461: by credit card.
            leaf(xml, "cbc:PaymentMeansCode", "54")?;
            group(xml, "cac:CardAccount", |xml| {
                leaf(xml, "cbc:PrimaryAccountNumberID", last4)?;
                leaf(xml, "cbc:NetworkID", brand)
            })
        })?;
    }
    let said = match (&document.payment, document.language) {
        (Payment::Card { paid_on, .. } | Payment::Transfer { paid_on }, Language::En) => {
            format!("Paid on {paid_on}.")
        }
        (Payment::Card { paid_on, .. } | Payment::Transfer { paid_on }, Language::Ja) => {
            format!("{paid_on} 支払い済み")
        }
        (Payment::Refunded { on }, Language::En) => format!("Refunded on {on}."),
        (Payment::Refunded { on }, Language::Ja) => format!("{on} 返金"),
        (Payment::Awaited { .. }, _) => return Ok(()),
    };
    group(xml, "cac:PaymentTerms", |xml| leaf(xml, "cbc:Note", &said))
}

/// What an upgrade costs less. A price may not be negative, so it is no line.
fn allowance(xml: &mut Xml, document: &Document, line: &QuoteLine, category: &Category) -> io::Result<()> {
    group(xml, "cac:AllowanceCharge", |xml| {
        leaf(xml, "cbc:ChargeIndicator", "false")?;
        // UNCL 5189: discount.
        leaf(xml, "cbc:AllowanceChargeReasonCode", "95")?;
        leaf(xml, "cbc:AllowanceChargeReason", &item_name(line, document.language))?;
        amount(xml, "cbc:Amount", Money::new(line.amount.amount.saturating_neg(), line.amount.currency))?;
        tax_category(xml, "cac:TaxCategory", category, false)
    })
}

fn tax_category(xml: &mut Xml, name: &str, category: &Category, with_reason: bool) -> io::Result<()> {
    group(xml, name, |xml| {
        leaf(xml, "cbc:ID", category.code)?;
        category.percent().iter().try_for_each(|percent| leaf(xml, "cbc:Percent", percent))?;
        if with_reason {
            for (name, text) in [
                ("cbc:TaxExemptionReasonCode", category.reason_code),
                ("cbc:TaxExemptionReason", category.reason),
            ] {
                text.into_iter().try_for_each(|text| leaf(xml, name, text))?;
            }
        }
        group(xml, "cac:TaxScheme", |xml| leaf(xml, "cbc:ID", "VAT"))
    })
}

fn taxes(xml: &mut Xml, document: &Document, sums: &Sums, category: &Category) -> io::Result<()> {
    group(xml, "cac:TaxTotal", |xml| {
        amount(xml, "cbc:TaxAmount", sums.tax)?;
        group(xml, "cac:TaxSubtotal", |xml| {
            amount(xml, "cbc:TaxableAmount", document.quote.subtotal)?;
            amount(xml, "cbc:TaxAmount", sums.tax)?;
            tax_category(xml, "cac:TaxCategory", category, true)
        })
    })
}

fn totals(xml: &mut Xml, document: &Document, sums: &Sums) -> io::Result<()> {
    let Quote { subtotal, total, .. } = &document.quote;
    let is_paid = matches!(document.kind, Kind::Invoice { .. });
    let nothing = Money::zero(total.currency);
    group(xml, "cac:LegalMonetaryTotal", |xml| {
        amount(xml, "cbc:LineExtensionAmount", sums.lines)?;
        amount(xml, "cbc:TaxExclusiveAmount", *subtotal)?;
        amount(xml, "cbc:TaxInclusiveAmount", *total)?;
        if sums.discount.amount != 0 {
            amount(xml, "cbc:AllowanceTotalAmount", sums.discount)?;
        }
        if is_paid {
            amount(xml, "cbc:PrepaidAmount", *total)?;
        }
        amount(xml, "cbc:PayableAmount", if is_paid { nothing } else { *total })
    })
}

fn line(
    xml: &mut Xml,
    document: &Document,
    (line, place): (&QuoteLine, u32),
    category: &Category,
) -> io::Result<()> {
    let (element, quantity) = match document.kind {
        Kind::CreditNote { .. } => ("cac:CreditNoteLine", "cbc:CreditedQuantity"),
        Kind::Invoice { .. } | Kind::ProForma => ("cac:InvoiceLine", "cbc:InvoicedQuantity"),
    };
    group(xml, element, |xml| {
        leaf(xml, "cbc:ID", &place.to_string())?;
        // UN/ECE recommendation 20: one.
        with(xml, quantity, ("unitCode", "C62"), "1")?;
        amount(xml, "cbc:LineExtensionAmount", line.amount)?;
        group(xml, "cac:Item", |xml| {
            leaf(xml, "cbc:Name", &item_name(line, document.language))?;
            if let LineItem::Membership { offer, .. } = &line.item {
                group(xml, "cac:SellersItemIdentification", |xml| leaf(xml, "cbc:ID", &offer.to_string()))?;
            }
            tax_category(xml, "cac:ClassifiedTaxCategory", category, false)
        })?;
        group(xml, "cac:Price", |xml| amount(xml, "cbc:PriceAmount", line.amount))
    })
}

fn item_name(line: &QuoteLine, language: Language) -> String {
    match &line.item {
        LineItem::Membership { name, .. } => name.text(language).to_owned(),
        LineItem::UpgradeDiscount { name, rate, .. } => format!("{}: -{rate}", name.text(language)),
    }
}

fn group(xml: &mut Xml, name: &str, inside: impl FnOnce(&mut Xml) -> io::Result<()>) -> io::Result<()> {
    xml.create_element(name).write_inner_content(inside).map(drop)
}

fn leaf(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(&printable(text))).map(drop)
}

fn with(xml: &mut Xml, name: &str, attribute: (&str, &str), text: &str) -> io::Result<()> {
    xml.create_element(name).with_attribute(attribute).write_text_content(BytesText::new(text)).map(drop)
}

/// In the currency's decimals: `53900` yen, `425.00` euros.
fn amount(xml: &mut Xml, name: &str, money: Money) -> io::Result<()> {
    let text = money.to_string();
    let decimal = text.split(' ').next().unwrap_or_default();
    with(xml, name, ("currencyID", money.currency.code()), decimal)
}

/// XML has no letters for what is no letter.
fn printable(text: &str) -> String {
    text.trim().chars().filter(|char| !char.is_control()).collect()
}
