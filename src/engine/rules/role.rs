//! Roles: rules as data.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use channelgraph_schema::{
    Class, EntityKind, FieldId, FieldSet, Filter, Role as Part, Test, Value,
};
use strum::VariantArray;

/// How a viewer sees a field.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    strum::IntoStaticStr,
    serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Mode {
    /// As it is.
    Show,
    /// As a text of which only the first letter is told. What is no text is forbidden.
    Mask,
    /// As if no record had a value.
    Hide,
    /// As null, with the error FORBIDDEN.
    #[default]
    Forbid,
}

/// Nodes of an entity that are seen.
#[derive(Debug, Clone)]
pub enum Rows {
    /// All of them.
    All,
    /// Those that one of these grants; with none, no node.
    Granted(Vec<Grant>),
}

/// A grant of some nodes.
#[derive(Debug, Clone)]
pub struct Grant {
    /// The filter that the nodes pass. Where it tests references or ids, it may name the viewer's
    /// partner ([`Grant::PARTNER`]) and the partners right below it ([`Grant::CHILDREN`]).
    pub filter: Filter<FieldId>,
    /// The filter that the viewer's own partner passes; without it nothing is granted.
    pub only_if: Option<Filter<FieldId>>,
}

impl Grant {
    /// Stands for the viewer's own partner.
    pub const PARTNER: &'static str = "$partner";
    /// Stands for the partners whose parent is the viewer's own.
    pub const CHILDREN: &'static str = "$children";
    /// All words that stand for partners.
    pub const WORDS: [&'static str; 2] = [Self::PARTNER, Self::CHILDREN];

    /// Returns true if a filter names one of these words.
    pub fn names(filter: &Filter<FieldId>, words: &[&str]) -> bool {
        match filter {
            Filter::And(parts) | Filter::Or(parts) => {
                parts.iter().any(|part| Self::names(part, words))
            }
            Filter::Not(part) => Self::names(part, words),
            Filter::Test(_, Test::In(values)) => {
                let mut named = values.iter().filter_map(Value::as_str);
                named.any(|named| words.contains(&named))
            }
            Filter::Test(..) => false,
        }
    }
}

/// The fields of one entity by how they are seen; all others are shown.
#[derive(Debug, Clone, Copy, Default)]
struct Modes {
    mask: FieldSet,
    hide: FieldSet,
    forbid: FieldSet,
}

/// The number of the next role.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// What the viewers of one role see.
#[derive(Debug)]
pub struct Role {
    /// Its name.
    pub name: Arc<str>,
    /// A number of its own: no other role shares what is remembered for it.
    pub(super) number: u64,
    rows: Vec<Rows>,
    fields: Vec<Modes>,
    /// How it is seen which records and sources stand behind a node: `records`, `conflicts`,
    /// `matches`, `suggestions`, `sources`.
    pub provenance: Mode,
    /// How the sources' own fields are seen: `attributes`.
    pub attributes: Mode,
}

impl Role {
    /// A role from what it says of each entity and of each field.
    pub fn new(
        name: &str,
        rows: impl Fn(EntityKind) -> Rows,
        mode: impl Fn(EntityKind, FieldId) -> Mode,
        provenance: Mode,
        attributes: Mode,
    ) -> Self {
        let kinds = EntityKind::VARIANTS.iter().copied();
        let fields = kinds.clone().map(|kind| Modes::new(kind, |field| mode(kind, field)));
        Self {
            name: name.into(),
            number: NEXT.fetch_add(1, Ordering::Relaxed),
            rows: kinds.map(rows).collect(),
            fields: fields.collect(),
            provenance,
            attributes,
        }
    }

    /// A role of this name whose viewers see nothing.
    pub fn seeing_nothing(name: &str) -> Self {
        let forbid = Mode::Forbid;
        Self::new(name, |_| Rows::Granted(Vec::new()), |_, _| forbid, forbid, forbid)
    }

    /// The nodes of an entity that are seen.
    pub fn rows(&self, kind: EntityKind) -> &Rows {
        &self.rows[kind as usize]
    }

    /// How a field is seen.
    pub fn mode(&self, kind: EntityKind, field: FieldId) -> Mode {
        let Modes { mask, hide, forbid } = self.fields[kind as usize];
        match field {
            field if forbid.contains(field) => Mode::Forbid,
            field if hide.contains(field) => Mode::Hide,
            field if mask.contains(field) => Mode::Mask,
            _ => Mode::Show,
        }
    }

    /// The fields of which nothing is seen.
    pub(super) fn unread(&self, kind: EntityKind) -> FieldSet {
        let Modes { hide, forbid, .. } = self.fields[kind as usize];
        hide.union(forbid)
    }

    /// The fields that are not seen as they are.
    pub(super) fn unshown(&self, kind: EntityKind) -> FieldSet {
        self.unread(kind).union(self.fields[kind as usize].mask)
    }

    /// Returns true if a grant names the partners below the viewer's own.
    pub(in crate::engine) fn names_children(&self) -> bool {
        self.rows.iter().any(|rows| match rows {
            Rows::All => false,
            Rows::Granted(grants) => {
                grants.iter().any(|grant| Grant::names(&grant.filter, &[Grant::CHILDREN]))
            }
        })
    }

    /// The fields of the viewer's own partner on which grants stand.
    pub(in crate::engine) fn tested_of_own(&self) -> FieldSet {
        let mut fields = FieldSet::EMPTY;
        let grants = self.rows.iter().filter_map(|rows| match rows {
            Rows::All => None,
            Rows::Granted(grants) => Some(grants),
        });
        for only_if in grants.flatten().filter_map(|grant| grant.only_if.as_ref()) {
            only_if.for_each_field(&mut |field| fields.insert(*field));
        }
        fields
    }
}

impl Modes {
    fn new(kind: EntityKind, mode: impl Fn(FieldId) -> Mode) -> Self {
        let mut modes = Self::default();
        for field in kind.all().iter() {
            // What is made of an amount is seen as the amount is.
            let amount = match kind.def(field).role {
                Part::CurrencyOf(name) | Part::ReportingValueOf(name) => kind.field(name),
                _ => None,
            };
            let mode = amount.map_or(mode(field), |amount| mode(field).max(mode(amount)));
            match mode {
                // Ids are how nodes are named; a rule about them would hide nodes by halves.
                _ if kind.def(field).role == Part::Ids => {}
                Mode::Show => {}
                Mode::Mask => modes.mask.insert(field),
                Mode::Hide => modes.hide.insert(field),
                Mode::Forbid => modes.forbid.insert(field),
            }
        }
        modes
    }
}

impl Mode {
    /// How the fields of a class are seen, from what is said of the classes that need a word.
    pub fn of_class(class: Class, said: impl Fn(Class) -> Option<Self>) -> Self {
        match class {
            Class::Public => Self::Show,
            class => said(class).unwrap_or_default(),
        }
    }
}
