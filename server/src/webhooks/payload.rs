//! What an event says: ids, states and amounts, and nothing that names a person. Whoever needs more asks the API for it.

use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use tokuten_core::invoices::InvoiceKind;
use tokuten_core::money::{Money, currency};
use tokuten_core::orders::OrderNumber;
use tokuten_core::quotes::Quote;
use tokuten_core::webhooks::{Circumstances, Event, PAYLOAD_VERSION, events_of};

use crate::offers::parsed;
use crate::tables::{invoice, order, subscription, webhook_outbox};

/// What follows from a line: each event with what it says.
pub async fn told_by(
    db: &impl ConnectionTrait,
    line: &webhook_outbox::Model,
) -> Result<Vec<(Event, Value)>, DbErr> {
    let after: Value =
        line.after.as_deref().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
    let order = match line.subject.strip_prefix("order ").and_then(|number| number.parse::<i64>().ok()) {
        Some(number) => order::Entity::find_by_id(number).one(db).await?,
        None => None,
    };
    let verification = verification(&after);
    let of = Circumstances {
        verification: verification.as_deref(),
        renews: order.as_ref().is_some_and(|order| order.anniversary.is_some()),
    };
    let mut told = Vec::new();
    for event in events_of(&line.action, of) {
        let mut data = match &order {
            Some(order) => of_order(db, event, (order, &after)).await?,
            None => of_subject(db, line, &after).await?,
        };
        if !line.chain.is_empty() {
            data["partner"] = json!(line.chain);
        }
        told.push((event, data));
    }
    Ok(told)
}

/// What is sent: by Standard Webhooks a type, an instant, and data.
pub fn body(event: Event, at: DateTime<Utc>, data: &Value) -> String {
    let at = at.to_rfc3339_opts(SecondsFormat::Millis, true);
    json!({ "type": event.code(), "version": PAYLOAD_VERSION, "timestamp": at, "data": data }).to_string()
}

/// A verification stands as its code, or as an object of its code; beside the profile's other fields when a company joins,
/// and there as text.
fn verification(after: &Value) -> Option<String> {
    let of = |value: &Value| match value {
        Value::String(code) => Some(code.clone()),
        Value::Object(fields) => fields.keys().next().cloned(),
        _ => None,
    };
    match after.get("verification") {
        Some(Value::String(text)) => of(&serde_json::from_str(text).unwrap_or_else(|_| json!(text))),
        Some(value) => of(value),
        None => of(after),
    }
}

async fn of_order(
    db: &impl ConnectionTrait,
    event: Event,
    (row, after): (&order::Model, &Value),
) -> Result<Value, DbErr> {
    let mut data = json!({
        "order": OrderNumber(row.number),
        // As it was when this happened: it may have gone on since.
        "state": after["state"],
        "offer": row.offer,
        "renews": row.anniversary.is_some(),
        "subscription": row.subscription_id,
        "total": parsed::<Quote>(&row.quote)?.total,
    });
    let kind = match event {
        Event::InvoiceIssued => InvoiceKind::Invoice,
        Event::CreditNoteIssued => InvoiceKind::CreditNote,
        Event::SubscriptionStarted | Event::SubscriptionRenewed => {
            data["expires_on"] = json!(row.new_anniversary);
            return Ok(data);
        }
        _ => return Ok(data),
    };
    let issued = invoice::Entity::find()
        .filter(invoice::Column::OrderNumber.eq(row.number))
        .filter(invoice::Column::Kind.eq(kind.code()))
        .order_by_desc(invoice::Column::Year)
        .order_by_desc(invoice::Column::Number)
        .one(db)
        .await?;
    if let Some(issued) = issued {
        data["invoice"] = json!(issued.number);
        data["issued_on"] = json!(issued.issued_on);
        data["total"] = json!(currency(&issued.currency).map(|currency| Money::new(issued.total, currency)));
    }
    Ok(data)
}

async fn of_subject(
    db: &impl ConnectionTrait,
    line: &webhook_outbox::Model,
    after: &Value,
) -> Result<Value, DbErr> {
    let named = |what: &str| line.subject.strip_prefix(what);
    let numbered = |what: &str| named(what).and_then(|number| number.parse::<i64>().ok());
    if let Some(number) = numbered("support request ") {
        return Ok(json!({ "request": number, "state": after["state"] }));
    }
    if let Some(number) = numbered("lead ") {
        return Ok(json!({ "lead": number }));
    }
    if let Some(number) = numbered("programme ") {
        return Ok(json!({ "number": number }));
    }
    if let Some(reference) = named("payment ") {
        let amount = json!({ "amount": after["amount"], "currency": after["currency"] });
        return Ok(json!({ "bank_reference": reference, "order": after["order"], "amount": amount,
            "held": after["held"] }));
    }
    if let Some(id) = named("subscription ") {
        let row = subscription::Entity::find_by_id(id).one(db).await?;
        return Ok(json!({ "subscription": id, "offer": row.as_ref().map(|row| &row.offer),
            "expires_on": row.as_ref().map(|row| row.expires_on) }));
    }
    Ok(json!({}))
}
