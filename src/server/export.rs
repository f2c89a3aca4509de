//! Tables as files over HTTP: `/export/{table}.{parquet|csv|ndjson}`.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Path, Query, Request, State, rejection::QueryRejection},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use channelgraph_core::ErrorCode;
use channelgraph_sql::{Code, Cost, Failure, Gaps};
use futures::{StreamExt, TryStreamExt, stream};
use hyper::body::Frame;

use super::{ClientAddress, RequestId, Server, answer, answer::Refusal, callers::Admitted, held};
use crate::bi::{
    Reader,
    files::{Asked, Export, Format},
};

/// What follows the rows: how many there were, and which sources did not answer.
const ROWS: &str = "x-channelgraph-rows";
const MISSING: &str = "x-channelgraph-missing";
/// What is known before: about how many rows there will be, and the fewest calls of sources.
const ESTIMATE: &str = "x-channelgraph-rows-estimate";
const CALLS: &str = "x-channelgraph-calls-at-least";

/// Answers with a file.
pub(super) async fn export(
    State(server): State<Server>,
    Path(name): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
    request: Request,
) -> Response {
    let (head, _) = request.into_parts();
    let caller = match server.auth.caller(&head.headers).await {
        Ok(caller) => caller,
        Err(refused) => return answer::refused(&refused),
    };
    let mut line = server.audit.begin(&caller, head.extensions.get::<RequestId>());
    let answered = server.file(&caller, &head, &name, asked).await;
    match answered {
        Ok((response, admitted)) => {
            line.gave_file(&name);
            held::hold(response, admitted)
        }
        Err(refusal) => {
            line.refused(refusal.code);
            refusal.into_response()
        }
    }
}

impl Server {
    async fn file(
        &self,
        caller: &crate::auth::Caller,
        head: &Parts,
        name: &str,
        asked: Result<Query<Asked>, QueryRejection>,
    ) -> Result<(Response, Admitted), Refusal> {
        let address = head.extensions.get().map(|ClientAddress(address)| *address);
        let admitted = self.callers.admit(caller, address)?;
        let Query(asked) =
            asked.map_err(|error| Refusal::bad(StatusCode::BAD_REQUEST, error.body_text()))?;
        let (table, format) = named(name)?;
        let Some(app) = self.start.app().filter(|app| app.engine.is_index_built()) else {
            let message = "the gateway is still reading the partners; try again in a moment";
            return Err(Refusal::overloaded(message));
        };
        let account = admitted.asker().account.clone();
        if let Some(pause) = account.pause().filter(|_| head.method != Method::HEAD) {
            return Err(Refusal::out_of_calls(pause));
        }
        let viewer = app.viewer(caller).await;
        let reader = Reader::new(app.clone(), viewer, self.max_rows).paid_by(account);
        let export = Export::of(reader, table, format, &asked).map_err(refused)?;
        let cost = export.cost();
        if head.method == Method::HEAD {
            let headers = headers(name, format, &cost);
            return Ok(((headers, Body::empty()).into_response(), admitted));
        }
        let gaps = export.gaps();
        let mut pieces = export.write().map_err(refused)?;
        // The first piece decides whether there is a file at all.
        let first = pieces.next().await.transpose().map_err(refused)?;
        let pieces = stream::iter(first.map(Ok)).chain(pieces);
        let body = Body::new(http_body_util::StreamBody::new(frames(pieces.boxed(), gaps)));
        let mut headers = headers(name, format, &cost);
        let trailers = HeaderValue::from_static("x-channelgraph-rows, x-channelgraph-missing");
        headers.insert(header::TRAILER, trailers);
        Ok(((headers, body).into_response(), admitted))
    }
}

/// The table and form that a name like `deals.parquet` means.
fn named(name: &str) -> Result<(&str, Format), Refusal> {
    let parts = name.rsplit_once('.');
    let format = parts.and_then(|(table, end)| Some((table, end.parse::<Format>().ok()?)));
    format.ok_or_else(|| {
        let message = "a file is named after its table and form: deals.parquet, deals.csv or \
                       deals.ndjson";
        Refusal::bad(StatusCode::NOT_FOUND, message)
    })
}

fn headers(name: &str, format: Format, cost: &Cost) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    // A name has passed as that of a table, so it has no quotes.
    let file = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    headers.extend(file.ok().map(|file| (header::CONTENT_DISPOSITION, file)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(ESTIMATE, cost.rows.into());
    headers.insert(CALLS, cost.calls.iter().map(|(_, calls)| calls).sum::<u64>().into());
    headers
}

/// The body: data, and what is known at its end. A failure breaks it off.
fn frames(
    pieces: crate::bi::files::Pieces,
    gaps: Arc<Gaps>,
) -> impl futures::Stream<Item = Result<Frame<axum::body::Bytes>, Failure>> {
    let counted = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = counted.clone();
    let data = pieces.map_ok(move |(bytes, rows)| {
        count.fetch_add(rows, std::sync::atomic::Ordering::Relaxed);
        Frame::data(bytes)
    });
    let end = stream::once(async move {
        let mut trailers = HeaderMap::new();
        trailers.insert(ROWS, counted.load(std::sync::atomic::Ordering::Relaxed).into());
        let missing: Vec<String> = gaps.noted().iter().map(ToString::to_string).collect();
        let missing: String =
            missing.join("; ").chars().filter(|letter| !letter.is_control()).collect();
        let missing = HeaderValue::from_str(&missing);
        trailers.extend(
            missing
                .ok()
                .filter(|text| !text.is_empty())
                .map(|text| (axum::http::HeaderName::from_static(MISSING), text)),
        );
        Ok(Frame::trailers(trailers))
    });
    data.chain(end)
}

/// A failure as a refusal of the request.
pub(super) fn refused(failure: Failure) -> Refusal {
    let (status, code) = match failure.code {
        Code::NoTable => (StatusCode::NOT_FOUND, ErrorCode::NotFound),
        Code::NoColumn | Code::Text | Code::Unsupported | Code::Syntax => {
            (StatusCode::BAD_REQUEST, ErrorCode::BadInput)
        }
        Code::Forbidden => (StatusCode::FORBIDDEN, ErrorCode::Forbidden),
        Code::TooComplex => (StatusCode::UNPROCESSABLE_ENTITY, ErrorCode::QueryTooComplex),
        Code::Source | Code::Quota => (StatusCode::BAD_GATEWAY, ErrorCode::UpstreamUnavailable),
        _ => (StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::Internal),
    };
    let hint = failure.hint.map(|hint| format!(". {hint}")).unwrap_or_default();
    Refusal::new(status, code, failure.message + &hint)
}
