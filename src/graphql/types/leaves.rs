//! Objects as columns of tables: their leaves, each with the fields that lead to it.

use std::sync::LazyLock;

use channelgraph_schema::FieldType;

use super::{
    CostBasis, Field, Kind, Meaning, PerformanceField, TypeDef, TypeKind, all,
    kind::{PERFORMANCE_ROW, STATEMENT_LINE},
};

/// A leaf of an object: a single value, or a list of words.
#[derive(Debug)]
pub struct Leaf {
    /// The names of the fields that lead to it, with points between: `revenue.amount`. What an
    /// argument says comes last: `incentiveCost.earned`.
    pub name: String,
    /// The type of its values; of a list, that of its words.
    pub ty: FieldType,
    /// The descriptions of these fields.
    pub doc: String,
    /// These fields.
    pub way: Vec<Step>,
}

/// A field on the way to a leaf.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// What it stands for.
    pub meaning: Meaning,
    /// Its argument.
    pub basis: Option<CostBasis>,
}

/// The leaves of a row of figures, but for those that say nothing where each row is of one partner
/// or of all.
pub static FIGURES: LazyLock<Vec<Leaf>> = LazyLock::new(|| {
    let mut leaves = Leaves::of(PERFORMANCE_ROW);
    leaves.retain(|leaf| !leaf.is_of(PerformanceField::RowPartners));
    leaves
});

/// The leaves of a line of a statement.
pub static LINES: LazyLock<Vec<Leaf>> = LazyLock::new(|| Leaves::of(STATEMENT_LINE));

impl Leaf {
    /// Returns true if a field of figures leads to it.
    pub fn is_of(&self, field: PerformanceField) -> bool {
        self.figures().any(|(step, _)| step == field)
    }

    /// The fields of figures that lead to it.
    pub fn figures(&self) -> impl Iterator<Item = (PerformanceField, Option<CostBasis>)> {
        self.way.iter().filter_map(|step| match step.meaning {
            Meaning::Figures(field) => Some((field, step.basis)),
            _ => None,
        })
    }
}

/// Leaves as they are gathered.
struct Leaves {
    types: Vec<TypeDef>,
    found: Vec<Leaf>,
}

/// The way to an object.
#[derive(Clone, Default)]
struct Path {
    names: Vec<String>,
    docs: Vec<String>,
    way: Vec<Step>,
}

impl Leaves {
    fn of(object: &str) -> Vec<Leaf> {
        let mut leaves = Self { types: all(), found: Vec::new() };
        leaves.add_object(object, &Path::default());
        leaves.found
    }

    fn kind(&self, name: &str) -> Option<&TypeKind> {
        self.types.iter().find(|ty| ty.name == name).map(|ty| &ty.of)
    }

    fn add_object(&mut self, name: &str, path: &Path) {
        let Some(place) = self.types.iter().position(|ty| ty.name == name) else { return };
        let object = self.types.swap_remove(place);
        if let TypeKind::Object(_, fields) = &object.of {
            fields.iter().for_each(|field| self.add_field(field, path));
        }
        self.types.push(object);
    }

    /// Adds what a field leads to. Pages and comparisons are questions of their own, and nodes are
    /// rows of other tables.
    fn add_field(&mut self, field: &Field, path: &Path) {
        let step = |basis| Step { meaning: field.meaning, basis };
        let path = path.with(&field.name, &field.doc);
        match field.args.as_slice() {
            [] => self.add(&field.ty, &path.by(step(None))),
            [only] if only.ty == "CostBasis!" => {
                let Some(TypeKind::Enum(words)) = self.kind("CostBasis") else { return };
                for (word, doc) in words.clone() {
                    let path = path.with(&word.to_lowercase(), doc);
                    self.add(&field.ty, &path.by(step(word.parse().ok())));
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, ty: &str, path: &Path) {
        let name = ty.trim_end_matches('!');
        let item = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
        let is_list = item.is_some();
        let name = item.unwrap_or(name).trim_end_matches('!');
        let ty = match (name, self.kind(name)) {
            ("Int", _) => FieldType::Integer,
            ("Float" | "Decimal", _) => FieldType::Number,
            ("Boolean", _) => FieldType::Bool,
            ("Date", _) => FieldType::Date,
            ("DateTime", _) => FieldType::DateTime,
            ("Money", _) => FieldType::Money,
            ("String", _) | (_, Some(TypeKind::Scalar(_) | TypeKind::Enum(_))) => FieldType::Text,
            (_, Some(TypeKind::Object(..))) if !is_list && Kind::of(name).is_none() => {
                return self.add_object(name, path);
            }
            _ => return,
        };
        let (name, doc, way) = (path.names.join("."), path.docs.join(" "), path.way.clone());
        self.found.push(Leaf { name, ty, doc, way });
    }
}

impl Path {
    fn with(&self, name: &str, doc: &str) -> Self {
        let mut path = self.clone();
        path.names.push(name.to_owned());
        path.docs.push(doc.to_owned());
        path
    }

    fn by(mut self, step: Step) -> Self {
        self.way.push(step);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<'l>(leaves: &'l [Leaf], name: &str) -> &'l Leaf {
        leaves.iter().find(|leaf| leaf.name == name).unwrap_or_else(|| panic!("no `{name}`"))
    }

    #[test]
    fn leaves_are_values_of_rows_with_all_that_leads_to_them() {
        let amount = of(&FIGURES, "revenue.amount");
        assert_eq!(amount.ty, FieldType::Money);
        assert_eq!(
            amount.doc,
            "Deals won: closed in the period, with success. Sum of the amounts."
        );
        assert_eq!(of(&FIGURES, "revenue.count").ty, FieldType::Integer);
        assert_eq!(of(&FIGURES, "winRate").ty, FieldType::Number);
        assert_eq!(of(&FIGURES, "engagement.level").ty, FieldType::Text);
        assert_eq!(of(&FIGURES, "period.from").ty, FieldType::Date);
        let paid = of(&FIGURES, "roi.paid");
        let steps: Vec<_> = paid.figures().collect();
        assert_eq!(steps, [(PerformanceField::RowRoi, Some(CostBasis::Paid))]);
        // Lists of objects, pages and comparisons are no columns.
        for none in ["byAttribution", "deals", "growth", "keys"] {
            assert!(FIGURES.iter().all(|leaf| !leaf.name.starts_with(none)), "{none}");
        }
        assert_eq!(of(&LINES, "differences.reasons").ty, FieldType::Text);
        assert!(LINES.iter().all(|leaf| leaf.name != "incentive" && leaf.name != "deal"));
    }
}
