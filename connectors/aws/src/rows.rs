//! From AWS's shapes to rows. The SDK's types do not serialise, so each has a table here of what a
//! mapping can name of it.

use std::collections::HashMap;

use aws_smithy_types::{DateTime, Document, Number, date_time::Format};
use channelgraph_schema::mapping::Row;
use serde_json::{Value as Json, json};

use crate::field::Kind;

mod benefit;
mod channel;
mod engagement;
mod invitation;
mod opportunity;

/// A field of a shape: its name, what it holds, and where it stands.
pub(crate) struct Column<T>(pub(crate) &'static str, pub(crate) Kind, pub(crate) fn(&T) -> Json);

/// A shape in which AWS gives records.
pub(crate) trait Shape: Sized + 'static {
    /// What of it a mapping can name.
    const COLUMNS: &'static [Column<Self>];

    /// The record's id.
    fn id(&self) -> Option<String>;

    /// A field that no table can name, as its name is a programme's; nothing where this shape does
    /// not tell it.
    fn open(&self, _name: &str) -> Option<Json> {
        None
    }
}

/// A record's row, with those of the fields that this shape tells; nothing for one without an id.
pub(crate) fn row<T: Shape>(record: &T, names: &[String]) -> Option<Row> {
    let value = |name: &str| {
        let column = T::COLUMNS.iter().find(|column| column.0 == name);
        column.map(|column| (column.2)(record)).or_else(|| record.open(name))
    };
    let values: HashMap<_, _> =
        names.iter().filter_map(|name| Some((name.clone(), value(name)?))).collect();
    Some(Row { id: record.id()?, parent: None, values })
}

fn text<'a>(text: impl Into<Option<&'a str>>) -> Json {
    text.into().map_or(Json::Null, |text| json!(text))
}

fn texts(texts: &[String]) -> Json {
    if texts.is_empty() { Json::Null } else { json!(texts) }
}

/// The source's own word, known to the SDK or not.
fn word<E: AsRef<str>>(word: Option<&E>) -> Json {
    text(word.map(AsRef::as_ref))
}

fn words<E: AsRef<str>>(words: &[E]) -> Json {
    texts(&words.iter().map(|word| word.as_ref().to_owned()).collect::<Vec<_>>())
}

/// In RFC 3339. The beginning of 1970 is what the SDK puts where an answer lacks a moment that it
/// has to have.
fn moment<'a>(moment: impl Into<Option<&'a DateTime>>) -> Json {
    let there = moment.into().filter(|moment| **moment != DateTime::from_secs(0));
    there
        .and_then(|moment| moment.fmt(Format::DateTime).ok())
        .map_or(Json::Null, |text| json!(text))
}

/// The last part of an ARN, or the id that stands in its place.
fn bare(id: Option<&str>) -> Option<&str> {
    id.map(|id| id.rsplit('/').next().unwrap_or(id))
}

/// The ids out of those ARNs whose last part but one is this: `…/opportunity/O1`.
fn named_in(arns: &[String], kind: &str) -> Json {
    let id = |arn: &String| {
        let mut parts = arn.rsplit('/');
        let id = parts.next()?;
        parts.next().filter(|part| part.eq_ignore_ascii_case(kind)).map(|_| id.to_owned())
    };
    texts(&arns.iter().filter_map(id).collect::<Vec<_>>())
}

/// What stands at a path in a document; objects on it are gone through, and what is left is a
/// scalar or a list of scalars.
fn at(document: &Document, path: &str) -> Json {
    let found =
        path.split('.').try_fold(document, |document, name| document.as_object()?.get(name));
    match found {
        Some(Document::Array(items)) => items.iter().map(scalar).collect(),
        Some(one) => scalar(one),
        None => Json::Null,
    }
}

/// The SDK reads a fraction as a double: what is exact to its 15 digits comes out as it was
/// written, but for zeros at its end.
fn scalar(document: &Document) -> Json {
    match document {
        Document::String(text) => json!(text),
        Document::Bool(yes) => json!(yes),
        Document::Number(Number::PosInt(number)) => json!(number),
        Document::Number(Number::NegInt(number)) => json!(number),
        Document::Number(Number::Float(number)) => json!(number),
        Document::Null | Document::Object(_) | Document::Array(_) => Json::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_out_of_arns() {
        let arns = [
            "arn:aws:partnercentral:us-east-1::catalog/Sandbox/opportunity/O7",
            "arn:aws:x:::benefit-allocation/benalloc-1",
        ];
        let arns = arns.map(str::to_owned);
        assert_eq!(named_in(&arns, "opportunity"), json!(["O7"]));
        assert_eq!(named_in(&arns, "engagement"), Json::Null);
        assert_eq!(
            bare(Some("arn:aws:partnercentral:us-east-1:1:catalog/AWS/benefit/ben-1")),
            Some("ben-1")
        );
        assert_eq!(bare(Some("ben-1")), Some("ben-1"));
    }

    #[test]
    fn a_documents_values_come_as_they_were_written() {
        let number = |number| Document::Number(Number::Float(number));
        let budget = Document::Object(
            [
                ("Amount".to_owned(), number(1234.56)),
                ("Days".to_owned(), Document::Number(Number::PosInt(7))),
            ]
            .into(),
        );
        let document = Document::Object(
            [("Budget".to_owned(), budget), ("Tags".to_owned(), Document::Array(vec!["a".into()]))]
                .into(),
        );
        assert_eq!(at(&document, "Budget.Amount").to_string(), "1234.56");
        assert_eq!(at(&document, "Budget.Days"), json!(7));
        assert_eq!(at(&document, "Tags"), json!(["a"]));
        assert_eq!(
            (at(&document, "Budget"), at(&document, "Nothing.There")),
            (Json::Null, Json::Null)
        );
    }

    #[test]
    fn a_moment_that_an_answer_lacks_is_null() {
        assert_eq!(moment(&DateTime::from_secs(0)), Json::Null);
        assert_eq!(
            moment(&DateTime::from_millis(1_772_359_200_500)),
            json!("2026-03-01T10:00:00.5Z")
        );
    }
}
