//! Functions that make long values of short ones.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, Int64Array, PrimitiveArray, StringArray},
        compute::{can_cast_types, cast, kernels::length::length},
        datatypes::{
            DataType, FieldRef, Int64Type, IntervalMonthDayNanoType, IntervalUnit, TimeUnit,
            TimestampMicrosecondType,
        },
    },
    common::Result,
    execution::FunctionRegistry,
    logical_expr::{
        ColumnarValue, Documentation, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF,
        ScalarUDFImpl, Signature,
    },
};

use super::{LIST, VALUE, too_long};

/// How long the result of a function can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Size {
    /// The first argument so many times.
    Repeated,
    /// So many characters.
    Padded,
    /// The first argument with the third in place of each of the second.
    Replaced,
    /// The same for a pattern.
    Matched,
    /// All arguments.
    Joined,
    /// All arguments with the first between them.
    JoinedWith,
    /// Twice the first argument.
    Doubled,
    /// A list of the moments from the first to the second argument, in steps of the third.
    Moments,
}

impl Size {
    /// The most bytes.
    fn most(self) -> u64 {
        (if self == Self::Moments { LIST } else { VALUE }) as u64
    }
}

const SIZES: [(&str, Size); 10] = [
    ("concat", Size::Joined),
    ("concat_ws", Size::JoinedWith),
    ("encode", Size::Doubled),
    ("generate_series", Size::Moments),
    ("lpad", Size::Padded),
    ("overlay", Size::Joined),
    ("regexp_replace", Size::Matched),
    ("repeat", Size::Repeated),
    ("replace", Size::Replaced),
    ("rpad", Size::Padded),
];

/// Functions that make long values, and are bounded where they are made or by what they read.
const OTHERS: [&str; 13] = [
    "$array",
    "$series",
    "$subscripts",
    "array_append",
    "array_concat",
    "array_prepend",
    "array_to_string",
    "format",
    "make_array",
    "quote_literal",
    "string_to_array",
    "textcat",
    "translate",
];

/// True for a function that can make a long value of short ones.
pub(super) fn is_maker(name: &str) -> bool {
    SIZES.iter().any(|(known, _)| *known == name) || OTHERS.contains(&name)
}

/// The bounded forms of the functions that a session has.
pub(super) fn bounded(registry: &dyn FunctionRegistry) -> Vec<Arc<ScalarUDF>> {
    let of = |(name, size): (&str, Size)| {
        let inner = registry.udf(name).ok()?;
        Some(Arc::new(ScalarUDF::from(Bounded { inner, size })))
    };
    SIZES.into_iter().filter_map(of).collect()
}

/// A function that refuses to make too long a value.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Bounded {
    inner: Arc<ScalarUDF>,
    size: Size,
}

/// Of what the function tells of itself, only what concerns its types: its own simplifications
/// would put other functions, which are not bounded, in its place.
impl ScalarUDFImpl for Bounded {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn aliases(&self) -> &[String] {
        self.inner.aliases()
    }

    fn signature(&self) -> &Signature {
        self.inner.signature()
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        self.inner.return_type(types)
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        self.inner.return_field_from_args(args)
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        self.inner.coerce_types(types)
    }

    fn is_strict(&self) -> bool {
        self.inner.is_strict()
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.inner.documentation()
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arguments = Arguments::new(&args)?;
        for row in 0..arguments.rows {
            if arguments.size(self.size, row) > self.size.most() {
                return Err(too_long(self.name()).into());
            }
        }
        self.inner.invoke_with_args(args)
    }
}

/// What is known of the arguments of a call. One that is the same in all rows has one item.
struct Arguments {
    rows: usize,
    /// Bytes of texts.
    lengths: Vec<Option<Int64Array>>,
    /// The second one, where it is a number.
    number: Option<Int64Array>,
    /// The third one, where it is a text.
    third: Option<StringArray>,
    flags: bool,
    /// Moments from the first to the second one, where they are moments.
    moments: Option<Int64Array>,
}

impl Arguments {
    fn new(args: &ScalarFunctionArgs) -> Result<Self> {
        let array = |value: &ColumnarValue| match value {
            ColumnarValue::Array(array) => Ok(array.clone()),
            ColumnarValue::Scalar(value) => value.to_array(),
        };
        let arrays: Vec<ArrayRef> = args.args.iter().map(array).collect::<Result<_>>()?;
        let are_same = args.args.iter().all(|arg| matches!(arg, ColumnarValue::Scalar(_)));
        let whole = |array: &ArrayRef| -> Result<Int64Array> {
            Ok(cast(array, &DataType::Int64)?.as_primitive::<Int64Type>().clone())
        };
        let bytes = |array: &ArrayRef| match length(array.as_ref()) {
            Ok(lengths) => whole(&lengths).map(Some),
            Err(_) => Ok(None),
        };
        let second = arrays.get(1).filter(|array| array.data_type().is_integer());
        let third = arrays.get(2).filter(|array| array.data_type().is_string());
        let text = |array: &ArrayRef| -> Result<StringArray> {
            Ok(cast(array, &DataType::Utf8)?.as_string().clone())
        };
        Ok(Self {
            rows: if are_same { 1 } else { args.number_rows },
            lengths: arrays.iter().map(bytes).collect::<Result<_>>()?,
            number: second.map(whole).transpose()?,
            third: third.map(text).transpose()?,
            flags: arrays.len() > 3,
            moments: moments(&arrays)?,
        })
    }

    /// The most bytes that the result of a row can have.
    fn size(&self, size: Size, row: usize) -> u64 {
        let length = |place| self.length(place, row);
        let number = || {
            let number = self.number.as_ref().map_or(0, |numbers| at(numbers, row));
            u64::try_from(number).unwrap_or(0)
        };
        let all = || (0..self.lengths.len()).map(length).fold(0, u64::saturating_add);
        match size {
            Size::Repeated => length(0).saturating_mul(number()),
            // A character has four bytes at most.
            Size::Padded => length(0).max(number().saturating_mul(4)),
            Size::Replaced => {
                let times = length(0) / length(1).max(1);
                length(0).saturating_add(times.saturating_mul(length(2)))
            }
            Size::Matched => self.matched(row),
            Size::Joined => all(),
            Size::JoinedWith => {
                all().saturating_add(length(0).saturating_mul(self.lengths.len() as u64))
            }
            Size::Doubled => length(0).saturating_mul(2),
            Size::Moments => {
                let count = self.moments.as_ref().map_or(0, |counts| at(counts, row));
                u64::try_from(count).unwrap_or(0).saturating_mul(8)
            }
        }
    }

    /// Each match is replaced by a text in which `\1` is a part of the match. Without flags only
    /// the first one is.
    fn matched(&self, row: usize) -> u64 {
        let length = self.length(0, row);
        let replacement = self.length(2, row);
        let with = self
            .third
            .as_ref()
            .filter(|texts| !texts.is_empty())
            .map_or("", |texts| texts.value(row.min(texts.len() - 1)));
        let parts = with.bytes().filter(|byte| *byte == b'\\').count() as u64;
        let matches = if self.flags { length.saturating_add(1) } else { 1 };
        let inserted = matches.saturating_mul(replacement);
        length.saturating_add(inserted).saturating_add(parts.saturating_mul(length))
    }

    /// Bytes of an argument. What is no text is a number, or as short as one.
    fn length(&self, place: usize, row: usize) -> u64 {
        match self.lengths.get(place) {
            Some(Some(lengths)) => u64::try_from(at(lengths, row)).unwrap_or(0),
            Some(None) => 32,
            None => 0,
        }
    }
}

/// How many steps lie between two moments, at most: a month has 28 days at least, a day 23 hours.
fn moments(args: &[ArrayRef]) -> Result<Option<Int64Array>> {
    const HOUR: i128 = 3_600_000_000_000;
    let [from, to, step] = args else { return Ok(None) };
    let times = DataType::Timestamp(TimeUnit::Microsecond, None);
    let steps = DataType::Interval(IntervalUnit::MonthDayNano);
    if !can_cast_types(from.data_type(), &times) || !can_cast_types(step.data_type(), &steps) {
        return Ok(None);
    }
    let (from, to) = (cast(from, &times)?, cast(to, &times)?);
    let step = cast(step, &steps)?;
    let (from, to) = (from.as_primitive::<TimestampMicrosecondType>(), to.as_primitive());
    let step = step.as_primitive::<IntervalMonthDayNanoType>();
    let rows = from.len().max(to.len()).max(step.len());
    let count = |row: usize| {
        let value = |array: &PrimitiveArray<TimestampMicrosecondType>| {
            i128::from(array.value(row.min(array.len() - 1))) * 1_000
        };
        let step = step.value(row.min(step.len() - 1));
        let days = i128::from(step.months) * 28 + i128::from(step.days);
        let step = (days * 23 * HOUR + i128::from(step.nanoseconds)).abs().max(1);
        i64::try_from((value(to) - value(from)).abs() / step).unwrap_or(i64::MAX)
    };
    Ok(Some((0..rows).map(count).collect()))
}

/// The number of a row; 0 for null.
fn at(numbers: &Int64Array, row: usize) -> i64 {
    let row = row.min(numbers.len().saturating_sub(1));
    if numbers.is_valid(row) { numbers.value(row) } else { 0 }
}
