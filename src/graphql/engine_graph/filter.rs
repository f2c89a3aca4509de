//! Filters as requests give them, read off the declarations of entities.

use channelgraph_schema::{EntityKind, FieldId, FieldType, Filter, NodeId, Role, Test, Value};
use chrono::DateTime;
use serde_json::{Map, Value as Json};

use crate::engine::{Engine, Problem, Viewer};

/// Conditions in one filter at most.
const MAX_CONDITIONS: usize = 100;
/// Weight of all values together at most: 16 for each, and its bytes. Testing a node takes as long
/// as they are heavy.
const MAX_WEIGHT: usize = 100_000;
/// Bytes of one text at most.
const MAX_TEXT: usize = 2_000;
/// Values in one list at most.
const MAX_VALUES: usize = 500;

/// A filter as the engine takes it. Conditions on ids and sources of records stand apart where they
/// name the candidates of a list.
#[derive(Debug)]
pub struct Asked {
    /// The rest of the filter.
    pub filter: Filter<FieldId>,
    /// The sources that nodes must have a record of.
    pub sources: Option<Vec<String>>,
    /// The ids that nodes must have.
    pub ids: Option<Vec<NodeId>>,
}

/// Reads the filter of an entity.
///
/// # Errors
/// If it is too large, an id is none, or it asks what cannot be decided.
pub fn read(
    engine: &Engine,
    viewer: &Viewer,
    kind: EntityKind,
    given: Option<&Json>,
) -> Result<Asked, Problem> {
    let mut asked = Asked { filter: Filter::all(), sources: None, ids: None };
    let Some(Json::Object(given)) = given else { return Ok(asked) };
    let mut given = given.clone();
    // The index of partners knows the ids and sources of all records, so they may stand anywhere.
    if kind != EntityKind::Partner {
        for field in kind.all().iter() {
            let def = kind.def(field);
            let Some(offered) = def.filter else { continue };
            match def.role {
                Role::Ids => asked.ids = take_ids(&mut given, offered.name)?,
                Role::Sources => asked.sources = take_sources(engine, &mut given, offered.name)?,
                _ => {}
            }
        }
    }
    let mut reader = Reader { engine, viewer, kind, conditions: 0, weight: 0 };
    asked.filter = reader.object(&given)?;
    Ok(asked)
}

struct Reader<'a> {
    engine: &'a Engine,
    viewer: &'a Viewer,
    kind: EntityKind,
    conditions: usize,
    weight: usize,
}

impl Reader<'_> {
    fn object(&mut self, given: &Map<String, Json>) -> Result<Filter<FieldId>, Problem> {
        let mut parts = Vec::new();
        for (name, value) in given.iter().filter(|(_, value)| !value.is_null()) {
            match name.as_str() {
                "and" => parts.extend(self.several(value)?),
                "or" => parts.push(Filter::any_of(self.several(value)?)),
                "not" => parts.push(Filter::Not(Box::new(self.nested(value)?))),
                name => parts.extend(self.field(name, value)?),
            }
        }
        Ok(Filter::all_of(parts))
    }

    fn several(&mut self, filters: &Json) -> Result<Vec<Filter<FieldId>>, Problem> {
        filters.as_array().into_iter().flatten().map(|filter| self.nested(filter)).collect()
    }

    fn nested(&mut self, filter: &Json) -> Result<Filter<FieldId>, Problem> {
        filter.as_object().map_or_else(|| Ok(Filter::all()), |filter| self.object(filter))
    }

    fn field(&mut self, name: &str, value: &Json) -> Result<Vec<Filter<FieldId>>, Problem> {
        let kind = self.kind;
        let is_meant =
            |field: &FieldId| kind.def(*field).filter.is_some_and(|offered| offered.name == name);
        let (Some(field), Json::Object(given)) = (kind.all().iter().find(is_meant), value) else {
            return Ok(Vec::new());
        };
        self.weight += given.values().map(weight).sum::<usize>();
        check_weight(self.weight)?;
        let def = kind.def(field);
        if kind != EntityKind::Partner && matches!(def.role, Role::Ids | Role::Sources) {
            return Err(Problem::input(format!(
                "`{name}` names the candidates of a list, so it stands at the top of the filter, not \
                 within `and`, `or` or `not`"
            )));
        }
        let tests = match (def.role, def.ty) {
            (Role::Ids, _) => own_ids(given)?,
            (_, FieldType::Reference(_)) => self.references(given)?,
            (role, ty) => {
                if role == Role::Sources {
                    sources_in(self.engine, given)?;
                }
                tests(given, ty)?
            }
        };
        self.conditions += tests.len();
        if self.conditions > MAX_CONDITIONS {
            return Err(Problem::input(format!(
                "the filter has more than {MAX_CONDITIONS} conditions"
            )));
        }
        Ok(tests.into_iter().map(|test| Filter::Test(field, test)).collect())
    }

    /// References to partners: the index knows every way in which a record can name one.
    fn references(&self, given: &Map<String, Json>) -> Result<Vec<Test>, Problem> {
        let ids = ids(given)?;
        ids.iter().map(|ids| Ok(Test::In(self.engine.references_to(self.viewer, ids)?))).collect()
    }
}

/// The tests of a value of this type.
fn tests(given: &Map<String, Json>, ty: FieldType) -> Result<Vec<Test>, Problem> {
    let mut tests = Vec::new();
    for (name, json) in given.iter().filter(|(_, json)| !json.is_null()) {
        let one = || value(json, ty);
        let text = || json.as_str().unwrap_or_default().into();
        json.as_str().map_or(Ok(()), check_text)?;
        tests.push(match name.as_str() {
            "eq" => Test::Eq(one()),
            "ne" => Test::Ne(one()),
            "in" => Test::In(values(json, ty)?),
            "notIn" => Test::NotIn(values(json, ty)?),
            "contains" => Test::Contains(text()),
            "startsWith" => Test::StartsWith(text()),
            "gt" => Test::Gt(one()),
            "gte" => Test::Gte(one()),
            "lt" => Test::Lt(one()),
            "lte" => Test::Lte(one()),
            _ => Test::IsNull(json.as_bool().unwrap_or_default()),
        });
    }
    Ok(tests)
}

fn values(json: &Json, ty: FieldType) -> Result<Vec<Value>, Problem> {
    let items = json.as_array().map_or(&[][..], Vec::as_slice);
    check_length(items.len(), "values")?;
    items.iter().filter_map(Json::as_str).try_for_each(check_text)?;
    Ok(items.iter().map(|item| value(item, ty)).collect())
}

fn check_length(length: usize, of: &str) -> Result<(), Problem> {
    if length > MAX_VALUES {
        let message =
            format!("a list in a filter has {length} {of}; at most {MAX_VALUES} are taken");
        return Err(Problem::input(message));
    }
    Ok(())
}

/// The weight of a value, or of several.
fn weight(json: &Json) -> usize {
    const EACH: usize = 16;
    match json {
        Json::Array(items) => items.iter().map(weight).sum(),
        Json::String(text) => EACH + text.len(),
        _ => EACH,
    }
}

/// Refuses a filter whose conditions hold more than can be tested in time.
fn check_weight(weight: usize) -> Result<(), Problem> {
    if weight <= MAX_WEIGHT {
        return Ok(());
    }
    let message = format!(
        "the values of the filter weigh {weight}, 16 for each and one for each byte of it; at most \
         {MAX_WEIGHT} are taken. Ask for fewer or shorter values, in several queries"
    );
    Err(Problem::too_complex(message))
}

/// Refuses text that is too long to search a source for.
pub(super) fn check_text(text: &str) -> Result<(), Problem> {
    if text.len() > MAX_TEXT {
        let message =
            format!("a text in a filter has {} bytes; at most {MAX_TEXT} are taken", text.len());
        return Err(Problem::input(message));
    }
    Ok(())
}

/// A coerced value as the model holds it.
fn value(json: &Json, ty: FieldType) -> Value {
    let text = json.as_str().unwrap_or_default();
    let typed = match ty {
        FieldType::Bool => json.as_bool().map(Value::Bool),
        FieldType::Number | FieldType::Integer | FieldType::Money => {
            text.parse().ok().map(Value::Number)
        }
        FieldType::Date => text.parse().ok().map(Value::Date),
        FieldType::DateTime => {
            let time = DateTime::parse_from_rfc3339(text);
            time.ok().map(|time| Value::Time(time.to_utc()))
        }
        _ => Some(Value::text(text)),
    };
    typed.unwrap_or_default()
}

/// The conditions of a filter on ids, each the ids that pass it.
fn ids(given: &Map<String, Json>) -> Result<Vec<Vec<NodeId>>, Problem> {
    let decode = |id: &Json| NodeId::decode(id.as_str().unwrap_or_default()).map_err(Problem::from);
    let mut conditions = Vec::new();
    for json in ["eq", "in"].into_iter().filter_map(|name| given.get(name)) {
        match json {
            Json::Null => {}
            Json::Array(ids) => {
                check_length(ids.len(), "ids")?;
                conditions.push(ids.iter().map(decode).collect::<Result<_, _>>()?);
            }
            id => conditions.push(vec![decode(id)?]),
        }
    }
    Ok(conditions)
}

fn own_ids(given: &Map<String, Json>) -> Result<Vec<Test>, Problem> {
    let one_of =
        |ids: Vec<NodeId>| Test::In(ids.iter().map(|id| Value::text(id.encode())).collect());
    Ok(ids(given)?.into_iter().map(one_of).collect())
}

/// The condition of a filter on ids, taken off its top.
fn take_ids(given: &mut Map<String, Json>, name: &str) -> Result<Option<Vec<NodeId>>, Problem> {
    match given.remove(name) {
        Some(Json::Object(tests)) => only_one(name, ids(&tests)?),
        _ => Ok(None),
    }
}

/// The condition of a filter on sources, taken off its top.
fn take_sources(
    engine: &Engine,
    given: &mut Map<String, Json>,
    name: &str,
) -> Result<Option<Vec<String>>, Problem> {
    let Some(Json::Object(tests)) = given.remove(name) else { return Ok(None) };
    let is_other = |(test, json): (&String, &Json)| !json.is_null() && test != "eq" && test != "in";
    if tests.iter().any(is_other) {
        return Err(Problem::input(format!(
            "`{name}` takes `eq` and `in`: it names the systems whose records are listed"
        )));
    }
    only_one(name, sources_in(engine, &tests)?)
}

/// The sources that conditions name, each by its configured name.
fn sources_in(engine: &Engine, given: &Map<String, Json>) -> Result<Vec<Vec<String>>, Problem> {
    let known = |name: &Json| {
        let source = engine.source_named(name.as_str().unwrap_or_default())?;
        Ok(source.name.to_string())
    };
    let mut conditions = Vec::new();
    for json in ["eq", "in"].into_iter().filter_map(|name| given.get(name)) {
        match json {
            Json::Null => {}
            Json::Array(names) => {
                conditions.push(names.iter().map(known).collect::<Result<_, Problem>>()?);
            }
            name => conditions.push(vec![known(name)?]),
        }
    }
    Ok(conditions)
}

/// The one condition there may be on what names a list's candidates.
fn only_one<T>(name: &str, mut conditions: Vec<T>) -> Result<Option<T>, Problem> {
    let last = conditions.pop();
    if conditions.is_empty() {
        return Ok(last);
    }
    Err(Problem::input(format!("`{name}` takes `eq` or `in` here, not both")))
}
