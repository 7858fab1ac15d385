//! What Stripe calls our partners: a saved card belongs to a customer there.

use sea_orm::sea_query::OnConflict;
use sea_orm::{DbErr, EntityTrait};
use tokuten_core::partners::PartnerId;

use super::StripeGateway;
use super::intent::Customer;
use crate::payments::GatewayError;
use crate::tables::customer;

impl StripeGateway {
    /// The partner's customer, if there is one.
    pub(super) async fn known_customer(&self, partner: &PartnerId) -> Result<Option<String>, DbErr> {
        let row = customer::Entity::find_by_id(partner.as_str()).one(self.db.read()).await?;
        Ok(row.map(|row| row.customer))
    }

    /// The partner's customer, made if need be.
    pub(super) async fn customer(&self, partner: &PartnerId) -> Result<String, GatewayError> {
        if let Some(known) = self.known_customer(partner).await? {
            return Ok(known);
        }
        let form =
            [("description", format!("Partner {partner}")), ("metadata[partner]", partner.to_string())];
        // Two at once get one: by the key from Stripe, and by the table whatever Stripe does.
        let once = format!("customer-of-{partner}");
        let made: Customer = self.client.post("/v1/customers", &form, Some(&once)).await?;
        Ok(self.keep_customer(partner, made.id).await?)
    }

    /// Writes a partner's customer down, unless somebody has; answers whom the table names.
    async fn keep_customer(&self, partner: &PartnerId, made: String) -> Result<String, DbErr> {
        let row = customer::Model { partner_id: partner.to_string(), customer: made.clone() };
        let taken = OnConflict::column(customer::Column::PartnerId).do_nothing().to_owned();
        let tx = self.db.begin().await?;
        customer::Entity::insert(customer::ActiveModel::from(row))
            .on_conflict(taken)
            .exec_without_returning(&tx)
            .await?;
        let kept = customer::Entity::find_by_id(partner.as_str()).one(&tx).await?;
        tx.commit().await?;
        Ok(kept.map_or(made, |row| row.customer))
    }
}
