//! Every request of these tests carries a trace's header, which is added after signing: had it a
//! part in the signature, nothing would be answered.

use axum::{Json, http::HeaderMap, routing::post};
use channelgraph_core::Connector;
use opentelemetry::{
    Context, global,
    propagation::{Extractor, Injector, TextMapPropagator, text_map_propagator::FieldIter},
};
use parking_lot::Mutex;
use serde_json::json;
use std::sync::Arc;

use super::{all, connector};

#[derive(Debug)]
struct Always;

impl TextMapPropagator for Always {
    fn inject_context(&self, _: &Context, injector: &mut dyn Injector) {
        injector.set(
            "traceparent",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned(),
        );
    }

    fn extract_with_context(&self, context: &Context, _: &dyn Extractor) -> Context {
        context.clone()
    }

    fn fields(&self) -> FieldIter<'_> {
        FieldIter::new(&[])
    }
}

/// Lets all requests carry the header.
pub(crate) fn everywhere() {
    global::set_text_map_propagator(Always);
}

#[tokio::test]
async fn what_is_added_after_signing_is_not_signed() {
    everywhere();
    let seen = Arc::new(Mutex::new(HeaderMap::new()));
    let noted = seen.clone();
    let answer = post(async move |headers: HeaderMap| {
        *noted.lock() = headers;
        Json(json!({ "items": [] }))
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, axum::Router::new().route("/", answer)).into_future());
    let aws = connector(&url, "session_token = 'of the session'");
    for (object, algorithm) in
        [("Opportunity", "AWS4-HMAC-SHA256 "), ("Relationship", "AWS4-ECDSA-P256-SHA256 ")]
    {
        aws.read(&all(object, &[])).await.unwrap();
        let headers = seen.lock().clone();
        let signature = headers["authorization"].to_str().unwrap().to_owned();
        let signed =
            signature.split("SignedHeaders=").nth(1).unwrap().split(',').next().unwrap().to_owned();
        assert!(signature.starts_with(algorithm), "{object}: {signature}");
        assert!(signed.split(';').any(|name| name == "x-amz-security-token"), "{object}: {signed}");
        for name in ["traceparent", "accept-encoding"] {
            assert!(headers.contains_key(name) && !signed.contains(name), "{object}: {signed}");
        }
    }
}
