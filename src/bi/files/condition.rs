//! Filters of tables that are no entity's: columns with their tests, written as GraphQL's filters
//! are.

use channelgraph_schema::did_you_mean;
use channelgraph_sql::{Code, Column, ColumnType, Condition, Failure, Operand, Table, Test, Tests};
use serde_json::{Map, Value};

/// Values of one list at most.
const MOST: usize = 500;

/// The condition that a filter means: `{"period_length":{"eq":"QUARTER"}}`.
///
/// # Errors
/// If it is no JSON, or tests what cannot be tested; the text says what can.
pub(super) fn condition(table: &Table, text: &str) -> Result<Condition, Failure> {
    let given: Map<String, Value> = serde_json::from_str(text).map_err(|error| {
        bad(format!("`filter` is no JSON object: {error}"))
            .hint("Write it like {\"period_length\":{\"eq\":\"QUARTER\"}}.")
    })?;
    let mut all = Condition::all();
    for (name, tests) in &given {
        let (place, column) = column(table, name)?;
        let Some(tests) = tests.as_object() else {
            return Err(bad(format!("`filter`: `{name}` takes an object, such as {{\"eq\": …}}")));
        };
        for (operator, value) in tests {
            all = all.and(Condition::Test(place, test(column, operator, value)?));
        }
    }
    Ok(all)
}

fn bad(message: String) -> Failure {
    Failure::new(Code::Text, message)
}

/// A column that can be tested, with its place.
fn column<'t>(table: &'t Table, name: &str) -> Result<(usize, &'t Column), Failure> {
    let columns = || table.columns.iter().enumerate();
    let mut tested = columns().filter(|(_, column)| column.tests != Tests::None);
    tested.find(|(_, column)| column.name == name).ok_or_else(|| {
        let known = columns().filter(|(_, column)| column.tests != Tests::None);
        let known: Vec<&str> = known.map(|(_, column)| column.name.as_str()).collect();
        let near = did_you_mean(name, known.iter().copied());
        let message = format!("`{}` cannot be filtered by `{name}`{near}", table.name);
        let failure = Failure::new(Code::Unsupported, message);
        if known.is_empty() {
            return failure;
        }
        failure.hint(format!("It can be by: {}.", known.join(", ")))
    })
}

fn test(column: &Column, operator: &str, value: &Value) -> Result<Test, Failure> {
    let name = &column.name;
    let one = || operand(column, value);
    let is_ranged = column.tests == Tests::Range;
    Ok(match operator {
        "eq" => Test::In(vec![one()?]),
        "in" => match value.as_array() {
            Some(values) if values.len() <= MOST => {
                let all = values.iter().map(|value| operand(column, value));
                Test::In(all.collect::<Result<_, _>>()?)
            }
            _ => return Err(bad(format!("`filter`: `{name}.in` takes a list of up to {MOST}"))),
        },
        "gt" if is_ranged => Test::Gt(one()?),
        "gte" if is_ranged => Test::Gte(one()?),
        "lt" if is_ranged => Test::Lt(one()?),
        "lte" if is_ranged => Test::Lte(one()?),
        other => {
            let known = if is_ranged { "eq, in, gt, gte, lt and lte" } else { "eq and in" };
            return Err(bad(format!("`filter`: `{name}` takes {known}, and not `{other}`")));
        }
    })
}

fn operand(column: &Column, value: &Value) -> Result<Operand, Failure> {
    let text = value.as_str();
    let found = match column.ty {
        ColumnType::Text => text.map(|text| Operand::Text(text.to_owned())),
        ColumnType::Date => text.and_then(|text| text.parse().ok()).map(Operand::Date),
        _ => None,
    };
    found.ok_or_else(|| {
        let what = if column.ty == ColumnType::Date { "a day like 2026-11-30" } else { "a text" };
        bad(format!("`filter`: `{}` is compared with {what}, and not with {value}", column.name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let column = |name: &str, ty, tests| Column {
            name: name.to_owned(),
            ty,
            nullable: false,
            doc: String::new(),
            tests,
            sorts: false,
        };
        let columns = vec![
            column("period_length", ColumnType::Text, Tests::Words),
            column("period_from", ColumnType::Date, Tests::Range),
            column("revenue_count", ColumnType::Integer, Tests::None),
        ];
        let (name, doc) = ("performance".to_owned(), String::new());
        Table { name, doc, columns, key: Vec::new(), foreign_keys: Vec::new() }
    }

    #[test]
    fn filters_are_conditions_on_columns_that_can_be_tested() {
        let of = |text: &str| condition(&table(), text);
        let day = |text: &str| Operand::Date(text.parse().unwrap());
        let text = |text: &str| Operand::Text(text.to_owned());
        let found = of(
            r#"{"period_length":{"in":["MONTH","YEAR"]},"period_from":{"gte":"2026-01-01","lt":"2026-07-01"}}"#,
        );
        let Ok(Condition::All(mut parts)) = found else { panic!("{found:?}") };
        parts.sort_by_key(|part| format!("{part:?}"));
        let words = Test::In(vec![text("MONTH"), text("YEAR")]);
        assert_eq!(
            parts,
            [
                Condition::Test(0, words),
                Condition::Test(1, Test::Gte(day("2026-01-01"))),
                Condition::Test(1, Test::Lt(day("2026-07-01"))),
            ]
        );
        assert_eq!(of("{}"), Ok(Condition::all()));
        for wrong in [
            "[]",
            r#"{"period_from":"2026-01-01"}"#,
            r#"{"period_from":{"eq":1}}"#,
            r#"{"period_from":{"eq":"soon"}}"#,
            r#"{"period_length":{"gt":"MONTH"}}"#,
            r#"{"period_length":{"in":"MONTH"}}"#,
            r#"{"revenue_count":{"eq":"1"}}"#,
            r#"{"period_form":{"eq":"2026-01-01"}}"#,
        ] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
        let near = of(r#"{"period_form":{"eq":"2026-01-01"}}"#).unwrap_err();
        assert!(near.message.contains("period_from"), "{near}");
    }
}
