//! Arguments of performance.

use std::{collections::BTreeSet, str::FromStr};

use channelgraph_schema::{EntityKind, FieldId, Filter, Role};
use serde_json::{Map, Value as Json};

use super::{
    Asked,
    page::{self, RowPlace},
    rights,
};
use crate::{
    engine::{Engine, Problem, Viewer},
    graphql::{
        engine_graph::{
            bind::Bound,
            filter,
            period::{period, today},
            sight::refuse,
        },
        types::{CostBasis, DEFAULT_ROWS, Figure, PerformanceField},
    },
    work::{
        Work,
        performance::{Attribution, Dimension, Question},
        period::Comparison,
    },
};

/// Dimensions of rows at most.
const MOST_DIMENSIONS: usize = 3;
/// Rows of a page at most.
const MOST_ROWS: i64 = 1_000;

type Given = Map<String, Json>;

/// Binds the arguments of figures.
///
/// # Errors
/// If they are wrong, or stand on what the viewer may not see; the text says how.
pub(in crate::graphql::engine_graph) fn bind(
    (engine, viewer, work): (&Engine, &Viewer, &Work),
    given: &Given,
) -> Result<Bound, Problem> {
    let today = today(work);
    let group_by = dimensions(viewer, given)?;
    let filter = |name: &str, kind| condition((engine, viewer), kind, name, given.get(name));
    let question = Question {
        period: period(work, today, given.get("period"))?,
        interval: word(given, "interval"),
        partners: filter("filter", EntityKind::Partner)?,
        deals: filter("dealFilter", EntityKind::Deal)?,
        attributions: attributions(viewer, given)?,
        currency: text(given, "currency").map(str::to_owned),
        rates_on: text(given, "ratesOn").and_then(|day| day.parse().ok()),
        compare: word(given, "compare").unwrap_or(Comparison::None),
        figures: BTreeSet::new(),
        group_by,
    };
    let (first, after) = page(given, &question.group_by)?;
    // A partner's rows are not paged: there is one for each part of the period.
    let first = if given.contains_key("groupBy") { first } else { parts(work, &question) };
    Ok(Bound::Performance(Box::new(Asked { question, today, first, after })))
}

/// Binds the argument of a figure.
pub(in crate::graphql::engine_graph) fn part(field: PerformanceField, given: &Given) -> Bound {
    match field {
        PerformanceField::RowGrowth => Bound::Figure(word(given, "of").unwrap_or(Figure::Revenue)),
        _ => Bound::Basis(word(given, "basis").unwrap_or(CostBasis::Earned)),
    }
}

fn text<'a>(given: &'a Given, name: &str) -> Option<&'a str> {
    given.get(name)?.as_str()
}

fn word<T: FromStr>(given: &Given, name: &str) -> Option<T> {
    text(given, name)?.parse().ok()
}

fn words<T: FromStr>(given: &Given, name: &str) -> Option<Vec<T>> {
    let words = given.get(name)?.as_array()?.iter();
    Some(words.filter_map(|word| word.as_str()?.parse().ok()).collect())
}

/// The dimensions. Grouping by a field tells its values, so it is refused as a filter on it is.
fn dimensions(viewer: &Viewer, given: &Given) -> Result<Vec<Dimension>, Problem> {
    let dimensions: Vec<Dimension> = words(given, "groupBy").unwrap_or_default();
    if dimensions.len() > MOST_DIMENSIONS {
        return Err(Problem::input(format!(
            "`groupBy` has {} dimensions; at most {MOST_DIMENSIONS} are taken",
            dimensions.len()
        )));
    }
    for (place, dimension) in dimensions.iter().enumerate() {
        if dimensions[..place].contains(dimension) {
            let name: &str = dimension.into();
            return Err(Problem::input(format!("`groupBy` names {name} twice")));
        }
        refuse(viewer, rights::of_dimension(*dimension).iter().copied())?;
    }
    Ok(dimensions)
}

/// A filter of an entity. It cannot name the candidates of a list, as there is none.
fn condition(
    (engine, viewer): (&Engine, &Viewer),
    kind: EntityKind,
    name: &str,
    given: Option<&Json>,
) -> Result<Filter<FieldId>, Problem> {
    let asked = filter::read(engine, viewer, kind, given)?;
    if asked.ids.is_some() || asked.sources.is_some() {
        let offered = |role| kind.def(kind.with_role(role)?).filter.map(|offered| offered.name);
        let names = [Role::Ids, Role::Sources].into_iter().filter_map(offered);
        let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
        return Err(Problem::input(format!("`{name}` takes no {}", names.join(" and no "))));
    }
    let mut forbidden = Ok(());
    asked.filter.for_each_field(&mut |field| {
        if forbidden.is_ok() {
            forbidden = refuse(viewer, [(kind, *field)]);
        }
    });
    forbidden.map(|()| asked.filter)
}

/// The attributions. Counting by them tells the evidence, as grouping by them does.
fn attributions(viewer: &Viewer, given: &Given) -> Result<Option<BTreeSet<Attribution>>, Problem> {
    let Some(words) = words(given, "attribution") else { return Ok(None) };
    refuse(viewer, rights::of_dimension(Dimension::Attribution).iter().copied())?;
    if words.is_empty() {
        let message = "`attribution` is empty, so nothing counts; leave it out for all of them";
        return Err(Problem::input(message));
    }
    Ok(Some(words.into_iter().collect()))
}

fn page(given: &Given, dimensions: &[Dimension]) -> Result<(usize, Option<RowPlace>), Problem> {
    let first = given.get("first").and_then(Json::as_i64).unwrap_or(DEFAULT_ROWS.into());
    let size = usize::try_from(first).ok().filter(|_| (1..=MOST_ROWS).contains(&first));
    let size = size.ok_or_else(|| {
        Problem::input(format!("`first` is {first}; a page has 1 to {MOST_ROWS} rows"))
    })?;
    let after = text(given, "after").map(|text| page::decode(text, dimensions)).transpose()?;
    Ok((size, after))
}

/// The number of parts of a period.
fn parts(work: &Work, question: &Question) -> usize {
    let Some(interval) = question.interval else { return 0 };
    let parts = work.calendar.parts(question.period, interval, work.max_groups);
    parts.map_or(work.max_groups, |parts| parts.len())
}
