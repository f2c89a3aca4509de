//! A node: one unified thing. It holds the linked records of it and decides each field by
//! authority.

use std::sync::{Arc, OnceLock};

use channelgraph_core::Error;
use channelgraph_schema::{
    EntityKind, FieldId, FieldSet, Money, NodeId, Record, RecordKey, Reference, Value, compare_ids,
};

use super::tax_id::tax_key;
use crate::model::{Model, Table};

/// Why a record is part of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::IntoStaticStr)]
#[strum(serialize_all = "camelCase")]
pub enum MatchedBy {
    /// One names the other.
    Link,
    /// They have the same tax id.
    TaxId,
    /// They have the same domain.
    Domain,
    /// They have the same name, country and city, and the config allows this rule.
    Name,
}

/// One record of a node.
#[derive(Clone)]
pub struct Member {
    /// The table that holds it.
    pub table: Arc<Table>,
    /// What it holds, as far as it was read.
    pub record: Arc<Record>,
    /// The rules that tied it to the others; none for a record alone.
    pub matched_by: Vec<MatchedBy>,
}

/// Evidence that speaks against two records being one, though other evidence speaks for it: they
/// were kept apart.
#[derive(Debug, Clone)]
pub struct Contradiction {
    /// The field that disagrees.
    pub field: FieldId,
    /// The record that was kept out.
    pub other: RecordKey,
    /// What that record says.
    pub value: Value,
}

/// One unified thing.
pub struct Node {
    /// What kind of thing it is.
    pub kind: EntityKind,
    /// Its records, by rank of their tables and then by id.
    pub members: Vec<Member>,
    /// Failures that kept records, or parts of them, out.
    pub failures: Vec<Error>,
    /// Records that were kept out.
    pub contradictions: Vec<Contradiction>,
    model: Arc<Model>,
    // Worked out when first asked for: most nodes in the making never are.
    ids: OnceLock<Value>,
    sources: OnceLock<Value>,
    currency: OnceLock<Value>,
    sums: OnceLock<Vec<(FieldId, Value)>>,
}

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
    /// A node of these records; there is at least one.
    pub fn new(model: &Arc<Model>, kind: EntityKind, mut members: Vec<Member>) -> Self {
        members.sort_by(|a, b| {
            a.table
                .rank
                .cmp(&b.table.rank)
                .then_with(|| compare_ids(&a.record.key.id, &b.record.key.id))
        });
        members.dedup_by(|a, b| a.record.key == b.record.key);
        Self {
            kind,
            members,
            failures: Vec::new(),
            contradictions: Vec::new(),
            model: model.clone(),
            ids: OnceLock::new(),
            sources: OnceLock::new(),
            currency: OnceLock::new(),
            sums: OnceLock::new(),
        }
    }

    /// Every way in which a record of a member's source can refer to it.
    pub fn references(&self) -> Vec<Value> {
        let refer = |source: &Arc<str>, by: Option<&Arc<str>>, id: &str| {
            Value::Reference(Box::new(Reference {
                source: source.clone(),
                by: by.cloned(),
                id: id.into(),
            }))
        };
        let of = |member: &Member| {
            let (key, aliases) = (&member.record.key, &member.record.aliases);
            let others = aliases.iter().map(|(by, value)| refer(&key.source, Some(by), value));
            [refer(&key.source, None, &key.id)].into_iter().chain(others).collect::<Vec<_>>()
        };
        self.members.iter().flat_map(of).collect()
    }

    fn ids(&self) -> &Value {
        let id = |member: &Member| {
            Value::text(NodeId { kind: self.kind, record: member.record.key.clone() }.encode())
        };
        self.ids.get_or_init(|| Value::List(self.members.iter().map(id).collect()))
    }

    fn sources(&self) -> &Value {
        let source = |member: &Member| Value::text(&*member.table.source.name);
        self.sources.get_or_init(|| Value::List(self.members.iter().map(source).collect()))
    }

    fn currency(&self) -> &Value {
        let amount = || self.kind.field("amount").map(|amount| self.value(amount));
        self.currency.get_or_init(|| match amount() {
            Some(Value::Money(amount)) if !amount.currency.is_empty() => {
                Value::text(amount.currency.clone())
            }
            _ => Value::Null,
        })
    }

    /// The id that clients see: that of the record of the highest rank.
    pub fn id(&self) -> &str {
        match self.ids() {
            Value::List(ids) => ids.first().and_then(Value::as_str).unwrap_or_default(),
            _ => "",
        }
    }

    /// The value of the record with authority: the first that is not null.
    pub fn value(&self, field: FieldId) -> &Value {
        const NULL: &Value = &Value::Null;
        match self.kind.def(field).name {
            "id" => self.ids(),
            "source" => self.sources(),
            "currency" => self.currency(),
            _ => match self.decider(field) {
                None => NULL,
                Some(member) if is_sum(&member.table, field) => {
                    self.sum(field).unwrap_or_else(|| member.record.get(field))
                }
                Some(member) => member.record.get(field),
            },
        }
    }

    /// What the parts add up to, where the record that decides holds one: null if they are not of
    /// one currency.
    fn sum(&self, field: FieldId) -> Option<&Value> {
        let add = |field: FieldId| {
            let parts = self.parts(field).map(|part| {
                if let Value::Money(money) = part.record.get(field) {
                    Some((**money).clone())
                } else {
                    None
                }
            });
            let total = parts.reduce(|a, b| {
                let (a, b) = (a?, b?);
                (a.currency == b.currency).then_some(Money {
                    amount: a.amount.checked_add(b.amount)?,
                    currency: a.currency,
                })
            });
            total.flatten().map_or(Value::Null, |total| Value::Money(Box::new(total)))
        };
        let sums = self.sums.get_or_init(|| {
            let summed = |field: &FieldId| {
                self.decider(*field).is_some_and(|member| is_sum(&member.table, *field))
            };
            self.kind.all().iter().filter(summed).map(|field| (field, add(field))).collect()
        });
        sums.iter().find(|(summed, _)| *summed == field).map(|(_, value)| value)
    }

    /// The records that each hold a part of a field: those of the deciding one's source whose
    /// tables say so.
    fn parts(&self, field: FieldId) -> impl Iterator<Item = &Member> {
        let source = self
            .decider(field)
            .filter(|member| is_sum(&member.table, field))
            .map(|member| &member.table.source.name);
        self.having(field).filter(move |member| {
            source == Some(&member.table.source.name) && is_sum(&member.table, field)
        })
    }

    /// The record that decides a field.
    pub fn decider(&self, field: FieldId) -> Option<&Member> {
        self.having(field).next()
    }

    /// The records that hold a value, highest authority first.
    fn having(&self, field: FieldId) -> impl Iterator<Item = &Member> {
        let order = self.model.authority(self.kind, field);
        order
            .iter()
            .flat_map(|rank| self.members.iter().filter(move |member| member.table.rank == *rank))
            .filter(move |member| !member.record.get(field).is_null())
    }

    /// Whether more records of a table could still change what the node says of these fields: it
    /// maps one, and does not stand below who decides it now. Of two records of one table the first
    /// decides, so the table of who decides counts too.
    pub fn could_be_changed_by(&self, table: &Table, fields: FieldSet) -> bool {
        fields.intersection(table.mapping.mapped()).iter().any(|field| {
            let order = self.model.authority(self.kind, field);
            let place =
                |rank: usize| order.iter().position(|other| *other == rank).unwrap_or(order.len());
            self.decider(field).is_none_or(|member| place(table.rank) <= place(member.table.rank))
        })
    }

    /// The fields that this record decides, or holds a part of.
    pub fn supplied_by(&self, key: &RecordKey) -> Vec<&'static str> {
        let decides = |field: &FieldId| {
            self.decider(*field).is_some_and(|member| member.record.key == *key)
                || self.parts(*field).any(|member| member.record.key == *key)
        };
        self.kind
            .all()
            .iter()
            .filter(decides)
            .map(|field| self.kind.def(field).name)
            .filter(|name| !name.starts_with("reporting"))
            .collect()
    }

    /// Whether two values of a field say the same: a tax id does, whatever stands between its
    /// digits.
    fn agree(&self, field: FieldId, a: &Value, b: &Value) -> bool {
        if a.same(b) {
            return true;
        }
        if self.kind.def(field).name != "taxId" {
            return false;
        }
        let country = self.kind.field("country").and_then(|country| self.value(country).as_str());
        let key = |value: &Value| value.as_str().and_then(|tax_id| tax_key(tax_id, country));
        key(a).is_some() && key(a) == key(b)
    }

    /// The fields in which records disagree, of those that were read. References name records of
    /// their own source, so they are left out, and so are the times at which each system made and
    /// changed its own record.
    pub fn conflicts(&self) -> Vec<Conflict<'_>> {
        let comparable = |field: &FieldId| {
            let def = self.kind.def(*field);
            let own = matches!(
                def.name,
                "createdAt"
                    | "updatedAt"
                    | "currency"
                    | "reportingAmount"
                    | "reportingValue"
                    | "sourceStage"
                    | "sourceStatus"
            );
            !own && !matches!(def.ty, channelgraph_schema::FieldType::Reference(_))
        };
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
        self.kind.all().iter().filter(comparable).filter_map(conflict).collect()
    }
}

/// The field that decides a value: a currency is shown with its amount, and decided by it.
pub(super) fn decided_by(kind: EntityKind, field: FieldId) -> FieldId {
    let amount = kind.field("amount").filter(|_| kind.def(field).name == "currency");
    amount.unwrap_or(field)
}

/// Whether records of a table each hold a part of this field.
fn is_sum(table: &Table, field: FieldId) -> bool {
    table.mapping.spec(field).is_some_and(|spec| spec.sum)
}
