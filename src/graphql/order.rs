//! Orders as requests give them.

use async_graphql::{Enum, InputObject};
use channelgraph_schema::{EntityKind, Order};

use super::enums::Direction;
use crate::engine::Problem;

/// Declares an entity's order.
macro_rules! order {
    ($order:ident, $field:ident, $kind:expr, { $($(#[doc = $doc:literal])* $value:ident => $name:expr,)* }) => {
        /// By what a list is ordered.
        #[derive(Enum, Copy, Clone, Eq, PartialEq, Debug)]
        pub enum $field { $($(#[doc = $doc])* $value,)* }

        /// By what a list is ordered, and in which direction. What has no such value comes last in
        /// both; ties go by id.
        #[derive(InputObject, Copy, Clone)]
        pub struct $order {
            /// By what.
            field: $field,
            /// In which direction.
            #[graphql(default)]
            direction: Direction,
        }

        impl $order {
            /// The order as the engine takes it.
            ///
            /// # Errors
            /// If it has several keys that do not come down to one.
            pub fn read(order: Option<Vec<Self>>) -> Result<Order, Problem> {
                let mut keys = order.unwrap_or_default();
                // Ties go by id in any case.
                if keys.len() > 1 && matches!(keys.last(), Some(Self { field: $field::Id, direction: Direction::Asc })) {
                    keys.pop();
                }
                match keys.as_slice() {
                    [] => Ok(Order::default()),
                    [Self { field: $field::Id, direction: Direction::Desc }] => Err(Problem::input("by id, lists go up only; order by a time to go down")),
                    [one] => {
                        let name: Option<&str> = match one.field { $($field::$value => $name,)* };
                        Ok(Order { key: name.and_then(|name| $kind.field(name)), direction: one.direction.into() })
                    }
                    _ => Err(Problem::input("`orderBy` takes one key: not every system can sort by several; ties go by id")),
                }
            }
        }
    };
}

order!(PartnerOrder, PartnerOrderField, EntityKind::Partner, {
    /// The id: by system, then in that system's order.
    Id => None,
    /// The name.
    Name => Some("name"),
    /// The tier, lowest first.
    Tier => Some("tier.rank"),
    /// Since when it is a partner.
    JoinedAt => Some("joinedAt"),
    /// When its record was made.
    CreatedAt => Some("createdAt"),
    /// When its record was last changed.
    UpdatedAt => Some("updatedAt"),
});
order!(LeadOrder, LeadOrderField, EntityKind::Lead, {
    /// The id: by system, then in that system's order.
    Id => None,
    /// The score.
    Score => Some("score"),
    /// The estimated value, in the reporting currency.
    EstimatedValue => Some("reportingValue"),
    /// When it was given to a partner or seller.
    AssignedAt => Some("assignedAt"),
    /// When it became a deal.
    ConvertedAt => Some("convertedAt"),
    /// When its record was made.
    CreatedAt => Some("createdAt"),
    /// When its record was last changed.
    UpdatedAt => Some("updatedAt"),
});
order!(DealOrder, DealOrderField, EntityKind::Deal, {
    /// The id: by system, then in that system's order.
    Id => None,
    /// The amount, in the reporting currency.
    Amount => Some("reportingAmount"),
    /// When it is, or was, to be signed.
    CloseDate => Some("closeDate"),
    /// When its record was made.
    CreatedAt => Some("createdAt"),
    /// When its record was last changed.
    UpdatedAt => Some("updatedAt"),
});
order!(IncentiveOrder, IncentiveOrderField, EntityKind::Incentive, {
    /// The id: by system, then in that system's order.
    Id => None,
    /// The amount, in the reporting currency.
    Amount => Some("reportingAmount"),
    /// When it was earned.
    EarnedAt => Some("earnedAt"),
    /// When it is to be paid.
    DueAt => Some("dueAt"),
    /// When it was paid.
    PaidAt => Some("paidAt"),
    /// Until when it can be used.
    ExpiresAt => Some("expiresAt"),
    /// When its record was made.
    CreatedAt => Some("createdAt"),
    /// When its record was last changed.
    UpdatedAt => Some("updatedAt"),
});
