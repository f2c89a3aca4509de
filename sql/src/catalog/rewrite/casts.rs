//! Casts to types that DataFusion has no name for.

use datafusion::sql::sqlparser::ast::{
    ArrayElemTypeDef, CastKind, CharacterLength, DataType, ExactNumberInfo, Expr, TimezoneInfo,
    TypedString, Value,
};

use super::super::names::Registry;
use crate::syntax::{self, array, call, catalog_name, literal, number, text};

/// Rewrites a cast, or a literal that names its type.
pub fn rewrite(expr: &mut Expr) {
    match expr {
        Expr::Cast {
            kind: CastKind::Cast | CastKind::DoubleColon, expr: inner, data_type, ..
        } => {
            if let Some(rewritten) = cast(inner, data_type) {
                *expr = rewritten;
            }
        }
        Expr::TypedString(TypedString { data_type, value, .. }) => {
            if let Some(rewritten) = cast(&Expr::Value(value.clone()), data_type) {
                *expr = rewritten;
            }
        }
        _ => {}
    }
}

fn cast(inner: &Expr, ty: &mut DataType) -> Option<Expr> {
    if let DataType::Array(ArrayElemTypeDef::SquareBracket(item, _)) = ty {
        return cast_array(inner, item);
    }
    if let Some(most) = length(ty) {
        let whole = call(crate::functions::SHOWN, vec![inner.clone()]);
        return Some(call("left", vec![whole, Expr::value(number(&most.to_string()))]));
    }
    let name = type_name(ty)?;
    let to = |ty: DataType| Some(syntax::cast(inner.clone(), ty));
    match name.as_str() {
        "oid" | "xid" | "cid" => Some(call(&format!("${name}"), vec![inner.clone()])),
        "name" | "sql_identifier" => Some(call("$name", vec![inner.clone()])),
        "char" => Some(call("$char", vec![inner.clone()])),
        "int2vector" => to(list_of(DataType::SmallInt(None))),
        "oidvector" => to(list_of(DataType::IntUnsigned(None))),
        "cardinal_number" => to(DataType::Int4(None)),
        "bpchar" | "json" | "jsonb" | "uuid" | "xml" | "inet" | "cidr" | "macaddr" | "tid"
        | "unknown" | "cstring" | "character_data" | "yes_or_no" | "citext" | "pg_lsn"
        | "money" | "bit" | "varbit" | "hstore" | "regex" => to(DataType::Text),
        name => match Registry::of_type(name) {
            Some(_) => Some(call(&format!("${name}"), vec![inner.clone()])),
            None => to(qualified(name)?),
        },
    }
}

/// The characters that values of a type have at most; longer ones are cut.
fn length(ty: &DataType) -> Option<u64> {
    let length = match ty {
        DataType::Varchar(length)
        | DataType::CharacterVarying(length)
        | DataType::CharVarying(length)
        | DataType::Char(length)
        | DataType::Character(length) => length.as_ref(),
        _ => None,
    };
    match length? {
        CharacterLength::IntegerLength { length, .. } => Some(*length),
        CharacterLength::Max => None,
    }
}

/// Returns the type that `pg_catalog.int4` and its like stand for.
fn qualified(name: &str) -> Option<DataType> {
    Some(match name {
        "bool" => DataType::Boolean,
        "int2" => DataType::SmallInt(None),
        "int4" => DataType::Int(None),
        "int8" => DataType::BigInt(None),
        "float4" => DataType::Real,
        "float8" => DataType::DoublePrecision,
        "numeric" => DataType::Numeric(ExactNumberInfo::None),
        "text" | "varchar" => DataType::Text,
        "bytea" => DataType::Bytea,
        "date" => DataType::Date,
        "time" => DataType::Time(None, TimezoneInfo::None),
        "timestamp" => DataType::Timestamp(None, TimezoneInfo::None),
        "timestamptz" => DataType::Timestamp(None, TimezoneInfo::Tz),
        "interval" => DataType::Interval { fields: None, precision: None },
        _ => return None,
    })
}

/// Returns the name of a type that DataFusion cannot convert by itself.
fn type_name(ty: &DataType) -> Option<String> {
    match ty {
        DataType::Regclass => Some("regclass".to_owned()),
        DataType::Custom(name, _) => catalog_name(name),
        DataType::JSON => Some("json".to_owned()),
        DataType::JSONB => Some("jsonb".to_owned()),
        DataType::Uuid => Some("uuid".to_owned()),
        DataType::Bit(_) | DataType::BitVarying(_) => Some("bit".to_owned()),
        DataType::CharacterVarying(_) | DataType::Character(_) => Some("bpchar".to_owned()),
        _ => None,
    }
}

fn list_of(item: DataType) -> DataType {
    DataType::Array(ArrayElemTypeDef::SquareBracket(Box::new(item), None))
}

fn cast_array(inner: &Expr, item: &mut DataType) -> Option<Expr> {
    let name = type_name(item);
    if let Some(items) = literal(inner).and_then(elements) {
        let each = |element: Option<String>| match element {
            Some(element) => {
                let element = text(&element);
                cast(&element, &mut item.clone())
                    .unwrap_or_else(|| syntax::cast(element, item.clone()))
            }
            None => syntax::cast(Expr::value(Value::Null), item.clone()),
        };
        let items = items.into_iter().map(each).collect::<Vec<_>>();
        if !items.is_empty() {
            return Some(array(items));
        }
        let item = known(item, name.as_deref());
        return Some(syntax::cast(array(Vec::new()), list_of(item)));
    }
    match name?.as_str() {
        "regtype" => Some(call("$regtypes", vec![inner.clone()])),
        name => Some(syntax::cast(inner.clone(), list_of(known(item, Some(name))))),
    }
}

/// Returns a type that DataFusion knows, whose values are the same.
fn known(item: &DataType, name: Option<&str>) -> DataType {
    match name {
        None => item.clone(),
        Some("oid" | "xid" | "cid") => DataType::IntUnsigned(None),
        Some(name) if name.starts_with("reg") => DataType::IntUnsigned(None),
        Some(name) => qualified(name).unwrap_or(DataType::Text),
    }
}

/// Reads the text of a one-dimensional array, `{a,"b c",NULL}`. None if it is no such text.
pub fn elements(text: &str) -> Option<Vec<Option<String>>> {
    let inner = text.trim().strip_prefix('{')?.strip_suffix('}')?;
    let mut all = Vec::new();
    let mut chars = inner.chars().peekable();
    if inner.trim().is_empty() {
        return Some(all);
    }
    loop {
        let (mut element, mut quoted) = (String::new(), false);
        let mut in_quotes = false;
        loop {
            match chars.next() {
                Some('"') => {
                    if !in_quotes && element.trim().is_empty() {
                        element.clear();
                    }
                    in_quotes = !in_quotes;
                    quoted = true;
                }
                Some('\\') => element.extend(chars.next()),
                Some(',') if !in_quotes => break,
                Some('{' | '}') if !in_quotes => return None,
                // Spaces around quotes belong to no element.
                Some(c) if quoted && !in_quotes && c.is_whitespace() => {}
                Some(c) => element.push(c),
                None if in_quotes => return None,
                None => {
                    all.push(finished(element, quoted));
                    return Some(all);
                }
            }
        }
        all.push(finished(element, quoted));
    }
}

fn finished(element: String, quoted: bool) -> Option<String> {
    if quoted {
        return Some(element);
    }
    let element = element.trim();
    (!element.eq_ignore_ascii_case("null")).then(|| element.to_owned())
}
