//! channelgraph: one GraphQL endpoint over the systems in which a sales channel already lives.

pub mod graphql;
pub mod load;
pub mod model;
pub mod unify;
