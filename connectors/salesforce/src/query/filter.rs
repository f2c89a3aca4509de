//! A filter as a condition in SOQL, with exactly the filter's meaning: where SOQL's own differs
//! (null, case, kinds of date) it is said so that it does not.

use channelgraph_schema::{Filter, Test, Value};

use super::{
    condition::Condition,
    literal::{Class, Point, day_bounds, pattern, point},
};
use crate::field::{Child, Column, Scope};

/// Semi-joins in one query at most (Salesforce, comparison operators, 2026).
const SEMI_JOINS: usize = 2;

/// What a filter became.
#[derive(Debug)]
pub(crate) struct Compiled {
    /// The condition.
    pub(crate) condition: Condition,
    /// Whether it lets exactly the right rows through; if not, it lets more through, never fewer.
    pub(crate) exact: bool,
}

/// The filter in SOQL.
pub(crate) fn compile(scope: &Scope, filter: &Filter<String>) -> Compiled {
    let mut compiler = Compiler { scope, exact: true, semi_joins: 0 };
    let condition = compiler.part(filter, true);
    Compiled { condition, exact: compiler.exact }
}

struct Compiler<'a> {
    scope: &'a Scope,
    exact: bool,
    semi_joins: usize,
}

impl Compiler<'_> {
    /// `top`: whether every row must pass this part, which is where alone a semi-join may stand.
    fn part(&mut self, filter: &Filter<String>, top: bool) -> Condition {
        let decided = match filter {
            Filter::And(parts) => {
                Some(Condition::all_of(parts.iter().map(|part| self.part(part, top))))
            }
            Filter::Or(parts) if parts.len() == 1 => Some(self.part(&parts[0], top)),
            Filter::Or(parts) => {
                Some(Condition::any_of(parts.iter().map(|part| self.part(part, false))))
            }
            Filter::Not(_) => None,
            Filter::Test(name, test) => match self.scope.column(name) {
                None if test.passes(&Value::Null) => Some(Condition::All(Vec::new())),
                None => Some(Condition::Any(Vec::new())),
                Some(Column { child: Some(child), .. }) if top && self.semi_joins < SEMI_JOINS => {
                    // One child that passes is enough here; which of them counts is for the mapping
                    // to say.
                    self.exact = false;
                    let joined =
                        self.scope.column(name).and_then(|column| semi_join(column, child, test));
                    self.semi_joins += usize::from(joined.is_some());
                    joined
                }
                Some(Column { child: Some(_), .. }) => None,
                Some(column) => condition(column, test),
            },
        };
        decided.unwrap_or_else(|| {
            self.exact = false;
            Condition::All(Vec::new())
        })
    }
}

/// The parents with a child that passes. A superset, whether the mapping takes all children or the
/// first.
fn semi_join(column: &Column, child: &Child, test: &Test) -> Option<Condition> {
    let inner = match test {
        Test::IsNull(true) => return None,
        Test::IsNull(false) => Condition::All(Vec::new()),
        test => condition(column, test)?,
    };
    let before = format!("Id IN (SELECT {} FROM {}", child.back, child.object);
    Some(match inner {
        never if never.is_never() => never,
        always if always.is_always() => Condition::Plain(format!("{before})")),
        Condition::In(head, items, tail) => {
            Condition::In(format!("{before} WHERE {head}"), items, format!("{tail})"))
        }
        inner => Condition::Plain(format!("{before} WHERE {})", inner.render())),
    })
}

/// One test; nothing where SOQL cannot decide it with the test's meaning.
pub(super) fn condition(column: &Column, test: &Test) -> Option<Condition> {
    if !column.field.filterable {
        return None;
    }
    let class = Class::of(&column.field);
    match test {
        Test::IsNull(true) => Some(null(column)),
        Test::IsNull(false) => Some(not_null(column)),
        _ if class == Class::Bool => Some(boolean(column, test)),
        Test::Eq(value) => one_of(column, class, std::slice::from_ref(value)),
        Test::In(values) => one_of(column, class, values),
        Test::Ne(value) => none_of(column, class, std::slice::from_ref(value)),
        Test::NotIn(values) => none_of(column, class, values),
        Test::Contains(text) if class == Class::Text => like(column, "%", text),
        Test::StartsWith(text) if class == Class::Text => like(column, "", text),
        Test::Contains(_) | Test::StartsWith(_) => None,
        Test::Gt(value) => range(column, class, value, Side { greater: true, equal: false }),
        Test::Gte(value) => range(column, class, value, Side { greater: true, equal: true }),
        Test::Lt(value) => range(column, class, value, Side { greater: false, equal: false }),
        Test::Lte(value) => range(column, class, value, Side { greater: false, equal: true }),
    }
}

fn plain(column: &Column, operator: &str, literal: &str) -> Condition {
    Condition::Plain(format!("{} {operator} {literal}", column.path))
}

/// Null itself, or for want of a parent to have it.
fn null(column: &Column) -> Condition {
    let missing = column.lookups.iter().map(|lookup| Condition::Plain(format!("{lookup} = null")));
    // A checkbox is never null.
    let own = (Class::of(&column.field) != Class::Bool).then(|| plain(column, "=", "null"));
    Condition::any_of(own.into_iter().chain(missing))
}

fn not_null(column: &Column) -> Condition {
    if Class::of(&column.field) == Class::Bool {
        return Condition::all_of(
            column.lookups.iter().map(|lookup| Condition::Plain(format!("{lookup} != null"))),
        );
    }
    plain(column, "!=", "null")
}

/// A checkbox by which of its two values pass. Under a missing parent Salesforce may take it for
/// false.
fn boolean(column: &Column, test: &Test) -> Condition {
    match (test.passes(&Value::Bool(true)), test.passes(&Value::Bool(false))) {
        (false, false) => Condition::Any(Vec::new()),
        (true, true) => not_null(column),
        (yes, _) => Condition::all_of([
            plain(column, "=", if yes { "true" } else { "false" }),
            not_null(column),
        ]),
    }
}

/// The literals of those values that the field can hold; nothing if one of them cannot be said.
fn literals(class: Class, values: &[Value]) -> Option<Vec<String>> {
    let points = values.iter().map(|value| point(class, value)).collect::<Option<Vec<_>>>()?;
    let mut literals: Vec<_> =
        points.into_iter().flatten().filter(|point| point.on).map(|point| point.floor).collect();
    literals.sort_unstable();
    literals.dedup();
    Some(literals)
}

/// Days asked of a field of moments, each as all its moments.
fn days(class: Class, values: &[Value]) -> Option<Vec<(String, String)>> {
    let day = |value: &Value| match value {
        Value::Date(date) => day_bounds(*date),
        _ => None,
    };
    if class == Class::Moment && !values.is_empty() {
        values.iter().map(day).collect()
    } else {
        None
    }
}

fn one_of(column: &Column, class: Class, values: &[Value]) -> Option<Condition> {
    if let Some(days) = days(class, values) {
        let within = |(begin, end): &(String, String)| {
            Condition::all_of([plain(column, ">=", begin), plain(column, "<", end)])
        };
        return Some(Condition::any_of(days.iter().map(within)));
    }
    let mut literals = literals(class, values)?;
    Some(match literals.len() {
        0 => Condition::Any(Vec::new()),
        1 => plain(column, "=", &literals.remove(0)),
        _ => Condition::In(format!("{} IN (", column.path), literals, ")".into()),
    })
}

fn none_of(column: &Column, class: Class, values: &[Value]) -> Option<Condition> {
    if let Some(days) = days(class, values) {
        let without = |(begin, end): &(String, String)| {
            Condition::any_of([plain(column, "<", begin), plain(column, ">=", end)])
        };
        return Some(Condition::all_of(days.iter().map(without)));
    }
    let literals = literals(class, values)?;
    let differs = match literals.as_slice() {
        [] => None,
        [one] => Some(plain(column, "!=", one)),
        several => Some(plain(column, "NOT IN", &format!("({})", several.join(",")))),
    };
    // Salesforce lets null pass what differs.
    Some(Condition::all_of(differs.into_iter().chain([not_null(column)])))
}

fn like(column: &Column, before: &str, text: &str) -> Option<Condition> {
    if text.is_empty() {
        return Some(not_null(column));
    }
    Some(plain(column, "LIKE", &pattern(before, text, "%")?))
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
            (true, false) => ">",
            (true, true) => ">=",
            (false, false) => "<",
            (false, true) => "<=",
        }
    }
}

fn range(column: &Column, class: Class, value: &Value, side: Side) -> Option<Condition> {
    if let Some([(begin, end)]) = days(class, std::slice::from_ref(value)).as_deref() {
        return Some(match (side.greater, side.equal) {
            (true, true) => plain(column, ">=", begin),
            (true, false) => plain(column, ">=", end),
            (false, true) => plain(column, "<", end),
            (false, false) => plain(column, "<", begin),
        });
    }
    // Text goes by the collation of the user's language there, and ids have no order but their own.
    if class == Class::Text || (class == Class::Id && column.path != "Id") {
        return None;
    }
    let Point { floor, on } = point(class, value)??;
    // Between two values that the field can hold: above it is above the lower one, below it is up
    // to the lower one.
    let side = if on { side } else { Side { equal: !side.greater, ..side } };
    Some(plain(column, side.operator(), &floor))
}
