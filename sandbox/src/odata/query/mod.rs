//! Filters and orders: read, bound to a type, and applied to rows.

mod ast;
mod bind;
mod cell;
mod eval;
mod lex;
mod literal;
mod order;
mod parse;
#[cfg(test)]
mod tests;

pub(super) use bind::{Bound, filter, no_property};
pub(super) use cell::Cell;
pub(super) use eval::passes;
pub(super) use lex::{Token, lex};
pub(super) use literal::Literal;
pub(super) use order::{Order, order, sort};
