//! The OData feed over HTTP: caller, bounds, audit line and answer of each request.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use axum::{
    Extension, Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use channelgraph_core::{Budget, ErrorCode};

use super::{
    Server,
    answer::{Refusal, seconds},
    callers::Admitted,
    client::Arrival,
    held,
    operation::{address, id},
    pace, request,
};
use crate::{
    audit::Line,
    auth::{Caller, Refused as NotAccepted},
    bi::odata::{
        Asked, Feed, Refused, Reply,
        batch::{self, Batch},
    },
    config::Config,
};

/// The root of the service.
const ROOT: &str = "/odata/v4";
/// Callers without credentials are asked for some: Excel and Power BI send none before.
const CHALLENGES: [&str; 2] =
    ["Basic realm=\"channelgraph\", charset=\"UTF-8\"", "Bearer realm=\"channelgraph\""];

/// The routes of the feed.
pub(super) fn router(config: &Config) -> Router<Server> {
    let feed = Arc::new(Feed::new(config));
    Router::new()
        .route(ROOT, get(answer))
        .route("/odata/v4/", get(answer))
        .route("/odata/v4/$batch", post(batches))
        .route("/odata/v4/{*path}", get(answer))
        .layer(Extension(feed))
}

/// Answers a request for a resource.
async fn answer(
    State(server): State<Server>,
    Extension(feed): Extension<Arc<Feed>>,
    request: Request,
) -> Response {
    let (head, _) = request.into_parts();
    let caller = match server.auth.caller_or_basic(&head.headers).await {
        Ok(caller) => caller,
        Err(refused) => return not_accepted(&refused),
    };
    let mut line = server.audit.begin(&caller, id(&head));
    let admitted = match server.callers.admit(&caller, address(&head)) {
        Ok(admitted) => admitted,
        Err(refusal) => return refused(&refusal.into(), &mut line),
    };
    line.counts(admitted.calls());
    let asked = Resource { uri: &head.uri, headers: &head.headers, root: &root(&head) };
    match server.resource(&feed, &caller, &admitted, asked).await {
        Ok(reply) => {
            line.gave_rows("odata", reply.rows.clone());
            held::hold(sent(reply), admitted)
        }
        Err(failure) => refused(&failure, &mut line),
    }
}

/// Answers the requests of a batch, one after the other: each counts as one.
async fn batches(
    State(server): State<Server>,
    Extension(feed): Extension<Arc<Feed>>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let caller = match server.auth.caller_or_basic(&head.headers).await {
        Ok(caller) => caller,
        Err(refused) => return not_accepted(&refused),
    };
    let mut line = server.audit.begin(&caller, id(&head));
    match server.batch(&feed, &caller, &head, body, &mut line).await {
        Ok(response) => response,
        Err(failure) => refused(&failure, &mut line),
    }
}

/// A request for a resource.
#[derive(Clone, Copy)]
struct Resource<'a> {
    uri: &'a Uri,
    headers: &'a HeaderMap,
    root: &'a str,
}

impl Server {
    /// The answers to the requests of a batch.
    async fn batch(
        &self,
        feed: &Feed,
        caller: &Caller,
        head: &Parts,
        body: Body,
        line: &mut Line<'_>,
    ) -> Result<Response, Refused> {
        let mut admitted = self.callers.admit(caller, address(head))?;
        line.counts(admitted.calls());
        let limits = request::Limits { bytes: admitted.body(), time: self.body_time };
        let requests = head.extensions.get::<pace::Requests>();
        let announced = || requests.map_or(0, pace::Requests::announced);
        let body = request::posted(body, limits, &announced).await?;
        let media = head.headers.get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok());
        let root = root(head);
        let batch = Batch::read(media.unwrap_or_default(), &body, &root)?;
        let goes_on = batch::goes_on(&head.headers);
        let (mut replies, mut spent): (Vec<Reply>, u64) = (Vec::new(), 0);
        for (place, part) in batch.parts.iter().enumerate() {
            if place > 0 {
                spent += admitted.calls().load(Ordering::Relaxed);
                drop(admitted);
                admitted = self.callers.admit(caller, address(head))?;
            }
            let path = format!("{ROOT}/{}", part.address.trim_start_matches('/'));
            let answered = match path.parse::<Uri>() {
                Ok(uri) => {
                    let resource = Resource { uri: &uri, headers: &part.headers, root: &root };
                    self.resource(feed, caller, &admitted, resource).await
                }
                Err(_) => Err(Refusal::bad(StatusCode::BAD_REQUEST, "no address").into()),
            };
            let failed = answered.is_err();
            replies.push(answered.unwrap_or_else(|failure| Reply::from(&failure)));
            if failed && !goes_on {
                break;
            }
        }
        spent += admitted.calls().load(Ordering::Relaxed);
        line.counts(Arc::new(AtomicU64::new(spent)));
        let rows = replies.iter().flat_map(|reply| reply.rows.clone()).collect::<Vec<_>>();
        rows.into_iter().for_each(|one| line.gave_rows("odata", [one].into()));
        Ok(held::hold(sent(batch.answer(&replies)), admitted))
    }

    /// The answer to a caller's request for a resource.
    async fn resource(
        &self,
        feed: &Feed,
        caller: &Caller,
        admitted: &Admitted,
        resource: Resource<'_>,
    ) -> Result<Reply, Refused> {
        let Some(app) = self.start.app().filter(|app| app.engine.is_index_built()) else {
            let message = "the gateway is still reading the partners; try again in a moment";
            return Err(Refusal::overloaded(message).into());
        };
        let asker = admitted.asker();
        if let Some(pause) = asker.account.pause() {
            return Err(Refusal::out_of_calls(pause).into());
        }
        let Ok(_permit) = self.operations.clone().try_acquire_owned() else {
            let message = "too many operations are running (`server.max_operations`); try again \
                           in a second";
            return Err(Refusal::overloaded(message).into());
        };
        let path = resource.uri.path();
        let path = decoded(path.strip_prefix(ROOT).unwrap_or(path))?;
        let query = resource.uri.query().unwrap_or_default();
        let Resource { headers, root, .. } = resource;
        let viewer = app.viewer(caller).await;
        let budget = Budget::new(asker.rights.bounds.calls.most).paid_by(asker.account.clone());
        let answered = feed.answer(app, viewer, Asked { path: &path, query, headers, root });
        budget.scope(answered).await
    }
}

/// A path with its letters decoded.
fn decoded(path: &str) -> Result<String, Refused> {
    let bytes: Vec<u8> = percent(path.as_bytes());
    String::from_utf8(bytes).map_err(|_| {
        Refused::new(StatusCode::BAD_REQUEST, "BadRequest", "the path is no text in UTF-8")
    })
}

/// Bytes with `%41` as `A`.
fn percent(text: &[u8]) -> Vec<u8> {
    let digit = |byte: Option<&u8>| char::from(*byte?).to_digit(16);
    let (mut bytes, mut at) = (Vec::with_capacity(text.len()), 0);
    while let Some(byte) = text.get(at) {
        let pair = (digit(text.get(at + 1)), digit(text.get(at + 2)));
        match (byte, pair) {
            (b'%', (Some(high), Some(low))) => {
                bytes.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                bytes.push(*byte);
                at += 1;
            }
        }
    }
    bytes
}

/// The root of the service as the client knows it.
fn root(head: &Parts) -> String {
    let arrival = head.extensions.get::<Arrival>();
    let told = arrival.and_then(|arrival| arrival.host.clone());
    let host = || head.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let named = || head.uri.authority().map(|authority| authority.as_str());
    let host = told.or_else(|| named().or_else(host).map(str::to_owned));
    let scheme = if arrival.is_some_and(|arrival| arrival.is_https) { "https" } else { "http" };
    match host {
        Some(host) => format!("{scheme}://{host}{ROOT}/"),
        None => format!("{ROOT}/"),
    }
}

fn sent(reply: Reply) -> Response {
    (reply.status, reply.headers, reply.body).into_response()
}

/// A refusal, as the protocol tells it.
fn refused(failure: &Refused, line: &mut Line<'_>) -> Response {
    line.refused(match failure.status {
        StatusCode::FORBIDDEN => ErrorCode::Forbidden,
        StatusCode::NOT_FOUND => ErrorCode::NotFound,
        StatusCode::TOO_MANY_REQUESTS => ErrorCode::RateLimited,
        StatusCode::SERVICE_UNAVAILABLE => ErrorCode::Overloaded,
        StatusCode::BAD_GATEWAY => ErrorCode::UpstreamUnavailable,
        StatusCode::GATEWAY_TIMEOUT => ErrorCode::UpstreamTimeout,
        StatusCode::NOT_IMPLEMENTED => ErrorCode::QueryTooComplex,
        StatusCode::INTERNAL_SERVER_ERROR => ErrorCode::Internal,
        _ => ErrorCode::BadInput,
    });
    told(failure)
}

fn told(failure: &Refused) -> Response {
    let mut response = sent(Reply::from(failure));
    let headers = response.headers_mut();
    if let Some(pause) = failure.retry_after {
        headers.insert(header::RETRY_AFTER, seconds(pause));
    }
    response
}

/// An answer to a request whose caller is not accepted.
fn not_accepted(refused: &NotAccepted) -> Response {
    let code = refused.code();
    let status = match code {
        ErrorCode::Forbidden => StatusCode::FORBIDDEN,
        ErrorCode::Overloaded => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::UNAUTHORIZED,
    };
    let mut response = told(&Refused::new(status, code.into(), refused.to_string()));
    if status == StatusCode::UNAUTHORIZED {
        for challenge in CHALLENGES {
            let challenge = HeaderValue::from_static(challenge);
            response.headers_mut().append(header::WWW_AUTHENTICATE, challenge);
        }
    }
    response
}
