//! Rows under their parents: for each parent in order, all of them or as many as are wanted.

use std::collections::BTreeSet;

use channelgraph_core::{ErrorKind, Page, Read, Select};
use channelgraph_schema::mapping::Row;
use proptest::{collection::btree_set, prelude::*, sample::select};

use crate::{
    Relation,
    asking::{ask, cases, each},
    list::may_refuse,
    question::{everything, fields, filter, order, orders},
    truth::{Truth, apart, texts},
};

pub(crate) async fn hold(truth: &Truth<'_>) -> Result<(), String> {
    let nobody = Relation::to_one(truth.subject.absent);
    let parents = truth.subject.unknown.iter().take(1).cloned().collect();
    each(&[under(everything(truth), &nobody, parents)], async |read| {
        check(truth, &nobody, read).await
    })
    .await?;
    for relation in &truth.subject.relations {
        of(truth, relation)
            .await
            .map_err(|wrong| format!("children by `{}`: {wrong}", relation.field))?;
    }
    Ok(())
}

async fn of(truth: &Truth<'_>, relation: &Relation) -> Result<(), String> {
    let mut all: Vec<String> =
        truth.subject.rows.iter().flat_map(|row| relation.parents(row)).collect();
    all.extend(truth.subject.unknown.iter().cloned());
    all.sort_unstable();
    all.dedup();
    if all.is_empty() {
        return Err("no row has a parent".to_owned());
    }
    let most = truth.subject.connector.capabilities(truth.subject.object).parents;
    let every: Vec<String> = all.iter().take(most).cloned().collect();
    let all_under =
        |order, limit| under(Read { order, limit, ..everything(truth) }, relation, every.clone());
    let orders = truth.subject.fields.iter().flat_map(orders).map(Some).chain([None]);
    let reads: Vec<Read> =
        orders.flat_map(|order| [2, 1000].map(|limit| all_under(order.clone(), limit))).collect();
    each(&reads, async |read| check(truth, relation, read).await).await?;
    let some = btree_set(select(all), 1..40.min(most).max(1) + 1);
    // A row that is found under each of several is a row for each, with that one as the field's
    // value.
    let filter = filter(truth, relation.several.then_some(relation.field.as_str()));
    let limit = prop_oneof![3 => 1..6usize, 1 => Just(1000)];
    let reads = (some, filter, order(truth), fields(truth), limit, any::<bool>());
    let reads = reads.prop_map(|(parents, filter, order, fields, limit, count)| {
        under(
            Read { filter, order, fields, limit, count, ..everything(truth) },
            relation,
            parents.into_iter().collect(),
        )
    });
    ask(cases(), reads, async |read| check(truth, relation, read).await).await
}

fn under(read: Read, relation: &Relation, parents: Vec<String>) -> Read {
    Read { select: Select::Children { field: relation.field.clone(), parents }, ..read }
}

async fn check(truth: &Truth<'_>, relation: &Relation, read: &Read) -> Result<(), String> {
    let Select::Children { parents, .. } = &read.select else { return Ok(()) };
    let page = match truth.subject.connector.read(read).await {
        Err(error)
            if error.kind() == ErrorKind::Unsupported && may_refuse(truth, read.order.as_ref()) =>
        {
            return Ok(());
        }
        page => page.map_err(|error| format!("a read of children failed: {error:?}"))?,
    };
    if let Some(row) = page
        .rows
        .iter()
        .find(|row| row.parent.as_ref().is_none_or(|parent| !parents.contains(parent)))
    {
        return Err(format!("row `{}` is under {:?}, which was not asked for", row.id, row.parent));
    }
    if !page.complete && !truth.subject.connector.capabilities(&read.object).limit_per_parent {
        return Err("more are to come, though it says that it brings all".to_owned());
    }
    let expected = truth.expected(&read.filter, read.order.as_ref());
    for parent in BTreeSet::from_iter(parents) {
        let meant: Vec<&Row> =
            expected.iter().filter(|row| relation.parents(row).contains(parent)).copied().collect();
        family(truth, relation, read, &page, parent, &meant)
            .map_err(|wrong| format!("under `{parent}`: {wrong}"))?;
    }
    let total: usize = expected
        .iter()
        .map(|row| relation.parents(row).iter().filter(|parent| parents.contains(parent)).count())
        .sum();
    match page.total {
        Some(told) if told != total as u64 => {
            Err(format!("{told} are said to pass, but {total} do"))
        }
        _ => Ok(()),
    }
}

/// The children of one parent.
fn family(
    truth: &Truth<'_>,
    relation: &Relation,
    read: &Read,
    page: &Page,
    parent: &String,
    meant: &[&Row],
) -> Result<(), String> {
    let found: Vec<&Row> =
        page.rows.iter().filter(|row| row.parent.as_ref() == Some(parent)).collect();
    let mut last: Option<&Row> = None;
    let mut passing: Vec<&str> = Vec::new();
    // The field by which they were found may hold that parent alone.
    let fields: Vec<String> = read
        .fields
        .iter()
        .filter(|name| !relation.several || **name != relation.field)
        .cloned()
        .collect();
    for row in &found {
        let known = truth.row(&row.id)?;
        truth.holds(&fields, row, known)?;
        if !relation.parents(known).contains(parent) {
            return Err(format!("row `{}` is none of its children", row.id));
        }
        truth.goes_on(read.order.as_ref(), last, known)?;
        if truth.passes(&read.filter, known) {
            passing.push(&row.id);
        } else if page.exact {
            return Err(format!("`{}` does not pass, but the page is said to be exact", row.id));
        }
        last = Some(known);
    }
    let meant: Vec<&str> = meant.iter().map(|row| row.id.as_str()).collect();
    let is_enough = passing.len() == meant.len() || !page.complete && found.len() >= read.limit;
    if is_enough && meant.starts_with(&passing) {
        return Ok(());
    }
    Err(format!("the rows are {} (complete: {})", apart(&passing, &meant), page.complete))
}

impl Relation {
    /// The parents of a row.
    fn parents(&self, row: &Row) -> Vec<String> {
        let first = || row.text(&self.field).into_iter().collect();
        if self.several { texts(&row.json(&self.field)).unwrap_or_default() } else { first() }
    }
}
