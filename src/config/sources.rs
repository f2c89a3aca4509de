//! The configured sources, whatever their kind: here, and nowhere else, a new kind of connector is
//! named.

use std::sync::Arc;

use channelgraph_core::{Connector, Error};
use channelgraph_schema::mapping::MappingSpec;

use super::Config;

/// All kinds of connectors, as links in mappings name them, whether this build has them or not.
pub const KINDS: [&str; 5] = [
    channelgraph_salesforce::KIND,
    channelgraph_hubspot::KIND,
    channelgraph_odata::KIND,
    channelgraph_tryton::KIND,
    "aws",
];

/// What an AWS source is configured with.
#[cfg(feature = "aws")]
pub type AwsConfig = channelgraph_aws::Config;
/// What an AWS source is configured with: read over, and then refused, in a build without that
/// connector.
#[cfg(not(feature = "aws"))]
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(from = "serde::de::IgnoredAny")]
pub struct AwsConfig;

#[cfg(not(feature = "aws"))]
impl From<serde::de::IgnoredAny> for AwsConfig {
    fn from(_: serde::de::IgnoredAny) -> Self {
        Self
    }
}

/// The configuration of one source.
pub enum SourceConfig<'a> {
    /// A Salesforce org.
    Salesforce(&'a channelgraph_salesforce::Config),
    /// A HubSpot account.
    Hubspot(&'a channelgraph_hubspot::Config),
    /// An ERP that speaks OData.
    OData(&'a channelgraph_odata::Config),
    /// A Tryton database.
    Tryton(&'a channelgraph_tryton::Config),
    /// An account at AWS Partner Central.
    #[cfg(feature = "aws")]
    Aws(&'a AwsConfig),
}

impl SourceConfig<'_> {
    /// The kind of connector, as links in mappings name it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Salesforce(_) => channelgraph_salesforce::KIND,
            Self::Hubspot(_) => channelgraph_hubspot::KIND,
            Self::OData(_) => channelgraph_odata::KIND,
            Self::Tryton(_) => channelgraph_tryton::KIND,
            #[cfg(feature = "aws")]
            Self::Aws(_) => channelgraph_aws::KIND,
        }
    }

    /// The connector for the source of this name. It makes no call yet.
    ///
    /// # Errors
    /// If it cannot be set up: a key that is none, no TLS on this machine.
    pub fn connector(&self, name: Arc<str>) -> Result<Arc<dyn Connector>, Error> {
        Ok(match self {
            Self::Salesforce(config) => {
                Arc::new(channelgraph_salesforce::Salesforce::new(name, config)?)
            }
            Self::Hubspot(config) => Arc::new(channelgraph_hubspot::HubSpot::new(name, config)?),
            Self::OData(config) => Arc::new(channelgraph_odata::OData::new(name, config)?),
            Self::Tryton(config) => Arc::new(channelgraph_tryton::Tryton::new(name, config)?),
            #[cfg(feature = "aws")]
            Self::Aws(config) => Arc::new(channelgraph_aws::Aws::new(name, config)?),
        })
    }

    /// The connector's default mapping with the configured one over it.
    pub fn mapping(&self) -> MappingSpec {
        match self {
            Self::Salesforce(config) => channelgraph_salesforce::default_mapping(&config.currency)
                .overlaid(config.mapping.clone()),
            Self::Hubspot(config) => {
                channelgraph_hubspot::default_mapping(config.leads).overlaid(config.mapping.clone())
            }
            Self::OData(config) => config
                .preset
                .map(channelgraph_odata::default_mapping)
                .unwrap_or_default()
                .overlaid(config.mapping.clone()),
            Self::Tryton(config) => {
                channelgraph_tryton::default_mapping().overlaid(config.mapping.clone())
            }
            #[cfg(feature = "aws")]
            Self::Aws(config) => {
                channelgraph_aws::default_mapping().overlaid(config.mapping.clone())
            }
        }
    }
}

impl Config {
    /// Every configured source by its name, in no order of authority.
    pub fn sources(&self) -> impl Iterator<Item = (&String, SourceConfig<'_>)> {
        let salesforce =
            self.salesforce.iter().map(|(name, config)| (name, SourceConfig::Salesforce(config)));
        let hubspot =
            self.hubspot.iter().map(|(name, config)| (name, SourceConfig::Hubspot(config)));
        let odata = self.odata.iter().map(|(name, config)| (name, SourceConfig::OData(config)));
        let tryton = self.tryton.iter().map(|(name, config)| (name, SourceConfig::Tryton(config)));
        let all = salesforce.chain(hubspot).chain(odata).chain(tryton);
        #[cfg(feature = "aws")]
        let all =
            all.chain(self.aws.iter().map(|(name, config)| (name, SourceConfig::Aws(config))));
        all
    }

    /// The source of a name.
    pub fn source(&self, name: &str) -> Option<SourceConfig<'_>> {
        self.sources().find(|(other, _)| *other == name).map(|(_, source)| source)
    }
}
