//! Input coercion: variables and arguments become JSON in which every scalar has its one form,
//! every default stands where nothing was given, and nothing is left that the schema does not know.

use apollo_compiler::{
    Name, Node, Schema,
    ast::{Type, Value, VariableDefinition},
    executable::Operation,
    schema::{ExtendedType, InputObjectType, InputValueDefinition},
};
use serde_json::{Map, Value as Json};

mod given;

use super::scalar;

/// A value that does not fit its type; the text says where and why.
#[derive(Debug, PartialEq, Eq)]
pub struct BadValue(pub String);

type Coerced = Result<Json, BadValue>;

/// The variables that literals may name.
#[derive(Clone, Copy)]
pub enum Variables<'a> {
    /// Not known yet, when a document is checked: variables are tested by their definitions.
    Unknown(&'a [&'a VariableDefinition]),
    /// The coerced variables of a request.
    Known(&'a Map<String, Json>),
}

/// Coercion against a schema.
#[derive(Clone, Copy)]
pub struct Coercion<'a> {
    /// The schema.
    pub schema: &'a Schema,
    /// The variables.
    pub variables: Variables<'a>,
}

/// The variables of an operation as its definitions take them. What was left out and has no default
/// stays left out.
///
/// # Errors
/// If a value does not fit, or a required one is missing.
pub fn variables(
    schema: &Schema,
    operation: &Operation,
    given: &Map<String, Json>,
) -> Result<Map<String, Json>, BadValue> {
    let none = Map::new();
    let coercion = Coercion { schema, variables: Variables::Known(&none) };
    let mut coerced = Map::new();
    for definition in &operation.variables {
        let name = definition.name.as_str();
        let named = |BadValue(text)| BadValue(format!("variable `${name}`: {text}"));
        let value = match (given.get(name), &definition.default_value) {
            (Some(value), _) => Some(coercion.json(&definition.ty, value).map_err(named)?),
            (None, Some(default)) => coercion.literal(&definition.ty, default).map_err(named)?,
            (None, None) if definition.ty.is_non_null() => {
                return Err(named(BadValue(format!(
                    "a value of type {} is required",
                    definition.ty
                ))));
            }
            (None, None) => None,
        };
        coerced.extend(value.map(|value| (name.to_owned(), value)));
    }
    Ok(coerced)
}

impl Coercion<'_> {
    /// The arguments of a field. What was left out and has no default stays left out.
    ///
    /// # Errors
    /// If a value does not fit, or a required one is missing.
    pub fn arguments(
        self,
        definitions: &[Node<InputValueDefinition>],
        given: &[Node<apollo_compiler::ast::Argument>],
    ) -> Result<Map<String, Json>, BadValue> {
        let mut coerced = Map::new();
        for definition in definitions {
            let value = given.iter().find(|given| given.name == definition.name);
            let value = self.input(definition, value.map(|given| &*given.value));
            let value = value.map_err(|BadValue(text)| {
                BadValue(format!("argument `{}`: {text}", definition.name))
            })?;
            coerced.extend(value.map(|value| (definition.name.to_string(), value)));
        }
        Ok(coerced)
    }

    /// An argument, or a field of an input object: its value, else its default.
    fn input(
        self,
        definition: &InputValueDefinition,
        given: Option<&Value>,
    ) -> Result<Option<Json>, BadValue> {
        let default = definition.default_value.as_deref();
        if let (Variables::Unknown(defined), Some(Value::Variable(name))) = (self.variables, given)
        {
            // Where a default stands in, the variable may be left out.
            let ty = definition.ty.as_ref().clone();
            let ty =
                if default.is_some_and(|default| !default.is_null()) { ty.nullable() } else { ty };
            return fits(defined, name, &ty).map(|()| None);
        }
        if let Some(value) =
            given.map(|given| self.literal(&definition.ty, given)).transpose()?.flatten()
        {
            return Ok(Some(value));
        }
        match &definition.default_value {
            Some(default) => self.literal(&definition.ty, default),
            None if definition.ty.is_non_null() => {
                Err(BadValue(format!("a value of type {} is required", definition.ty)))
            }
            None => Ok(None),
        }
    }

    /// Whether a literal is a variable whose value is not known yet.
    fn is_trusted(self, given: Option<&Value>) -> bool {
        matches!((self.variables, given), (Variables::Unknown(_), Some(Value::Variable(_))))
    }

    /// Checks the default of a variable.
    ///
    /// # Errors
    /// If it does not fit the variable's type.
    pub fn default(self, ty: &Type, default: Option<&Value>) -> Result<(), BadValue> {
        default.map_or(Ok(None), |default| self.literal(ty, default)).map(drop)
    }

    /// A literal; none for a variable that was left out.
    fn literal(self, ty: &Type, value: &Value) -> Result<Option<Json>, BadValue> {
        if let Value::Variable(name) = value {
            let variables = match self.variables {
                Variables::Known(variables) => variables,
                Variables::Unknown(defined) => return fits(defined, name, ty).map(|()| None),
            };
            return match variables.get(name.as_str()) {
                Some(Json::Null) if ty.is_non_null() => {
                    Err(BadValue(format!("`${name}` is null, and {ty} does not allow null")))
                }
                value => Ok(value.cloned()),
            };
        }
        if value.is_null() {
            return null(ty).map(Some);
        }
        let coerced = match ty {
            Type::List(item) | Type::NonNullList(item) => {
                let one = std::slice::from_ref(value);
                let several: Vec<&Value> = match value {
                    Value::List(items) => items.iter().map(|item| &**item).collect(),
                    _ => one.iter().collect(),
                };
                self.items(item, &several)?
            }
            Type::Named(name) | Type::NonNullNamed(name) => self.named_literal(name, value)?,
        };
        Ok(Some(coerced))
    }

    fn items(self, item: &Type, values: &[&Value]) -> Coerced {
        let mut items = Vec::with_capacity(values.len());
        for value in values {
            match self.literal(item, value)? {
                Some(value) => items.push(value),
                None if item.is_non_null() && !self.is_trusted(Some(value)) => {
                    return Err(BadValue(format!(
                        "an item is missing, and {item} does not allow null"
                    )));
                }
                None => items.push(Json::Null),
            }
        }
        Ok(Json::Array(items))
    }

    fn named_literal(self, name: &Name, value: &Value) -> Coerced {
        match self.schema.types.get(name) {
            Some(ExtendedType::Enum(def)) => match value {
                Value::Enum(word) if def.values.contains_key(word) => Ok(word.as_str().into()),
                _ => Err(BadValue(format!("{name} has no value `{}`", printed(value)))),
            },
            Some(ExtendedType::InputObject(def)) => match value {
                Value::Object(fields) => self.object_literal(def, fields),
                _ => Err(BadValue(format!("{name} expects an object"))),
            },
            _ => match (plain(value), value) {
                (
                    Some(json),
                    Value::Int(_) | Value::Float(_) | Value::String(_) | Value::Boolean(_),
                ) => scalar::coerce(name, &json).map_err(BadValue),
                (Some(json), _) if name == "JSON" => Ok(json),
                _ => {
                    Err(BadValue(format!("{name} expects another value than `{}`", printed(value))))
                }
            },
        }
    }

    fn object_literal(self, def: &InputObjectType, given: &[(Name, Node<Value>)]) -> Coerced {
        if let Some((unknown, _)) = given.iter().find(|(name, _)| !def.fields.contains_key(name)) {
            return Err(unknown_field(def, unknown));
        }
        let is_again = |at: usize| given[..at].iter().any(|(name, _)| *name == given[at].0);
        if let Some(at) = (1..given.len()).find(|at| is_again(*at)) {
            return Err(BadValue(format!("{} is given `{}` twice", def.name, given[at].0)));
        }
        let mut object = Map::new();
        for (name, field) in &def.fields {
            let value = given.iter().find(|(known, _)| known == name).map(|(_, value)| &**value);
            let value = self.input(field, value).map_err(|bad| within(name, bad))?;
            object.extend(value.map(|value| (name.to_string(), value)));
        }
        if is_one_of(def) {
            self.check_one_of(def, given, &object)?;
        }
        Ok(Json::Object(object))
    }

    fn check_one_of(
        self,
        def: &InputObjectType,
        given: &[(Name, Node<Value>)],
        object: &Map<String, Json>,
    ) -> Result<(), BadValue> {
        if let (Variables::Unknown(defined), [(name, value)]) = (self.variables, given)
            && let Value::Variable(variable) = &**value
        {
            if defined.iter().any(|one| one.name == *variable && !one.ty.is_non_null()) {
                let message = "the variable must be of a non-null type here";
                return Err(within(name, BadValue(format!("`${variable}`: {message}"))));
            }
            return Ok(());
        }
        if given.len() == 1 { one_of(def, object) } else { Err(not_one(def)) }
    }
}

/// Tests whether a variable may stand where a value of a type is expected. A null for a type
/// without null is found when the value is known; a default may stand in until then.
fn fits(defined: &[&VariableDefinition], name: &Name, ty: &Type) -> Result<(), BadValue> {
    for one in defined.iter().filter(|one| one.name == *name) {
        let has_default = one.default_value.as_ref().is_some_and(|default| !default.is_null());
        let of =
            if has_default { one.ty.as_ref().clone().non_null() } else { one.ty.as_ref().clone() };
        if !of.is_assignable_to(ty) {
            let message = format!("`${name}` is of type {}, and {ty} is expected", one.ty);
            return Err(BadValue(message));
        }
    }
    Ok(())
}

fn null(ty: &Type) -> Coerced {
    if ty.is_non_null() {
        Err(BadValue(format!("{ty} does not allow null")))
    } else {
        Ok(Json::Null)
    }
}

fn is_one_of(def: &InputObjectType) -> bool {
    def.directives.has("oneOf")
}

fn one_of(def: &InputObjectType, object: &Map<String, Json>) -> Result<(), BadValue> {
    let is_one = object.len() == 1 && object.values().all(|value| !value.is_null());
    if is_one { Ok(()) } else { Err(not_one(def)) }
}

fn not_one(def: &InputObjectType) -> BadValue {
    let fields: Vec<&str> = def.fields.keys().map(|name| name.as_str()).collect();
    BadValue(format!("{} needs exactly one of `{}`, not null", def.name, fields.join("`, `")))
}

fn unknown_field(def: &InputObjectType, name: &str) -> BadValue {
    let near = channelgraph_schema::did_you_mean(name, def.fields.keys().map(|name| name.as_str()));
    let name: String = name.chars().take(60).collect();
    BadValue(format!("{} has no field `{name}`{near}", def.name))
}

fn within(name: &str, BadValue(text): BadValue) -> BadValue {
    BadValue(format!("`{name}`: {text}"))
}

/// A literal without variables as JSON; none if it cannot be.
fn plain(value: &Value) -> Option<Json> {
    Some(match value {
        Value::Null => Json::Null,
        Value::Variable(_) | Value::Enum(_) => return None,
        Value::String(text) => text.as_str().into(),
        Value::Boolean(yes) => (*yes).into(),
        Value::Int(number) => Json::Number(number.as_str().parse().ok()?),
        Value::Float(number) => Json::Number(number.as_str().parse().ok()?),
        Value::List(items) => items.iter().map(|item| plain(item)).collect::<Option<_>>()?,
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| Some((name.to_string(), plain(value)?)));
            Json::Object(fields.collect::<Option<_>>()?)
        }
    })
}

fn printed(value: &Value) -> String {
    value.serialize().no_indent().to_string().chars().take(60).collect()
}
