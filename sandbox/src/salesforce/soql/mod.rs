//! SOQL: text to tokens, tokens to a tree, the tree bound to the org's objects, rows out.

pub(super) mod aggregate;
pub(super) mod ast;
pub(super) mod cell;
mod column;
mod dates;
mod error;
mod filter;
mod fold;
mod join;
pub(super) mod like;
mod operand;
mod order;
mod parse;
mod parse_filter;
pub(super) mod parse_search;
pub(super) mod plan;
pub(super) mod schema;
mod select;
pub(super) mod token;
pub(super) mod values;

#[cfg(test)]
mod tests;

pub(super) use column::Column;
pub(super) use error::SoqlError;
pub(super) use parse::parse;
pub(super) use select::{Children, Item, Selection};
pub(super) use token::datetime;
