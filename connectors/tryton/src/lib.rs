//! Connector: Tryton, over JSON-RPC.
