//! The account's locale: what the configuration sets, else what HubSpot tells.

use std::sync::Arc;

use channelgraph_core::Result;
use channelgraph_schema::{Currency, Locale, Origin, Zone};

use super::metadata::Catalog;
use crate::api::{Details, Told};

/// The details are the account's, not an object's.
const DETAILS: &str = "details";

impl Catalog {
    /// The account's locale, remembered like everything else of the account, and so is a refusal.
    /// Where the configuration says all of it, HubSpot is not asked.
    pub(crate) async fn locale(&self) -> Result<Arc<Locale>> {
        let set = &self.configured;
        if set.zone_from == Origin::Config && set.currency_from == Origin::Config {
            return Ok(set.clone());
        }
        let ask = async {
            Ok(match self.api.details().await? {
                Told::Details(details) => told(set, details),
                Told::Refused(reason) => {
                    Locale { untold: Some(reason.into()), ..Locale::clone(set) }
                }
            })
        };
        self.locales.get(DETAILS, ask).await
    }
}

/// The locale that the details tell, but for what is configured.
fn told(set: &Locale, details: Details) -> Locale {
    let zone = details.time_zone.map(Zone::try_from);
    let currency = details.company_currency.map(|code| Currency::try_from(code.to_uppercase()));
    let untold = match (&zone, &currency) {
        (Some(Err(wrong)), _) | (_, Some(Err(wrong))) => {
            Some(format!("HubSpot's account-info: {wrong}"))
        }
        (Some(Ok(_)), Some(Ok(_))) => None,
        _ => Some("HubSpot's account-info lacks the time zone or the currency".to_owned()),
    };
    let (zone, currency) = (zone.and_then(|zone| zone.ok()), currency.and_then(|code| code.ok()));
    let keep = |from: Origin| from != Origin::Config;
    let locale = set.clone().with(
        Origin::Source,
        zone.filter(|_| keep(set.zone_from)),
        currency.filter(|_| keep(set.currency_from)),
    );
    Locale { untold: untold.map(Into::into), ..locale }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn details(zone: &str, currency: &str) -> Details {
        Details { time_zone: Some(zone.into()), company_currency: Some(currency.into()) }
    }

    fn shown(locale: &Locale) -> String {
        let currency = locale.currency.as_ref().map_or("none", Currency::as_str);
        format!("{} ({}), {currency} ({})", locale.zone, locale.zone_from, locale.currency_from)
    }

    #[test]
    fn what_is_configured_wins_over_what_is_told() {
        let zone = Zone::try_from("America/Phoenix".to_owned()).ok();
        let euro = Currency::try_from("EUR".to_owned()).ok();
        let of = |zone, currency| {
            let set = Locale::configured(zone, currency);
            shown(&told(&set, details("US/Eastern", "usd")))
        };
        assert_eq!(of(None, None), "US/Eastern (told by the source), USD (told by the source)");
        assert_eq!(
            of(zone, None),
            "America/Phoenix (from the configuration), USD (told by the source)"
        );
        assert_eq!(of(None, euro), "US/Eastern (told by the source), EUR (from the configuration)");
    }

    #[test]
    fn a_zone_that_is_none_is_said_and_the_rest_holds() {
        let locale = told(&Locale::default(), details("Mars/Base", "USD"));
        assert_eq!(shown(&locale), "UTC (default), USD (told by the source)");
        assert!(locale.untold.unwrap().contains("`Mars/Base` is no time zone"));
        let nothing = Details { time_zone: None, company_currency: None };
        assert!(told(&Locale::default(), nothing).untold.is_some());
    }
}
