//! The parser on any input.
