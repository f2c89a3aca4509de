//! Calls of catalog functions: they are declared by the names of types and work on one row.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{ScalarValue, plan_err};
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};

use super::super::names::Lookup;
use super::super::objects::Objects;
use super::super::session::SessionFacts;
use super::super::types;
use super::super::value::{Value, array};
use crate::executor::width::{VALUE, too_long};

/// The most items of the lists that a function makes for one batch of rows.
const ITEMS: usize = 1_000_000;

/// The catalog and the connection that functions tell about.
#[derive(Debug)]
pub struct Environment {
    /// The objects of the database.
    pub objects: Arc<Objects>,
    /// The connection.
    pub facts: Arc<SessionFacts>,
}

/// A call with the arguments of one row.
pub struct Call<'a> {
    /// The catalog and the connection.
    pub environment: &'a Environment,
    /// The search path.
    pub path: &'a [String],
    /// The arguments; null where optional ones are left out.
    pub args: &'a [Value],
    /// The types of the arguments that are given.
    pub fields: &'a [FieldRef],
}

impl Call<'_> {
    /// Returns an argument; null if it is not given.
    pub fn arg(&self, at: usize) -> &Value {
        self.args.get(at).unwrap_or(&Value::Null)
    }

    /// Returns an argument as text, empty if it is none.
    pub fn text(&self, at: usize) -> &str {
        self.arg(at).text().unwrap_or_default()
    }

    /// Returns an argument as object identifier, 0 if it is none.
    pub fn oid(&self, at: usize) -> u32 {
        self.arg(at).oid().unwrap_or_default()
    }

    /// Returns the objects.
    pub fn objects(&self) -> &Objects {
        &self.environment.objects
    }

    /// Returns the connection.
    pub fn facts(&self) -> &SessionFacts {
        &self.environment.facts
    }

    /// Returns what names are looked up with.
    pub fn lookup(&self) -> Lookup<'_> {
        Lookup { objects: self.objects(), path: self.path, user: &self.facts().user }
    }
}

/// Computes a result.
pub type Body = fn(&Call<'_>) -> Result<Value>;

/// A declaration in short: name, types of the arguments, type of the result, body.
///
/// An argument with `?` is optional, one with `*` can be repeated. A result with `!` is computed
/// even if an argument is null; else it is null then. `same` is the type of the first argument,
/// `element` that of its elements.
pub type Short = (&'static str, &'static str, &'static str, Body);

/// The declaration of an argument.
#[derive(Debug, Clone, Copy)]
pub struct Argument {
    /// The name of the type.
    pub ty: &'static str,
    optional: bool,
    repeated: bool,
}

/// The declaration of a function.
#[derive(Debug)]
pub struct Declaration {
    /// The name.
    pub name: &'static str,
    /// The arguments.
    pub arguments: Vec<Argument>,
    /// The name of the type of the result.
    pub result: &'static str,
    lenient: bool,
    body: Body,
}

impl Declaration {
    /// Expands a short declaration.
    pub fn new((name, arguments, result, body): Short) -> Self {
        let argument = |word: &'static str| Argument {
            ty: word.trim_end_matches(['?', '*']),
            optional: word.ends_with(['?', '*']),
            repeated: word.ends_with('*'),
        };
        Self {
            name,
            arguments: arguments.split_whitespace().map(argument).collect(),
            result: result.trim_end_matches('!'),
            lenient: result.ends_with('!'),
            body,
        }
    }

    fn argument(&self, at: usize) -> Option<&Argument> {
        self.arguments.get(at).or_else(|| self.arguments.last().filter(|last| last.repeated))
    }
}

/// A catalog function of one connection.
#[derive(Debug)]
pub struct CatalogFunction {
    declaration: &'static Declaration,
    environment: Arc<Environment>,
    signature: Signature,
}

impl CatalogFunction {
    /// Makes the function that a declaration describes.
    pub fn new(declaration: &'static Declaration, environment: Arc<Environment>) -> Self {
        // They change something, so they run when the statement does, not when that is planned.
        let changes =
            matches!(declaration.name, "set_config" | "pg_cancel_backend" | "pg_terminate_backend");
        let volatility = if changes { Volatility::Volatile } else { Volatility::Stable };
        Self { declaration, environment, signature: Signature::user_defined(volatility) }
    }

    fn call(&self, path: &[String], args: &[Value], fields: &[FieldRef]) -> Result<Value> {
        let required = self.declaration.arguments.iter().filter(|it| !it.optional).count();
        let strict = !self.declaration.lenient;
        if strict && args.iter().take(required.max(1)).any(|value| *value == Value::Null) {
            return Ok(Value::Null);
        }
        (self.declaration.body)(&Call { environment: &self.environment, path, args, fields })
    }
}

impl PartialEq for CatalogFunction {
    fn eq(&self, other: &Self) -> bool {
        self.declaration.name == other.declaration.name
            && Arc::ptr_eq(&self.environment, &other.environment)
    }
}

impl Eq for CatalogFunction {}

impl Hash for CatalogFunction {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.declaration.name.hash(state);
    }
}

impl ScalarUDFImpl for CatalogFunction {
    fn name(&self) -> &str {
        self.declaration.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        plan_err!("{} tells its type by the fields of its arguments", self.name())
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        let first = || args.arg_fields.first().map(|field| field.as_ref().clone());
        let field = match (self.declaration.result, first()) {
            ("same", Some(first)) => first.with_name(self.name()).with_nullable(true),
            ("element", Some(first)) => element(&first, self.name()),
            ("expanded", Some(first)) => expanded(&first, self.name()),
            (result, _) => types::field(self.name(), result, true),
        };
        Ok(Arc::new(field))
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let required = self.declaration.arguments.iter().filter(|it| !it.optional).count();
        if given.len() < required {
            return plan_err!("function {} needs {required} arguments", self.name());
        }
        let coerce = |(at, given): (usize, &DataType)| match self.declaration.argument(at) {
            None => plan_err!("function {} does not exist for {} arguments", self.name(), at + 1),
            Some(Argument { ty: "any" | "anyarray", .. }) => Ok(given.clone()),
            Some(argument) => match types::arrow(argument.ty).0 {
                // PostgreSQL makes no number with a fraction a whole one by itself.
                whole if whole.is_integer() && is_fractional(given) => {
                    plan_err!("function {} does not exist for numbers with fractions", self.name())
                }
                ty => Ok(ty),
            },
        };
        given.iter().enumerate().map(coerce).collect()
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let constant = args.args.iter().all(|arg| matches!(arg, ColumnarValue::Scalar(_)));
        let rows = if constant { 1 } else { args.number_rows };
        let path = self.environment.facts.search_path();
        let columns = args.args.iter().map(|arg| read(arg, rows)).collect::<Result<Vec<_>>>()?;
        let mut values = Vec::with_capacity(rows);
        let mut items = 0;
        for row in 0..rows {
            let row = columns.iter().map(|column| column[row].clone()).collect::<Vec<_>>();
            let value = self.call(&path, &row, &args.arg_fields)?;
            items += value.list().map_or(0, <[Value]>::len);
            if items > ITEMS || value.text().is_some_and(|text| text.len() > VALUE) {
                return Err(too_long(self.name()).into());
            }
            values.push(value);
        }
        let result: ArrayRef = array(args.return_field.data_type(), &values)?;
        if constant {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&result, 0)?));
        }
        Ok(ColumnarValue::Array(result))
    }
}

fn is_fractional(ty: &DataType) -> bool {
    matches!(ty, DataType::Decimal128(_, 1..)) || ty.is_floating()
}

fn element(list: &Field, name: &str) -> Field {
    let ty = match list.data_type() {
        DataType::List(item) => item.data_type().clone(),
        other => other.clone(),
    };
    let mut metadata = list.metadata().clone();
    metadata.retain(|_, tag| !tag.ends_with("vector"));
    Field::new(name, ty, true).with_metadata(metadata)
}

/// Returns the field of lists of elements `x` with their places `n`.
fn expanded(list: &Field, name: &str) -> Field {
    let fields = vec![element(list, "x"), Field::new("n", DataType::Int32, true)];
    let item = Field::new_list_field(DataType::Struct(fields.into()), true);
    Field::new(name, DataType::List(Arc::new(item)), true)
}

fn read(arg: &ColumnarValue, rows: usize) -> Result<Vec<Value>> {
    match arg {
        ColumnarValue::Scalar(scalar) => Ok(vec![Value::read(scalar); rows]),
        ColumnarValue::Array(array) => {
            (0..rows).map(|at| Ok(Value::read(&ScalarValue::try_from_array(array, at)?))).collect()
        }
    }
}
