//! Scalars of the schema.

use super::{TypeDef, TypeKind};

const RFC_3339: Option<&str> = Some("https://www.rfc-editor.org/rfc/rfc3339#section-5.6");

/// The scalars that are not GraphQL's own.
pub(super) fn types() -> Vec<TypeDef> {
    let scalar = |name: &str, url, doc: &str| TypeDef {
        name: name.to_owned(),
        doc: doc.to_owned(),
        of: TypeKind::Scalar(url),
    };
    vec![
        scalar("Date", RFC_3339, "A day: `2026-03-01`."),
        scalar(
            "DateTime",
            RFC_3339,
            "A time: `2026-03-01T10:00:00Z`. Answers are in UTC; requests \
            may use any offset.",
        ),
        scalar(
            "Decimal",
            None,
            "An exact decimal number, as text so that no digit is lost: \
            `\"1200.50\"`. Requests may also use a number.",
        ),
        scalar("CurrencyCode", None, "An ISO 4217 currency code: `EUR`."),
        scalar("CountryCode", None, "An ISO 3166-1 alpha-2 country code: `DE`."),
        scalar("URL", None, "A web address, as the source holds it."),
        scalar("JSON", None, "Any JSON value."),
    ]
}
