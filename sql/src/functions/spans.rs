//! Spans of time are compared by how long they are, where the executor compares part by part.

use std::sync::{Arc, LazyLock};

use datafusion::{
    arrow::datatypes::DataType,
    common::{
        DFSchema, Result, ScalarValue,
        tree_node::{Transformed, TransformedResult, TreeNode},
    },
    config::ConfigOptions,
    logical_expr::{
        Between, BinaryExpr, Cast, Expr, ExprSchemable, LogicalPlan, Operator, ScalarUDF,
        expr_rewriter::NamePreserver, utils::merge_schema,
    },
    optimizer::AnalyzerRule,
};

use super::{call, times};

/// The rule that compares spans of time as PostgreSQL does, and gives their seconds with a
/// fraction.
#[derive(Debug)]
pub(super) struct Spans;

impl AnalyzerRule for Spans {
    fn name(&self) -> &'static str {
        "spans"
    }

    fn analyze(&self, plan: LogicalPlan, _: &ConfigOptions) -> Result<LogicalPlan> {
        plan.transform_up_with_subqueries(|plan| {
            let mut schema = merge_schema(&plan.inputs());
            if let LogicalPlan::TableScan(scan) = &plan {
                schema.merge(&scan.projected_schema);
            }
            let names = NamePreserver::new(&plan);
            plan.map_expressions(|expr| {
                let name = names.save(&expr);
                let measured = expr.transform_up(|expr| measured(expr, &schema))?;
                Ok(measured.update_data(|expr| name.restore(expr)))
            })
        })
        .data()
    }
}

fn measured(expr: Expr, schema: &DFSchema) -> Result<Transformed<Expr>> {
    Ok(match expr {
        Expr::BinaryExpr(BinaryExpr { left, op, right })
            if is_comparison(op) && (is_span(&left, schema) || is_span(&right, schema)) =>
        {
            let (left, right) = (Box::new(micros(*left)), Box::new(micros(*right)));
            Transformed::yes(Expr::BinaryExpr(BinaryExpr { left, op, right }))
        }
        Expr::Between(between) if is_span(&between.expr, schema) => {
            let Between { expr, negated, low, high } = between;
            let of = |expr: Box<Expr>| Box::new(micros(*expr));
            let (expr, low, high) = (of(expr), of(low), of(high));
            Transformed::yes(Expr::Between(Between { expr, negated, low, high }))
        }
        Expr::ScalarFunction(mut call) if call.name() == "date_part" => {
            match call.args.as_slice() {
                [field, span] if is_epoch(field) && is_span(span, schema) => {
                    let micros = cast(micros(call.args.remove(1)), DataType::Float64);
                    let seconds = micros / Expr::Literal(ScalarValue::Float64(Some(1e6)), None);
                    Transformed::yes(seconds)
                }
                _ => Transformed::no(Expr::ScalarFunction(call)),
            }
        }
        other => Transformed::no(other),
    })
}

fn is_comparison(op: Operator) -> bool {
    use Operator::{Eq, Gt, GtEq, IsDistinctFrom, IsNotDistinctFrom, Lt, LtEq, NotEq};
    matches!(op, Eq | NotEq | Lt | LtEq | Gt | GtEq | IsDistinctFrom | IsNotDistinctFrom)
}

fn is_span(expr: &Expr, schema: &DFSchema) -> bool {
    matches!(expr.get_type(schema), Ok(DataType::Interval(_)))
}

fn is_epoch(field: &Expr) -> bool {
    let Expr::Literal(value, _) = field else { return false };
    value.try_as_str().flatten().is_some_and(|text| text.eq_ignore_ascii_case("epoch"))
}

/// How long a span is, in microseconds.
fn micros(span: Expr) -> Expr {
    static MICROS: LazyLock<Arc<ScalarUDF>> =
        LazyLock::new(|| Arc::new(call::function(&times::MICROS)));
    MICROS.call(vec![span])
}

fn cast(expr: Expr, to: DataType) -> Expr {
    Expr::Cast(Cast::new(Box::new(expr), to))
}
