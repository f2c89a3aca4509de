//! The way of one request: caller, bounds, text, answer, audit line.

use std::net::IpAddr;

use axum::{
    body::Body as Bytes,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use channelgraph_core::ErrorCode;
use opentelemetry::propagation::Extractor;
use tracing::{Instrument, Span, field::Empty};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use super::{
    ClientAddress, RequestId, Server,
    answer::{self, Refusal},
    callers::Admitted,
    held, pace, request,
};
use crate::{
    audit::Line,
    auth::Caller,
    engine::Question,
    graphql::{self, Answer, Body, shortened},
};

/// Answers with the schema, for callers who may ask for it.
pub(super) async fn schema(State(server): State<Server>, request: Request) -> Response {
    let (head, _) = request.into_parts();
    let caller = match server.auth.caller(&head.headers).await {
        Ok(caller) => caller,
        Err(refused) => return answer::refused(&refused),
    };
    let mut line = server.audit.begin(&caller, id(&head));
    let refusal = match server.callers.admit(&caller, address(&head)) {
        Ok(admitted) if admitted.rights().introspection => {
            line.gave_schema();
            let media = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
            return (media, graphql::sdl()).into_response();
        }
        Ok(_) => Refusal::new(StatusCode::FORBIDDEN, ErrorCode::Forbidden, graphql::CLOSED),
        Err(refusal) => refusal,
    };
    line.refused(refusal.code);
    refusal.into_response()
}

/// Answers one operation.
pub(super) async fn answer(State(server): State<Server>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let caller = match server.auth.caller(&head.headers).await {
        Ok(caller) => caller,
        Err(refused) => return answer::refused(&refused),
    };
    let mut line = server.audit.begin(&caller, id(&head));
    match server.answer(&caller, &head, body, &mut line).await {
        Ok((response, admitted)) => held::hold(response, admitted),
        Err(refusal) => {
            line.refused(refusal.code);
            refusal.into_response()
        }
    }
}

impl Server {
    /// Answers an operation of a caller, who keeps his place until he has taken the answer.
    ///
    /// # Errors
    /// If the request does not become an operation.
    async fn answer(
        &self,
        caller: &Caller,
        head: &Parts,
        body: Bytes,
        line: &mut Line<'_>,
    ) -> Result<(Response, Admitted), Refusal> {
        let headers = &head.headers;
        let admitted = self.callers.admit(caller, address(head))?;
        line.counts(admitted.calls());
        let limits = request::Limits { bytes: admitted.body(), time: self.body_time };
        let requests = head.extensions.get::<pace::Requests>();
        let announced = || requests.map_or(0, pace::Requests::announced);
        let text =
            request::read(&head.method, &head.uri, headers, body, limits, &announced).await?;
        let Some(app) = self.start.app().filter(|app| app.engine.is_index_built()) else {
            // A mistake in the request is told all the same.
            text.parse()?;
            let message = "the gateway is still reading the partners; try again in a moment";
            return Err(Refusal::overloaded(message));
        };
        let viewer = app.viewer(caller).await;
        let text_asked = Question::new(&viewer, &text);
        if let Some(answer) = app.graphql.kept(text_asked) {
            let span = span(head, answer.operation.as_deref());
            line.answered(&answer);
            return Ok((finish(&span, answer, headers), admitted));
        }
        let request = text.parse()?;
        let Ok(_permit) = self.operations.clone().try_acquire_owned() else {
            let message = "too many operations are running (`server.max_operations`); try again \
                           in a second";
            return Err(Refusal::overloaded(message));
        };
        let span = span(head, request.operation_name.as_deref());
        let who = (&viewer, admitted.asker());
        let answered = app.graphql.answer(&app.engine, who, &request, text_asked);
        let answered = answered.instrument(span.clone()).await;
        line.answered(&answered);
        Ok((finish(&span, answered, headers), admitted))
    }
}

/// The id of a request; none in a test without a server.
pub(super) fn id(head: &Parts) -> Option<&RequestId> {
    head.extensions.get()
}

/// The address of a request's client; none in a test without a connection.
pub(super) fn address(head: &Parts) -> Option<IpAddr> {
    head.extensions.get().map(|ClientAddress(address)| *address)
}

/// The span of an operation, as part of the caller's trace if there is one.
fn span(head: &Parts, operation: Option<&str>) -> Span {
    let span = tracing::info_span!(
        "graphql.operation",
        otel.kind = "server",
        operation = &*shortened(operation.unwrap_or_default()),
        request_id = id(head).map(RequestId::as_str),
        kept = Empty,
        errors = Empty
    );
    let parent = opentelemetry::global::get_text_map_propagator(|propagator| {
        propagator.extract(&Carrier(&head.headers))
    });
    // Without a collector there is no trace to join, and that is no failure.
    drop(span.set_parent(parent));
    span
}

/// Tells of an operation that was answered, and sends the answer.
fn finish(span: &Span, answered: Answer, headers: &HeaderMap) -> Response {
    span.record("kept", matches!(answered.body, Body::Kept(_)));
    span.record("errors", answered.errors.len() as i64);
    span.in_scope(|| answer::log(&answered.errors));
    answer::send(answered, headers)
}

struct Carrier<'a>(&'a HeaderMap);

impl Extractor for Carrier<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(header::HeaderName::as_str).collect()
    }
}
