//! The unified model that every source is translated into: entities, their fields, values, filter,
//! order, records and the mapping.
//!
//! This crate knows neither HTTP nor vendors.

mod cursor;
pub mod entities;
mod entity;
mod field;
mod fieldset;
mod filter;
mod id;
mod locale;
pub mod mapping;
mod order;
mod record;
mod suggest;
mod text;
mod value;
mod zone;

pub use cursor::{BadCursor, Cursor, MOST_STRETCHES, Place, Stretch, TableName};
pub use entity::{Derived, Entity, EntityKind, Nested, ObjectDef, Offer, Relation};
pub use field::{Class, FieldDef, FieldType, Offered, Role};
pub use fieldset::{FieldId, FieldSet};
pub use filter::{Filter, Test};
pub use id::{BadNodeId, NodeId};
pub use locale::{Currency, Locale, Origin};
pub use order::{Direction, Order, compare_ids, compare_keys};
pub use record::{Clue, LinkTarget, Record, RecordKey};
pub use suggest::did_you_mean;
pub use text::{fold, fold_char};
pub use value::{Money, Reference, Value, is_currency};
pub use zone::Zone;
