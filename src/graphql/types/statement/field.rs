//! What the fields of statements stand for.

/// A field of one of the objects of statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "object and field, as the schema names and describes them")]
pub enum StatementField {
    Partner,
    Period,
    Basis,
    Currency,
    Opening,
    Closing,
    Promised,
    Claimed,
    Earned,
    Approved,
    Paid,
    Differences,
    Lines,
    Coverage,
    LineProgram,
    LineKind,
    LineIncentive,
    LineDeal,
    LineStatus,
    LineDueAt,
    LinePaidAt,
    Unused,
    Reduced,
    Outstanding,
    Overpaid,
    Reasons,
}

impl StatementField {
    /// Returns true if the field is a question to the engine, or leads to fields that are.
    pub fn is_call(self) -> bool {
        matches!(self, Self::Partner | Self::Lines | Self::LineIncentive | Self::LineDeal)
    }
}
