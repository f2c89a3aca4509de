//! Functions of the executor that take values of other types in PostgreSQL.

use std::{
    hash::{Hash, Hasher},
    sync::Arc,
};

use datafusion::{
    arrow::datatypes::{DataType, Field, FieldRef, TimeUnit},
    common::Result,
    logical_expr::{
        ColumnarValue, Expr, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl,
        Signature,
        preimage::PreimageResult,
        simplify::{ExprSimplifyResult, SimplifyContext},
        type_coercion::{binary::type_union_resolution, functions::fields_with_udf},
    },
};

use crate::{Code, Failure};

/// The functions, each in place of the one that it calls.
pub(super) fn all() -> Vec<ScalarUDF> {
    use datafusion::functions::{core, datetime};
    let one_type: [Arc<ScalarUDF>; 4] =
        [core::coalesce(), core::nullif(), core::greatest(), core::least()];
    let of = |inner, types| ScalarUDF::new_from_impl(Coerced::new(inner, types));
    let mut all: Vec<ScalarUDF> = one_type.map(|inner| of(inner, alike as Types)).into();
    all.push(of(datetime::date_trunc(), truncated as Types));
    all
}

type Types = fn(&[DataType]) -> Vec<DataType>;

/// A text among values of another type is a literal of that type.
fn alike(given: &[DataType]) -> Vec<DataType> {
    let given = floating(given);
    let is_text = |ty: &DataType| ty.is_string();
    let Some(other) = given.iter().find(|ty| !is_text(ty) && !ty.is_null()).cloned() else {
        return given;
    };
    let typed = |ty: DataType| if is_text(&ty) { other.clone() } else { ty };
    given.into_iter().map(typed).collect()
}

/// An exact number among `float8` is one of these.
fn floating(given: &[DataType]) -> Vec<DataType> {
    let is_float = given.iter().any(DataType::is_floating);
    let typed = |ty: &DataType| match ty {
        ty if is_float && ty.is_decimal() => DataType::Float64,
        ty => ty.clone(),
    };
    given.iter().map(typed).collect()
}

/// The type of values of these types, as `what` takes them together. Text may be literals.
///
/// # Errors
/// If they have none in common.
pub(crate) fn common<'a>(
    what: &str,
    given: impl Iterator<Item = &'a DataType>,
) -> Result<DataType> {
    let given: Vec<DataType> = given.filter(|ty| !ty.is_null()).cloned().collect();
    let (texts, others): (Vec<_>, Vec<_>) = given.iter().cloned().partition(DataType::is_string);
    let types = if others.is_empty() { texts } else { floating(&others) };
    if types.is_empty() {
        return Ok(DataType::Null);
    }
    // A whole number among `oid` is one of these.
    if types.contains(&DataType::UInt32) && types.iter().all(DataType::is_integer) {
        return Ok(DataType::UInt32);
    }
    type_union_resolution(&types).ok_or_else(|| {
        let named: Vec<String> = given.iter().map(ToString::to_string).collect();
        let message = format!("{what} types {} cannot be matched", named.join(", "));
        Failure::new(Code::Type, message).into()
    })
}

/// A day is cut as the moment at which it begins.
fn truncated(given: &[DataType]) -> Vec<DataType> {
    let moment = |ty: &DataType| match ty {
        DataType::Date32 | DataType::Date64 => {
            DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
        }
        ty => ty.clone(),
    };
    given.iter().map(moment).collect()
}

#[derive(Debug)]
struct Coerced {
    inner: Arc<ScalarUDF>,
    types: Types,
    signature: Signature,
}

impl Coerced {
    fn new(inner: Arc<ScalarUDF>, types: Types) -> Self {
        let signature = Signature::user_defined(inner.signature().volatility);
        Self { inner, types, signature }
    }
}

impl PartialEq for Coerced {
    fn eq(&self, other: &Self) -> bool {
        self.inner == other.inner
    }
}

impl Eq for Coerced {}

impl Hash for Coerced {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.inner.hash(state);
    }
}

impl ScalarUDFImpl for Coerced {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn aliases(&self) -> &[String] {
        self.inner.aliases()
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, given: &[DataType]) -> Result<DataType> {
        self.inner.inner().return_type(given)
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        self.inner.return_field_from_args(args)
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let field = |ty: DataType| Arc::new(Field::new("", ty, true));
        let fields: Vec<FieldRef> = (self.types)(given).into_iter().map(field).collect();
        let coerced = fields_with_udf(&fields, &*self.inner)?;
        Ok(coerced.iter().map(|field| field.data_type().clone()).collect())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        self.inner.invoke_with_args(args)
    }

    fn simplify(&self, args: Vec<Expr>, info: &SimplifyContext) -> Result<ExprSimplifyResult> {
        self.inner.simplify(args, info)
    }

    fn preimage(
        &self,
        args: &[Expr],
        literal: &Expr,
        info: &SimplifyContext,
    ) -> Result<PreimageResult> {
        self.inner.preimage(args, literal, info)
    }

    fn short_circuits(&self) -> bool {
        self.inner.short_circuits()
    }

    fn conditional_arguments<'a>(
        &self,
        args: &'a [Expr],
    ) -> Option<(Vec<&'a Expr>, Vec<&'a Expr>)> {
        self.inner.conditional_arguments(args)
    }
}
