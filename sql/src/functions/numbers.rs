//! Functions of numbers.

use datafusion::common::ScalarValue;

use super::{
    call::{Declared, Form, Kind, digits, float, text, whole},
    number,
};
use crate::{Code, Failure};

type Value = Result<ScalarValue, Failure>;

use Kind::{Float, Int, Number};

pub(super) const FUNCTIONS: &[Declared] = &[
    Declared {
        name: "sign",
        forms: &[
            Form {
                arguments: &[Number],
                result: Number,
                body: |args| {
                    let sign = digits(&args[0]).0.signum();
                    Ok(ScalarValue::Decimal128(Some(sign), 38, 0))
                },
            },
            Form {
                arguments: &[Float],
                result: Float,
                body: |args| {
                    let number = float(&args[0]);
                    let sign = if number == 0.0 { 0.0 } else { number.signum() };
                    Ok(ScalarValue::Float64(Some(sign)))
                },
            },
        ],
    },
    Declared {
        name: "width_bucket",
        forms: &[Form { arguments: &[Float, Float, Float, Int], result: Int, body: width_bucket }],
    },
];

/// `a / b` of `float8`: the executor's own quotient by zero is no error.
pub(super) static QUOTIENT: Declared = Declared {
    name: "$quotient",
    forms: &[Form {
        arguments: &[Float, Float],
        result: Float,
        body: |args| match (float(&args[0]), float(&args[1])) {
            (_, 0.0) => Err(Failure::new(Code::Zero, "division by zero")),
            (dividend, divisor) => Ok(ScalarValue::Float64(Some(dividend / divisor))),
        },
    }],
};

/// A number by a template.
pub(super) fn to_char(args: &[ScalarValue]) -> Value {
    let (digits, scale) = digits(&args[0]);
    number::written(digits, scale, text(&args[1])).map(ScalarValue::from)
}

/// A floating point number by a template, in the fifteen digits that it has for sure.
pub(super) fn float_to_char(args: &[ScalarValue]) -> Value {
    let range = || Failure::new(Code::Range, "the number has too many digits for to_char");
    let value = float(&args[0]);
    let shown = format!("{value:.14e}");
    let (mantissa, exponent) = shown.split_once('e').ok_or_else(range)?;
    let mantissa: i128 = mantissa.replace('.', "").parse().map_err(|_| range())?;
    let scale = 14 - exponent.parse::<i32>().map_err(|_| range())?;
    let (digits, scale) = if scale < 0 {
        let by = 10_i128.checked_pow(scale.unsigned_abs()).ok_or_else(range)?;
        (mantissa.checked_mul(by).ok_or_else(range)?, 0)
    } else {
        (mantissa, scale.min(120))
    };
    let scale = i8::try_from(scale).map_err(|_| range())?;
    number::written(digits, scale, text(&args[1])).map(ScalarValue::from)
}

/// Which of so many equal parts of a range a number is in; 0 below it.
fn width_bucket(args: &[ScalarValue]) -> Value {
    let (value, low, high) = (float(&args[0]), float(&args[1]), float(&args[2]));
    let count = whole(&args[3]);
    let wrong = |message: &str| Err(Failure::new(Code::Value, message));
    if count <= 0 {
        return wrong("count must be greater than zero");
    }
    if !low.is_finite() || !high.is_finite() || value.is_nan() || low == high {
        return wrong("lower and upper bounds must be finite, and differ");
    }
    let (value, low, high) = if low < high { (value, low, high) } else { (-value, -low, -high) };
    let bucket = if value < low {
        0
    } else if value >= high {
        count + 1
    } else {
        ((value - low) / (high - low) * count as f64) as i64 + 1
    };
    match i32::try_from(bucket) {
        Ok(bucket) => Ok(ScalarValue::Int32(Some(bucket))),
        Err(_) => Err(Failure::new(Code::Range, "integer out of range")),
    }
}
