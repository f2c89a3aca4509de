//! `key new`: makes an API key.

use anyhow::Context;
use chrono::{Days, Utc};
use clap::Subcommand;

use super::out;
use crate::{auth::ApiKey, engine::PartnerName};

/// The command `key`.
#[derive(Subcommand)]
pub(super) enum Key {
    /// Makes an API key: prints it once on standard output, and on standard error the part of the
    /// configuration that accepts it.
    New(New),
}

/// The command `key new`.
#[derive(clap::Args)]
pub(super) struct New {
    /// The name of the key, for logs.
    #[arg(long)]
    name: String,
    /// The role of its callers, a key of `[roles]`.
    #[arg(long)]
    role: String,
    /// The partner that its callers belong to: `id:…`, `record:SOURCE:ID`, `domain:acme.de` or
    /// `taxId:DE136695976`.
    #[arg(long, value_parser = partner)]
    partner: Option<String>,
    /// The days for which it is good.
    #[arg(long, value_name = "DAYS", default_value_t = 365, value_parser = clap::value_parser!(u64).range(1..=3650))]
    expires: u64,
}

/// Tests if a text names a partner; the text itself goes into the configuration.
fn partner(text: &str) -> Result<String, String> {
    text.parse::<PartnerName>().map(|_| text.to_owned())
}

impl Key {
    /// Runs the command; returns the exit code.
    pub(super) fn run(self) -> anyhow::Result<u8> {
        let Self::New(new) = self;
        let key = ApiKey::random()?;
        out::note(
            "The key is on standard output, this once: give it to its caller over a safe way. \
             Paste this into the configuration of the gateway:\n",
        );
        out::note(new.config(&key)?);
        out::line(key.expose())?;
        Ok(0)
    }
}

impl New {
    /// The part of the configuration that accepts a key.
    fn config(&self, key: &ApiKey) -> anyhow::Result<String> {
        let last = Utc::now().date_naive().checked_add_days(Days::new(self.expires));
        let last = last.context("the calendar has no such day; give fewer --expires")?;
        let quoted = |text: &str| toml::Value::from(text).to_string();
        let mut text = format!(
            "[[auth.keys]]\nname = {}\nhash = \"{}\"\nsql = \"{}\"\nrole = {}\n",
            quoted(&self.name),
            key.hash(),
            key.verifier()?,
            quoted(&self.role)
        );
        if let Some(partner) = &self.partner {
            text += &format!("partner = {}\n", quoted(partner));
        }
        Ok(text + &format!("expires = \"{last}\"\n"))
    }
}
