//! A partner's leads for a spreadsheet program.

use sea_orm::DbErr;
use tokuten_core::catalogue::Language;
use tokuten_core::leads::{LeadStanding, LeadState};

use super::store;
use super::{Filter, until};
use crate::identity::signed_in::PartnerUser;
use crate::offers::parsed;
use crate::portal::Portal;
use crate::spreadsheets::Sheet;
use crate::tables::lead;

const HEADINGS: [[&str; 2]; 15] = [
    ["Number", "番号"],
    ["Received", "受信日時"],
    ["State", "状態"],
    ["Name", "名前"],
    ["Company", "会社名"],
    ["Email address", "メール アドレス"],
    ["Phone number", "電話番号"],
    ["Message", "メッセージ"],
    ["Answer by", "回答期限"],
    ["Deal", "商談名"],
    ["Value", "金額"],
    ["Currency", "通貨"],
    ["Expected date", "見込み日"],
    ["Reason for declining", "辞退の理由"],
    ["Consent", "同意内容"],
];

/// All of the partner's leads in a state, or in any, as CSV.
pub async fn export(
    portal: &Portal,
    user: &PartnerUser,
    (state, language): (Option<LeadState>, Language),
) -> Result<Vec<u8>, DbErr> {
    let column = usize::from(language == Language::Ja);
    let mut sheet = Sheet::new(&HEADINGS.map(|heading| heading[column]))?;
    let mut filter = Filter { state, before: None };
    loop {
        let (rows, next) = store::of_partner(portal.db.read(), &user.partner, &filter).await?;
        for row in rows {
            filter.before = Some(row.number);
            sheet.row(cells(row, user, language)?)?;
        }
        if next.is_none() {
            return sheet.into_file();
        }
    }
}

fn cells(row: lead::Model, user: &PartnerUser, language: Language) -> Result<[String; 15], DbErr> {
    let standing: LeadStanding = parsed(&row.standing)?;
    let deal = standing.deal();
    let value = deal.map(|deal| deal.value.to_string()).unwrap_or_default();
    let (value, currency) = value.split_once(' ').unwrap_or_default();
    let reason = if let LeadStanding::Declined(reason) = &standing { reason.clone() } else { String::new() };
    Ok([
        row.number.to_string(),
        row.received_at.with_timezone(&user.zone).format("%Y-%m-%d %H:%M").to_string(),
        state(standing.state(), language).to_owned(),
        row.name.clone(),
        row.company.clone(),
        row.email.clone(),
        row.phone.clone(),
        row.message.clone(),
        until(&row, user.zone).map(|day| day.to_string()).unwrap_or_default(),
        deal.map(|deal| deal.name.clone()).unwrap_or_default(),
        value.to_owned(),
        currency.to_owned(),
        deal.map(|deal| deal.date.to_string()).unwrap_or_default(),
        reason,
        row.consent,
    ])
}

fn state(state: LeadState, language: Language) -> &'static str {
    let [en, ja] = match state {
        LeadState::Received => ["Received", "受信"],
        LeadState::Accepted => ["Accepted", "対応中"],
        LeadState::Won => ["Won", "成約"],
        LeadState::Lost => ["Lost", "失注"],
        LeadState::Declined => ["Declined", "辞退"],
        LeadState::Expired => ["Expired", "期限切れ"],
    };
    if language == Language::Ja { ja } else { en }
}
