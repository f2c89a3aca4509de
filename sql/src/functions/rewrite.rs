//! Calls and literals of PostgreSQL, written as the executor takes them.

use datafusion::sql::sqlparser::ast::{
    BinaryOperator, CastKind, DataType, ExactNumberInfo, Expr, Function, FunctionArg,
    FunctionArgExpr, FunctionArguments, Ident, Interval, ObjectName, ObjectNamePart, TimezoneInfo,
    TypedString, Value, ValueWithSpan,
};

use super::{cases, named, pattern, span_words, typed::Typed};
use crate::{
    executor::parameter,
    syntax::{self, call, is_integer, number},
};

/// Arguments that are whole numbers, by the name of the function and their places: what a client
/// does not give a type is read as one.
const COUNTS: &[(&str, &[usize])] = &[
    ("chr", &[0]),
    ("left", &[1]),
    ("lpad", &[1]),
    ("repeat", &[1]),
    ("right", &[1]),
    ("round", &[1]),
    ("rpad", &[1]),
    ("split_part", &[2]),
    ("substr", &[1, 2]),
    ("substring", &[1, 2]),
    ("trunc", &[1]),
];

/// Names that PostgreSQL has for functions of the executor.
const NAMES: &[(&str, &str)] = &[
    ("ceiling", "ceil"),
    ("every", "bool_and"),
    ("pow", "power"),
    ("statement_timestamp", "now"),
    ("transaction_timestamp", "now"),
    ("variance", "var_samp"),
];

/// Rewrites an expression whose parts have been rewritten.
pub(crate) fn rewrite(expr: &mut Expr) {
    let rewritten = match expr {
        Expr::Function(function) => self::function(function),
        Expr::TypedString(TypedString { data_type, value, .. }) if is_time(data_type) => {
            complete(value);
            None
        }
        Expr::Cast {
            kind: CastKind::Cast | CastKind::DoubleColon, expr: inner, data_type, ..
        } => cast(inner, data_type),
        Expr::Value(value) => match &value.value {
            Value::Number(digits, _) => plain(digits).map(|digits| Expr::value(number(&digits))),
            _ => None,
        },
        Expr::Interval(Interval { value, leading_field: None, .. }) => {
            if let Some(units) = in_units(value) {
                **value = units;
            }
            None
        }
        Expr::Ceil { .. } | Expr::Floor { .. } => Some(of(Typed::Whole, expr)),
        Expr::BinaryOp { op, right, .. } => {
            pattern::matched(op, right);
            None
        }
        Expr::Case { operand, conditions, else_result, .. } => {
            Some(cases::call(operand.take(), std::mem::take(conditions), else_result.take()))
        }
        Expr::SimilarTo { negated, expr: inner, pattern, escape_char } => {
            pattern::similar(inner, pattern, escape_char.as_ref(), *negated)
        }
        _ => None,
    };
    if let Some(rewritten) = rewritten {
        *expr = rewritten;
    }
}

/// A number with an exponent, `1e3`, written without; none if it has no exponent, or too great a
/// one.
fn plain(text: &str) -> Option<String> {
    let (digits, exponent) = text.split_once(['e', 'E'])?;
    let exponent: i32 = exponent.parse().ok()?;
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if exponent.unsigned_abs() > 60 {
        return None;
    }
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or_default());
    let point = i32::try_from(whole.len()).ok()? + exponent;
    let digits = format!("{}{whole}{part}", zeros(1 - point));
    let digits = format!("{digits}{}", zeros(point - i32::try_from(digits.len()).ok()?));
    let (whole, part) = digits.split_at(usize::try_from(point.max(1)).ok()?);
    // With its point, it is an exact number and no integer.
    Some(format!("{whole}.{part}"))
}

fn named(function: &Function) -> Option<String> {
    match &function.name.0[..] {
        [ObjectNamePart::Identifier(Ident { value, quote_style: None, .. })] => {
            Some(value.to_lowercase())
        }
        _ => None,
    }
}

fn function(function: &mut Function) -> Option<Expr> {
    let name = named(function)?;
    if let Some((_, ours)) = NAMES.iter().find(|(theirs, _)| *theirs == name) {
        function.name = ObjectName(vec![ObjectNamePart::Identifier(Ident::new(*ours))]);
    }
    if name == "ntile" {
        return Some(syntax::cast(Expr::Function(function.clone()), DataType::Integer(None)));
    }
    if name == "localtimestamp" {
        let now = call("now", Vec::new());
        return Some(syntax::cast(now, DataType::Timestamp(None, TimezoneInfo::None)));
    }
    let FunctionArguments::List(list) = &mut function.args else { return None };
    let args: Vec<&mut Expr> = list.args.iter_mut().filter_map(argument).collect();
    if let Some((_, places)) = COUNTS.iter().find(|(known, _)| *known == name) {
        for (place, arg) in args.into_iter().enumerate() {
            if places.contains(&place) && parameter(arg).is_some() {
                *arg = syntax::cast(arg.clone(), DataType::Integer(None));
            }
        }
        return None;
    }
    match name.as_str() {
        "concat" | "concat_ws" => {
            args.into_iter().for_each(|arg| *arg = of(Typed::Written, arg));
            None
        }
        "sum" | "avg" => {
            let typed = if name == "sum" { Typed::Summed } else { Typed::Averaged };
            args.into_iter().for_each(|arg| *arg = of(typed, arg));
            Some(of(Typed::Total, &Expr::Function(function.clone())))
        }
        "mod" => match &args[..] {
            [left, right] => Some(Expr::Nested(Box::new(Expr::BinaryOp {
                left: Box::new(Expr::Nested(Box::new((**left).clone()))),
                op: BinaryOperator::Modulo,
                right: Box::new(Expr::Nested(Box::new((**right).clone()))),
            }))),
            _ => None,
        },
        "ceil" | "ceiling" | "floor" => {
            let call = Expr::Function(function.clone());
            Some(of(Typed::Whole, &call))
        }
        "pg_typeof" => {
            args.into_iter().filter(|arg| is_integer(arg)).for_each(|arg| {
                *arg = syntax::cast(arg.clone(), DataType::Integer(None));
            });
            None
        }
        _ => None,
    }
}

fn argument(arg: &mut FunctionArg) -> Option<&mut Expr> {
    match arg {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr),
        _ => None,
    }
}

fn of(typed: Typed, arg: &Expr) -> Expr {
    call(typed.name(), vec![arg.clone()])
}

/// A cast whose target depends on what is cast.
fn cast(inner: &Expr, ty: &DataType) -> Option<Expr> {
    match ty {
        DataType::Text => Some(of(Typed::Shown, inner)),
        ty if is_time(ty) => Some(match inner {
            Expr::Value(value) => {
                let mut value = value.clone();
                complete(&mut value);
                syntax::cast(Expr::Value(value), ty.clone())
            }
            inner => cast_with_name(inner, ty),
        }),
        DataType::Numeric(ExactNumberInfo::None) | DataType::Decimal(ExactNumberInfo::None) => {
            // Text keeps the digits that are written.
            let digits = match inner {
                Expr::Value(value) => match &value.value {
                    Value::SingleQuotedString(text) => Some(text.trim()),
                    _ => None,
                },
                _ => None,
            };
            match digits.filter(|digits| is_number(digits)) {
                Some(digits) if digits.contains('.') => Some(Expr::value(number(digits))),
                _ => Some(of(Typed::Number, inner)),
            }
        }
        DataType::Interval { .. } if let Some(units) = in_units(inner) => {
            Some(syntax::cast(units, ty.clone()))
        }
        // What is written out is named by itself, and a parameter learns its type here.
        _ if matches!(inner, Expr::Value(_)) => None,
        ty => Some(cast_with_name(inner, ty)),
    }
}

/// A span that is written out, in words that the executor reads; none if it reads it anyway.
fn in_units(expr: &Expr) -> Option<Expr> {
    let Expr::Value(ValueWithSpan { value: Value::SingleQuotedString(text), .. }) = expr else {
        return None;
    };
    span_words::in_units(text).map(|units| syntax::text(&units))
}

/// A cast that the executor does not confuse with what is cast.
fn cast_with_name(inner: &Expr, ty: &DataType) -> Expr {
    let cast = syntax::cast(inner.clone(), ty.clone());
    call(named::NAME, vec![syntax::text(&ty.to_string()), cast])
}

fn is_time(ty: &DataType) -> bool {
    matches!(ty, DataType::Timestamp(..) | DataType::Date)
}

/// Writes out the seconds of a time that has none.
fn complete(value: &mut ValueWithSpan) {
    if let Value::SingleQuotedString(text) = &mut value.value
        && let Some(whole) = completed(text)
    {
        *text = whole;
    }
}

/// `2026-01-31 12:00` with its seconds; none if it has them, or is no such time.
pub(crate) fn completed(text: &str) -> Option<String> {
    let (day, time) = text.trim().split_once([' ', 'T'])?;
    let is_day = day.len() >= 8 && day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let end = time.find(|letter: char| !letter.is_ascii_digit() && letter != ':');
    let (clock, zone) = time.split_at(end.unwrap_or(time.len()));
    let (hour, minute) = clock.split_once(':')?;
    (is_day && !hour.is_empty() && minute.len() == 2)
        .then(|| format!("{day} {hour:0>2}:{minute}:00{zone}"))
}

fn is_number(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let points = text.bytes().filter(|byte| *byte == b'.').count();
    (1..=38).contains(&digits) && points <= 1 && digits + points == text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_without_seconds_gets_them() {
        assert_eq!(completed("2026-01-31 12:00").as_deref(), Some("2026-01-31 12:00:00"));
        assert_eq!(completed("2026-01-31T9:05+02").as_deref(), Some("2026-01-31 09:05:00+02"));
        for text in ["2026-01-31", "2026-01-31 12:00:00", "a b:00", "2026-01-31 12"] {
            assert_eq!(completed(text), None, "{text}");
        }
    }

    #[test]
    fn exponents_are_written_out() {
        for (text, wanted) in [
            ("1e3", Some("1000.")),
            ("1.5e3", Some("1500.")),
            ("1.25e1", Some("12.5")),
            ("1.5e-3", Some("0.0015")),
            ("12e-1", Some("1.2")),
            ("0e0", Some("0.")),
            ("12", None),
            ("1e99", None),
        ] {
            assert_eq!(plain(text).as_deref(), wanted, "{text}");
        }
    }
}
