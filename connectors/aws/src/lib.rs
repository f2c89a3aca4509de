//! Connector: AWS Partner Central, over the official SDK.
