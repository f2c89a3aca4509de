//! Numbers in tables whose keys are the user's own.

use std::collections::BTreeMap;

use channelgraph_schema::EntityKind;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, de};

type Lifetimes = BTreeMap<String, BTreeMap<EntityKind, u64>>;

/// Reads how many seconds what was read is good, by source and entity.
pub(super) fn lifetimes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Lifetimes, D::Error> {
    #[derive(Deserialize)]
    struct Seconds(
        #[serde(deserialize_with = "channelgraph_core::within::<1, 2_592_000, _, _>")] u64,
    );
    let read = BTreeMap::<String, BTreeMap<EntityKind, Seconds>>::deserialize(deserializer)?;
    let plain = |of: BTreeMap<EntityKind, Seconds>| {
        of.into_iter().map(|(kind, Seconds(seconds))| (kind, seconds)).collect()
    };
    Ok(read.into_iter().map(|(source, of)| (source, plain(of))).collect())
}

/// Reads rates between currencies, by currency.
pub(super) fn rates<'de, D>(deserializer: D) -> Result<BTreeMap<String, Decimal>, D::Error>
where
    D: Deserializer<'de>,
{
    struct Rate(Decimal);
    impl<'de> Deserialize<'de> for Rate {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let rate = <Decimal as Deserialize>::deserialize(deserializer)?;
            if rate > Decimal::ZERO {
                return Ok(Self(rate));
            }
            Err(de::Error::custom(format_args!(
                "{rate} is no rate; give what one unit of the currency is worth in the reporting \
                 currency, such as \"1.08\""
            )))
        }
    }
    let read = BTreeMap::<String, Rate>::deserialize(deserializer)?;
    Ok(read.into_iter().map(|(currency, Rate(rate))| (currency, rate)).collect())
}
