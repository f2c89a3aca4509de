//! Checks that need no random question: ids, fields, and things that do not exist.

use channelgraph_core::ErrorKind;

use crate::{question::names, truth::Truth};

pub(crate) async fn hold(truth: &Truth<'_>) -> Result<(), String> {
    let subject = truth.subject;
    let can = subject.connector.capabilities(subject.object);
    if can.ids == 0 || can.parents == 0 {
        return Err(format!("nothing can be asked at once: {can:?}"));
    }
    ids(truth)?;
    let described = subject
        .connector
        .describe(subject.object)
        .await
        .map_err(|error| format!("describe failed: {error:?}"))?;
    let names_of: Vec<&str> = described.fields.iter().map(|field| field.name.as_str()).collect();
    if let Some(field) =
        subject.fields.iter().find(|field| !field.path && !names_of.contains(&field.name.as_str()))
    {
        return Err(format!("describe does not know `{}`", field.name));
    }
    if !names_of.is_sorted() || names_of.contains(&subject.absent) {
        return Err(format!(
            "describe is not in order, or knows `{}`: {names_of:?}",
            subject.absent
        ));
    }
    let missing = subject.connector.missing(subject.object, &names(truth)).await;
    let missing = missing.map_err(|error| format!("missing failed: {error:?}"))?;
    if missing != [subject.absent] {
        return Err(format!("only `{}` is missing, but it says {missing:?}", subject.absent));
    }
    match subject.connector.describe(subject.nowhere).await {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => Err(format!("there is no `{}`, but describe says {other:?}", subject.nowhere)),
    }
}

fn ids(truth: &Truth<'_>) -> Result<(), String> {
    let subject = truth.subject;
    let rows = subject.rows.iter().map(|row| &row.id);
    for id in rows.chain(&subject.unknown) {
        let canonical = |id: &str| subject.connector.canonical_id(subject.object, id);
        if canonical(id).as_ref() != Some(id) {
            return Err(format!("`{id}` is not canonical: {:?}", canonical(id)));
        }
        let spellings = subject.connector.spellings(subject.object, id);
        if !spellings.contains(id)
            || spellings.iter().any(|spelling| canonical(spelling).as_ref() != Some(id))
        {
            return Err(format!("the spellings of `{id}` are {spellings:?}"));
        }
    }
    Ok(())
}
