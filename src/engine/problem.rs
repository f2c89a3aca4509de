//! Problems: the reasons why a question has no answer, as clients see them.

use std::{sync::Arc, time::Duration};

use channelgraph_core::{Error, ErrorCode};
use channelgraph_schema::{BadCursor, BadNodeId, EntityKind, FieldId, FieldSet};

use crate::model::Table;

/// A failure with its code, for `errors[].extensions` and `SourceGap`.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The code.
    pub code: ErrorCode,
    /// The text: the cause and the mend.
    pub message: String,
    /// The source that failed, if one did.
    pub source_name: Option<Arc<str>>,
    /// After what time to try again, if that is known.
    pub retry_after: Option<Duration>,
    /// The text for viewers who may not see all rows, or not where they come from; none where
    /// `message` tells nothing of either.
    pub discreet: Option<String>,
    /// The field that may not be seen, where that is the problem.
    pub forbids: Option<(EntityKind, FieldId)>,
}

impl Problem {
    /// A mistake in the request.
    pub fn input(message: impl Into<String>) -> Self {
        Self {
            code: ErrorCode::BadInput,
            message: message.into(),
            source_name: None,
            retry_after: None,
            discreet: None,
            forbids: None,
        }
    }

    /// A table that cannot answer the question as it is asked.
    pub fn unsupported(table: &Table, message: impl Into<String>) -> Self {
        Self { source_name: Some(table.source.name.clone()), ..Self::input(message) }
    }

    /// Returns true if a source cannot answer the question as it is asked: a mistake in the
    /// request, unless other sources can.
    pub fn is_unsupported(&self) -> bool {
        self.code == ErrorCode::BadInput && self.source_name.is_some()
    }

    /// Returns true if a source failed in a way that may pass, so that what it lacks is still to
    /// come: not where a bound was reached, or where it cannot answer what it is asked.
    pub fn may_pass(&self) -> bool {
        let is_bound = matches!(self.code, ErrorCode::QueryTooComplex | ErrorCode::BadInput);
        self.source_name.is_some() && !is_bound
    }

    /// Returns true if it befalls a whole source rather than one of its tables.
    pub fn is_of_source(&self) -> bool {
        matches!(
            self.code,
            ErrorCode::UpstreamUnavailable
                | ErrorCode::UpstreamTimeout
                | ErrorCode::UpstreamRateLimited
                | ErrorCode::UpstreamQuotaExhausted
        )
    }

    /// Makes it the gap of a list that other sources answer.
    #[must_use]
    pub fn into_gap(self) -> Self {
        let code = if self.is_unsupported() { ErrorCode::UpstreamRejected } else { self.code };
        Self { code, ..self }
    }

    /// Fields of a table that a search leaves out, because its source does not find rows by them.
    pub fn unsearched(table: &Table, fields: FieldSet) -> Self {
        let (source, object) = (&table.source.name, &table.mapping.object);
        let name = |field| format!("`{}`", table.mapping.kind.def(field).name);
        let fields = fields.iter().map(name).collect::<Vec<_>>().join(", ");
        let message = format!(
            "{source} cannot find {object} by a part of {fields}, so the search left that out; ask \
             for a list with `filter: {{ source: {{ eq: \"{source}\" }} }}` and the text as a \
             further condition"
        );
        Self { source_name: Some(source.clone()), ..Self::too_complex(message) }
    }

    /// A request that cannot be answered within the bounds.
    pub fn too_complex(message: impl Into<String>) -> Self {
        Self { code: ErrorCode::QueryTooComplex, ..Self::input(message) }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self {
            code: error.code(),
            source_name: Some(error.source_name().clone()),
            retry_after: error.retry_after(),
            ..Self::input(error.to_string())
        }
    }
}

impl From<BadNodeId> for Problem {
    fn from(bad: BadNodeId) -> Self {
        Self::input(bad.to_string())
    }
}

impl From<BadCursor> for Problem {
    fn from(bad: BadCursor) -> Self {
        Self::input(bad.to_string())
    }
}
