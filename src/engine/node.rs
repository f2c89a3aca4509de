//! A node: one unified thing. It holds the linked records of it and decides each field by
//! authority.

mod conflicts;
mod shown;

use std::sync::{Arc, OnceLock};

use channelgraph_core::Error;
use channelgraph_schema::{
    EntityKind, FieldDef, FieldId, FieldSet, Money, NodeId, Record, RecordKey, Reference, Role,
    Value, compare_ids,
};

pub use conflicts::Conflict;
use shown::Stands;

use super::memo::Mark;
use crate::model::{Model, Table};

const NULL: &Value = &Value::Null;
const PARENT: FieldId = EntityKind::Partner.known("parent");
/// Bytes of the texts that a node makes of a record: its id, and the name of its source.
const TEXT_BYTES: usize = 200;

/// The reason why a record is part of a node.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "camelCase")]
pub enum MatchedBy {
    /// One names the other.
    Link,
    /// They have the same tax id.
    TaxId,
    /// They have the same domain.
    Domain,
    /// They have the same name, by which, with other evidence, they were tied.
    Name,
    /// Evidence that outweighs what speaks against it.
    Evidence,
    /// People have decided it.
    Confirmed,
    /// They have the same D-U-N-S number.
    Duns,
    /// They have the same legal entity identifier.
    Lei,
}

/// One record of a node.
#[derive(Clone)]
pub struct Member {
    /// The table that holds it.
    pub table: Arc<Table>,
    /// The values it holds, as far as they were read.
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
    /// The value in that record.
    pub value: Value,
}

/// One unified thing.
pub struct Node {
    /// The entity.
    pub kind: EntityKind,
    /// Its records, by rank of their tables and then by id.
    pub members: Vec<Member>,
    /// Failures that kept records, or parts of them, out.
    pub failures: Vec<Error>,
    /// True if it has no parent, whatever its records say: one would be its own descendant.
    pub is_top: bool,
    /// Records that were kept out.
    pub contradictions: Vec<Contradiction>,
    model: Arc<Model>,
    // Worked out when first asked for: most nodes in the making never are.
    ids: OnceLock<Value>,
    sources: OnceLock<Value>,
    currencies: OnceLock<Vec<(FieldId, Value)>>,
    sums: OnceLock<Vec<(FieldId, Value)>>,
    mark: OnceLock<Mark>,
    shown: OnceLock<Box<[Stands]>>,
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
            is_top: false,
            contradictions: Vec::new(),
            model: model.clone(),
            ids: OnceLock::new(),
            sources: OnceLock::new(),
            currencies: OnceLock::new(),
            sums: OnceLock::new(),
            mark: OnceLock::new(),
            shown: OnceLock::new(),
        }
    }

    /// The mark of the node by which lists that hang off it are remembered: its records, and how
    /// others refer to them.
    pub fn mark(&self) -> Mark {
        let record = |member: &Member| {
            (member.table.rank, member.record.key.id.clone(), member.record.aliases.clone())
        };
        *self.mark.get_or_init(|| {
            let records: Vec<_> = self.members.iter().map(record).collect();
            Mark::of(&(self.kind, records))
        })
    }

    /// About how many bytes of memory it takes.
    pub fn bytes(&self) -> usize {
        let member = |member: &Member| size_of::<Member>() + TEXT_BYTES + member.record.bytes();
        let contradictions = self.contradictions.len() * (size_of::<Contradiction>() + TEXT_BYTES);
        let places = self.kind.fields().len() * size_of::<Stands>();
        size_of::<Self>() + places + contradictions + self.members.iter().map(member).sum::<usize>()
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

    /// The currency of a money field, as a field of its own.
    fn currency(&self, field: FieldId) -> &Value {
        let currency = |field: FieldId| match self.value(decided_by(self.kind, field)) {
            Value::Money(money) if !money.currency.is_empty() => {
                Value::text(money.currency.clone())
            }
            _ => Value::Null,
        };
        let is_currency = |def: &FieldDef| matches!(def.role, Role::CurrencyOf(_));
        let all = self.currencies.get_or_init(|| {
            let fields = self.kind.fields_that(is_currency);
            fields.iter().map(|field| (field, currency(field))).collect()
        });
        all.iter().find(|(known, _)| *known == field).map_or(NULL, |(_, value)| value)
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
        match self.kind.def(field).role {
            Role::Ids => self.ids(),
            Role::Sources => self.sources(),
            Role::CurrencyOf(_) => self.currency(field),
            _ if self.has_no(field) => NULL,
            _ => match self.decider(field) {
                None => NULL,
                Some(member) if is_sum(&member.table, field) => {
                    self.sum(field).unwrap_or_else(|| member.record.get(field))
                }
                Some(member) => member.record.get(field),
            },
        }
    }

    /// Returns true if a field is null whatever the records say.
    fn has_no(&self, field: FieldId) -> bool {
        self.is_top && self.kind == EntityKind::Partner && field == PARENT
    }

    /// The sum of the parts, where the record that decides holds one: null if they are not of one
    /// currency.
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
    pub(super) fn parts(&self, field: FieldId) -> impl Iterator<Item = &Member> {
        let source = self
            .decider(field)
            .filter(|member| is_sum(&member.table, field))
            .map(|member| &member.table.source.name);
        self.having(field).filter(move |member| {
            source == Some(&member.table.source.name) && is_sum(&member.table, field)
        })
    }

    /// The record that decides a field. Lists in step are of no use without one another, so one
    /// record decides all of them: the one with authority over the first of them that any has.
    pub fn decider(&self, field: FieldId) -> Option<&Member> {
        let Some(fields) = self.kind.in_step_with(field) else { return self.having(field).next() };
        let first = fields.iter().find_map(|field| self.having(field).next());
        first.filter(|member| !member.record.get(field).is_null())
    }

    /// The records that hold a value, highest authority first.
    pub(super) fn having(&self, field: FieldId) -> impl Iterator<Item = &Member> {
        let order = self.model.authority(self.kind, field);
        order
            .iter()
            .flat_map(|rank| self.members.iter().filter(move |member| member.table.rank == *rank))
            .filter(move |member| !member.record.get(field).is_null())
    }

    /// Returns true if no source that failed could hold another value of these fields.
    pub fn is_sure_of(&self, fields: FieldSet) -> bool {
        let changes = |failure: &Error| {
            let tables = self.model.tables(self.kind).iter();
            let mut failed = tables.filter(|table| table.source.name == *failure.source_name());
            failed.any(|table| self.could_be_changed_by(table, fields))
        };
        !self.failures.iter().any(changes)
    }

    /// Returns true if more records of a table could still change what the node says of these
    /// fields: it maps one, and does not stand below who decides it now, or adds to what that says.
    /// Of two records of one table the first decides, so the table of who decides counts too.
    pub fn could_be_changed_by(&self, table: &Table, fields: FieldSet) -> bool {
        fields.intersection(table.mapping.mapped()).iter().any(|field| {
            let order = self.model.authority(self.kind, field);
            let place =
                |rank: usize| order.iter().position(|other| *other == rank).unwrap_or(order.len());
            let adds_to = |member: &Member| {
                is_sum(table, field)
                    && is_sum(&member.table, field)
                    && table.source.name == member.table.source.name
            };
            self.decider(field).is_none_or(|member| {
                place(table.rank) <= place(member.table.rank) || adds_to(member)
            })
        })
    }
}

/// The field that decides a value: a currency is shown with its amount, and decided by it.
pub(super) fn decided_by(kind: EntityKind, field: FieldId) -> FieldId {
    match kind.def(field).role {
        Role::CurrencyOf(_) => kind.money_of(field).unwrap_or(field),
        _ => field,
    }
}

/// Returns true if records of a table each hold a part of this field.
fn is_sum(table: &Table, field: FieldId) -> bool {
    table.mapping.spec(field).is_some_and(|spec| spec.sum)
}
