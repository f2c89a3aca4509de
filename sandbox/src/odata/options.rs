//! The query options of a call, and those within the brackets of a v4 `$expand`.

use super::address::decoded;
use super::errors::{Answer, Refusal};
use super::store::Version;

/// Options by name, each once.
#[derive(Debug, Default)]
pub(super) struct Options {
    pairs: Vec<(String, String)>,
}

/// The options that a version knows.
fn known(version: Version) -> &'static [&'static str] {
    match version {
        Version::V2 => &[
            "$expand",
            "$filter",
            "$format",
            "$inlinecount",
            "$orderby",
            "$select",
            "$skip",
            "$skiptoken",
            "$top",
        ],
        Version::V4 => &[
            "$count",
            "$expand",
            "$filter",
            "$format",
            "$orderby",
            "$schemaversion",
            "$select",
            "$skip",
            "$skiptoken",
            "$top",
        ],
    }
}

impl Options {
    /// Reads a query string. What does not begin with `$` (`sap-client`) is left aside.
    pub(super) fn read(query: &str, version: Version) -> Answer<Self> {
        let mut options = Self::default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let text = |part: &str| decoded(&part.replace('+', " "));
            let (Some(name), Some(value)) = (text(name), text(value)) else {
                return Err(Refusal::bad("The percent-encoding of the query string is broken."));
            };
            if name.starts_with('$') {
                options.add(&name, &value, version)?;
            }
        }
        Ok(options)
    }

    /// Reads the options of an expanded navigation: `$select=A;$top=3`, brackets and quotes
    /// respected.
    pub(super) fn nested(text: &str) -> Answer<Self> {
        let mut options = Self::default();
        for pair in split(text, ';')? {
            let (name, value) = pair
                .split_once('=')
                .ok_or_else(|| Refusal::bad(format!("'{pair}' is no option of $expand.")))?;
            options.add(name.trim(), value, Version::V4)?;
        }
        Ok(options)
    }

    fn add(&mut self, name: &str, value: &str, version: Version) -> Answer<()> {
        if !known(version).contains(&name) {
            return Err(Refusal::bad(format!("The query option '{name}' is not supported.")));
        }
        if self.get(name).is_some() {
            return Err(Refusal::bad(format!("The query option '{name}' is given twice.")));
        }
        self.pairs.push((name.to_owned(), value.to_owned()));
        Ok(())
    }

    /// The value of an option.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The value of an option that is a whole number.
    pub(super) fn number(&self, name: &str) -> Answer<Option<usize>> {
        let wrong = |value: &str| {
            Refusal::bad(format!("'{value}' is no value for {name}: a whole number from 0 is."))
        };
        self.get(name).map(|value| value.trim().parse().map_err(|_| wrong(value))).transpose()
    }

    /// Refuses all but these options.
    pub(super) fn only(&self, allowed: &[&str]) -> Answer<()> {
        match self.pairs.iter().find(|(name, _)| !allowed.contains(&name.as_str())) {
            Some((name, _)) => Err(Refusal::bad(format!(
                "The query option '{name}' does not go with this resource."
            ))),
            None => Ok(()),
        }
    }
}

/// Splits at a character that stands outside all brackets and quotes; empty text has no parts.
pub(super) fn split(text: &str, at: char) -> Answer<Vec<&str>> {
    let (mut parts, mut start, mut depth, mut quoted) = (Vec::new(), 0, 0_usize, false);
    for (place, char) in text.char_indices() {
        match char {
            '\'' => quoted = !quoted,
            _ if quoted => {}
            '(' => depth += 1,
            ')' => {
                depth = depth
                    .checked_sub(1)
                    .ok_or_else(|| Refusal::bad("A bracket is closed that was not opened."))?
            }
            _ if char == at && depth == 0 => {
                parts.push(text[start..place].trim());
                start = place + char.len_utf8();
            }
            _ => {}
        }
    }
    if depth > 0 || quoted {
        return Err(Refusal::bad("A bracket or a quote is not closed."));
    }
    if !parts.is_empty() || !text.trim().is_empty() {
        parts.push(text[start..].trim());
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splitting_respects_brackets_and_quotes() {
        assert_eq!(
            split("A,B($filter=X in (1,2);$top=1),C", ',').unwrap(),
            ["A", "B($filter=X in (1,2);$top=1)", "C"]
        );
        assert_eq!(
            split("$filter=X eq 'a;''b'; $top=1", ';').unwrap(),
            ["$filter=X eq 'a;''b'", "$top=1"]
        );
        assert!(split("", ',').unwrap().is_empty());
        for broken in ["A)", "A(", "'"] {
            assert!(split(broken, ',').is_err(), "{broken}");
        }
    }

    #[test]
    fn options_are_known_and_given_once() {
        let options =
            Options::read("$filter=A%20eq%20'%26'&sap-client=100&$top=3", Version::V2).unwrap();
        assert_eq!(
            (options.get("$filter"), options.number("$top").unwrap()),
            (Some("A eq '&'"), Some(3))
        );
        for wrong in ["$count=true", "$top=1&$top=2", "$apply=x", "$filter=%zz"] {
            assert!(Options::read(wrong, Version::V2).is_err(), "{wrong}");
        }
    }
}
