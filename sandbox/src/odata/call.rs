//! Answers one read of a service: finds the resource that the path names, and prints it.

use axum::http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::errors::{Answer, Reason, Refusal};
use super::metadata;
use super::options::Options;
use super::page;
use super::print;
use super::projection::Projection;
use super::query::{filter, order, passes, sort};
use super::resource::{Resource, find};
use super::store::{EntitySet, Row, Version};
use super::view::View;

/// An answer, on its own or within a batch.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Body,
}

/// The body of a reply.
#[derive(Debug)]
pub(super) enum Body {
    Json(Value),
    /// Text of this media type.
    Text(String, String),
}

impl Reply {
    pub(super) fn json(body: Value) -> Self {
        Self { status: StatusCode::OK, headers: Vec::new(), body: Body::Json(body) }
    }

    pub(super) fn text(media_type: impl Into<String>, text: String) -> Self {
        Self {
            status: StatusCode::OK,
            headers: Vec::new(),
            body: Body::Text(media_type.into(), text),
        }
    }

    pub(super) fn header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// One read.
pub(super) struct Call<'c> {
    /// The segments behind the service's root, decoded.
    pub(super) path: &'c [String],
    /// The query string as it came.
    pub(super) query: &'c str,
    pub(super) headers: &'c HeaderMap,
}

impl Call<'_> {
    /// A header's value, of several all of them; empty if it is not there.
    pub(super) fn header(&self, name: &str) -> String {
        let values = self.headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        values.collect::<Vec<_>>().join(", ")
    }
}

/// Answers a `GET`.
pub(super) fn answer(view: &mut View<'_>, call: &Call<'_>) -> Answer<Reply> {
    let version = view.service.version;
    let options = Options::read(call.query, version)?;
    view.schema_version = options.get("$schemaversion").map(str::to_owned);
    view.decimals_as_text = view.switches.ieee754_compatible
        && call.header("accept").contains("IEEE754Compatible=true");
    if let [only] = call.path
        && only == "$metadata"
    {
        return Ok(Reply::text("application/xml", metadata::document(view.service)));
    }
    if call.path.is_empty() {
        acceptable(version, call, &options)?;
        return Ok(Reply::json(print::service_document(view)));
    }
    let resource = find(view, call.path)?;
    if !matches!(resource, Resource::Raw(..) | Resource::Count(..)) {
        acceptable(version, call, &options)?;
    }
    match resource {
        Resource::Rows(name, set, rows) => list(view, call, &options, (name, set), rows),
        Resource::Row(name, set, row) => {
            options.only(&["$select", "$expand", "$format", "$schemaversion"])?;
            let projection = Projection::read(view, set, &options)?;
            Ok(Reply::json(print::single(view, name, row, &projection))
                .header("etag", print::etag(view, row)))
        }
        Resource::Nothing => match version {
            Version::V2 => {
                Err(Refusal::new(Reason::NoEntity, "The navigation leads to no entity."))
            }
            Version::V4 => Ok(Reply {
                status: StatusCode::NO_CONTENT,
                headers: Vec::new(),
                body: Body::Text(String::new(), String::new()),
            }),
        },
        Resource::Property(set, name, row) => {
            Ok(Reply::json(print::property(view, set, name, row)))
        }
        Resource::Raw(set, name, row) => {
            let text = match view.shown(set, name, row).into_owned() {
                Value::String(text) => text,
                Value::Null => String::new(),
                other => other.to_string(),
            };
            Ok(Reply::text("text/plain", text))
        }
        Resource::Count(set, rows) => {
            options.only(&["$filter", "$format", "$schemaversion"])?;
            let count = matching(view, set, rows, options.get("$filter"))?.len();
            Ok(Reply::text("text/plain", count.to_string()))
        }
    }
}

/// v2 answers Atom, which is not simulated, unless JSON is asked for; v4 answers nothing else.
fn acceptable(version: Version, call: &Call<'_>, options: &Options) -> Answer<()> {
    let json = match options.get("$format") {
        Some(format) => format.contains("json"),
        None => version == Version::V4 || call.header("accept").contains("json"),
    };
    match json {
        true => Ok(()),
        false => Err(Refusal::new(
            Reason::NotAcceptable,
            "Only JSON is simulated: send 'Accept: application/json' or '$format=json'.",
        )),
    }
}

/// The rows that pass the filter.
pub(super) fn matching<'a>(
    view: &View<'a>,
    set: &'a EntitySet,
    mut rows: Vec<&'a Row>,
    text: Option<&str>,
) -> Answer<Vec<&'a Row>> {
    if let Some(text) = text {
        let filter = filter(view, set, text)?;
        rows.retain(|row| passes(view, &filter, row));
    }
    Ok(rows)
}

/// Answers a list: filtered, sorted, cut into pages.
fn list<'a>(
    view: &View<'a>,
    call: &Call<'_>,
    options: &Options,
    (name, set): (&'a str, &'a EntitySet),
    rows: Vec<&'a Row>,
) -> Answer<Reply> {
    let mut rows = matching(view, set, rows, options.get("$filter"))?;
    let orders =
        options.get("$orderby").map(|text| order(view, set, text)).transpose()?.unwrap_or_default();
    if !orders.is_empty() {
        sort(view, set, &orders, &mut rows);
    }
    let projection = Projection::read(view, set, options)?;
    let page = page::cut(view, call, options, rows.len())?;
    let count = counted(options)?.then_some(rows.len());
    let shown = rows[page.rows].iter().map(|row| print::entity(view, name, row, &projection));
    let mut reply =
        Reply::json(print::list(view, name, &projection, shown.collect(), count, page.next));
    if let Some(preference) = page.preference {
        reply = reply.header("preference-applied", preference);
    }
    Ok(reply)
}

/// Whether the number of all rows that match is asked for.
fn counted(options: &Options) -> Answer<bool> {
    match (options.get("$count"), options.get("$inlinecount")) {
        (Some("true"), _) | (_, Some("allpages")) => Ok(true),
        (None | Some("false"), None | Some("none")) => Ok(false),
        _ => Err(Refusal::bad("The count that is asked for is none of those there are.")),
    }
}
