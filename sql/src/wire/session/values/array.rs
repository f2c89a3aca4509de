//! Arrays that were sent as text: `{a,"b c",NULL}`.

use datafusion::scalar::ScalarValue;
use pgwire::api::Type;

use super::{binary, scalar};
use crate::catalog::elements;

/// An array of one dimension; none if the text is no such array.
pub(super) fn text(text: &str, ty: &Type) -> Option<ScalarValue> {
    let postgres_types::Kind::Array(item) = ty.kind() else { return None };
    let items = elements(text)?;
    let value = |text: Option<String>| match text {
        Some(text) => scalar(&text, item).map(Some),
        None => Some(None),
    };
    binary::of(items.into_iter().map(value).collect::<Option<_>>()?, item)
}
