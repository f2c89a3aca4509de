//! Functions as they are declared: by the kinds of their arguments, for one row.

use std::{
    hash::{Hash, Hasher},
    sync::Arc,
};

use datafusion::{
    arrow::datatypes::{DataType, IntervalUnit, TimeUnit},
    common::{Result, ScalarValue, exec_err, plan_err},
    logical_expr::{
        ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
    },
};

use crate::Failure;

/// What an argument or a result is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `boolean`.
    Bool,
    /// `integer`.
    Int,
    /// `bigint`.
    Big,
    /// `numeric`; as a result, a whole one.
    Number,
    /// `double precision`.
    Float,
    /// `text`.
    Text,
    /// `oid` and its like.
    Oid,
    /// `date`.
    Date,
    /// `timestamp`.
    Time,
    /// `timestamp with time zone`.
    Moment,
    /// `interval`.
    Span,
}

/// One form of a function: the kinds of its arguments, that of its result, and what it does with
/// values none of which is null.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) arguments: &'static [Kind],
    pub(super) result: Kind,
    pub(super) body: fn(&[ScalarValue]) -> std::result::Result<ScalarValue, Failure>,
}

/// A function of PostgreSQL. It is null where one of its arguments is.
#[derive(Debug)]
pub(super) struct Declared {
    pub(super) name: &'static str,
    pub(super) forms: &'static [Form],
}

#[derive(Debug)]
struct Call {
    declared: &'static Declared,
    signature: Signature,
}

/// The function that a declaration describes.
pub(super) fn function(declared: &'static Declared) -> ScalarUDF {
    // One without arguments tells the time.
    let moves = declared.forms.iter().any(|form| form.arguments.is_empty());
    let volatility = if moves { Volatility::Volatile } else { Volatility::Immutable };
    let signature = if moves && declared.forms.len() == 1 {
        Signature::nullary(volatility)
    } else {
        Signature::user_defined(volatility)
    };
    ScalarUDF::new_from_impl(Call { declared, signature })
}

/// A call of the function that a declaration describes.
pub(super) fn called(declared: &'static Declared, args: Vec<Expr>) -> Expr {
    function(declared).call(args)
}

impl Kind {
    fn data_type(self) -> DataType {
        match self {
            Self::Bool => DataType::Boolean,
            Self::Int => DataType::Int32,
            Self::Big => DataType::Int64,
            Self::Number => DataType::Decimal128(38, 0),
            Self::Float => DataType::Float64,
            Self::Text => DataType::Utf8,
            Self::Oid => DataType::UInt32,
            Self::Date => DataType::Date32,
            Self::Time => DataType::Timestamp(TimeUnit::Microsecond, None),
            Self::Moment => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            Self::Span => DataType::Interval(IntervalUnit::MonthDayNano),
        }
    }

    /// How far a type is from this kind, which a value of it becomes by itself; none if it does
    /// not.
    /// Text may be a literal of any kind.
    fn distance(self, given: &DataType) -> Option<usize> {
        let kinds: &[Self] = match given {
            DataType::Null => return Some(0),
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => {
                return Some(if self == Self::Text { 0 } else { 10 });
            }
            DataType::Boolean => &[Self::Bool],
            DataType::Int8 | DataType::UInt8 | DataType::Int16 | DataType::Int32 => {
                &[Self::Int, Self::Big, Self::Number, Self::Float]
            }
            DataType::UInt32 => &[Self::Oid, Self::Big],
            // A number that is written out may be an integer, too.
            DataType::UInt16 | DataType::UInt64 | DataType::Int64 => {
                &[Self::Big, Self::Number, Self::Float, Self::Int]
            }
            given if given.is_decimal() => &[Self::Number, Self::Float],
            given if given.is_floating() => &[Self::Float],
            DataType::Date32 | DataType::Date64 => &[Self::Date, Self::Moment, Self::Time],
            DataType::Timestamp(_, None) => &[Self::Time, Self::Moment],
            DataType::Timestamp(_, Some(_)) => &[Self::Moment],
            DataType::Interval(_) | DataType::Duration(_) => &[Self::Span],
            _ => &[],
        };
        kinds.iter().position(|kind| *kind == self)
    }

    /// The type in which a value of a type is taken.
    fn taken(self, given: &DataType) -> DataType {
        match given {
            DataType::Decimal32(precision, scale)
            | DataType::Decimal64(precision, scale)
            | DataType::Decimal128(precision, scale)
                if self == Self::Number =>
            {
                DataType::Decimal128(*precision, *scale)
            }
            DataType::Decimal256(_, scale) if self == Self::Number => {
                DataType::Decimal128(38, *scale)
            }
            given if self == Self::Number && !given.is_integer() => {
                DataType::Decimal128(crate::table::PRECISION, crate::table::SCALE)
            }
            _ => self.data_type(),
        }
    }
}

impl Declared {
    /// The form that takes values of these types.
    fn form(&self, given: &[DataType]) -> Result<&'static Form> {
        let distance = |form: &Form| -> Option<usize> {
            if form.arguments.len() != given.len() {
                return None;
            }
            form.arguments.iter().zip(given).map(|(kind, ty)| kind.distance(ty)).sum()
        };
        let found = self.forms.iter().filter_map(|form| Some((distance(form)?, form)));
        match found.min_by_key(|(distance, _)| *distance) {
            Some((_, form)) => Ok(form),
            None => {
                let given: Vec<String> = given.iter().map(ToString::to_string).collect();
                plan_err!("No function matches {}({})", self.name, given.join(", "))
            }
        }
    }
}

impl PartialEq for Call {
    fn eq(&self, other: &Self) -> bool {
        self.declared.name == other.declared.name
    }
}

impl Eq for Call {}

impl Hash for Call {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.declared.name.hash(state);
    }
}

impl ScalarUDFImpl for Call {
    fn name(&self) -> &str {
        self.declared.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, given: &[DataType]) -> Result<DataType> {
        Ok(self.declared.form(given)?.result.data_type())
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let form = self.declared.form(given)?;
        Ok(form.arguments.iter().zip(given).map(|(kind, ty)| kind.taken(ty)).collect())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let types: Vec<DataType> =
            args.arg_fields.iter().map(|field| field.data_type().clone()).collect();
        let form = self.declared.form(&types)?;
        let result = args.return_field.data_type();
        let is_constant = args.args.iter().all(|arg| matches!(arg, ColumnarValue::Scalar(_)));
        let rows = if is_constant { 1 } else { args.number_rows };
        let mut values = Vec::with_capacity(rows);
        for row in 0..rows {
            let given = args.args.iter().map(|arg| match arg {
                ColumnarValue::Scalar(value) => Ok(value.clone()),
                ColumnarValue::Array(array) => ScalarValue::try_from_array(array, row),
            });
            let given = given.collect::<Result<Vec<_>>>()?;
            values.push(if given.iter().any(ScalarValue::is_null) {
                ScalarValue::try_from(result)?
            } else {
                (form.body)(&given)?
            });
        }
        if is_constant {
            return match values.pop() {
                Some(value) => Ok(ColumnarValue::Scalar(value)),
                None => exec_err!("{} gave no value", self.declared.name),
            };
        }
        if values.is_empty() {
            let empty = datafusion::arrow::array::new_empty_array(result);
            return Ok(ColumnarValue::Array(empty));
        }
        Ok(ColumnarValue::Array(ScalarValue::iter_to_array(values)?))
    }
}

/// The text of a value that is one.
pub(super) fn text(value: &ScalarValue) -> &str {
    value.try_as_str().flatten().unwrap_or_default()
}

/// A moment, in microseconds of its value.
pub(super) fn micros(value: &ScalarValue) -> i64 {
    match value {
        ScalarValue::TimestampMicrosecond(Some(micros), _) => *micros,
        _ => 0,
    }
}

/// A whole number.
pub(super) fn whole(value: &ScalarValue) -> i64 {
    match value {
        ScalarValue::Int32(Some(number)) => (*number).into(),
        ScalarValue::Int64(Some(number)) => *number,
        _ => 0,
    }
}

/// A floating point number.
pub(super) fn float(value: &ScalarValue) -> f64 {
    match value {
        ScalarValue::Float64(Some(number)) => *number,
        _ => 0.0,
    }
}

/// A number: its digits, and how many of them stand after the point.
pub(super) fn digits(value: &ScalarValue) -> (i128, i8) {
    match value {
        ScalarValue::Decimal128(Some(digits), _, scale) => (*digits, *scale),
        _ => (0, 0),
    }
}

/// A moment of a kind, if it can be told.
pub(super) fn moment(micros: i64, zoned: bool) -> ScalarValue {
    let zone = zoned.then(|| Arc::from("UTC"));
    ScalarValue::TimestampMicrosecond(Some(micros), zone)
}
