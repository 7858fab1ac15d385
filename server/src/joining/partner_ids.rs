//! Partner IDs of companies that join: counted up, and never one that a partner has already, whoever brought it in.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokuten_core::partners::PartnerId;

use crate::db::next_number;
use crate::offers::partner_id;
use crate::tables::{partner, sequence};

/// The counter, and how many IDs are looked at together.
const SEQUENCE: &str = "partners";
const LOOKED_AT: u64 = 1_000;

/// An ID that no partner has. Who joins at the same time waits for the counter until this transaction ends.
pub async fn next(tx: &impl ConnectionTrait) -> Result<PartnerId, DbErr> {
    let first = next_number(tx, SEQUENCE).await?;
    let free = free_from(tx, first).await?;
    if free != first {
        sequence::Entity::update_many()
            .col_expr(sequence::Column::Value, Expr::value(free))
            .filter(sequence::Column::Name.eq(SEQUENCE))
            .exec(tx)
            .await?;
    }
    partner_id(&free.to_string())
}

/// The first number from `first` on that is nobody's. IDs have seven digits, so as texts they sort as numbers do.
async fn free_from(tx: &impl ConnectionTrait, first: i64) -> Result<i64, DbErr> {
    let mut free = first;
    loop {
        let taken: Vec<String> = partner::Entity::find()
            .select_only()
            .column(partner::Column::Id)
            .filter(partner::Column::Id.gte(free.to_string()))
            .order_by_asc(partner::Column::Id)
            .limit(LOOKED_AT)
            .into_tuple()
            .all(tx)
            .await?;
        let in_a_row = taken.iter().zip(free..).take_while(|(id, number)| **id == number.to_string());
        let skipped = i64::try_from(in_a_row.count()).unwrap_or(i64::MAX);
        free += skipped;
        if skipped < i64::try_from(LOOKED_AT).unwrap_or(i64::MAX) {
            return Ok(free);
        }
    }
}
