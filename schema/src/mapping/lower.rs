//! From a filter and an order on the unified fields to the same on a source's own fields.

use super::{
    FieldSpec, ObjectMapping, SourceType, all_of, convert::From, countries, days::lower_day,
};
use crate::{Direction, FieldId, FieldType, Filter, Locale, Order, Role, Test, Value, Zone};

/// A filter on a source's own fields. It has no `Not`, and names records by their ids as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lowered {
    /// What the source is asked.
    pub filter: Filter<String>,
    /// Whether it lets exactly the right rows through; if not, it lets more through, never fewer.
    pub exact: bool,
}

/// What a source is asked to order by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SourceOrder {
    /// The source's own field.
    pub field: String,
    /// The direction.
    pub direction: Direction,
    /// The time zone in which moments of one day are one key; none where each moment is a key of
    /// its own.
    pub by_day: Option<Zone>,
}

/// A filter on its way to a source's own fields.
struct Lowering<'a> {
    mapping: &'a ObjectMapping,
    locale: &'a Locale,
    exact: bool,
}

impl ObjectMapping {
    /// The filter as this object can be asked it, of a source with this locale.
    pub fn lower(&self, filter: &Filter<FieldId>, locale: &Locale) -> Lowered {
        let mut lowering = Lowering { mapping: self, locale, exact: true };
        let filter = lowering.part(&filter.clone().normal());
        Lowered { filter, exact: lowering.exact }
    }

    /// A value of the order's key as the source's own field holds it; null stays null.
    pub fn lower_key(&self, order: Order, key: &Value) -> Value {
        let scale = order.key.and_then(|field| self.spec(field)).and_then(|spec| spec.scale);
        match (scale, key) {
            (Some(scale), Value::Number(number)) => number
                .checked_div(scale)
                .map_or(Value::Null, |number| Value::Number(number.normalize())),
            _ => key.clone(),
        }
    }

    /// What to ask the source to order by: none for an order by id, and where no record of this
    /// object has the key.
    ///
    /// # Errors
    /// If the source holds the key in a form that it cannot order as it is meant here; the text
    /// says so.
    pub fn order(&self, order: Order, locale: &Locale) -> Result<Option<SourceOrder>, String> {
        let Some((key, spec)) = order.key.and_then(|key| Some((key, self.spec(key)?))) else {
            return Ok(None);
        };
        let def = self.kind.def(key);
        let Some(field) = spec.field.clone().filter(|_| {
            spec.max_by.is_none()
                && spec.else_field.is_none()
                && spec.values.is_empty()
                && spec.when.is_empty()
        }) else {
            return Err(format!(
                "{} of {} cannot be ordered by `{}`",
                self.object, self.source, def.name
            ));
        };
        let is_by_day = def.ty == FieldType::Date && spec.source_type == Some(SourceType::Datetime);
        let by_day = is_by_day.then_some(locale.zone);
        let direction =
            match (order.direction, spec.scale.is_some_and(|scale| scale.is_sign_negative())) {
                (Direction::Asc, false) | (Direction::Desc, true) => Direction::Asc,
                (Direction::Desc, false) | (Direction::Asc, true) => Direction::Desc,
            };
        Ok(Some(SourceOrder { field, direction, by_day }))
    }

    /// Whether records of this object can have the order's key.
    pub fn has_key(&self, order: Order) -> bool {
        order.key.is_some_and(|key| self.spec(key).is_some())
    }
}

impl Lowering<'_> {
    fn from(&self) -> From<'_> {
        From { source: &self.mapping.source, locale: self.locale }
    }

    fn part(&mut self, filter: &Filter<FieldId>) -> Filter<String> {
        match filter {
            Filter::And(parts) => Filter::all_of(parts.iter().map(|part| self.part(part))),
            Filter::Or(parts) => Filter::any_of(parts.iter().map(|part| self.part(part))),
            Filter::Test(field, test) => {
                let lowered = self.test(*field, test);
                self.exact &= lowered.is_some() && !self.lets_more_through(*field, test);
                lowered.unwrap_or_else(Filter::all)
            }
            Filter::Not(_) => {
                self.exact = false;
                Filter::all()
            }
        }
    }

    /// Returns true for a test that a source which holds a word of its own answers otherwise: a
    /// code that is no country's is null here, and there a value like any other.
    fn lets_more_through(&self, field: FieldId, test: &Test) -> bool {
        self.mapping.kind.def(field).ty == FieldType::Country
            && self.mapping.spec(field).is_some_and(|spec| spec.constant.is_none())
            && !matches!(test, Test::Eq(_) | Test::In(_))
    }

    fn test(&self, field: FieldId, test: &Test) -> Option<Filter<String>> {
        match self.mapping.kind.def(field).role {
            Role::CurrencyOf(name) => self.currency(self.mapping.kind.field(name)?, test),
            _ => self.own(field, test),
        }
    }

    /// A test of the currency, which is that of the amount: there is none where there is no amount,
    /// whatever the source says of it.
    fn currency(&self, amount: FieldId, test: &Test) -> Option<Filter<String>> {
        let Some(spec) = self.mapping.spec(amount) else {
            return Some(known(test.passes(&Value::Null)));
        };
        let for_null = *test == Test::IsNull(true);
        let constant = spec.own_currency(self.locale).map_or(Value::Null, Value::Text);
        let own = match &spec.currency_field {
            None => known(test.passes(&constant)),
            Some(field) => {
                let null = Filter::Test(field.clone(), Test::IsNull(true));
                let named = if for_null {
                    Filter::none()
                } else {
                    Filter::Test(field.clone(), test.clone())
                };
                Filter::any_of([named, null.and(known(test.passes(&constant)))])
            }
        };
        let amount = self.own(amount, &Test::IsNull(for_null))?;
        Some(if for_null { Filter::any_of([amount, own]) } else { own.and(amount) })
    }

    fn own(&self, field: FieldId, test: &Test) -> Option<Filter<String>> {
        let Some(spec) = self.mapping.spec(field) else {
            return Some(known(test.passes(&Value::Null)));
        };
        let kind = self.mapping.kind.def(field).ty;
        if spec.when.is_empty() {
            return self.unconditional(spec, kind, test);
        }
        let when = all_of(&spec.when);
        let not = Filter::Not(Box::new(when.clone())).normal();
        let otherwise = match spec.instead() {
            Some(field) => self.field(spec, kind, field.clone(), test)?,
            None => known(test.passes(&spec.otherwise(kind, self.from()))),
        };
        Some(Filter::any_of([
            when.and(self.unconditional(spec, kind, test)?),
            Filter::all_of([not, otherwise]),
        ]))
    }

    fn unconditional(
        &self,
        spec: &FieldSpec,
        kind: FieldType,
        test: &Test,
    ) -> Option<Filter<String>> {
        if let Some(constant) = &spec.constant {
            return Some(known(test.passes(&spec.plain(kind, constant, self.from()))));
        }
        let name = spec.field.clone()?;
        if spec.max_by.is_some() {
            return None;
        }
        let Some(other) = spec.else_field.clone() else {
            return self.field(spec, kind, name, test);
        };
        // The second field speaks where the first is null.
        let is_null = |null: bool| Filter::Test(name.clone(), Test::IsNull(null));
        let second = is_null(true).and(self.field(spec, kind, other, test)?);
        let first = self.field(spec, kind, name.clone(), test)?;
        let first = if *test == Test::IsNull(true) { is_null(false).and(first) } else { first };
        Some(Filter::any_of([first, second]))
    }

    fn field(
        &self,
        spec: &FieldSpec,
        kind: FieldType,
        name: String,
        test: &Test,
    ) -> Option<Filter<String>> {
        match kind {
            FieldType::Enum(_) => Some(self.words(spec, kind, &name, test)),
            FieldType::Bool | FieldType::Number | FieldType::Integer | FieldType::Date
                if !spec.values.is_empty() && spec.scale.is_none() =>
            {
                Some(self.words(spec, kind, &name, test))
            }
            // A word of the source's is not what these are compared with.
            _ if !spec.values.is_empty() => None,
            _ if kind.is_text() => Some(Filter::Test(name, test.clone())),
            FieldType::Bool | FieldType::DateTime => Some(Filter::Test(name, test.clone())),
            FieldType::Reference(_) => {
                Some(Filter::Test(name, self.own_references(test, spec.by.as_deref())))
            }
            FieldType::Date if spec.source_type == Some(SourceType::Datetime) => {
                lower_day(&name, test, self.locale.zone)
            }
            FieldType::Date => Some(Filter::Test(name, test.clone())),
            FieldType::Number | FieldType::Integer | FieldType::Money => {
                spec.lower_number(name, test)
            }
            FieldType::Country if spec.source_type == Some(SourceType::CountryCode) => {
                lower_country(name, test)
            }
            _ => None,
        }
    }

    /// A word of the unified model is any of the source's words that mean it; a word the map does
    /// not know is null.
    fn words(&self, spec: &FieldSpec, kind: FieldType, name: &str, test: &Test) -> Filter<String> {
        let meaning = |word: &str| spec.plain(kind, word, self.from());
        let words_that = |passes: &dyn Fn(&Value) -> bool| -> Vec<Value> {
            let words = spec.values.iter().map(|(word, value)| (word, meaning(value)));
            words
                .filter(|(_, value)| !value.is_null() && passes(value))
                .map(|(word, _)| Value::text(word.as_str()))
                .collect()
        };
        match test {
            Test::IsNull(true) => Filter::Or(vec![
                Filter::Test(name.to_owned(), Test::IsNull(true)),
                Filter::Test(name.to_owned(), Test::NotIn(words_that(&|_| true))),
            ]),
            test => match words_that(&|value| test.passes(value)) {
                none if none.is_empty() => Filter::none(),
                meaning => Filter::Test(name.to_owned(), Test::In(meaning)),
            },
        }
    }

    /// The test with the ids of this source's records only, as far as they go by the same field: no
    /// other record can be referred to.
    fn own_references(&self, test: &Test, by: Option<&str>) -> Test {
        let own = |values: &[Value]| {
            let own = values.iter().filter_map(|value| match value {
                Value::Reference(reference)
                    if reference.source == self.mapping.source && reference.by.as_deref() == by =>
                {
                    Some(Value::text(reference.id.clone()))
                }
                _ => None,
            });
            own.collect::<Vec<_>>()
        };
        match test {
            Test::Eq(value) => Test::In(own(std::slice::from_ref(value))),
            Test::Ne(value) => Test::NotIn(own(std::slice::from_ref(value))),
            Test::In(values) => Test::In(own(values)),
            Test::NotIn(values) => Test::NotIn(own(values)),
            other => other.clone(),
        }
    }
}

impl FieldSpec {
    fn lower_number(&self, name: String, test: &Test) -> Option<Filter<String>> {
        let Some(scale) = self.scale else { return Some(Filter::Test(name, test.clone())) };
        let down = |value: &Value| {
            let scaled = value.as_number()?.checked_div(scale)?;
            // A quotient that does not come back was rounded: the source must not be asked for it.
            (scaled.checked_mul(scale) == value.as_number())
                .then_some(Value::Number(scaled.normalize()))
        };
        let all = |values: &[Value]| values.iter().map(down).collect::<Option<Vec<_>>>();
        let flip = scale.is_sign_negative();
        let test = match test {
            Test::Eq(value) => Test::Eq(down(value)?),
            Test::Ne(value) => Test::Ne(down(value)?),
            Test::In(values) => Test::In(all(values)?),
            Test::NotIn(values) => Test::NotIn(all(values)?),
            Test::Gt(value) if !flip => Test::Gt(down(value)?),
            Test::Gte(value) if !flip => Test::Gte(down(value)?),
            Test::Lt(value) if !flip => Test::Lt(down(value)?),
            Test::Lte(value) if !flip => Test::Lte(down(value)?),
            Test::IsNull(null) => Test::IsNull(*null),
            _ => return None,
        };
        Some(Filter::Test(name, test))
    }
}

fn known(passes: bool) -> Filter<String> {
    if passes { Filter::all() } else { Filter::none() }
}

/// A test of a country as one of every code that it has. Names have too many spellings to be asked
/// for, so a source that holds them is asked for all.
fn lower_country(name: String, test: &Test) -> Option<Filter<String>> {
    let all = |values: &[Value]| -> Vec<Value> {
        let codes = values.iter().filter_map(Value::as_str).flat_map(countries::codes);
        codes.map(Value::text).collect()
    };
    let test = match test {
        Test::Eq(value) => Test::In(all(std::slice::from_ref(value))),
        Test::In(values) => Test::In(all(values)),
        Test::Ne(value) => Test::NotIn(all(std::slice::from_ref(value))),
        Test::NotIn(values) => Test::NotIn(all(values)),
        Test::IsNull(false) => Test::IsNull(false),
        _ => return None,
    };
    let never = matches!(&test, Test::In(codes) if codes.is_empty());
    Some(if never { Filter::none() } else { Filter::Test(name, test) })
}
