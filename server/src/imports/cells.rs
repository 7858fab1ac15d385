//! The cells of one row: parsed one by one, and what is wrong with each is noted at its column.

use chrono::NaiveDate;
use chrono_tz::Tz;
use csv::StringRecord;
use email_address::{EmailAddress, Options};
use tokuten_core::catalogue::{Catalogue, Language};
use tokuten_core::competencies::RowCode;
use tokuten_core::partners::{BillTo, PartnerId};
use tokuten_core::problem::{FieldError, FieldFault, LONGEST_FIELD};
use tokuten_core::roles::{Role, UnknownRole};
use tokuten_core::subscriptions::ManagedIn;

use super::columns::Column;
use super::errors::{Place, Reason, RowErrors};
use super::header::Header;
use crate::catalogue::codes;

fn too_long() -> Reason {
    RowCode::TooLong.with("most", LONGEST_FIELD).into()
}

/// The cells of one row.
pub(super) struct Cells<'r> {
    header: &'r Header,
    record: &'r StringRecord,
    pub(super) line: u64,
    pub(super) errors: &'r mut RowErrors,
}

impl<'r> Cells<'r> {
    /// The cells of a row; `None` after it has noted that there are too many or too few.
    pub(super) fn of(
        header: &'r Header,
        record: &'r StringRecord,
        line: u64,
        errors: &'r mut RowErrors,
    ) -> Option<Self> {
        if record.len() != header.width {
            let fault = RowCode::FieldCount.with("found", record.len()).with("expected", header.width);
            return errors.refuse_line(line, fault);
        }
        Some(Self { header, record, line, errors })
    }

    /// What stands in a column; may be empty.
    pub(super) fn text(&self, column: impl Into<Place>) -> &'r str {
        self.header.cell(self.record, column)
    }

    /// Notes a mistake, and has nothing to show for it.
    pub(super) fn refuse<T>(&mut self, column: impl Into<Place>, reason: impl Into<Reason>) -> Option<T> {
        self.errors.note(self.line, column, reason);
        None
    }

    /// A cell that must not be empty, parsed.
    pub(super) fn parsed<T, R: Into<Reason>>(
        &mut self,
        column: impl Into<Place>,
        parse: impl FnOnce(&str) -> Result<T, R>,
    ) -> Option<T> {
        let column = column.into();
        let text = self.text(column);
        if text.is_empty() {
            return self.refuse(column, RowCode::Empty);
        }
        parse(text).map_or_else(|reason| self.refuse(column, reason), Some)
    }

    pub(super) fn partner_id(&mut self, column: impl Into<Place>) -> Option<PartnerId> {
        self.parsed(column, |text| text.parse().map_err(|_: &str| RowCode::NoPartnerId))
    }

    pub(super) fn country(&mut self) -> Option<String> {
        self.parsed(Column::Country, |code| {
            let reason = || format!("{code:?} is not a country; countries are codes such as JP");
            codes::is_country(code).then(|| code.to_owned()).ok_or_else(reason)
        })
    }

    pub(super) fn currency(&mut self) -> Option<String> {
        self.parsed(Column::Currency, |code| {
            let reason = || format!("{code:?} is not a currency; currencies are codes such as JPY");
            codes::billable_currency(code).map(|_| code.to_owned()).ok_or_else(reason)
        })
    }

    pub(super) fn zone(&mut self) -> Option<Tz> {
        self.parsed(Column::TimeZone, |name| {
            name.parse()
                .map_err(|_| format!("{name:?} is not a time zone; zones are names such as Asia/Tokyo"))
        })
    }

    pub(super) fn language(&mut self, catalogue: &Catalogue) -> Option<Language> {
        self.parsed(Column::Language, |tag| {
            let offered = Language::of_tag(tag).filter(|language| catalogue.languages.contains(language));
            let tags: Vec<_> = catalogue.languages.iter().map(|language| language.tag()).collect();
            offered.ok_or_else(|| {
                format!("the programme is not offered in {tag:?}, only in {}", tags.join(", "))
            })
        })
    }

    /// Name and address. Of a tax ID nothing can be said while the country is not known.
    pub(super) fn bill_to(&mut self, country: Option<&str>) -> Option<BillTo> {
        let cell = |column| self.text(column).to_owned();
        let bill_to = BillTo {
            name: cell(Column::PartnerName),
            line1: cell(Column::AddressLine1),
            line2: String::new(),
            city: cell(Column::City),
            region: cell(Column::Region),
            postal_code: cell(Column::PostalCode),
            tax_id: cell(Column::TaxId),
        };
        let mut faults = bill_to.faults(country.unwrap_or_default());
        faults.retain(|fault| country.is_some() || fault.fault != FieldFault::Malformed);
        for fault in &faults {
            self.note_fault(fault);
        }
        faults.is_empty().then_some(bill_to)
    }

    fn note_fault(&mut self, fault: &FieldError) {
        let column = match fault.field.as_str() {
            "name" => Column::PartnerName,
            "line1" => Column::AddressLine1,
            "city" => Column::City,
            "region" => Column::Region,
            "postal_code" => Column::PostalCode,
            _ => Column::TaxId,
        };
        let reason = match fault.fault {
            FieldFault::Missing => RowCode::Empty.into(),
            FieldFault::TooLong => too_long(),
            _ => Reason::from(format!(
                "{:?} does not have the form of a tax ID of that country",
                self.text(column)
            )),
        };
        self.errors.note(self.line, column, reason);
    }

    /// In lower case.
    pub(super) fn email(&mut self, column: impl Into<Place>) -> Option<String> {
        self.parsed(column, |text| {
            // `Name <a@b.c>` and `a@host` are addresses by the letter, and slips in practice.
            let options =
                Options::default().with_required_tld().without_display_text().without_domain_literal();
            EmailAddress::parse_with_options(text, options)
                .map(|_| text.to_lowercase())
                .map_err(|_| RowCode::NoEmail.with("text", text))
        })
    }

    /// A line that must be there and is not too long.
    pub(super) fn line_of(&mut self, column: impl Into<Place>) -> Option<String> {
        self.parsed(column, |name| {
            let fits = name.chars().count() <= LONGEST_FIELD;
            fits.then(|| name.to_owned()).ok_or_else(too_long)
        })
    }

    /// The roles as they are stored: codes in the order of core's table, each once.
    pub(super) fn roles(&mut self) -> Option<String> {
        let codes = self.text(Column::UserRoles).split_whitespace();
        let roles: Result<Vec<Role>, UnknownRole> = codes.map(str::parse).collect();
        let mut roles =
            roles.map_or_else(|unknown| self.refuse(Column::UserRoles, unknown.to_string()), Some)?;
        roles.sort_unstable();
        roles.dedup();
        Some(roles.into_iter().map(Role::code).collect::<Vec<_>>().join(" "))
    }

    pub(super) fn date(&mut self, column: impl Into<Place>) -> Option<NaiveDate> {
        self.parsed(column, |text| codes::date(text).ok_or_else(|| RowCode::NoDate.with("text", text)))
    }

    pub(super) fn managed_in(&mut self) -> Option<ManagedIn> {
        self.parsed(Column::ManagedIn, |word| {
            ManagedIn::of_code(word)
                .ok_or_else(|| format!("{word:?} is neither partner_center nor membership_center"))
        })
    }

    pub(super) fn automatic_renewal(&mut self) -> Option<bool> {
        self.parsed(Column::AutomaticRenewal, |word| match word {
            "yes" => Ok(true),
            "no" => Ok(false),
            other => Err(format!("{other:?} is neither yes nor no")),
        })
    }
}
