//! The keys that every source has, declared once.

/// Declares the configuration of a kind of source: its own keys, followed by those that every
/// source has (`max_rows`, `call`, `limits` and `mapping`), and a method `all_limits`.
///
/// `max_rows` is the default of that key. `limits` is a function from the configuration to the
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
        $(#[$limits_doc:meta])*
        limits: $limits:expr;
    ) => {
        $(#[$attr])*
        #[derive(Debug, Clone, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($own)*
            /// Rows that one read may bring; a larger answer is refused, so that it never fills the
            /// memory.
            #[doc = concat!("Default: ", stringify!($max_rows), ".")]
            #[serde(
                default = "max_rows",
                deserialize_with = "channelgraph_core::within::<1, 10_000_000, _, _>"
            )]
            pub max_rows: usize,
            /// Limits of a single call: time, attempts and size of the answer.
            #[serde(default)]
            pub call: $crate::CallLimits,
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

        impl $name {
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
