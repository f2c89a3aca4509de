//! Casts whose target depends on the type of what is cast. Where there is nothing to do, or a cast
//! of the executor does it, nothing of them is left when a statement runs.

use std::{
    hash::{Hash, Hasher},
    sync::Arc,
};

use datafusion::{
    arrow::{
        array::{
            ArrayRef, AsArray, DurationMicrosecondArray, IntervalMonthDayNanoArray, StringArray,
        },
        compute::cast,
        datatypes::{
            DataType, DurationMicrosecondType, Field, IntervalMonthDayNanoType, IntervalUnit,
            TimeUnit,
        },
        error::ArrowError,
    },
    common::Result,
    logical_expr::{
        ColumnarValue, Expr, ExprSchemable, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl,
        Signature, Volatility,
        simplify::{ExprSimplifyResult, SimplifyContext},
    },
};

use super::{as_given, times};
use crate::wire;

/// Digits of numbers of which a sum fits 38, the ten more that a sum has included.
const SUMMED: u8 = 28;

/// What spans are added up as.
const LENGTH: DataType = DataType::Duration(TimeUnit::Microsecond);

/// A cast by the type of its argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Typed {
    /// Text, as PostgreSQL casts values to it.
    Shown,
    /// Text, as PostgreSQL writes values out: `t` for `true`.
    Written,
    /// A number of as many digits as the value has.
    Number,
    /// What is summed: exactly, however many there are. The executor's own sums of large decimals
    /// wrap.
    Summed,
    /// What an average is taken of: whole numbers with places for the digits after the point.
    Averaged,
    /// A sum or average, which has to fit a number.
    Total,
    /// A number without digits after its point.
    Whole,
}

impl Typed {
    pub(super) const ALL: [Self; 7] = [
        Self::Shown,
        Self::Written,
        Self::Number,
        Self::Summed,
        Self::Averaged,
        Self::Total,
        Self::Whole,
    ];

    /// The name, which no client can call: PostgreSQL has no such function.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Shown => "$shown",
            Self::Written => "$written",
            Self::Number => "$numeric",
            Self::Summed => "$summed",
            Self::Averaged => "$averaged",
            Self::Total => "$total",
            Self::Whole => "$whole",
        }
    }

    pub(super) fn function(self) -> ScalarUDF {
        let signature = Signature::any(1, Volatility::Immutable);
        ScalarUDF::new_from_impl(Cast { kind: self, signature })
    }

    fn target(self, given: &DataType) -> Result<DataType> {
        Ok(match self {
            Self::Shown | Self::Written => DataType::Utf8,
            Self::Number if given.is_decimal() => given.clone(),
            Self::Number if given.is_integer() => DataType::Decimal128(20, 0),
            Self::Number => DataType::Decimal128(38, 10),
            Self::Summed if matches!(given, DataType::Int64 | DataType::UInt64) => {
                DataType::Decimal128(20, 0)
            }
            Self::Averaged if given.is_integer() => DataType::Decimal128(32, 12),
            // The executor adds up lengths of time, but no spans.
            Self::Summed | Self::Averaged if matches!(given, DataType::Interval(_)) => LENGTH,
            Self::Summed | Self::Averaged => match given {
                DataType::Decimal128(digits, scale) if *digits > SUMMED => {
                    DataType::Decimal256(*digits, *scale)
                }
                given => given.clone(),
            },
            Self::Total => match given {
                DataType::Decimal256(_, scale) => DataType::Decimal128(38, (*scale).min(38)),
                DataType::Duration(_) => DataType::Interval(IntervalUnit::MonthDayNano),
                given => given.clone(),
            },
            Self::Whole if given.is_decimal() => DataType::Decimal128(38, 0),
            Self::Whole if given.is_integer() => DataType::Float64,
            Self::Whole => given.clone(),
        })
    }

    /// Whether the executor casts values of a type as PostgreSQL does.
    fn is_plain(self, given: &DataType) -> bool {
        let is_text_alike = given.is_integer()
            || given.is_decimal()
            || matches!(given, DataType::Null | DataType::Date32);
        match self {
            Self::Shown => is_text_alike || *given == DataType::Boolean,
            Self::Written => is_text_alike,
            _ => !matches!(given, DataType::Interval(_) | DataType::Duration(_)),
        }
    }
}

#[derive(Debug)]
struct Cast {
    kind: Typed,
    signature: Signature,
}

impl PartialEq for Cast {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl Eq for Cast {}

impl Hash for Cast {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.kind.hash(state);
    }
}

impl ScalarUDFImpl for Cast {
    fn name(&self) -> &str {
        self.kind.name()
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, given: &[DataType]) -> Result<DataType> {
        self.kind.target(given.first().unwrap_or(&DataType::Null))
    }

    fn simplify(&self, mut args: Vec<Expr>, info: &SimplifyContext) -> Result<ExprSimplifyResult> {
        let Some(arg) = args.pop() else { return Ok(ExprSimplifyResult::Original(args)) };
        let given = arg.get_type(info.schema())?;
        let target = self.kind.target(&given)?;
        if given == target {
            return Ok(ExprSimplifyResult::Simplified(arg));
        }
        if self.kind.is_plain(&given) {
            let cast = arg.cast_to(&target, info.schema())?;
            return Ok(ExprSimplifyResult::Simplified(cast));
        }
        Ok(ExprSimplifyResult::Original(vec![arg]))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let target = args.return_field.data_type();
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let (Some(array), Some(field)) = (arrays.first(), args.arg_fields.first()) else {
            return datafusion::common::exec_err!("{} needs an argument", self.name());
        };
        let done: ArrayRef = match self.kind {
            Typed::Shown => Arc::new(shown(field, array)?),
            Typed::Written => Arc::new(wire::texts(field, array)?),
            _ => match (array.data_type(), target) {
                (DataType::Interval(_), DataType::Duration(_)) => Arc::new(lengths(array)?),
                (DataType::Duration(_), DataType::Interval(_)) => Arc::new(spans(array)?),
                _ => cast(array, target)?,
            },
        };
        as_given(&args.args, done)
    }
}

/// Spans by how long they are.
fn lengths(spans: &ArrayRef) -> Result<DurationMicrosecondArray> {
    let spans = cast(spans, &DataType::Interval(IntervalUnit::MonthDayNano))?;
    let length = |span| {
        let micros = i64::try_from(times::length(span));
        micros.map_err(|_| ArrowError::ArithmeticOverflow("interval out of range".to_owned()))
    };
    Ok(spans.as_primitive::<IntervalMonthDayNanoType>().try_unary(length)?)
}

/// Lengths of time as spans.
fn spans(lengths: &ArrayRef) -> Result<IntervalMonthDayNanoArray> {
    let lengths = cast(lengths, &LENGTH)?;
    Ok(lengths.as_primitive::<DurationMicrosecondType>().unary(times::in_days))
}

/// The values of a column as clients get them in text form.
fn shown(field: &Field, array: &ArrayRef) -> Result<StringArray> {
    // `true` and `false` are `t` and `f` on the wire only.
    if matches!(array.data_type(), DataType::Boolean) {
        return Ok(cast(array, &DataType::Utf8)?.as_string::<i32>().clone());
    }
    Ok(wire::texts(field, array)?)
}
