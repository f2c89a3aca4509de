//! Coercion of the values that a request gives to variables.

use apollo_compiler::{
    ast::Type,
    schema::{ExtendedType, InputObjectType},
};
use serde_json::{Map, Value as Json};

use super::{BadValue, Coerced, Coercion, is_one_of, null, one_of, scalar, unknown_field, within};

/// Entries of a list at most, refused before they are copied. Each list that the schema takes has a
/// lower bound of its own.
const MAX_LENGTH: usize = 1_000;

impl Coercion<'_> {
    /// A value of the variables of a request.
    pub(super) fn json(self, ty: &Type, value: &Json) -> Coerced {
        if value.is_null() {
            return null(ty);
        }
        let name = match ty {
            Type::List(item) | Type::NonNullList(item) => {
                let length = value.as_array().map_or(1, Vec::len);
                if length > MAX_LENGTH {
                    return Err(BadValue(format!(
                        "a list has {length} entries; no list takes more than {MAX_LENGTH}"
                    )));
                }
                let several = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
                return several.iter().map(|value| self.json(item, value)).collect();
            }
            Type::Named(name) | Type::NonNullNamed(name) => name,
        };
        match (self.schema.types.get(name), value) {
            (Some(ExtendedType::Enum(def)), Json::String(word))
                if def.values.contains_key(word.as_str()) =>
            {
                Ok(value.clone())
            }
            (Some(ExtendedType::Enum(_)), _) => {
                Err(BadValue(format!("{name} has no value {}", scalar::shown(value))))
            }
            (Some(ExtendedType::InputObject(def)), Json::Object(given)) => self.object(def, given),
            (Some(ExtendedType::InputObject(_)), _) => {
                Err(BadValue(format!("{name} expects an object, not {}", scalar::shown(value))))
            }
            _ => scalar::coerce(name, value).map_err(BadValue),
        }
    }

    fn object(self, def: &InputObjectType, given: &Map<String, Json>) -> Coerced {
        if let Some(unknown) = given.keys().find(|name| !def.fields.contains_key(name.as_str())) {
            return Err(unknown_field(def, unknown));
        }
        let mut object = Map::new();
        for (name, field) in &def.fields {
            let value = match (given.get(name.as_str()), &field.default_value) {
                (Some(value), _) => Some(self.json(&field.ty, value)),
                (None, Some(default)) => self.literal(&field.ty, default).transpose(),
                (None, None) if field.ty.is_non_null() => {
                    Some(Err(BadValue(format!("a value of type {} is required", field.ty))))
                }
                (None, None) => None,
            };
            let value = value.transpose().map_err(|bad| within(name, bad))?;
            object.extend(value.map(|value| (name.to_string(), value)));
        }
        if is_one_of(def) {
            one_of(def, &object)?;
        }
        Ok(Json::Object(object))
    }
}
