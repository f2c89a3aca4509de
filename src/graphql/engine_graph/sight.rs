//! How a viewer sees what stands on several fields.

use channelgraph_schema::{EntityKind, FieldId};

use crate::engine::{Mode, Problem, Viewer};

/// A field of an entity.
pub(super) type Of = (EntityKind, FieldId);

/// How a viewer sees what is worked out from some fields.
pub(super) enum Sight {
    /// As it is.
    Shown,
    /// As null, as a field is hidden.
    Hidden,
    /// As null, with the problem that a field may not be seen.
    Forbidden(Problem),
}

/// Refuses arguments that would tell a field which a viewer may not see.
///
/// # Errors
/// If there is such a field among these.
pub(super) fn refuse(viewer: &Viewer, fields: impl IntoIterator<Item = Of>) -> Result<(), Problem> {
    Sight::of(viewer, fields).refused().map_or(Ok(()), Err)
}

impl Sight {
    /// How a viewer sees what stands on all of these.
    pub(super) fn of(viewer: &Viewer, fields: impl IntoIterator<Item = Of>) -> Self {
        let mut sight = Self::Shown;
        for (kind, field) in fields {
            match viewer.mode(kind, field) {
                Mode::Show => {}
                Mode::Hide => sight = Self::Hidden,
                // Nothing can be made of a masked text either.
                Mode::Mask | Mode::Forbid => {
                    return Self::Forbidden(viewer.forbidden(kind, field));
                }
            }
        }
        sight
    }

    /// Whether it is seen as it is.
    pub(super) fn is_shown(&self) -> bool {
        matches!(self, Self::Shown)
    }

    /// The problem that it may not be seen, if that is so.
    pub(super) fn refused(self) -> Option<Problem> {
        match self {
            Self::Forbidden(problem) => Some(problem),
            Self::Shown | Self::Hidden => None,
        }
    }
}
