//! The schemes of tax ids and company numbers: one row for each form that people write.

mod europe;
mod union;
mod world;

use super::{
    Check,
    check::{Rule, unknown},
};

/// The numbers of a country.
pub(super) struct Country {
    /// Its ISO code.
    pub(super) code: &'static str,
    /// True if its code before a number is part of the usual dress, as in VAT numbers.
    pub(super) is_prefix: bool,
    /// The forms of its numbers. Where a number fits several, the first counts whose check digits
    /// are right, then the first.
    pub(super) rows: &'static [Row],
}

/// One form of the numbers of a scheme.
pub(super) struct Row {
    /// The scheme's name, behind the country's code.
    pub(super) name: &'static str,
    /// The form: `#` stands for a digit, `@` for a letter, `?` for either, all else for itself.
    form: &'static str,
    /// Digits that were left out at the front.
    pad: &'static str,
    /// The part that names the company, where others name its branches, offices or taxes.
    part: (usize, usize),
    rule: Rule,
}

impl Row {
    /// Compares by a part of the number.
    const fn part(mut self, start: usize, end: usize) -> Self {
        self.part = (start, end);
        self
    }

    /// Puts what is left out before a number.
    const fn pad(mut self, pad: &'static str) -> Self {
        self.pad = pad;
        self.part = (0, self.form.len() + pad.len());
        self
    }

    /// Reads a number of this form: what it is compared by, and the verdict of its check digits.
    pub(super) fn read(&self, number: &str) -> Option<(String, Check)> {
        if !self.fits(number) {
            return None;
        }
        let (start, end) = self.part;
        if self.pad.is_empty() {
            return Some((number.get(start..end)?.to_owned(), (self.rule)(number.as_bytes())));
        }
        let whole = [self.pad, number].concat();
        Some((whole.get(start..end)?.to_owned(), (self.rule)(whole.as_bytes())))
    }

    fn fits(&self, number: &str) -> bool {
        self.form.len() == number.len()
            && self.form.bytes().zip(number.bytes()).all(|(form, byte)| match form {
                b'#' => byte.is_ascii_digit(),
                b'@' => byte.is_ascii_uppercase(),
                b'?' => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
                other => other == byte,
            })
    }
}

impl Country {
    /// Finds a country by its ISO code.
    pub(super) fn of(code: &str) -> Option<&'static Self> {
        LISTS.iter().find_map(|list| {
            let place = list.binary_search_by(|country| country.code.cmp(code)).ok()?;
            list.get(place)
        })
    }

    /// Returns true if a number has a form of this country.
    pub(super) fn knows(&self, number: &str) -> bool {
        self.rows.iter().any(|row| row.fits(number))
    }
}

/// The countries, each list in the order of its codes.
const LISTS: [&[Country]; 3] = [union::COUNTRIES, europe::COUNTRIES, world::COUNTRIES];

/// Countries whose code is part of the usual dress of their numbers.
const fn prefixed(code: &'static str, rows: &'static [Row]) -> Country {
    Country { code, is_prefix: true, rows }
}

/// Countries whose numbers are written bare.
const fn bare(code: &'static str, rows: &'static [Row]) -> Country {
    Country { code, is_prefix: false, rows }
}

/// A row without check digits.
const fn plain(name: &'static str, form: &'static str) -> Row {
    row(name, form, unknown)
}

/// A row with check digits.
const fn row(name: &'static str, form: &'static str, rule: Rule) -> Row {
    Row { name, form, pad: "", part: (0, form.len()), rule }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_stand_in_order() {
        for list in LISTS {
            assert!(list.is_sorted_by(|a, b| a.code < b.code));
        }
    }
}
