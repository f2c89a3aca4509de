//! One test of one field, in the words of the service.

use channelgraph_schema::{Test, Value, fold};
use chrono::{DateTime, Days, NaiveDate, Utc};

use super::{Compiler, Condition, Features};
use crate::{
    config::Version,
    describe::Kind,
    field::Column,
    query::literal::{Point, canonical_text, day, guid, moment, pads, point, quote, spellings, time_of_day},
    rows,
};

/// Letters of a text up to which it is asked for in every mixture of cases, where the service takes no functions.
const LETTERS: u32 = 4;

/// The literal of null.
const NULL: &str = "null";

impl Compiler<'_> {
    /// One test; nothing where the service cannot decide it with the test's meaning.
    pub(super) fn test(&mut self, column: &Column, test: &Test) -> Option<Condition> {
        if !column.filterable || (!column.steps.is_empty() && !self.takes(Features::PATHS)) {
            return None;
        }
        match (test, &column.property.kind) {
            (Test::IsNull(true), _) => self.null(column),
            (Test::IsNull(false), _) => Some(self.not_null(column)),
            (test, Kind::Enum(name, words)) => Some(self.words(column, name, words, test)),
            (test, Kind::Bool) => self.boolean(column, test),
            (Test::Eq(value), _) => self.one_of(column, std::slice::from_ref(value)),
            (Test::In(values), _) => self.one_of(column, values),
            (Test::Ne(value), _) => self.none_of(column, std::slice::from_ref(value)),
            (Test::NotIn(values), _) => self.none_of(column, values),
            (Test::Contains(text), Kind::Text(_)) => self.part_of(column, text, false),
            (Test::StartsWith(text), Kind::Text(_)) => self.part_of(column, text, true),
            (Test::Gt(value), _) => self.range(column, value, Side { greater: true, equal: false }),
            (Test::Gte(value), _) => self.range(column, value, Side { greater: true, equal: true }),
            (Test::Lt(value), _) => self.range(column, value, Side { greater: false, equal: false }),
            (Test::Lte(value), _) => self.range(column, value, Side { greater: false, equal: true }),
            (Test::Contains(_) | Test::StartsWith(_), _) => None,
        }
    }

    /// Whether the service takes something, which is noted as needed.
    fn takes(&mut self, feature: Features) -> bool {
        let takes = self.dialect.takes.has(feature);
        if takes {
            self.used = self.used.with(feature);
        }
        takes
    }

    fn version(&self) -> Version {
        self.scope.version
    }

    /// The literals that stand for null.
    fn nulls(&self, column: &Column) -> Vec<String> {
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
                nulls.extend(words.iter().filter(|word| rows::decoded(word).trim().is_empty()).map(|word| self.word(name, word)));
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
        Some(Condition::any_of(self.nulls(column).iter().map(|null| Condition::Plain(format!("{path} eq {null}")))))
    }

    /// That there is a value; where null itself cannot be asked for, only that it is none that stands for null.
    fn not_null(&mut self, column: &Column) -> Condition {
        let path = column.path(&column.property);
        let mut nulls = self.nulls(column);
        if column.nullable() && !self.takes(Features::NULLS) {
            self.exact = false;
            nulls.retain(|null| null != NULL);
        }
        Condition::all_of(nulls.iter().map(|null| Condition::Plain(format!("{path} ne {null}"))))
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
        Condition::one_of(&column.path(&column.property), passing.map(|word| self.word(name, word)).collect())
    }

    fn boolean(&mut self, column: &Column, test: &Test) -> Option<Condition> {
        let is_bool = |value: &Value| matches!(value, Value::Bool(_));
        let sure = match test {
            Test::Eq(value) | Test::Ne(value) | Test::Gt(value) | Test::Gte(value) | Test::Lt(value) | Test::Lte(value) => is_bool(value),
            Test::In(values) | Test::NotIn(values) => values.iter().all(is_bool),
            Test::Contains(_) | Test::StartsWith(_) | Test::IsNull(_) => false,
        };
        let path = column.path(&column.property);
        sure.then(|| match (test.passes(&Value::Bool(true)), test.passes(&Value::Bool(false))) {
            (false, false) => Condition::never(),
            (true, true) => self.not_null(column),
            (yes, _) => Condition::Plain(format!("{path} eq {yes}")),
        })
    }

    fn one_of(&mut self, column: &Column, values: &[Value]) -> Option<Condition> {
        let path = column.path(&column.property);
        if let Kind::Text(_) = column.property.kind {
            let Texts { plain, folded } = self.texts(column, values)?;
            let folded = Condition::one_of(&format!("tolower({path})"), folded);
            return Some(Condition::any_of([Condition::one_of(&path, plain), folded]));
        }
        let mut literals = Vec::new();
        let mut others = Vec::new();
        for value in values {
            match (value, &column.time) {
                (Value::Date(date), _) if column.property.kind != Kind::Day => {
                    let (begin, end) = bounds(self.version(), &column.property.kind, *date)?;
                    others.push(Condition::Plain(format!("({path} ge {begin} and {path} lt {end})")));
                }
                (Value::Time(time), Some(_)) => {
                    // The time of day may be null, which is read as midnight.
                    self.exact = false;
                    literals.push(day(self.version(), time.date_naive()));
                }
                (value, _) => {
                    let Point { floor, on } = self.point(column, value)?;
                    literals.extend(on.then_some(floor));
                }
            }
        }
        Some(Condition::any_of(others.into_iter().chain([Condition::one_of(&path, literals)])))
    }

    fn none_of(&mut self, column: &Column, values: &[Value]) -> Option<Condition> {
        let path = column.path(&column.property);
        let mut parts = Vec::new();
        let differs = |path: &str, literal: &String| Condition::Plain(format!("{path} ne {literal}"));
        if let Kind::Text(_) = column.property.kind {
            let Texts { plain, folded } = self.texts(column, values)?;
            let lower = format!("tolower({path})");
            parts.extend(plain.iter().map(|literal| differs(&path, literal)));
            parts.extend(folded.iter().map(|literal| differs(&lower, literal)));
        } else {
            for value in values {
                if let (Value::Date(date), true) = (value, column.property.kind != Kind::Day) {
                    let (begin, end) = bounds(self.version(), &column.property.kind, *date)?;
                    parts.push(Condition::Plain(format!("({path} lt {begin} or {path} ge {end})")));
                } else if let (Value::Time(_), Some(_)) = (value, &column.time) {
                    return None;
                } else {
                    let Point { floor, on } = self.point(column, value)?;
                    parts.extend(on.then(|| differs(&path, &floor)));
                }
            }
        }
        // The protocol lets null pass what differs.
        parts.push(self.not_null(column));
        Some(Condition::all_of(parts))
    }

    /// Where a value stands among those of the column.
    fn point(&self, column: &Column, value: &Value) -> Option<Point> {
        point(self.version(), &column.property.kind, value)
    }

    /// Texts as literals: those without letters as they are, the others in lower case.
    fn texts(&mut self, column: &Column, values: &[Value]) -> Option<Texts> {
        let mut texts = Texts::default();
        for value in values {
            let Value::Text(text) = value else { return None };
            let pads = self.dialect.pads() && pads(&column.property);
            if text.is_empty() || (pads && canonical_text(text) != &**text) {
                // No row has it: an empty text is null, and a padded number is read as a plain one.
                continue;
            }
            if !text.chars().any(char::is_alphabetic) {
                let all = if pads { spellings(text) } else { vec![text.to_string()] };
                texts.plain.extend(all.iter().map(|text| quote(text)));
            } else if self.takes(Features::FUNCTIONS) {
                texts.folded.push(quote(&fold(text)));
            } else {
                texts.plain.extend(cases(text)?.iter().map(|text| quote(text)));
            }
        }
        Some(texts)
    }

    /// Text with this in it, or at its beginning.
    fn part_of(&mut self, column: &Column, text: &str, begins: bool) -> Option<Condition> {
        if text.is_empty() {
            return Some(self.not_null(column));
        }
        if !self.takes(Features::FUNCTIONS) {
            return None;
        }
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        let may_pad = is_number && self.dialect.pads() && pads(&column.property);
        if may_pad {
            // Zeros may stand before a number that do not count: it begins somewhere.
            self.exact = false;
        }
        let path = column.path(&column.property);
        let field = if text.chars().any(char::is_alphabetic) { format!("tolower({path})") } else { path };
        let text = quote(&fold(text));
        Some(Condition::Plain(match (self.version(), begins && !may_pad) {
            (_, true) => format!("startswith({field},{text})"),
            (Version::V2, false) => format!("substringof({text},{field})"),
            (Version::V4, false) => format!("contains({field},{text})"),
        }))
    }

    fn range(&mut self, column: &Column, value: &Value, side: Side) -> Option<Condition> {
        let path = column.path(&column.property);
        // How a service orders text is its own, and a Guid has no order.
        if matches!(column.property.kind, Kind::Text(_) | Kind::Guid | Kind::Time) {
            return None;
        }
        let plain = |operator: &str, literal: &str| Condition::Plain(format!("{path} {operator} {literal}"));
        let bounded = match (value, &column.time) {
            (Value::Date(date), _) if column.property.kind != Kind::Day => {
                let (begin, end) = bounds(self.version(), &column.property.kind, *date)?;
                match (side.greater, side.equal) {
                    (true, true) => plain("ge", &begin),
                    (true, false) => plain("ge", &end),
                    (false, true) => plain("lt", &end),
                    (false, false) => plain("lt", &begin),
                }
            }
            (Value::Time(time), Some(of_day)) => {
                // What a row has beside whole seconds, or null in their place, is decided on the row.
                self.exact = false;
                let (date, time) = (day(self.version(), time.date_naive()), time_of_day(self.version(), *time));
                let (strict, with) = (Side { equal: false, ..side }.operator(), Side { equal: true, ..side }.operator());
                let of_day_path = column.path(of_day);
                let none = if of_day.nullable { format!(" or {of_day_path} eq null") } else { String::new() };
                Condition::Plain(format!("({path} {strict} {date} or ({path} eq {date} and ({of_day_path} {with} {time}{none})))"))
            }
            (value, _) => {
                let Point { floor, on } = self.point(column, value)?;
                // Between two values that the property can hold: above it is above the lower one, below it is up to the lower one.
                let side = if on { side } else { Side { equal: !side.greater, ..side } };
                plain(side.operator(), &floor)
            }
        };
        // What stands for null is less than anything.
        let nulls = self.nulls(column).into_iter().filter(|null| null != NULL);
        let there = (!side.greater).then_some(nulls).into_iter().flatten().map(|null| Condition::Plain(format!("{path} ne {null}")));
        Some(Condition::all_of([bounded].into_iter().chain(there)))
    }
}

#[derive(Default)]
struct Texts {
    plain: Vec<String>,
    folded: Vec<String>,
}

/// Which side of a value is meant, and whether the value itself is.
#[derive(Clone, Copy)]
struct Side {
    greater: bool,
    equal: bool,
}

impl Side {
    fn operator(self) -> &'static str {
        match (self.greater, self.equal) {
            (true, false) => "gt",
            (true, true) => "ge",
            (false, false) => "lt",
            (false, true) => "le",
        }
    }
}

/// The first moment of a day and of the next, as literals.
fn bounds(version: Version, kind: &Kind, date: NaiveDate) -> Option<(String, String)> {
    let midnight = |date: NaiveDate| -> Option<DateTime<Utc>> { Some(date.and_hms_opt(0, 0, 0)?.and_utc()) };
    let literal = |date: NaiveDate| Some(moment(version, kind, midnight(date)?));
    matches!(kind, Kind::DateTime | Kind::Moment).then_some(())?;
    Some((literal(date)?, literal(date.checked_add_days(Days::new(1))?)?))
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
        all = all.iter().flat_map(|begun| forms.iter().map(move |form| format!("{begun}{form}"))).collect();
    }
    Some(all)
}
