//! A service of one entity set that answers as a test tells it to.

use std::sync::Arc;

use axum::{Router, extract::Request, http::StatusCode, response::IntoResponse};
use parking_lot::Mutex;
use serde_json::{Value as Json, json};

use super::erp::{basic, connector, serve};
use crate::OData;

const METADATA: &str = r#"<Edmx><Schema Namespace="N"><EntityType Name="T"><Key><PropertyRef Name="Id"/></Key><Property Name="Id" Type="Edm.String"/>
<Property Name="Name" Type="Edm.String"/><Property Name="Size" Type="Edm.Int32" Nullable="false"/><NavigationProperty Name="to" Type="N.T"/></EntityType>
<EntityContainer Name="C"><EntitySet Name="Things" EntityType="N.T"/></EntityContainer></Schema></Edmx>"#;

/// A service that answers as it is told, with all queries that it was asked.
pub(super) async fn service(
    answer: impl Fn(&str) -> (StatusCode, Json) + Send + Sync + 'static,
) -> (OData, Arc<Mutex<Vec<String>>>) {
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let (log, answer) = (asked.clone(), Arc::new(answer));
    let app = Router::new().fallback(move |request: Request| {
        let (log, answer) = (log.clone(), answer.clone());
        async move {
            if request.uri().path().ends_with("$metadata") {
                return METADATA.into_response();
            }
            let query = request.uri().query().unwrap_or_default().to_owned();
            log.lock().push(query.clone());
            let (status, body) = answer(&query);
            (status, axum::Json(body)).into_response()
        }
    });
    // What failed is asked again at once.
    let services = "services.own = { root = \"/own\", version = \"v4\" }\nsizes = { page = 3 }\n\
                    max_rows = 50\ncall = { pause_ms = 1, max_pause_ms = 1 }";
    (connector(&serve(app).await, &basic("word"), services), asked)
}

pub(super) fn things(names: &[&str]) -> Json {
    names.iter().map(|name| json!({ "Id": name, "Name": name, "Size": 1 })).collect()
}
