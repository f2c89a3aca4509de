//! `CASE`: the executor takes the type of its first result for that of all, and casts the others
//! to it when all around it has been planned. So it is a call until then, of the type of all.

use std::sync::LazyLock;

use datafusion::{
    arrow::datatypes::DataType,
    common::{DFSchema, Result, exec_err, tree_node::Transformed},
    config::ConfigOptions,
    logical_expr::{
        Case, ColumnarValue, Expr, ExprSchemable, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl,
        Signature, Volatility, expr::ScalarFunction, expr_rewriter::FunctionRewrite,
    },
    sql::sqlparser::ast::{CaseWhen, Expr as Written},
};

use super::coerced::common;
use crate::syntax;

/// The names, which no client can call: with conditions, and with values of an operand.
const SEARCHED: &str = "$case";
const SIMPLE: &str = "$case_of";

/// The functions.
pub(super) fn functions() -> [ScalarUDF; 2] {
    [SEARCHED, SIMPLE].map(|name| ScalarUDF::from(Chosen { name }))
}

/// A `CASE` as a call: of its operand, if it has one, of conditions and results by turns, and of
/// the result of `ELSE`.
pub(super) fn call(
    operand: Option<Box<Written>>,
    conditions: Vec<CaseWhen>,
    other: Option<Box<Written>>,
) -> Written {
    let name = if operand.is_some() { SIMPLE } else { SEARCHED };
    // What is compared may have its types only later; that it is true or not is known.
    let is_searched = operand.is_none();
    let condition = |it: Written| if is_searched { Written::IsTrue(Box::new(it)) } else { it };
    let pairs = conditions.into_iter().flat_map(|when| [condition(when.condition), when.result]);
    let args = operand.map(|it| *it).into_iter().chain(pairs).chain(other.map(|it| *it));
    syntax::call(name, args.collect())
}

/// The results among which a call chooses; none if it is of another function.
pub(crate) fn case_results(call: &ScalarFunction) -> Option<impl Iterator<Item = &Expr>> {
    let name = call.name();
    (name == SEARCHED || name == SIMPLE).then(|| among(name, &call.args))
}

fn among<'a, T>(name: &str, args: &'a [T]) -> impl Iterator<Item = &'a T> {
    let pairs = args.get(usize::from(name == SIMPLE)..).unwrap_or_default().chunks_exact(2);
    let other = pairs.remainder().first();
    pairs.filter_map(|pair| pair.get(1)).chain(other)
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Chosen {
    name: &'static str,
}

impl ScalarUDFImpl for Chosen {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        static ANY: LazyLock<Signature> =
            LazyLock::new(|| Signature::variadic_any(Volatility::Immutable));
        &ANY
    }

    fn return_type(&self, given: &[DataType]) -> Result<DataType> {
        common("CASE", among(self.name, given))
    }

    fn short_circuits(&self) -> bool {
        true
    }

    fn invoke_with_args(&self, _: ScalarFunctionArgs) -> Result<ColumnarValue> {
        exec_err!("{} is no function that runs", self.name)
    }
}

/// Makes the calls what they were, with results of one type.
#[derive(Debug)]
pub(crate) struct SettledCases;

impl FunctionRewrite for SettledCases {
    fn name(&self) -> &'static str {
        "cases"
    }

    fn rewrite(
        &self,
        expr: Expr,
        schema: &DFSchema,
        _: &ConfigOptions,
    ) -> Result<Transformed<Expr>> {
        let call = match expr {
            Expr::ScalarFunction(call) if case_results(&call).is_some() => call,
            expr => return Ok(Transformed::no(expr)),
        };
        let ty = call.func.return_type(&types(&call.args, schema)?)?;
        let has_operand = call.name() == SIMPLE;
        let mut args = call.args.into_iter();
        let operand = if has_operand { args.next().map(Box::new) } else { None };
        let result = |result: Expr| result.cast_to(&ty, schema).map(Box::new);
        let condition = |condition: Expr| match condition {
            Expr::IsTrue(condition) if !has_operand => condition,
            value => Box::new(value),
        };
        let (mut whens, mut other) = (Vec::new(), None);
        while let Some(first) = args.next() {
            match args.next() {
                Some(then) => whens.push((condition(first), result(then)?)),
                None => other = Some(result(first)?),
            }
        }
        Ok(Transformed::yes(Expr::Case(Case::new(operand, whens, other))))
    }
}

fn types(args: &[Expr], schema: &DFSchema) -> Result<Vec<DataType>> {
    args.iter().map(|arg| arg.get_type(schema)).collect()
}
