//! Values as JSON bytes.

use channelgraph_schema::Value;
use serde::Serialize;
use serde_json::Value as Json;

use super::numbers::{self, display};
use crate::graphql::walk::graph::Leaf;

/// Writes a leaf. A number that JSON cannot hold is null.
pub fn leaf(out: &mut Vec<u8>, leaf: &Leaf<'_>) {
    match leaf {
        Leaf::Text(value) => text(out, value),
        Leaf::Owned(value) => text(out, value),
        Leaf::Int(number) => display(out, number),
        Leaf::Float(number) => float(out, *number),
        Leaf::Number(number) => numbers::number(out, *number),
        Leaf::Decimal(number) => quoted(out, |out| numbers::decimal(out, *number)),
        Leaf::Bool(true) => out.extend_from_slice(b"true"),
        Leaf::Bool(false) => out.extend_from_slice(b"false"),
        Leaf::Date(day) => quoted(out, |out| numbers::day(out, *day)),
        Leaf::Time(time) => quoted(out, |out| numbers::time(out, *time)),
        Leaf::Json(value) => json(out, value),
        Leaf::Value(value) => json(out, &value_json(value)),
    }
}

/// A value of the model as JSON: exact numbers as text, without trailing zeros.
fn value_json(value: &Value) -> Json {
    match value {
        Value::Number(number) => number.normalize().to_string().into(),
        value => value.to_json(),
    }
}

/// Writes any JSON. Writing into memory cannot fail.
pub fn json(out: &mut Vec<u8>, value: &impl Serialize) {
    let start = out.len();
    if serde_json::to_writer(&mut *out, value).is_err() {
        out.truncate(start);
        out.extend_from_slice(b"null");
    }
}

/// Writes a string, escaped where JSON wants it.
pub fn text(out: &mut Vec<u8>, text: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let bytes = text.as_bytes();
    // Looks at every byte, whatever it finds, so that many are looked at at once.
    let needs_escape = bytes
        .iter()
        .fold(false, |needs, byte| needs | (*byte < 0x20) | (*byte == b'"') | (*byte == b'\\'));
    if !needs_escape {
        return quoted(out, |out| out.extend_from_slice(bytes));
    }
    out.push(b'"');
    let mut plain = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let short = match byte {
            b'"' | b'\\' => *byte,
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            0x08 => b'b',
            0x0c => b'f',
            0..=0x1f => 0,
            _ => continue,
        };
        out.extend_from_slice(&bytes[plain..at]);
        if short == 0 {
            let (high, low) = (HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]);
            out.extend_from_slice(&[b'\\', b'u', b'0', b'0', high, low]);
        } else {
            out.extend_from_slice(&[b'\\', short]);
        }
        plain = at + 1;
    }
    out.extend_from_slice(&bytes[plain..]);
    out.push(b'"');
}

/// Writes a number as JavaScript prints it: a whole one without a fraction.
pub(super) fn float(out: &mut Vec<u8>, number: f64) {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        display(out, &(number as i64));
    } else if number.is_finite() {
        json(out, &number);
    } else {
        out.extend_from_slice(b"null");
    }
}

/// Writes text that needs no escape.
fn quoted(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    out.push(b'"');
    write(out);
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_as_json_has_it() {
        let hard = "a\"\\\n\r\t\u{8}\u{c}\u{1}\u{1f}\u{7f}\u{2028}é🚀";
        for sample in [hard, "", "plain \u{7f}\u{2028}é🚀", "\n", "\"", "\\", "\u{1f}"] {
            let mut out = Vec::new();
            text(&mut out, sample);
            assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), sample);
            assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string(sample).unwrap());
        }
    }

    #[test]
    fn numbers_are_printed_as_javascript_prints_them() {
        let printed = |number: f64| {
            let mut out = Vec::new();
            float(&mut out, number);
            String::from_utf8(out).unwrap()
        };
        assert_eq!([1.0, 0.5, -3.0, 0.1].map(printed), ["1", "0.5", "-3", "0.1"]);
        assert_eq!([f64::NAN, f64::INFINITY].map(printed), ["null", "null"]);
    }
}
