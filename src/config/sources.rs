//! The registry of connectors. Wiring a connector takes one line here, and one field of its name
//! in [`Config`].

use std::sync::Arc;

use channelgraph_core::{Connector, Error};
use channelgraph_schema::mapping::MappingSpec;

use super::Config;

/// The configuration of an AWS source.
#[cfg(feature = "aws")]
pub type AwsConfig = channelgraph_aws::Config;
/// The configuration of an AWS source in a build without that connector: skipped while reading,
/// and refused afterwards with a clear error.
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

/// Declares the connectors, each as `Connector: kind, crate, mapping`: its type in that crate, the
/// field of [`Config`] with its sources, the crate, and its default mapping by a configuration.
macro_rules! registry {
    ($($(#[$attr:meta])* $connector:ident: $kind:ident, $crate_name:ident, $mapping:expr;)*) => {
        /// All kinds of connectors, as links in mappings name them. They include the kinds that
        /// this build left out.
        pub const KINDS: [&str; [$(stringify!($kind)),*].len()] = [$(stringify!($kind)),*];

        /// The configuration of one source.
        pub enum SourceConfig<'a> {$(
            $(#[$attr])*
            #[doc = concat!("A source of the kind `", stringify!($kind), "`.")]
            $connector(&'a $crate_name::Config),
        )*}

        impl SourceConfig<'_> {
            /// The kind of connector, as links in mappings name it.
            pub fn kind(&self) -> &'static str {
                match self {$(
                    $(#[$attr])*
                    Self::$connector(_) => $crate_name::KIND,
                )*}
            }

            /// Sets up the connector for the source of this name, without a call to the source.
            ///
            /// # Errors
            /// If the configuration cannot work: a private key that is not one, a limit of an
            /// unknown class, or no TLS on this machine.
            pub fn connector(&self, name: Arc<str>) -> Result<Arc<dyn Connector>, Error> {
                Ok(match self {$(
                    $(#[$attr])*
                    Self::$connector(config) => {
                        Arc::new($crate_name::$connector::new(name, config)?)
                    }
                )*})
            }

            /// The connector's default mapping, overlaid with the configured one.
            pub fn mapping(&self) -> MappingSpec {
                match self {$(
                    $(#[$attr])*
                    Self::$connector(config) => {
                        use $crate_name::default_mapping;
                        let default: fn(&$crate_name::Config) -> MappingSpec = $mapping;
                        default(config).overlaid(config.mapping.clone())
                    }
                )*}
            }
        }

        impl Config {
            /// Every configured source by its name, in no order of authority.
            pub fn sources(&self) -> impl Iterator<Item = (&String, SourceConfig<'_>)> {
                let mut all = Vec::new();
                $(
                    $(#[$attr])*
                    all.extend(self.$kind.iter().map(|(name, config)| {
                        (name, SourceConfig::$connector(config))
                    }));
                )*
                all.into_iter()
            }
        }
    };
}

registry! {
    Salesforce: salesforce, channelgraph_salesforce, |config| default_mapping(config.org_currency());
    HubSpot: hubspot, channelgraph_hubspot, |config| default_mapping(config.leads);
    OData: odata, channelgraph_odata, |config| config.preset.map(default_mapping).unwrap_or_default();
    Tryton: tryton, channelgraph_tryton, |_| default_mapping();
    #[cfg(feature = "aws")]
    Aws: aws, channelgraph_aws, |_| default_mapping();
}

impl Config {
    /// The source of this name.
    pub fn source(&self, name: &str) -> Option<SourceConfig<'_>> {
        self.sources().find(|(other, _)| *other == name).map(|(_, source)| source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_connector_has_the_kind_that_its_field_is_named_by() {
        let text = r#"
            [hubspot.marketing]
            auth = { service_key = "key" }
            [tryton.books]
            url = "https://erp.acme.com"
            database = "acme"
            login = "gate"
            password = "word"
        "#;
        let config: Config = toml::from_str(text).unwrap();
        let kinds: Vec<_> =
            config.sources().map(|(name, source)| (name.as_str(), source.kind())).collect();
        assert_eq!(kinds, [("marketing", "hubspot"), ("books", "tryton")]);
        assert!(config.sources().all(|(_, source)| KINDS.contains(&source.kind())));
        assert!(config.source("books").is_some_and(|source| !source.mapping().0.is_empty()));
    }
}
