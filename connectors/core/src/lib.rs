//! Shared by all connectors: the trait, the error type, the stack that each call goes through, and
//! the parts that vendors have in common.

mod address;
mod budget;
mod capabilities;
mod class;
mod config;
mod connector;
mod credential;
mod error;
mod http;
mod limiter;
pub mod local;
mod lockout;
mod memory;
pub mod oauth;
pub mod pushdown;
mod range;
mod read;
mod restarts;
mod retry;
mod scoped;
mod secret;
mod stack;
mod stats;
mod tls;
pub mod wire;

pub use address::Address;
pub use budget::Budget;
pub use capabilities::{Capabilities, FieldCapabilities};
pub use class::Class;
pub use connector::{Connector, Description, FieldInfo, Quota};
pub use credential::{Authenticate, Credential, Token};
pub use error::{Error, ErrorCode, ErrorKind, Result, Retry};
pub use http::{Answer, Http, percent_encoded};
pub use limiter::{Limit, Limiter, overlaid};
pub use lockout::{Lockout, Verdict};
pub use memory::Memory;
pub use range::{some_within, within};
pub use read::{After, Page, Read, Select};
pub use restarts::{Restarts, is_of_dead_cursor};
pub use retry::RetryBudget;
pub use scoped::{Scoped, read_scoped};
pub use secret::{MissingSecret, Secret, gathered};
pub use stack::{Call, CallLimits, Stack};
pub use stats::{Snapshot, Stats};
pub use tls::choose_tls;
