//! The comparison of two answers to one operation: that of the whole world for a viewer, and that
//! of the cut-down world for everyone.

mod errors;

use std::collections::BTreeSet;

use channelgraph_schema::{EntityKind, FieldDef};
use serde_json::Value;

use crate::{
    operation::{Field, Item, Operation},
    orders,
    role::{Mode, Role, Rows},
    schema::Schema,
    sight::KINDS,
};

/// What whoever may not see where values come from is told of a system that failed.
const WITHHELD: &str =
    "a system behind the gateway did not answer as it should; what it holds is missing";

/// What a viewer of some rows is told of a list for which too many would have to be read.
const SCAN: &str = "a system would have to read too many rows for this list; add a condition that \
                    it can decide (a partner, a date, an enum)";

/// What a comparison found.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The first difference: where, what the viewer got, what was expected.
    pub difference: Option<String>,
    /// Totals that the viewer is not told, and that the cut-down world knows.
    pub unknown_totals: usize,
    /// Totals that the viewer is told, and that the cut-down world does not know: the paths of their
    /// lists, to be counted.
    pub uncounted: Vec<(String, u64)>,
    /// Those of them that were counted.
    pub counted: usize,
    /// Values that were masked.
    pub masked: usize,
    /// Fields and lists that were refused.
    pub forbidden: usize,
}

/// Compares the answers to an operation.
pub struct Comparison<'a> {
    /// The schema.
    pub schema: &'a Schema,
    /// The operation.
    pub operation: &'a Operation,
    /// The viewer's role.
    pub role: &'a Role,
    /// Whether the cut-down world had to be told which records are one: then what ties them is
    /// another thing.
    pub is_decided: bool,
    outcome: Outcome,
}

/// Where a value stands in an entity: the entity, and the path of fields from there.
type Spot = Option<(EntityKind, String)>;

impl<'a> Comparison<'a> {
    /// Compares what a viewer got with what he should get.
    pub fn run(
        schema: &'a Schema,
        operation: &'a Operation,
        role: &'a Role,
        is_decided: bool,
        seen: &Value,
        cut: &Value,
    ) -> Outcome {
        let outcome = Outcome::default();
        let mut this = Self { schema, operation, role, is_decided, outcome };
        let cut = this.errors(seen, cut);
        let items = &operation.items;
        this.value((items, "Query"), &None, "data", &seen["data"], &cut["data"]);
        this.outcome
    }

    fn differs(&mut self, path: &str, seen: &Value, cut: &Value) {
        let short = |value: &Value| {
            let text = value.to_string();
            text.chars().take(600).collect::<String>()
        };
        self.outcome.difference.get_or_insert_with(|| {
            format!("{path}\n  got      {}\n  expected {}", short(seen), short(cut))
        });
    }

    fn value(
        &mut self,
        (items, ty): (&[Item], &str),
        spot: &Spot,
        path: &str,
        seen: &Value,
        cut: &Value,
    ) {
        match (seen, cut) {
            (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
                for (at, (seen, cut)) in a.iter().zip(b).enumerate() {
                    self.value((items, ty), spot, &format!("{path}.{at}"), seen, cut);
                }
            }
            (Value::Object(_), Value::Object(_)) if !items.is_empty() => {
                let ty = cut["__typename"]
                    .as_str()
                    .filter(|_| self.schema.is_abstract(ty))
                    .unwrap_or(ty);
                let operation = self.operation;
                let mut done = BTreeSet::new();
                for field in operation.fields(items, ty) {
                    let key = field.key();
                    let path = format!("{path}.{key}");
                    if self.is_withheld(ty, field) {
                        self.withheld(field, &path, &seen[key]);
                    } else {
                        self.member(field, &inner(spot, ty, field), &path, &seen[key], &cut[key]);
                    }
                    done.insert(key);
                }
                let all =
                    seen.as_object().into_iter().chain(cut.as_object()).flat_map(|it| it.keys());
                if all.into_iter().any(|key| !done.contains(key.as_str())) {
                    self.differs(path, seen, cut);
                }
            }
            (Value::Object(_), Value::Null) if self.refuses_below(spot) => {
                self.beside((items, ty), spot, path, seen);
            }
            _ if seen == cut => {}
            _ => self.differs(path, seen, cut),
        }
    }

    fn member(&mut self, field: &Field, spot: &Spot, path: &str, seen: &Value, cut: &Value) {
        match self.mode(field, spot) {
            Mode::Show if field.name == "totalCount" && seen.is_null() && !cut.is_null() => {
                self.outcome.unknown_totals += 1;
            }
            Mode::Show if field.name == "totalCount" && cut.is_null() && seen.is_u64() => {
                let list = path.rsplit_once('.').map_or(path, |(list, _)| list);
                self.outcome.uncounted.push((list.to_owned(), seen.as_u64().unwrap_or_default()));
            }
            Mode::Show if field.ty == "String" && self.is_one_place(field, seen, cut) => {}
            Mode::Show if field.name == "fields" && self.tells_less(seen, cut) => {}
            Mode::Show if self.is_decided && matches!(&*field.name, "matchedBy" | "matches") => {}
            Mode::Show => self.value((&field.items, &field.ty), spot, path, seen, cut),
            Mode::Hide | Mode::Forbid => {
                if !is_nothing(seen) && *seen != Value::Array(Vec::new()) {
                    self.differs(path, seen, &Value::Null);
                }
            }
            Mode::Mask => self.mask(path, seen),
        }
    }

    /// Returns true for what tells of a system that failed, if the role may not see which it is.
    fn is_withheld(&self, ty: &str, field: &Field) -> bool {
        self.role.class("provenance") != Mode::Show
            && (ty == "Source" || (ty == "SourceGap" && field.name == "message"))
            && field.name != "__typename"
    }

    /// Of a system that failed no more is told than that.
    fn withheld(&mut self, field: &Field, path: &str, seen: &Value) {
        let is_nothing = match field.name.as_str() {
            "message" => seen == WITHHELD,
            "name" | "connector" => seen == "withheld",
            "status" => seen == "UNKNOWN",
            _ => seen.is_null() || seen.as_array().is_some_and(Vec::is_empty),
        };
        if !is_nothing {
            self.differs(path, seen, &Value::from("nothing"));
        }
    }

    /// Of what is masked the first letter is told, and that there is something.
    fn mask(&mut self, path: &str, seen: &Value) {
        match seen {
            Value::Null => {}
            Value::Array(items) => items.iter().for_each(|item| self.mask(path, item)),
            Value::String(text) if text.chars().skip(1).eq("•••".chars()) => {
                self.outcome.masked += 1;
            }
            _ => self.differs(path, seen, &Value::from("a mask")),
        }
    }

    /// A nested object that the cut-down world does not have is there where something in it is
    /// masked or forbidden, and shows nothing else.
    fn beside(&mut self, (items, ty): (&[Item], &str), spot: &Spot, path: &str, seen: &Value) {
        let operation = self.operation;
        for field in operation.fields(items, ty) {
            let below = &seen[field.key()];
            let path = format!("{path}.{}", field.key());
            match self.mode(field, &inner(spot, ty, field)) {
                Mode::Mask => self.mask(&path, below),
                _ if field.name == "__typename" || is_nothing(below) => {}
                _ => self.differs(&path, below, &Value::Null),
            }
        }
    }

    /// Returns true if the fields that a record supplied lack nothing but references: whoever does
    /// not see every node is not told of references to others than partners, whichever they are.
    fn tells_less(&self, seen: &Value, cut: &Value) -> bool {
        let (Value::Array(seen), Value::Array(cut)) = (seen, cut) else { return false };
        let is_honest = |name: &Value| seen.contains(name) || name.as_str().is_some_and(refers);
        matches!(self.role.rows, Rows::Of(_))
            && seen.iter().all(|name| cut.contains(name))
            && cut.iter().all(is_honest)
    }

    /// Returns true if two cursors of other text are one place, of a list whose order is hidden.
    fn is_one_place(&self, field: &Field, seen: &Value, cut: &Value) -> bool {
        let is_cursor = matches!(&*field.name, "cursor" | "startCursor" | "endCursor");
        let hides =
            self.role.fields.iter().flat_map(|modes| modes.values()).any(|it| *it == Mode::Hide);
        is_cursor && hides && orders::is_one_place(seen, cut)
    }

    /// The mode of a field.
    fn mode(&self, field: &Field, spot: &Spot) -> Mode {
        match field.name.as_str() {
            "records" | "conflicts" | "matches" | "suggestions" | "sources" => {
                self.role.class("provenance")
            }
            "attributes" => self.role.class("attributes"),
            _ => spot.as_ref().map_or(Mode::Show, |(kind, path)| {
                let derived = kind.entity().derived.iter().find(|it| it.name == path);
                let own = def(*kind, path).into_iter();
                // What follows from fields is refused with any of them.
                let from = derived.into_iter().flat_map(|it| (it.from)());
                let from = from.map(|field| kind.def(*field));
                let modes = own.chain(from).map(|def| self.role.mode(*kind, def));
                let refused = |mode: &Mode| matches!(mode, Mode::Forbid | Mode::Mask);
                let modes: Vec<Mode> = modes.collect();
                let one = modes.iter().find(|mode| refused(mode)).or(modes.first());
                one.copied().unwrap_or(Mode::Show)
            }),
        }
    }

    fn refuses_below(&self, spot: &Spot) -> bool {
        let Some((kind, path)) = spot else { return false };
        let below = format!("{path}.");
        kind.fields().iter().any(|field| {
            field.path.starts_with(&below)
                && matches!(self.role.mode(*kind, field), Mode::Forbid | Mode::Mask)
        })
    }
}

/// The place of a field below another one.
fn inner(spot: &Spot, ty: &str, field: &Field) -> Spot {
    let own = KINDS.into_iter().find(|kind| kind.to_string() == ty);
    match (own, spot) {
        (Some(kind), _) => Some((kind, field.name.clone())),
        (None, Some((kind, path))) if !ty.ends_with("Connection") => {
            Some((*kind, format!("{path}.{}", field.name)))
        }
        _ => None,
    }
}

/// The field of this path in an entity.
fn def(kind: EntityKind, path: &str) -> Option<&'static FieldDef> {
    kind.fields().iter().find(|field| field.path == path && !field.doc.is_empty())
}

/// Returns true for the name of a reference to nodes other than partners.
fn refers(name: &str) -> bool {
    let target = |kind: &EntityKind| kind.target(kind.field(name)?);
    KINDS.iter().filter_map(target).any(|target| target != EntityKind::Partner)
}

/// Returns true for null, and for an object of nothing else.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.values().all(is_nothing),
        other => other.is_null(),
    }
}
