//! The names that a mapping can use: fields of the model, and dotted paths through the records that
//! it refers to.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use channelgraph_core::{ErrorKind, Result};

use crate::{
    api::Api,
    describe::{Catalog, Field, Model},
};

/// Records that a path passes at most.
const DEEPEST: usize = 6;

/// Type of a field, as far as reading and filtering depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Free text; null and the empty text are the same to Tryton.
    Text,
    /// One of several words.
    Word,
    /// Text that PostgreSQL looks through word by word, in a language: it can only be asked whether
    /// there is any.
    Prose,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// Yes or no; no value is no.
    Bool,
    /// A day.
    Date,
    /// A moment, to the second.
    Moment,
    /// A moment, to the microsecond.
    Fine,
    /// A record's own id, or the one that it refers to.
    Id,
    /// A record of any model: `sale.sale,12`.
    Reference,
    /// Several records.
    Many,
    /// Anything else: it can be read, and not be asked by.
    Other,
}

impl Kind {
    /// Translates Tryton's word for a type.
    pub(crate) fn of(word: &str) -> Self {
        match word {
            "char" => Self::Text,
            "text" | "full_text" => Self::Prose,
            "selection" => Self::Word,
            "integer" | "biginteger" => Self::Whole,
            "numeric" | "float" => Self::Number,
            "boolean" => Self::Bool,
            "date" => Self::Date,
            "datetime" => Self::Moment,
            "timestamp" => Self::Fine,
            "many2one" | "one2one" => Self::Id,
            "reference" => Self::Reference,
            "one2many" | "many2many" => Self::Many,
            _ => Self::Other,
        }
    }
}

/// One record passed on the way to a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) name: String,
    /// The step leads to several records.
    pub(crate) many: bool,
    /// Each record has the field `active`.
    pub(crate) can_retire: bool,
}

/// A name, and where it leads.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) steps: Vec<Step>,
    pub(crate) field: Arc<Field>,
    pub(crate) searchable: bool,
    sortable: bool,
}

impl Column {
    /// A record may hold several values of it.
    pub(crate) fn is_many(&self) -> bool {
        self.steps.iter().any(|step| step.many)
    }

    /// Tryton orders by it as the gateway does. Text, words and references have an order of
    /// the database's own.
    pub(crate) fn is_ordered(&self) -> bool {
        let plain = matches!(
            self.field.kind,
            Kind::Whole | Kind::Number | Kind::Date | Kind::Moment | Kind::Fine
        ) || self.name == "id";
        plain && self.sortable && !self.is_many()
    }

    /// The names on the way, each with all before it: `a.b` of `a.b.c`, after `a`.
    pub(crate) fn ways(&self) -> Vec<String> {
        let mut way = String::new();
        let longer = self.steps.iter().map(|step| {
            way.push_str(&step.name);
            let so_far = way.clone();
            way.push('.');
            so_far
        });
        longer.collect()
    }

    /// What Tryton is asked for to have it: itself, and of several records on the way whether they
    /// are in use.
    pub(crate) fn asked(&self) -> impl Iterator<Item = String> {
        let ways = self
            .ways()
            .into_iter()
            .zip(&self.steps)
            .filter(|(_, step)| step.many && step.can_retire);
        std::iter::once(self.name.clone()).chain(ways.map(|(way, _)| format!("{way}.active")))
    }
}

/// The columns behind the names of one question. A name that leads nowhere has none.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    pub(crate) model: String,
    columns: BTreeMap<String, Column>,
    /// The model, and those that the names lead through.
    pub(crate) models: BTreeSet<String>,
}

impl Scope {
    /// Looks the names up, describing what is not known yet.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] if there is no such model.
    pub(crate) async fn new<'a>(
        catalog: &Catalog,
        api: &Api,
        object: &str,
        names: impl Iterator<Item = &'a str>,
    ) -> Result<Self> {
        let model = model_of(object);
        let root = catalog.model(api, model).await?;
        let mut columns = BTreeMap::new();
        let mut models = BTreeSet::from([model.to_owned()]);
        for name in names {
            if let Some(column) = resolve(catalog, api, &root, name, &mut models).await? {
                columns.insert(name.to_owned(), column);
            }
        }
        Ok(Self { model: model.to_owned(), columns, models })
    }

    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.get(name)
    }

    #[cfg(test)]
    pub(crate) fn of(columns: impl IntoIterator<Item = Column>) -> Self {
        let columns = columns.into_iter().map(|column| (column.name.clone(), column)).collect();
        Self { model: "m".into(), columns, ..Self::default() }
    }
}

/// The model of an object: what stands before a `#`, behind which a mapping tells two uses of one
/// model apart.
pub(crate) fn model_of(object: &str) -> &str {
    object.split('#').next().unwrap_or_default()
}

async fn resolve(
    catalog: &Catalog,
    api: &Api,
    root: &Arc<Model>,
    name: &str,
    models: &mut BTreeSet<String>,
) -> Result<Option<Column>> {
    let mut model = root.clone();
    let mut steps = Vec::new();
    let mut parts = name.split('.');
    let (mut searchable, mut sortable) = (true, true);
    let mut part = parts.next().unwrap_or_default();
    loop {
        let Some(field) = model.field(part).cloned() else { return Ok(None) };
        searchable &= field.searchable;
        sortable &= field.sortable;
        let Some(next) = parts.next() else {
            return Ok(Some(Column { name: name.to_owned(), steps, field, searchable, sortable }));
        };
        let Some(relation) = field.relation.as_deref().filter(|_| steps.len() < DEEPEST) else {
            return Ok(None);
        };
        models.insert(relation.to_owned());
        model = match catalog.model(api, relation).await {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            model => model?,
        };
        let can_retire = model.field("active").is_some();
        steps.push(Step { name: part.to_owned(), many: field.kind == Kind::Many, can_retire });
        part = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Column {
        pub(crate) fn test(name: &str, steps: Vec<Step>, field: Arc<Field>) -> Self {
            Self { name: name.to_owned(), steps, field, searchable: true, sortable: true }
        }
    }

    fn column(name: &str, steps: &[(&str, bool, bool)]) -> Column {
        let steps = steps.iter().map(|(name, many, can_retire)| Step {
            name: (*name).into(),
            many: *many,
            can_retire: *can_retire,
        });
        Column::test(name, steps.collect(), Arc::new(Field::test(Kind::Text)))
    }

    #[test]
    fn of_several_records_it_is_asked_which_are_in_use() {
        let path = column(
            "party.addresses.country.code",
            &[("party", false, true), ("addresses", true, true), ("country", false, true)],
        );
        assert_eq!(
            path.asked().collect::<Vec<_>>(),
            ["party.addresses.country.code", "party.addresses.active"]
        );
        assert_eq!(path.ways(), ["party", "party.addresses", "party.addresses.country"]);
        assert!(path.is_many());
        assert_eq!(column("name", &[]).asked().collect::<Vec<_>>(), ["name"]);
    }

    #[test]
    fn an_object_may_carry_a_word_of_the_mappings() {
        assert_eq!(model_of("sale.opportunity#lead"), "sale.opportunity");
        assert_eq!(model_of("commission"), "commission");
    }
}
