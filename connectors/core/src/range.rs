//! Ranges of configured numbers: a value that makes no sense is refused where it stands in the
//! file, with the range that does.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserializer,
    de::{self, Visitor},
};

/// Reads a whole number from `MIN` to `MAX`:
/// `#[serde(deserialize_with = "within::<1, 10, _, _>")]`.
///
/// # Errors
/// If there is something else; the text says what is right.
pub fn within<'de, const MIN: u64, const MAX: u64, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: TryFrom<u64>,
    D: Deserializer<'de>,
{
    deserializer.deserialize_any(Range::<MIN, MAX, T>(PhantomData))
}

/// Reads the same for a key that may be left out.
///
/// # Errors
/// As [`within`].
pub fn some_within<'de, const MIN: u64, const MAX: u64, T, D>(
    deserializer: D,
) -> Result<Option<T>, D::Error>
where
    T: TryFrom<u64>,
    D: Deserializer<'de>,
{
    within::<MIN, MAX, T, D>(deserializer).map(Some)
}

struct Range<const MIN: u64, const MAX: u64, T>(PhantomData<T>);

impl<const MIN: u64, const MAX: u64, T> Range<MIN, MAX, T> {
    fn refused<E: de::Error>(value: impl fmt::Display) -> E {
        E::custom(format_args!("{value} is out of range; give a whole number from {MIN} to {MAX}"))
    }
}

impl<const MIN: u64, const MAX: u64, T: TryFrom<u64>> Visitor<'_> for Range<MIN, MAX, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number from {MIN} to {MAX}")
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<T, E> {
        let fits = (MIN..=MAX).contains(&value);
        T::try_from(value).ok().filter(|_| fits).ok_or_else(|| Self::refused(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<T, E> {
        u64::try_from(value)
            .map_or_else(|_| Err(Self::refused(value)), |value| self.visit_u64(value))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<T, E> {
        Err(Self::refused(value))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Sizes {
        #[serde(deserialize_with = "within::<1, 300, _, _>")]
        page: u16,
        #[serde(default, deserialize_with = "some_within::<1, 9, _, _>")]
        company: Option<u64>,
    }

    #[test]
    fn a_number_within_its_range_is_taken() {
        let sizes: Sizes = toml::from_str("page = 300\ncompany = 1").unwrap();
        assert_eq!((sizes.page, sizes.company), (300, Some(1)));
        assert_eq!(toml::from_str::<Sizes>("page = 1").unwrap().company, None);
    }

    #[test]
    fn every_other_one_is_refused_at_its_place_with_the_range() {
        for value in ["0", "301", "-1", "9223372036854775807", "1.5", "nan", "-inf"] {
            let error = toml::from_str::<Sizes>(&format!("page = {value}")).unwrap_err();
            assert_eq!(error.span().map(|span| span.start), Some(7), "{value}");
            let said = error.message();
            assert!(said.ends_with("; give a whole number from 1 to 300"), "{said}");
        }
        for value in ["\"many\"", "true", "[1]", "{ a = 1 }", "2026-01-01"] {
            let said = toml::from_str::<Sizes>(&format!("page = {value}")).unwrap_err().to_string();
            assert!(said.contains("expected a whole number from 1 to 300"), "{said}");
        }
        let said = toml::from_str::<Sizes>("page = 1\ncompany = 0").unwrap_err().to_string();
        assert!(said.contains("from 1 to 9"), "{said}");
    }
}
