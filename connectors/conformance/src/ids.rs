//! Rows by their ids: those that there are, whichever else are asked for.

use std::collections::BTreeSet;

use channelgraph_core::{ErrorKind, Read, Select};
use channelgraph_schema::Filter;
use proptest::{collection::vec, prelude::*, sample::select};

use crate::{
    asking::{ask, cases, each},
    question::{everything, fields, filter},
    truth::{Truth, apart},
};

pub(crate) async fn hold(truth: &Truth<'_>) -> Result<(), String> {
    let most = truth.subject.connector.capabilities(truth.subject.object).ids;
    // Unknown ones first, and then as many as it says it can.
    let rows = truth.subject.rows.iter().map(|row| &row.id);
    let all: Vec<String> = truth.subject.unknown.iter().chain(rows).take(most).cloned().collect();
    if all.is_empty() {
        return Ok(());
    }
    let every = Read { select: Select::Ids(all.clone()), ..everything(truth) };
    each(std::slice::from_ref(&every), async |read| check(truth, read).await).await?;
    let unknown =
        if truth.subject.unknown.is_empty() { all.clone() } else { truth.subject.unknown.clone() };
    let some = vec(prop_oneof![4 => select(all), 1 => select(unknown)], 1..20.min(most).max(1) + 1);
    let filter = prop_oneof![1 => Just(Filter::all()), 1 => filter(truth, None)];
    let reads = (some, fields(truth), filter);
    let reads = reads.prop_map(|(ids, fields, filter)| Read {
        select: Select::Ids(ids),
        fields,
        filter,
        ..every.clone()
    });
    ask(cases(), reads, async |read| check(truth, read).await).await
}

async fn check(truth: &Truth<'_>, read: &Read) -> Result<(), String> {
    let Select::Ids(ids) = &read.select else { return Ok(()) };
    let page = match truth.subject.connector.read(read).await {
        Err(error) if error.kind() == ErrorKind::Unsupported && truth.subject.refuses => {
            return Ok(());
        }
        page => page.map_err(|error| format!("rows by id failed: {error:?}"))?,
    };
    if !page.complete {
        return Err("rows by id, but more are to come".to_owned());
    }
    let mut found: BTreeSet<&str> = BTreeSet::new();
    for row in &page.rows {
        let meant = truth.row(&row.id)?;
        truth.holds(&read.fields, row, meant)?;
        if !ids.contains(&row.id) {
            return Err(format!("row `{}` was not asked for", row.id));
        }
        if truth.passes(&read.filter, meant) {
            found.insert(&row.id);
        } else if page.exact {
            return Err(format!(
                "row `{}` does not pass, but the page is said to be exact",
                row.id
            ));
        }
    }
    let meant =
        ids.iter().filter(|id| truth.row(id).is_ok_and(|row| truth.passes(&read.filter, row)));
    let meant: BTreeSet<&str> = meant.map(String::as_str).collect();
    let (found, meant) = (Vec::from_iter(found), Vec::from_iter(meant));
    if found == meant {
        Ok(())
    } else {
        Err(format!("the rows with these ids are {}", apart(&found, &meant)))
    }
}
