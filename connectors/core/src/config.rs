//! The keys that every source has, declared once.

/// Declares the configuration of a kind of source: its own keys, followed by those that every
/// source has (`time_zone`, `currency`, `max_rows`, `lag_seconds`, `call`, `network`, `limits` and
/// `mapping`),
/// and the methods `all_limits` and `locale`.
///
/// `max_rows` and `lag_seconds` are the defaults of these keys. `limits` is a function from the configuration to the
/// vendor's limits by class, which the configured ones override.
///
/// This is a macro and not a struct under `#[serde(flatten)]`, because a flattened struct loses
/// the line of a wrong key, and the suggestion of a right one.
#[macro_export]
macro_rules! source_config {
    (
        $(#[$attr:meta])*
        pub struct $name:ident { $($own:tt)* }
        max_rows: $max_rows:literal;
        $(#[$lag_doc:meta])*
        lag_seconds: $lag_seconds:literal;
        $(#[$limits_doc:meta])*
        limits: $limits:expr;
    ) => {
        $(#[$attr])*
        #[derive(Debug, Clone, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($own)*
            /// Time zone in which moments become days, by its IANA name (`America/Phoenix`).
            /// Default: what the source tells, else UTC.
            #[serde(default)]
            pub time_zone: Option<channelgraph_schema::Zone>,
            /// Currency of amounts that name none, as an ISO 4217 code. Default: what the source
            /// tells, else none, and such amounts are null.
            #[serde(default)]
            pub currency: Option<channelgraph_schema::Currency>,
            /// Rows that one read may bring; a larger answer is refused, so that it never fills the
            /// memory.
            #[doc = concat!("Default: ", stringify!($max_rows), ".")]
            #[serde(
                default = "max_rows",
                deserialize_with = "channelgraph_core::within::<1, 10_000_000, _, _>"
            )]
            pub max_rows: usize,
            $(#[$lag_doc])*
            #[serde(
                default = "lag_seconds",
                deserialize_with = "channelgraph_core::within::<0, 86_400, _, _>"
            )]
            pub lag_seconds: u64,
            /// Limits of a single call: time, attempts and size of the answer.
            #[serde(default)]
            pub call: $crate::CallLimits,
            /// The network in which the source is asked. Default: the internet, without a proxy.
            #[serde(default)]
            pub network: $crate::Network,
            $(#[$limits_doc])*
            #[serde(default)]
            pub limits: std::collections::BTreeMap<String, $crate::Limit>,
            /// Mapping that overrides parts of the default one.
            #[serde(default)]
            pub mapping: channelgraph_schema::mapping::MappingSpec,
        }

        fn max_rows() -> usize {
            $max_rows
        }

        fn lag_seconds() -> u64 {
            $lag_seconds
        }

        impl $name {
            /// The locale that the configuration sets.
            pub(crate) fn locale(&self) -> channelgraph_schema::Locale {
                channelgraph_schema::Locale::configured(self.time_zone, self.currency.clone())
            }

            /// The limits in force: the vendor's own, overridden by the configured ones.
            pub(crate) fn all_limits(
                &self,
                source: &std::sync::Arc<str>,
            ) -> $crate::Result<std::collections::BTreeMap<String, $crate::Limit>> {
                let own: fn(&Self) -> std::collections::BTreeMap<String, $crate::Limit> = $limits;
                $crate::overlaid(source, own(self), &self.limits)
            }
        }
    };
}
