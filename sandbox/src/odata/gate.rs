//! Checks before every call is answered: the length of the address, the state of the
//! system, the caller, the rate.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;

use super::address::locate;
use super::auth::authenticate;
use super::batch;
use super::call::{self, Call, Reply, answer};
use super::company;
use super::errors::{Answer, Reason, Refusal};
use super::links::Links;
use super::simulator::Simulator;
use super::store::{Vendor, Version};
use super::switches::Switches;
use super::view::View;
use crate::wire;

/// The largest body that is read.
const LARGEST_BODY: usize = 4 * 1024 * 1024;
/// The answer to `x-csrf-token: fetch`.
const CSRF_TOKEN: &str = "sandbox-csrf-token==";

pub(super) async fn serve(State(simulator): State<Arc<Simulator>>, request: Request) -> Response {
    let switches = simulator.switches();
    if switches.latency_ms > 0 {
        tokio::time::sleep(Duration::from_millis(switches.latency_ms)).await;
    }
    let (parts, body) = request.into_parts();
    match to_bytes(body, LARGEST_BODY).await {
        Ok(body) => respond(&simulator, &switches, &parts, &body),
        Err(_) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
            response
        }
    }
}

fn respond(simulator: &Simulator, switches: &Switches, parts: &Parts, body: &Bytes) -> Response {
    let store = simulator.store.read();
    let host =
        parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let Some((root, service, path)) = locate(&store, parts.uri.path()) else {
        let missing = || Refusal::new(Reason::NoResource, "No service has this path.");
        let listed =
            || company::list(&store, host, parts.uri.path()).map(Reply::json).ok_or_else(missing);
        let answered = admitted(simulator, switches, parts).and_then(|()| listed());
        return written(
            answered.unwrap_or_else(|refusal| refusal.reply(Version::V4, Vendor::Sap)),
            Version::V4,
        );
    };
    let mut view = View {
        service,
        switches,
        path: root,
        root: format!("http://{}{root}", switches.printed_host.as_deref().unwrap_or(host)),
        schema_version: None,
        decimals_as_text: false,
        links: Links::default(),
    };
    let answered = admitted(simulator, switches, parts).and_then(|()| {
        let call = Call {
            path: &path,
            query: parts.uri.query().unwrap_or_default(),
            headers: &parts.headers,
        };
        dispatch(&mut view, &parts.method, &call, body)
    });
    written(
        answered.unwrap_or_else(|refusal| refusal.reply(service.version, service.vendor)),
        service.version,
    )
}

fn admitted(simulator: &Simulator, switches: &Switches, parts: &Parts) -> Answer<()> {
    if parts.uri.path_and_query().map_or(0, |target| target.as_str().len()) > switches.max_url_bytes
    {
        return Err(Refusal::new(Reason::TooLong, "The address is too long."));
    }
    if switches.unavailable {
        return Err(Refusal::new(
            Reason::Unavailable,
            "The service is not available at the moment.",
        )
        .retry_after(1));
    }
    authenticate(simulator, &parts.headers)?;
    simulator.admit(switches)
}

/// Reads go through; the only other thing that is served is a batch of reads.
fn dispatch(view: &mut View<'_>, method: &Method, call: &Call<'_>, body: &Bytes) -> Answer<Reply> {
    let csrf = call.header("x-csrf-token");
    let is_batch = matches!(call.path, [only] if only == "$batch");
    match *method {
        Method::GET if csrf.eq_ignore_ascii_case("fetch") => {
            Ok(answer(view, call)?.header("x-csrf-token", CSRF_TOKEN.to_owned()))
        }
        Method::GET => answer(view, call),
        Method::POST if is_batch && (!view.switches.batch_needs_csrf || csrf == CSRF_TOKEN) => {
            batch::run(view, call, body)
        }
        Method::POST if is_batch => Err(Refusal::new(Reason::Csrf, "CSRF token validation failed")),
        _ => Err(refused_write(view.service.vendor)),
    }
}

/// Refuses a write: with SAP for want of a token, with Business Central because the sandbox
/// has no writes.
pub(super) fn refused_write(vendor: Vendor) -> Refusal {
    match vendor {
        Vendor::Sap => Refusal::new(Reason::Csrf, "CSRF token validation failed"),
        Vendor::BusinessCentral => Refusal::new(Reason::NotAllowed, "The method is not allowed."),
    }
}

/// The headers that tell the version, and the reply over HTTP.
fn written(reply: Reply, version: Version) -> Response {
    let (media_type, text) = match reply.body {
        call::Body::Json(value) => (json_type(version).to_owned(), wire::halved(value.to_string())),
        call::Body::Text(media_type, text) => (media_type, text),
    };
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = reply.status;
    let headers = response.headers_mut();
    let own = match version {
        Version::V2 => ("dataserviceversion", "2.0"),
        Version::V4 => ("odata-version", "4.0"),
    };
    headers.insert(HeaderName::from_static(own.0), HeaderValue::from_static(own.1));
    if let Ok(media_type) = HeaderValue::try_from(media_type)
        && !media_type.is_empty()
    {
        headers.insert(header::CONTENT_TYPE, media_type);
    }
    for (name, value) in reply.headers {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    response
}

/// The media type of a JSON answer.
pub(super) fn json_type(version: Version) -> &'static str {
    match version {
        Version::V2 => "application/json",
        Version::V4 => "application/json;odata.metadata=minimal;charset=utf-8",
    }
}
