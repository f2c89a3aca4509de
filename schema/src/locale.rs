//! Locale: the time zone and currency by which a source's values are read that name none.

use std::fmt;

use serde::Deserialize;

use crate::{Zone, is_currency};

/// The time zone in which a source's moments become days, and the currency of its amounts that
/// name none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Locale {
    /// The time zone.
    pub zone: Zone,
    /// Origin of the time zone.
    pub zone_from: Origin,
    /// The currency; without one, amounts that name none are null.
    pub currency: Option<Currency>,
    /// Origin of the currency.
    pub currency_from: Origin,
    /// The reason for which the source itself tells neither, if it should have.
    pub untold: Option<Box<str>>,
}

/// Origin of a setting.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Origin {
    /// Nobody set it.
    #[default]
    Default,
    /// The source tells it itself.
    Source,
    /// The configuration, which wins.
    Config,
}

/// A currency by its ISO 4217 code.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Currency(Box<str>);

impl Currency {
    /// The code: three capital letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Currency {
    type Error = String;

    fn try_from(code: String) -> Result<Self, String> {
        if is_currency(&code) {
            return Ok(Self(code.into()));
        }
        Err(format!("`{code}` is no currency; give its ISO code, such as \"EUR\""))
    }
}

impl Locale {
    /// The locale that a configuration sets.
    pub fn configured(zone: Option<Zone>, currency: Option<Currency>) -> Self {
        Self::default().with(Origin::Config, zone, currency)
    }

    /// This locale, in which what is given takes the place of what stands there.
    #[must_use]
    pub fn with(mut self, from: Origin, zone: Option<Zone>, currency: Option<Currency>) -> Self {
        if let Some(zone) = zone {
            (self.zone, self.zone_from) = (zone, from);
        }
        if currency.is_some() {
            (self.currency, self.currency_from) = (currency, from);
        }
        self
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Default => "default",
            Self::Source => "told by the source",
            Self::Config => "from the configuration",
        })
    }
}
