//! The GraphQL schema: it turns a field and its arguments into one call of the engine, and shows
//! what comes back.

mod any;
mod connection;
mod contact;
mod deal;
mod enums;
mod error;
mod filter;
mod incentive;
mod lead;
mod order;
mod partner;
mod provenance;
mod query;
mod reference;
mod request;
mod scalars;
mod search;
mod selection;
mod shape;
mod source;
mod values;

use async_graphql::{EmptyMutation, EmptySubscription, SchemaBuilder};
pub use query::Query;
pub use request::Request;
pub use shape::Types;

use crate::money::Rates;

/// The schema.
pub type Schema = async_graphql::Schema<Query, EmptyMutation, EmptySubscription>;

/// Bounds of one operation.
#[derive(Debug, Clone, Copy)]
pub struct OperationLimits {
    /// Levels of nesting.
    pub depth: usize,
    /// Fields that the answer may have, lists counted at the size asked for.
    pub complexity: usize,
}

fn builder() -> SchemaBuilder<Query, EmptyMutation, EmptySubscription> {
    async_graphql::Schema::build(Query, EmptyMutation, EmptySubscription)
}

/// The schema for serving.
pub fn schema(limits: OperationLimits, rates: Rates) -> Schema {
    builder().limit_depth(limits.depth).limit_complexity(limits.complexity).data(rates).finish()
}

/// The schema as text: what `channelgraph schema` prints and `schema/schema.graphql` holds.
pub fn sdl() -> String {
    builder().finish().sdl_with_options(
        async_graphql::SDLExportOptions::new()
            .sorted_fields()
            .sorted_enum_items()
            .prefer_single_line_descriptions(),
    )
}
