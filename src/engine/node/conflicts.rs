//! Conflicts: the record that decides each field of a node, and the records that disagree.

use channelgraph_identity::tax::tax_key;
use channelgraph_schema::{EntityKind, FieldDef, FieldId, RecordKey, Role, Value};

use super::{Member, Node};

/// A field in which a node's records disagree.
pub struct Conflict<'a> {
    /// The field.
    pub field: FieldId,
    /// The record that decides, and its value.
    pub chosen: (&'a RecordKey, &'a Value),
    /// Other records with another value.
    pub others: Vec<(&'a RecordKey, &'a Value)>,
}

impl Node {
    /// The fields that this record decides, or holds a part of.
    pub fn supplied_by(&self, key: &RecordKey) -> Vec<FieldId> {
        let decides = |field: &FieldId| {
            self.decider(*field).is_some_and(|member| member.record.key == *key)
                || self.parts(*field).any(|member| member.record.key == *key)
        };
        self.kind
            .all()
            .iter()
            .filter(decides)
            .filter(|field| !matches!(self.kind.def(*field).role, Role::ReportingValueOf(_)))
            .collect()
    }

    /// Returns true if two values of a field say the same: a tax id does, whatever stands between
    /// its digits.
    fn agree(&self, field: FieldId, a: &Value, b: &Value) -> bool {
        if a.same(b) {
            return true;
        }
        if self.kind.def(field).role != Role::TaxId || self.kind != EntityKind::Partner {
            return false;
        }
        let country = self.value(const { EntityKind::Partner.known("country") }).as_str();
        let key = |value: &Value| value.as_str().and_then(|tax_id| tax_key(tax_id, country));
        key(a).is_some() && key(a) == key(b)
    }

    /// The fields in which records disagree, of those that were read. References name records of
    /// their own source, so they are left out, and so are the times at which each system made and
    /// changed its own record.
    pub fn conflicts(&self) -> Vec<Conflict<'_>> {
        let conflict = |field: FieldId| {
            let mut having = self.having(field);
            let chosen = having.next()?;
            // Parts that do not add up disagree like anything else.
            let sum = self.sum(field).filter(|sum| !sum.is_null());
            let value = sum.unwrap_or_else(|| chosen.record.get(field));
            let is_part = |member: &Member| {
                sum.is_some() && self.parts(field).any(|part| part.record.key == member.record.key)
            };
            let others: Vec<_> = having
                .filter(|member| !is_part(member))
                .filter(|member| !self.agree(field, member.record.get(field), value))
                .map(|member| (&member.record.key, member.record.get(field)))
                .collect();
            (!others.is_empty()).then_some(Conflict {
                field,
                chosen: (&chosen.record.key, value),
                others,
            })
        };
        self.kind.fields_that(FieldDef::is_comparable).iter().filter_map(conflict).collect()
    }
}
