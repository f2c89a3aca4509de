//! What a connector can do with one of its objects, as data: the engine plans by it, the docs and
//! the conformance suite read it.

/// What a source can do with an object, and in what sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// Records that one read by ids may name; the engine cuts to this.
    pub ids: usize,
    /// Parents that one read of children may name; the engine cuts to this.
    pub parents: usize,
    /// Rows that one call brings at most: a read of more costs more calls.
    pub page: usize,
    /// Whether it can tell how many rows pass a filter without reading them.
    pub count: bool,
    /// Whether a read of children stops at the limit for each parent; if not, it brings all.
    pub limit_per_parent: bool,
}
