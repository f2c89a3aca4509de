//! Whether a mapping of a field makes sense, and what its conditions mean.

use rust_decimal::Decimal;

use super::{Condition, FieldSpec, Row, convert::typed, spec::Literal};
use crate::{EntityKind, FieldDef, FieldType, Test, did_you_mean};

impl FieldSpec {
    /// Checks that it can give what a field holds.
    ///
    /// # Errors
    /// The problem and its mend, to be read after the field's name.
    pub(super) fn check(&self, def: &FieldDef) -> Result<(), String> {
        if self.field.is_none() && self.constant.is_none() {
            return Err("needs a `field` or a `constant`".into());
        }
        if let FieldType::Enum(of) = def.ty {
            let words: Vec<_> = of.words().collect();
            if self.values.is_empty() && self.constant.is_none() {
                return Err(format!(
                    "needs `values`: the source's words, each with one of {}",
                    words.join(", ")
                ));
            }
            let given = self.values.values().chain(&self.constant).chain(&self.else_constant);
            if let Some(word) = given.into_iter().find(|word| !words.contains(&word.as_str())) {
                return Err(format!(
                    "has no value `{word}`{}",
                    did_you_mean(word, words.iter().copied())
                ));
            }
        }
        if def.ty == FieldType::Money && self.currency.is_none() && self.currency_field.is_none() {
            return Err("needs a `currency` (a code) or a `currency_field`".into());
        }
        if self.scale.is_some_and(|scale| scale == Decimal::ZERO) {
            return Err("has a `scale` of zero".into());
        }
        if matches!(def.ty, FieldType::Reference(_)) && self.else_field.is_some() {
            return Err("has an `else_field`, which a reference cannot have: children are looked for by one field".into());
        }
        if let Some((field, _)) =
            self.when.iter().find(|(_, condition)| **condition == Condition::Any(Vec::new()))
        {
            return Err(format!("has a `when` that never holds: `{field}` has no value to be"));
        }
        if self.separator.as_deref() == Some("")
            || self.separator.is_some() && def.ty != FieldType::TextList
        {
            return Err("has a `separator`, which only several texts in one can have".into());
        }
        if self.else_constant.is_some() && self.when.is_empty() {
            return Err("has an `else_constant` without a `when`".into());
        }
        if self.also_field.is_some() && !matches!(def.ty, FieldType::List(_)) {
            return Err("has an `also_field`, which only lists of several objects can have".into());
        }
        if self.sum && !def.summable {
            return Err(
                "has a `sum`, which only amounts can have that no list is filtered or ordered by: `requestedAmount`, `approvedAmount`, `paidAmount`".into()
            );
        }
        if self.by.is_some() && !matches!(def.ty, FieldType::Reference(EntityKind::Partner)) {
            return Err("has a `by`, which only a reference to a partner can have".into());
        }
        Ok(())
    }

    /// Every source field that it stands on.
    pub fn source_fields(&self) -> impl Iterator<Item = &str> {
        let own =
            [&self.field, &self.else_field, &self.also_field, &self.currency_field, &self.max_by];
        own.into_iter().flatten().chain(self.when.keys()).map(String::as_str)
    }
}

impl Condition {
    /// The test that it is.
    pub(super) fn test(&self) -> Test {
        match self {
            Self::One(value) => Test::Eq(value.value()),
            Self::Any(values) => Test::In(values.iter().map(Literal::value).collect()),
            Self::Null(presence) => Test::IsNull(presence.null),
        }
    }

    /// Whether a row has what the condition says of this field.
    pub(super) fn holds(&self, field: &str, row: &Row) -> bool {
        let text = row.text(field);
        let is = |literal: &Literal| {
            let value = literal.value();
            text.as_ref().is_some_and(|text| typed(text, &value).same(&value))
        };
        match self {
            Self::One(literal) => is(literal),
            Self::Any(literals) => literals.iter().any(is),
            Self::Null(presence) => presence.null == text.is_none(),
        }
    }
}
