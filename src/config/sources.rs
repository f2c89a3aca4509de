//! The configured sources, whatever their kind: here, and nowhere else, a new kind of connector is named.

use std::sync::Arc;

use channelgraph_core::{Connector, Error};
use channelgraph_schema::mapping::MappingSpec;

use super::Config;

/// The configuration of one source.
pub enum SourceConfig<'a> {
    /// A Salesforce org.
    Salesforce(&'a channelgraph_salesforce::Config),
    /// A HubSpot account.
    Hubspot(&'a channelgraph_hubspot::Config),
}

impl SourceConfig<'_> {
    /// The kind of connector, as links in mappings name it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Salesforce(_) => channelgraph_salesforce::KIND,
            Self::Hubspot(_) => channelgraph_hubspot::KIND,
        }
    }

    /// The connector for the source of this name. It makes no call yet.
    ///
    /// # Errors
    /// If it cannot be set up: a key that is none, no TLS on this machine.
    pub fn connector(&self, name: Arc<str>) -> Result<Arc<dyn Connector>, Error> {
        Ok(match self {
            Self::Salesforce(config) => Arc::new(channelgraph_salesforce::Salesforce::new(name, config)?),
            Self::Hubspot(config) => Arc::new(channelgraph_hubspot::HubSpot::new(name, config)?),
        })
    }

    /// The connector's default mapping with the configured one over it.
    pub fn mapping(&self) -> MappingSpec {
        match self {
            Self::Salesforce(config) => channelgraph_salesforce::default_mapping().overlaid(config.mapping.clone()),
            Self::Hubspot(config) => channelgraph_hubspot::default_mapping(config.leads).overlaid(config.mapping.clone()),
        }
    }
}

impl Config {
    /// Every configured source by its name, in no order of authority.
    pub fn sources(&self) -> impl Iterator<Item = (&String, SourceConfig<'_>)> {
        let salesforce = self.salesforce.iter().map(|(name, config)| (name, SourceConfig::Salesforce(config)));
        let hubspot = self.hubspot.iter().map(|(name, config)| (name, SourceConfig::Hubspot(config)));
        salesforce.chain(hubspot)
    }

    /// The source of a name.
    pub fn source(&self, name: &str) -> Option<SourceConfig<'_>> {
        self.sources().find(|(other, _)| *other == name).map(|(_, source)| source)
    }
}
