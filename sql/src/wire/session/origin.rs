//! Where the columns of a plan come from: a table's column keeps its place there, its modifier, and
//! the name of its type, through all that only passes it on.

use datafusion::{
    arrow::datatypes::DataType,
    datasource::source_as_provider,
    logical_expr::{Aggregate, Distinct, Expr, LogicalPlan, TableScan, expr::AggregateFunction},
};

use crate::{
    catalog::{TYPE_KEY, table_oid},
    functions::case_results,
    provider::Provider,
    table::{PRECISION, SCALE, Table},
};

/// What is known of a column of results beside its name and the type of its data.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Origin {
    /// The table, and the place of the column there; zeros if it is of none.
    pub(super) table: (u32, i16),
    /// The digits of a number before and after its point, if they are declared.
    pub(super) digits: Option<(u8, i8)>,
    /// The name of the type, where the data do not tell it.
    pub(super) tag: Option<String>,
}

/// The origin of a column of a plan, by its place.
pub(super) fn of(plan: &LogicalPlan, place: usize) -> Origin {
    match plan {
        LogicalPlan::Projection(projection) => match projection.expr.get(place) {
            Some(expr) => of_expr(expr, &projection.input, tag(plan, place)),
            None => Origin::default(),
        },
        LogicalPlan::Aggregate(aggregate) => grouped(aggregate, place, tag(plan, place)),
        LogicalPlan::Join(join) => {
            let left = join.left.schema().fields().len();
            if plan.schema().fields().len() <= left || place < left {
                of(&join.left, place)
            } else {
                of(&join.right, place - left)
            }
        }
        LogicalPlan::Union(union) => {
            let mut all = union.inputs.iter().map(|input| of(input, place));
            let first = all.next().unwrap_or_default();
            let digits = first.digits.filter(|digits| all.all(|it| it.digits == Some(*digits)));
            Origin { digits, tag: tag(plan, place), ..Origin::default() }
        }
        LogicalPlan::TableScan(scan) => scanned(scan, place),
        LogicalPlan::Window(window) if place < window.input.schema().fields().len() => {
            of(&window.input, place)
        }
        LogicalPlan::Distinct(Distinct::On(on)) => match on.select_expr.get(place) {
            Some(expr) => of_expr(expr, &on.input, tag(plan, place)),
            None => Origin::default(),
        },
        LogicalPlan::Filter(_)
        | LogicalPlan::Sort(_)
        | LogicalPlan::Limit(_)
        | LogicalPlan::Subquery(_)
        | LogicalPlan::SubqueryAlias(_)
        | LogicalPlan::Distinct(Distinct::All(_)) => match plan.inputs().first() {
            Some(input) if input.schema().fields().len() == plan.schema().fields().len() => {
                of(input, place)
            }
            _ => Origin { tag: tag(plan, place), ..Origin::default() },
        },
        _ => Origin { tag: tag(plan, place), ..Origin::default() },
    }
}

fn grouped(aggregate: &Aggregate, place: usize, tag: Option<String>) -> Origin {
    let groups = &aggregate.group_expr;
    let is_set = matches!(groups.first(), Some(Expr::GroupingSet(_)));
    let group = groups.get(place).filter(|_| !is_set);
    match group.or_else(|| aggregate.aggr_expr.get(place.wrapping_sub(groups.len()))) {
        Some(expr) => of_expr(expr, &aggregate.input, tag),
        None => Origin { tag, ..Origin::default() },
    }
}

fn scanned(scan: &TableScan, place: usize) -> Origin {
    let field = scan.projected_schema.field(place);
    let tag = field.metadata().get(TYPE_KEY).cloned();
    let provider = source_as_provider(&scan.source).ok();
    let table = provider.as_ref().and_then(|it| it.downcast_ref::<Provider>());
    let table = table.map(|it| it.table().clone());
    Origin { tag, ..of_table(table.as_deref(), field.name()) }
}

fn tag(plan: &LogicalPlan, place: usize) -> Option<String> {
    plan.schema().field(place).metadata().get(TYPE_KEY).cloned()
}

fn of_table(table: Option<&Table>, name: &str) -> Origin {
    let Some((table, place)) = table.and_then(|table| Some((table, table.column(name)?))) else {
        return Origin::default();
    };
    let is_number = table.columns[place].ty.data_type().is_decimal();
    Origin {
        table: (table_oid(&table.name), i16::try_from(place + 1).unwrap_or_default()),
        digits: is_number.then_some((PRECISION, SCALE)),
        tag: None,
    }
}

/// True for what is brought to so many digits without a client's asking: parts of times, quotients.
fn is_implied(inner: &Expr) -> bool {
    match inner {
        Expr::ScalarFunction(call) => call.name() == "date_part",
        Expr::BinaryExpr(binary) => matches!(&*binary.left, Expr::Cast(cast)
            if matches!(cast.field.data_type(), DataType::Decimal256(..))),
        _ => false,
    }
}

/// The origin of an expression over a plan; `tag` is what its field says.
fn of_expr(expr: &Expr, input: &LogicalPlan, tag: Option<String>) -> Origin {
    match expr {
        Expr::Alias(alias) => of_expr(&alias.expr, input, tag),
        Expr::Column(column) => match input.schema().maybe_index_of_column(column) {
            Some(place) => of(input, place),
            None => Origin { tag, ..Origin::default() },
        },
        Expr::Cast(cast) => {
            let digits = match cast.field.data_type() {
                DataType::Decimal128(precision, scale) if !is_implied(&cast.expr) => {
                    Some((*precision, *scale))
                }
                _ => None,
            };
            Origin { digits, ..Origin::default() }
        }
        Expr::ScalarFunction(call) if call.name() == "nullif" => {
            let first = call.args.first().map(|arg| of_expr(arg, input, None));
            Origin { table: (0, 0), ..first.unwrap_or_default() }
        }
        Expr::AggregateFunction(AggregateFunction { func, params })
            if matches!(func.name(), "min" | "max" | "array_agg") =>
        {
            let of_arg = params.args.first().map(|arg| of_expr(arg, input, None));
            Origin { tag: of_arg.and_then(|origin| origin.tag), ..Origin::default() }
        }
        // A literal among values of a type is of that type.
        Expr::ScalarFunction(call) if let Some(results) = case_results(call) => {
            let mut tags = results
                .filter(|result| !matches!(result, Expr::Literal(..)))
                .map(|result| of_expr(result, input, None).tag);
            let first = tags.next().flatten();
            let tag = first.filter(|tag| tags.all(|it| it.as_ref() == Some(tag)));
            Origin { tag, ..Origin::default() }
        }
        _ => Origin { tag, ..Origin::default() },
    }
}
