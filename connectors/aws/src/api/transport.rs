//! The SDK's HTTP over the gateway's own client: one TLS stack, one pool, bounded answers, trace
//! context passed on.

use std::fmt;

use aws_smithy_runtime_api::client::{
    http::{
        HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
    },
    orchestrator::{HttpRequest, HttpResponse},
    result::ConnectorError,
    runtime_components::RuntimeComponents,
};
use aws_smithy_types::body::SdkBody;
use channelgraph_core::{ErrorKind, Http};

/// An HTTP client for the SDK.
#[derive(Clone)]
pub(crate) struct Transport(pub(crate) Http);

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Transport")
    }
}

impl HttpClient for Transport {
    /// The settings are timeouts, which the stack keeps.
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Transport {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let http = self.0.clone();
        HttpConnectorFuture::new(async move { send(&http, request).await })
    }
}

/// Headers are added after signing (the trace's, `accept-encoding`): AWS checks those that the
/// signature names, and no others.
async fn send(http: &Http, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
    let request = request.try_into_http1x().map_err(|error| ConnectorError::user(error.into()))?;
    let (parts, body) = request.into_parts();
    let body = body
        .bytes()
        .map(<[u8]>::to_vec)
        .ok_or_else(|| ConnectorError::user("the request's body is a stream".into()))?;
    let request = http
        .client()
        .request(parts.method, parts.uri.to_string())
        .headers(parts.headers)
        .body(body);
    // Our own error travels inside the SDK's, so that it comes out as it went in.
    let answer = http.send(request).await.map_err(|error| match error.kind() {
        ErrorKind::Timeout => ConnectorError::timeout(error.into()),
        ErrorKind::Unavailable => ConnectorError::io(error.into()),
        _ => ConnectorError::other(error.into(), None),
    })?;
    let status = answer
        .status
        .as_u16()
        .try_into()
        .map_err(|_| ConnectorError::user("the answer's status is none".into()))?;
    let mut response = HttpResponse::new(status, SdkBody::from(answer.body));
    for (name, value) in &answer.headers {
        if let Ok(value) = value.to_str() {
            // What the SDK cannot hold as a header it does not read either.
            let _ = response.headers_mut().try_append(name.as_str().to_owned(), value.to_owned());
        }
    }
    Ok(response)
}
