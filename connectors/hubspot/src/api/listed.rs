//! Campaigns and files: lists of their own, a page at a time, and records by id.

use channelgraph_core::{Answer, Call, Error, ErrorKind, Result};
use reqwest::{RequestBuilder, StatusCode};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use url::Url;

use super::{
    Api, BURST,
    wire::{ItemError, Object, Paging, Properties, next, text},
};
use crate::{config::ApiVersion, error, field::listed::Listed};

/// Parameters of an address.
pub(crate) type Parameters = Vec<(&'static str, String)>;

/// Members of a campaign itself, beside its properties.
const BESIDE: [&str; 3] = ["id", "createdAt", "updatedAt"];

/// A page of a list, with the place to go on from.
pub(crate) struct Listing {
    pub(crate) records: Vec<Object>,
    pub(crate) next: Option<String>,
}

/// The answer to a list or a batch.
#[derive(Debug, Deserialize)]
struct Entries {
    #[serde(default)]
    results: Vec<Properties>,
    #[serde(default)]
    errors: Vec<ItemError>,
    paging: Option<Paging>,
}

impl Api {
    /// A page of a list, in the order of creation; with the properties of campaigns that are named,
    /// as no others are told.
    pub(crate) async fn listing(
        &self,
        of: Listed,
        properties: &[String],
        parameters: &Parameters,
        (size, after): (usize, Option<&str>),
    ) -> Result<Listing> {
        let mut query = parameters.clone();
        query.extend(asked(of, properties));
        query.extend([("sort", "createdAt".to_owned()), ("limit", size.to_string())]);
        query.extend(after.map(|after| ("after", after.to_owned())));
        let url = match of {
            Listed::Campaigns => self.address(of, &[]),
            Listed::Files => self.address(of, &["search"]),
        };
        let entries =
            self.entries(of, "list", || self.http.client().get(url.clone()).query(&query)).await?;
        let next = next(entries.paging);
        Ok(Listing { records: self.objects(of, entries.results)?, next })
    }

    /// Records by id, as many as one call takes; those that are not there are absent.
    pub(crate) async fn listed(
        &self,
        of: Listed,
        ids: &[String],
        properties: &[String],
    ) -> Result<Vec<Object>> {
        match of {
            Listed::Campaigns => {
                let url = self.address(of, &["batch", "read"]);
                let inputs: Vec<Json> = ids.iter().map(|id| json!({ "id": id })).collect();
                let query: Parameters = asked(of, properties).into_iter().collect();
                let body = json!({ "inputs": inputs });
                let build = || self.http.client().post(url.clone()).query(&query).json(&body);
                let entries = self.entries(of, "batch read", build).await?;
                error::of_items(&self.source, &entries.errors)?;
                self.objects(of, entries.results)
            }
            Listed::Files => {
                let named = ids.iter().map(|id| ("ids", id.clone())).collect();
                Ok(self.listing(of, properties, &named, (ids.len(), None)).await?.records)
            }
        }
    }

    async fn entries(
        &self,
        of: Listed,
        operation: &'static str,
        build: impl Fn() -> RequestBuilder + Send + Sync,
    ) -> Result<Entries> {
        let call = Call { operation, target: of.name(), classes: BURST };
        self.fetch(call, build, |answer| {
            if answer.status.is_success() { answer.json() } else { Err(self.refusal(of, &answer)) }
        })
        .await
    }

    /// The error of a refusal: who may not see an object has none, as with a product that was not
    /// bought.
    fn refusal(&self, of: Listed, answer: &Answer) -> Error {
        let error = error::of_answer(&self.source, answer, self.renewable);
        if answer.status != StatusCode::FORBIDDEN || !error::lacks_right(&answer.body) {
            return error;
        }
        let message = format!("HubSpot does not show {}, which takes {}", of.name(), of.takes());
        Error::new(ErrorKind::NotFound, &self.source, message)
    }

    /// The address of an endpoint: `/marketing/campaigns/2026-09/…`, `/marketing/v3/campaigns/…`,
    /// `/files/2026-09/files/…`.
    fn address(&self, of: Listed, rest: &[&str]) -> Url {
        let version = self.version.to_string();
        let head = match (of, self.version) {
            (Listed::Campaigns, ApiVersion::V3) => ["marketing", &version, "campaigns"],
            (Listed::Campaigns, _) => ["marketing", "campaigns", &version],
            (Listed::Files, _) => ["files", &version, "files"],
        };
        self.base.below(head.into_iter().chain(rest.iter().copied()))
    }

    fn objects(&self, of: Listed, entries: Vec<Properties>) -> Result<Vec<Object>> {
        let object = |entry| {
            object(of, entry).ok_or_else(|| {
                let message = format!("HubSpot named one of the {} by no id", of.name());
                Error::new(ErrorKind::BadResponse, &self.source, message)
            })
        };
        entries.into_iter().map(object).collect()
    }
}

/// The parameter that names the properties of campaigns; files tell all that they hold.
fn asked(of: Listed, properties: &[String]) -> Option<(&'static str, String)> {
    let own = properties.iter().filter(|name| !BESIDE.contains(&name.as_str()));
    let names: Vec<&str> = own.map(String::as_str).collect();
    (of == Listed::Campaigns && !names.is_empty()).then(|| ("properties", names.join(",")))
}

/// An entry as a record: a campaign's own members stand among its properties; a file has its folder
/// and tells if it is public. Only then it has an address, as that of another opens for nobody.
fn object(of: Listed, mut entry: Properties) -> Option<Object> {
    let id = of.canonical(&text(&entry, "id")?)?;
    match of {
        Listed::Campaigns => {
            let own = entry.remove("properties");
            let own = own.and_then(|own| serde_json::from_value::<Properties>(own).ok());
            entry.extend(own.unwrap_or_default());
        }
        Listed::Files => {
            let public = text(&entry, "access").is_some_and(|word| word.ends_with("INDEXABLE"));
            if !public {
                entry.remove("url");
            }
            entry.insert("isPublic".to_owned(), public.into());
            let folder = text(&entry, "path")
                .and_then(|path| Some(path.rsplit_once('/')?.0.trim_start_matches('/').to_owned()));
            entry.insert("folder".to_owned(), folder.map_or(Json::Null, Json::String));
        }
    }
    Some(Object { id, properties: entry, ..Object::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str) -> Properties {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_file_shows_its_address_only_if_it_is_public() {
        for (access, public) in [
            ("PUBLIC_INDEXABLE", true),
            ("PUBLIC_NOT_INDEXABLE", true),
            ("PRIVATE", false),
            ("SENSITIVE", false),
            ("HIDDEN_SENSITIVE", false),
            ("SOMETHING_NEW", false),
        ] {
            let file = format!(
                r#"{{"id":7,"access":"{access}","url":"https://f.example/7","path":"/A/B/logo"}}"#
            );
            let file = object(Listed::Files, entry(&file)).unwrap();
            assert_eq!(file.properties.contains_key("url"), public, "{access}");
            assert_eq!(file.properties["isPublic"], Json::Bool(public), "{access}");
            assert_eq!(file.properties["folder"], "A/B");
        }
    }

    #[test]
    fn a_campaign_without_properties_is_one() {
        let id = "EDB9B6C3-d2e2-4ca8-8396-832262aed0d4";
        let text = format!(r#"{{"id":"{id}","createdAt":"2026-01-01T00:00:00Z"}}"#);
        let campaign = object(Listed::Campaigns, entry(&text)).unwrap();
        assert_eq!(campaign.id, id.to_lowercase());
        assert_eq!(campaign.properties["createdAt"], "2026-01-01T00:00:00Z");
        assert!(object(Listed::Campaigns, entry(r#"{"id":"12"}"#)).is_none());
    }

    #[test]
    fn what_stands_beside_the_properties_is_not_asked_for() {
        let names = ["createdAt", "hs_goal", "hs_name"].map(str::to_owned);
        let properties = ("properties", "hs_goal,hs_name".to_owned());
        assert_eq!(asked(Listed::Campaigns, &names), Some(properties));
        assert_eq!(asked(Listed::Campaigns, &names[..1]), None);
        assert_eq!(asked(Listed::Files, &names), None);
    }
}
