//! Account-info: the account's own time zone and currency.

use channelgraph_core::{Answer, Call, Result};
use reqwest::StatusCode;
use serde::Deserialize;

use super::{Api, BURST};
use crate::error;

/// Versions of account-info, the later ones for when HubSpot has ended the earlier (account
/// information guide, 2026: it has none of September 2026).
const VERSIONS: [&str; 2] = ["v3", "2026-03"];

/// The account's details, as far as they are read.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Details {
    pub(crate) time_zone: Option<String>,
    pub(crate) company_currency: Option<String>,
}

/// HubSpot's answer to the question for the details.
pub(crate) enum Told {
    Details(Details),
    /// The reason for which HubSpot does not tell them. That is no failure of the source, which
    /// answers everything else.
    Refused(String),
}

impl Api {
    /// The account's details.
    pub(crate) async fn details(&self) -> Result<Told> {
        let mut told = Told::Refused(String::new());
        for version in VERSIONS {
            let url = self.base.below(["account-info", version, "details"]);
            let call = Call { operation: "account details", target: version, classes: BURST };
            let (status, answer) = self
                .fetch(
                    call,
                    || self.http.client().get(url.clone()),
                    |answer| Ok((answer.status, self.told(&answer)?)),
                )
                .await?;
            told = answer;
            if status != StatusCode::NOT_FOUND {
                break;
            }
        }
        Ok(told)
    }

    fn told(&self, answer: &Answer) -> Result<Told> {
        match answer.status.as_u16() {
            200..300 => Ok(match answer.json() {
                Ok(details) => Told::Details(details),
                Err(error) => Told::Refused(error.message().to_owned()),
            }),
            // What a refusal of every other call would be is one of this, too.
            401 | 408 | 423 | 429 | 477 | 500.. => {
                Err(error::of_answer(&self.source, answer, self.renewable))
            }
            403 => Ok(Told::Refused(format!(
                "HubSpot does not let the app read account-info ({}); grant it the scope `oauth`",
                error::hint(&answer.body)
            ))),
            status => Ok(Told::Refused(format!("HubSpot has no account-info to read ({status})"))),
        }
    }
}
