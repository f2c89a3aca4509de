//! The values that a node shows when it is printed: found once for all fields, since what is
//! remembered is printed often.

use channelgraph_schema::{FieldId, FieldSet, Role, Value};

use super::{NULL, Node, is_sum};

/// Where the value of a field stands.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stands {
    /// Nowhere: it is null.
    Nowhere,
    /// In a record: the place of that among the members, and the value's among its values.
    In(u8, u8),
    /// It is worked out of several.
    WorkedOut,
}

impl Node {
    /// The value of a field, as [`Node::value`]. It is worth its while for nodes that are printed,
    /// and not for the many that are only tested.
    pub fn shown(&self, field: FieldId) -> &Value {
        let find = || {
            let loaded = self.members.iter().map(|member| member.record.loaded);
            let loaded = loaded.reduce(FieldSet::union).unwrap_or_default();
            self.kind.all().iter().map(|field| self.stands(field, loaded)).collect()
        };
        match self.shown.get_or_init(find).get(field.index()) {
            Some(Stands::Nowhere) => NULL,
            Some(Stands::In(member, place)) => {
                let member = self.members.get(usize::from(*member));
                member
                    .and_then(|member| member.record.values.get(usize::from(*place)))
                    .unwrap_or(NULL)
            }
            Some(Stands::WorkedOut) | None => self.value(field),
        }
    }

    /// Where the value of a field stands; `loaded` are the fields that any record has.
    fn stands(&self, field: FieldId, loaded: FieldSet) -> Stands {
        let role = self.kind.def(field).role;
        if matches!(role, Role::Ids | Role::Sources | Role::CurrencyOf(_)) {
            return Stands::WorkedOut;
        }
        let decider = loaded.contains(field).then(|| self.decider(field)).flatten();
        let Some(decider) = decider else { return Stands::Nowhere };
        if is_sum(&decider.table, field) {
            return Stands::WorkedOut;
        }
        let member = self.members.iter().position(|member| std::ptr::eq(member, decider));
        let place = u8::try_from(decider.record.loaded.place(field));
        match (member.and_then(|member| u8::try_from(member).ok()), place) {
            (Some(member), Ok(place)) => Stands::In(member, place),
            _ => Stands::WorkedOut,
        }
    }
}
