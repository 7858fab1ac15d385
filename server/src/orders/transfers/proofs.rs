//! Payment proofs: uploaded by the partner, looked at by the vendor.

use tokuten_core::desk::{Thing, ThingKind};
use tokuten_core::orders::{OrderEvent, OrderNumber, OrderState, OrderView};
use tokuten_core::partners::PartnerId;
use tokuten_core::problem::{FieldError, FieldFault};
use tokuten_core::transfers::{LARGEST_PROOF, ProofDetails};

use super::super::store::{json, locked, partner_of, state_of, update};
use super::super::{OrderError, note, review};
use super::store;
use crate::claims;
use crate::identity::signed_in::{Operator, PartnerUser};
use crate::ids::new_id;
use crate::notices;
use crate::offers::touch;
use crate::portal::Portal;
use crate::tables::{order, proof};
use crate::uploads::File;

/// Adds a payment proof to an order whose transfer is awaited. A second one takes the place of the first.
pub async fn add_proof(
    portal: &Portal,
    user: &PartnerUser,
    number: OrderNumber,
    file: File,
    details: ProofDetails,
) -> Result<OrderView, OrderError> {
    if file.content.len() > LARGEST_PROOF {
        return Err(OrderError::TooLarge(file.content.len()));
    }
    let media_type = file.media_type().ok_or(OrderError::WrongFileType)?;
    let faults = details.faults(portal.clock.today(user.zone));
    if !faults.is_empty() {
        return Err(OrderError::Invalid(faults));
    }
    let tx = portal.db.begin().await?;
    touch(&tx, &user.partner).await?;
    let row = locked(&tx, &user.partner, number).await?.ok_or(OrderError::NotFound("order"))?;
    let submitted = match state_of(&row)? {
        OrderState::ProofSubmitted => row.clone(),
        state => match state.after(OrderEvent::ProofUploaded) {
            Ok(after) => order::Model { state: after.code().to_owned(), ..row.clone() },
            Err(_) => return Err(OrderError::NotReviewable(state, Some(number))),
        },
    };
    let proof = proof::Model {
        id: new_id(),
        order_number: number.0,
        file_name: file.harmless_name("proof"),
        media_type: media_type.to_owned(),
        // At most LARGEST_PROOF.
        size: i32::try_from(file.content.len()).unwrap_or(i32::MAX),
        content: file.content,
        details: json(&details)?,
        uploaded_by: user.id.clone(),
        uploaded_at: portal.clock.now(),
        rejected: None,
    };
    store::insert_proof(&tx, proof).await?;
    update(&tx, &row, &submitted).await?;
    note(portal, &tx, &user.id, "payment proof uploaded", &submitted).await?;
    let view = review::view(portal, &tx, user, submitted, None).await?;
    tx.commit().await?;
    Ok(view)
}

/// The file of a proof: for the order's own partner, or for an operator (`partner` is none).
pub async fn file(
    portal: &Portal,
    partner: Option<&PartnerId>,
    number: OrderNumber,
    id: &str,
) -> Result<proof::Model, OrderError> {
    let db = portal.db.read();
    if let Some(partner) = partner {
        super::super::store::find(db, partner, number).await?.ok_or(OrderError::NotFound("order"))?;
    }
    store::proof(db, number.0, id).await?.ok_or(OrderError::NotFound("payment proof"))
}

/// An operator does not accept the proof: the transfer is awaited again, and the partner reads why.
pub async fn reject_proof(
    portal: &Portal,
    operator: &Operator,
    number: OrderNumber,
    reason: &str,
) -> Result<(), OrderError> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(OrderError::Invalid(vec![FieldError::new("reason", FieldFault::Missing)]));
    }
    let tx = portal.db.begin().await?;
    if super::super::store::any(&tx, number).await?.is_none() {
        return Err(OrderError::NotFound("order"));
    }
    let partner = partner_of(&tx, number).await?;
    touch(&tx, &partner).await?;
    let row = locked(&tx, &partner, number).await?.ok_or(OrderError::NotFound("order"))?;
    let thing = Thing::new(ThingKind::Order, &number);
    claims::free_for(portal, &tx, operator, &thing).await?;
    let state = state_of(&row)?;
    let Ok(after) = state.after(OrderEvent::ProofRejected) else {
        return Err(OrderError::NotReviewable(state, Some(number)));
    };
    let awaited = order::Model { state: after.code().to_owned(), ..row.clone() };
    update(&tx, &row, &awaited).await?;
    let proofs = store::proofs(&tx, number.0).await?;
    store::reject_proofs(&tx, number.0, reason).await?;
    if let Some(proof) = proofs.iter().find(|proof| proof.rejected.is_none()) {
        notices::proof_rejected(portal, &tx, &awaited, (&proof.id, reason)).await?;
    }
    note(portal, &tx, &operator.id, "payment proof rejected", &awaited).await?;
    claims::done(&tx, &thing).await?;
    tx.commit().await?;
    Ok(())
}
