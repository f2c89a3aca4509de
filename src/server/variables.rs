//! Numbers in variables. With all digits kept, serde_json hands a number that is no small whole one
//! to others as an object of its own, and that is what the GraphQL library would take it for.

use async_graphql::{Number, Value, Variables};

/// serde_json's own key of such an object, as of version 1.
const NUMBER: &str = "$serde_json::private::Number";

/// Makes numbers of them again.
pub(super) fn mend(variables: &mut Variables) {
    variables.values_mut().for_each(mend_value);
}

fn mend_value(value: &mut Value) {
    match value {
        Value::List(items) => items.iter_mut().for_each(mend_value),
        Value::Object(object) => match object.get(NUMBER) {
            Some(Value::String(text)) if object.len() == 1 => {
                if let Ok(number) = text.parse::<Number>() {
                    *value = Value::Number(number);
                }
            }
            _ => object.values_mut().for_each(mend_value),
        },
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_one_with_all_its_digits() {
        let body = r#"{"f": {"gt": 84.5, "in": [0.10, 1e3, 12, 123456789012345678901234567890]}, "s": "84.5"}"#;
        let mut variables: Variables = serde_json::from_str(body).unwrap();
        mend(&mut variables);
        assert_eq!(
            serde_json::to_string(&variables).unwrap(),
            serde_json::to_string(&serde_json::from_str::<serde_json::Value>(body).unwrap())
                .unwrap()
        );
        assert!(
            matches!(&variables[&async_graphql::Name::new("f")], Value::Object(filter) if matches!(filter["gt"], Value::Number(_)))
        );
    }
}
