//! One test of one field, in the words of the service: null, booleans and enums; [`super::value`]
//! and [`super::text`] have the others.

use channelgraph_core::pushdown::{Comparison, Logic};
use channelgraph_schema::{Test, Value};

use super::{Compiler, Condition, Features};
use crate::{
    config::Version,
    describe::Kind,
    field::Column,
    query::{
        FilterText,
        literal::{guid, quote},
    },
    rows,
};

/// The literal of null.
pub(super) const NULL: &str = "null";

impl Compiler<'_> {
    /// One test; nothing where the service cannot decide it with the test's meaning.
    pub(super) fn condition(&mut self, column: &Column, test: &Test) -> Option<Condition> {
        if !column.filterable || (!column.steps.is_empty() && !self.takes(Features::PATHS)) {
            return None;
        }
        match (Comparison::from(test), &column.property.kind) {
            (Comparison::Null(true), _) => self.null(column),
            (Comparison::Null(false), _) => Some(self.not_null(column)),
            (_, Kind::Enum(name, words)) => Some(self.words(column, name, words, test)),
            (_, Kind::Bool) => self.boolean(column, test),
            (Comparison::OneOf(values), _) => self.one_of(column, values),
            (Comparison::NoneOf(values), _) => self.none_of(column, values),
            (Comparison::Contains(text), Kind::Text(_)) => self.part_of(column, text, false),
            (Comparison::StartsWith(text), Kind::Text(_)) => self.part_of(column, text, true),
            (Comparison::Beyond(side, value), _) => self.range(column, value, side),
            (Comparison::Contains(_) | Comparison::StartsWith(_), _) => None,
        }
    }

    /// Tests if the service has a feature, and notes it as needed.
    pub(super) fn takes(&mut self, feature: Features) -> bool {
        let takes = self.dialect.takes.has(feature);
        if takes {
            self.used = self.used.with(feature);
        }
        takes
    }

    pub(super) fn version(&self) -> Version {
        self.scope.version
    }

    /// The literals that stand for null.
    pub(super) fn nulls(&self, column: &Column) -> Vec<String> {
        let mut nulls = Vec::new();
        if column.nullable() {
            nulls.push(NULL.to_owned());
        }
        let zeros = self.dialect.has_zeros();
        match &column.property.kind {
            Kind::Text(_) => {
                nulls.push("''".into());
                nulls.extend(zeros.then(|| quote(rows::BLANK)));
            }
            Kind::Enum(name, words) => {
                nulls.extend(
                    words
                        .iter()
                        .filter(|word| rows::decoded(word).trim().is_empty())
                        .map(|word| self.word(name, word)),
                );
            }
            Kind::Day if zeros => nulls.push("0001-01-01".into()),
            Kind::Moment if zeros => nulls.push("0001-01-01T00:00:00Z".into()),
            Kind::Guid if zeros => nulls.extend(guid(self.version(), rows::ZERO_GUID)),
            _ => {}
        }
        nulls
    }

    fn null(&mut self, column: &Column) -> Option<Condition> {
        if column.nullable() && !self.takes(Features::NULLS) {
            return None;
        }
        let path = column.path(&column.property);
        Some(Condition::any_of(
            self.nulls(column).iter().map(|null| Condition::plain(format!("{path} eq {null}"))),
        ))
    }

    /// The condition that there is a value; where null itself cannot be asked for, only that it is
    /// none that stands for null.
    pub(super) fn not_null(&mut self, column: &Column) -> Condition {
        let path = column.path(&column.property);
        let mut nulls = self.nulls(column);
        if column.nullable() && !self.takes(Features::NULLS) {
            self.exact = false;
            nulls.retain(|null| null != NULL);
        }
        Condition::all_of(nulls.iter().map(|null| Condition::plain(format!("{path} ne {null}"))))
    }

    /// The word of an enum: plain text to Business Central, else with its type.
    fn word(&self, name: &str, word: &str) -> String {
        if self.dialect.has_zeros() { quote(word) } else { format!("{name}{}", quote(word)) }
    }

    /// An enum's words are known: those that pass are asked for.
    fn words(&self, column: &Column, name: &str, words: &[String], test: &Test) -> Condition {
        let passing = words.iter().filter(|word| {
            let word = rows::decoded(word);
            !word.trim().is_empty() && test.passes(&Value::text(word))
        });
        Condition::one_of(
            &column.path(&column.property),
            passing.map(|word| self.word(name, word)).collect(),
        )
    }

    fn boolean(&mut self, column: &Column, test: &Test) -> Option<Condition> {
        let is_bool = |value: &Value| matches!(value, Value::Bool(_));
        let sure = match Comparison::from(test) {
            Comparison::Beyond(_, value) => is_bool(value),
            Comparison::OneOf(values) | Comparison::NoneOf(values) => values.iter().all(is_bool),
            _ => false,
        };
        let path = column.path(&column.property);
        sure.then(|| match (test.passes(&Value::Bool(true)), test.passes(&Value::Bool(false))) {
            (false, false) => Condition::never(),
            (true, true) => self.not_null(column),
            (yes, _) => Condition::plain(format!("{path} eq {yes}")),
        })
    }
}
