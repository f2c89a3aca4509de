//! An answer, held to what is so.

use rust_decimal::Decimal;
use serde_json::Value;

use super::fold::{Figure, Figures, Place, So};

/// The first difference between an answer and what is so.
pub fn compare(told: &Value, so: &So) -> Result<(), String> {
    let complete = &told["coverage"]["complete"];
    if *complete != true {
        return Err(format!("it is not complete: {:#}", told["coverage"]));
    }
    row("total", &told["total"], &so.total)?;
    let rows = told["rows"].as_array().ok_or("no rows")?;
    let count = told["rowCount"].as_u64();
    if rows.len() != so.rows.len() || count != Some(so.rows.len() as u64) {
        let places: Vec<Place> = rows.iter().map(place).collect();
        let lacking: Vec<_> = so.rows.keys().filter(|place| !places.contains(place)).collect();
        let extra: Vec<_> = places.iter().filter(|place| !so.rows.contains_key(place)).collect();
        return Err(format!("{count:?} rows; lacking {lacking:?}, beyond {extra:?}"));
    }
    for told in rows {
        let place = place(told);
        let expected = so.rows.get(&place).ok_or_else(|| format!("no row {place:?}"))?;
        row(&format!("{place:?}"), told, expected)?;
    }
    for (name, expected) in &so.coverage {
        let counted = told["coverage"][*name].as_u64();
        if counted != Some(*expected) {
            return Err(format!("coverage.{name} is {counted:?}, not {expected}"));
        }
    }
    Ok(())
}

fn place(row: &Value) -> Place {
    let keys = row["keys"].as_array().into_iter().flatten();
    let values = keys.map(|key| key["value"].as_str().map(str::to_owned)).collect();
    let from = row["period"]["from"].as_str().and_then(|day| day.parse().ok());
    (values, from.unwrap_or_default())
}

fn row(name: &str, told: &Value, expected: &Figures) -> Result<(), String> {
    for (path, figure) in expected {
        let mut value = told;
        for part in path.split('.') {
            value = &value[part];
        }
        // Money is an object.
        let value = if value.is_object() { &value["amount"] } else { value };
        if !is(value, *figure) {
            return Err(format!("{name}: {path} is {value}, not {figure:?}"));
        }
    }
    Ok(())
}

fn is(value: &Value, figure: Figure) -> bool {
    let decimal = || match value {
        Value::String(text) => text.parse::<Decimal>().ok(),
        value => value.to_string().parse().ok(),
    };
    match figure {
        Figure::Count(count) => value.as_u64() == Some(count),
        Figure::Exact(None) | Figure::Near(None) => value.is_null(),
        Figure::Exact(Some(exact)) => !value.is_null() && decimal() == Some(exact),
        Figure::Near(Some(near)) => {
            value.as_f64().is_some_and(|told| (told - near).abs() <= near.abs() * 1e-12)
        }
    }
}
