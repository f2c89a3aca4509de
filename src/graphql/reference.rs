//! Following references from one node to another.

use std::sync::Arc;

use async_graphql::{Context, Result};
use channelgraph_schema::{EntityKind, FieldId};

use super::{error::note, filter::Asked, partner::Partner, request::Request};
use crate::engine::{Engine, Node, Problem};

/// The node that a field refers to; none with an error beside the answer if its source fails.
pub async fn node_of(
    ctx: &Context<'_>,
    kind: EntityKind,
    node: &Node,
    field: FieldId,
) -> Option<Arc<Node>> {
    let reference = node.reference(field)?;
    let request = ctx.data_unchecked::<Request>();
    match request.node(ctx, kind, reference).await {
        Ok(found) => {
            for failure in found.iter().flat_map(|found| &found.failures) {
                note(ctx, &failure.clone().into());
            }
            found
        }
        Err(problem) => {
            note(ctx, &problem);
            None
        }
    }
}

/// The partner that a field refers to.
pub async fn partner_of(ctx: &Context<'_>, node: &Node, field: FieldId) -> Option<Partner> {
    node_of(ctx, EntityKind::Partner, node, field).await.map(Partner)
}

/// A filter as the engine takes it.
///
/// # Errors
/// As the reading of the filter.
pub fn asked<F>(
    ctx: &Context<'_>,
    filter: Option<F>,
    read: impl FnOnce(F, &Engine) -> Result<Asked, Problem>,
) -> Result<Asked> {
    let engine = ctx.data_unchecked::<Request>().engine();
    Ok(filter.map(|filter| read(filter, engine)).transpose()?.unwrap_or_default())
}
