//! Text, which compares without regard to case, and numbers of records, which may stand with zeros
//! before them.

use channelgraph_core::pushdown::{Logic, fragment, spellings as forms};
use channelgraph_schema::Value;

use super::{Compiler, Condition, Features};
use crate::{
    config::Version,
    field::Column,
    query::{
        FilterText,
        literal::{canonical_text, pads, quote, spellings},
    },
};

/// Letters of a text up to which it is asked for in every mixture of cases, where the service takes
/// no functions.
const LETTERS: u32 = 4;

/// Texts as literals: those without letters as they are, the others in lower case.
#[derive(Default)]
pub(super) struct Texts {
    pub(super) plain: Vec<String>,
    pub(super) folded: Vec<String>,
}

impl Compiler<'_> {
    /// Texts as literals: those without letters as they are, the others in lower case; `None` if
    /// one has too many spellings.
    pub(super) fn texts(&mut self, column: &Column, values: &[Value]) -> Option<Texts> {
        let mut texts = Texts::default();
        for value in values {
            let Value::Text(text) = value else { return None };
            let pads = self.dialect.pads() && pads(&column.property);
            if text.is_empty() || (pads && canonical_text(text) != &**text) {
                // No row has it: an empty text is null, and a padded number is read as a plain one.
                continue;
            }
            if !has_case(text) {
                let all = if pads { spellings(text) } else { forms(text)? };
                texts.plain.extend(all.iter().map(|text| quote(text)));
            } else if self.takes(Features::FUNCTIONS) {
                texts.folded.extend(forms(text)?.iter().map(|text| quote(text)));
            } else {
                texts.plain.extend(cases(text)?.iter().map(|text| quote(text)));
            }
        }
        Some(texts)
    }

    /// Text with this in it, or at its beginning.
    pub(super) fn part_of(
        &mut self,
        column: &Column,
        text: &str,
        begins: bool,
    ) -> Option<Condition> {
        if text.is_empty() {
            return Some(self.not_null(column));
        }
        if !self.takes(Features::FUNCTIONS) {
            return None;
        }
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        let may_pad = is_number && self.dialect.pads() && pads(&column.property);
        let Some(part) = fragment(text) else {
            self.exact = false;
            return Some(self.not_null(column));
        };
        // Zeros may stand before a number that do not count: it begins somewhere.
        self.exact &= part.is_whole && !may_pad;
        let path = column.path(&column.property);
        let version = self.version();
        let each = part.spellings.iter().map(|spelling| {
            let field = if has_case(spelling) { format!("tolower({path})") } else { path.clone() };
            let text = quote(spelling);
            Condition::plain(match (version, begins && part.at_start && !may_pad) {
                (_, true) => format!("startswith({field},{text})"),
                (Version::V2, false) => format!("substringof({text},{field})"),
                (Version::V4, false) => format!("contains({field},{text})"),
            })
        });
        Some(Condition::any_of(each))
    }

    /// Texts by a part of each, for those of which one has too many spellings to be asked for as a
    /// whole: more rows come through.
    pub(super) fn parts_of(&mut self, column: &Column, values: &[Value]) -> Option<Condition> {
        let mut parts = Vec::new();
        for value in values {
            let Value::Text(text) = value else { return None };
            if !text.is_empty() {
                parts.push(self.part_of(column, text, false)?);
            }
        }
        self.exact = false;
        Some(Condition::any_of(parts))
    }
}

/// Tests if a service may fold some of the text.
fn has_case(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// A text in every mixture of cases; nothing if it has too many letters for that.
fn cases(text: &str) -> Option<Vec<String>> {
    let letters = text.chars().filter(|char| char.is_alphabetic()).count();
    if !text.is_ascii() || u32::try_from(letters).ok()? > LETTERS {
        return None;
    }
    let mut all = vec![String::new()];
    for char in text.chars() {
        let both = [char.to_ascii_lowercase(), char.to_ascii_uppercase()];
        let forms = if char.is_alphabetic() { &both[..] } else { &both[..1] };
        all = all
            .iter()
            .flat_map(|begun| forms.iter().map(move |form| format!("{begun}{form}")))
            .collect();
    }
    Some(all)
}
