//! What figures stand on.

use super::{PerformanceField as F, object};
use crate::graphql::types::TypeDef;

/// The type `Coverage`.
pub(super) fn coverage() -> TypeDef {
    object(
        "Coverage",
        "What figures stand on: what is incomplete is never silent.",
        &[
            ("complete", "Boolean!", F::CoverageComplete, "True if no source is missing."),
            ("missing", "[SourceGap!]!", F::CoverageMissing, "Sources that did not answer."),
            ("asOf", "DateTime", F::CoverageAsOf, "Time of the oldest read among them."),
            ("records", "Int!", F::CoverageRecords, RECORDS),
            ("twins", "Int", F::CoverageTwins, TWINS),
            ("undated", "Int!", F::CoverageUndated, UNDATED),
            ("withoutAmount", "Int!", F::CoverageWithoutAmount, WITHOUT_AMOUNT),
            ("unconverted", "Int!", F::CoverageUnconverted, UNCONVERTED),
            ("unattributed", "Int", F::CoverageUnattributed, UNATTRIBUTED),
            ("unmapped", "[String!]!", F::CoverageUnmapped, UNMAPPED),
            ("approximate", "[String!]!", F::CoverageApproximate, "Estimates, and why they are."),
        ],
    )
}

const RECORDS: &str = "Deals, leads and incentives that are counted in any figure.";
const TWINS: &str = "Source records of these beyond the first of each: they are counted once. Null \
    for who may not see where values come from.";
const UNDATED: &str = "Nodes that are left out, as they lack the day by which they would count.";
const WITHOUT_AMOUNT: &str = "Nodes that count, and add nothing to amounts, as they have none.";
const UNCONVERTED: &str = "Nodes whose amount is left out, for want of a rate.";
const UNATTRIBUTED: &str = "Deals without evidence of the part that their partner has.";
const UNMAPPED: &str = "Figures that are null as no source that answered maps what they stand on.";
