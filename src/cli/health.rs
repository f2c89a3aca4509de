//! `health`: asks a gateway how it is, for containers that have no other client in them.

use std::time::Duration;

use clap::Args;
use reqwest::{Client, redirect::Policy};
use url::Url;

use super::out;

/// The time that the gateway has to answer.
const TIME: Duration = Duration::from_secs(5);

/// The command `health`.
#[derive(Args)]
pub(super) struct Health {
    /// The address to ask: `/health/live` tells that the gateway runs, `/health/ready` that it
    /// answers operations.
    #[arg(long, default_value = "http://127.0.0.1:8080/health/live")]
    url: Url,
}

impl Health {
    /// Asks once; 0 if the answer is a success, 1 if it is not or there is none.
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        channelgraph_core::choose_tls();
        let client = Client::builder().timeout(TIME).no_proxy().redirect(Policy::none()).build()?;
        // The body tells what a gateway waits for, and is not needed: the status is the answer.
        match client.get(self.url).send().await {
            Ok(answer) if answer.status().is_success() => Ok(0),
            Ok(answer) => {
                out::note(format_args!("the gateway answers {}", answer.status()));
                Ok(1)
            }
            Err(error) => {
                out::note(format_args!("the gateway does not answer: {}", error.without_url()));
                Ok(1)
            }
        }
    }
}
