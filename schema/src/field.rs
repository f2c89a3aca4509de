//! Fields of entities, as declared: one row each, with everything that may be done with the field.

use crate::{EntityKind, entities::EnumDef};

/// The type of a field: decides how its values are converted, compared, filtered and printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// Text; compares without regard to case.
    Text,
    /// A web address, as the source holds it.
    Url,
    /// A host name, kept in lower case without scheme, `www.` and path.
    Domain,
    /// One word of an enum, exactly.
    Enum(&'static EnumDef),
    /// A whole number.
    Integer,
    /// An exact number.
    Number,
    /// Yes or no.
    Bool,
    /// A day.
    Date,
    /// A moment, in UTC.
    DateTime,
    /// An amount with its currency.
    Money,
    /// An ISO 4217 currency code.
    Currency,
    /// Several texts.
    TextList,
    /// Several values of one type, in step with their sibling lists.
    List(&'static FieldType),
    /// An ISO 3166-1 alpha-2 country code.
    Country,
    /// A record of this entity in the same source.
    Reference(EntityKind),
}

impl FieldType {
    /// Whether values are plain text, compared without regard to case.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Url | Self::Currency)
    }
}

/// The part that a field plays beyond holding a value. The engine asks for roles, never for names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// None: the field holds a value of the sources.
    Value,
    /// The ids of the node's records. The gateway knows them; no source maps the field.
    Ids,
    /// The names of the sources that have a record of the node. The gateway knows them too.
    Sources,
    /// The currency of the money field of this name, so that lists can be filtered by it.
    CurrencyOf(&'static str),
    /// The money field of this name in the reporting currency, as the source holds it: lists are
    /// ordered by it. It is not printed.
    ReportingValueOf(&'static str),
    /// A source's own word behind an enum field; sources never agree on it.
    SourceWord,
    /// The stage of a process that each record is about: those of one node differ by right.
    Stage,
    /// The moment when the source created its record.
    Created,
    /// The moment when the source last changed its record.
    Modified,
    /// A tax id: two spellings of one number agree.
    TaxId,
    /// The partner to whom the node belongs.
    Owner,
}

/// The class of a field: rules of who may see what are written for classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Business data without special protection.
    Public,
    /// Data of a person.
    Personal,
    /// Amounts, accounts and terms.
    Finance,
    /// Facts about where values come from.
    Provenance,
}

/// A field's name and description in a filter or an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offered {
    /// The name: camel case in a filter, capitals in an order.
    pub name: &'static str,
    /// The description.
    pub doc: &'static str,
}

/// One field of an entity, as declared.
#[derive(Debug)]
pub struct FieldDef {
    /// The name in mappings, authority and provenance; dotted for a field of a nested object.
    pub name: &'static str,
    /// The path in answers, where it differs from the name: `programs.tier.rank`.
    pub path: &'static str,
    /// The type.
    pub ty: FieldType,
    /// The description; empty for a field that answers do not show.
    pub doc: &'static str,
    /// The role.
    pub role: Role,
    /// The class, for rules of who may see what.
    pub class: Class,
    /// The field in the entity's filter, if lists can be filtered by it.
    pub filter: Option<Offered>,
    /// The field in the entity's order, if lists can be ordered by it.
    pub order: Option<Offered>,
    /// Whether the index of partners holds the field as a column.
    pub indexed: bool,
    /// Whether `search` looks into the field.
    pub searched: bool,
    /// Whether a value of this field shows that its nested object exists.
    pub tells: bool,
    /// Whether a nested object cannot exist without this field: it is non-null in the schema.
    pub required: bool,
    /// Whether several records may each hold a part, so that the parts are added up.
    pub summable: bool,
    /// Whether rows of nested objects stand in the order of this field.
    pub orders_rows: bool,
    /// Whether a row of nested objects in which this is as in the row before is none: a source may
    /// write a row for each change of anything.
    pub tells_rows_apart: bool,
}

impl FieldDef {
    /// A field that is only printed.
    pub const fn new(name: &'static str, ty: FieldType, doc: &'static str) -> Self {
        Self {
            name,
            path: name,
            ty,
            doc,
            role: Role::Value,
            class: Class::Public,
            filter: None,
            order: None,
            indexed: false,
            searched: false,
            tells: false,
            required: false,
            summable: false,
            orders_rows: false,
            tells_rows_apart: false,
        }
    }

    /// Offers the field in filters, under its own name and description.
    #[must_use]
    pub const fn filter(self) -> Self {
        let (name, doc) = (self.name, self.doc);
        self.filter_as(name, doc)
    }

    /// Offers the field in filters.
    #[must_use]
    pub const fn filter_as(mut self, name: &'static str, doc: &'static str) -> Self {
        self.filter = Some(Offered { name, doc });
        self
    }

    /// Offers the field in orders.
    #[must_use]
    pub const fn order(mut self, name: &'static str, doc: &'static str) -> Self {
        self.order = Some(Offered { name, doc });
        self
    }

    /// Keeps the field as a column of the partner index.
    #[must_use]
    pub const fn indexed(mut self) -> Self {
        self.indexed = true;
        self
    }

    /// Lets `search` look into the field.
    #[must_use]
    pub const fn searched(mut self) -> Self {
        self.searched = true;
        self
    }

    /// Lets a value of the field show that its nested object exists.
    #[must_use]
    pub const fn tells(mut self) -> Self {
        self.tells = true;
        self
    }

    /// Makes the field non-null in its nested object, which cannot exist without it.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self.tells()
    }

    /// Lets mappings say that several records each hold a part.
    #[must_use]
    pub const fn summable(mut self) -> Self {
        self.summable = true;
        self
    }

    /// Puts rows of nested objects in the order of this field.
    #[must_use]
    pub const fn orders_rows(mut self) -> Self {
        self.orders_rows = true;
        self
    }

    /// Drops a row of nested objects in which this field is as in the row before.
    #[must_use]
    pub const fn tells_rows_apart(mut self) -> Self {
        self.tells_rows_apart = true;
        self
    }

    /// Gives the field a role.
    #[must_use]
    pub const fn role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    /// Puts the field into a class.
    #[must_use]
    pub const fn class(mut self, class: Class) -> Self {
        self.class = class;
        self
    }

    /// Gives the field another path in answers than its name.
    #[must_use]
    pub const fn path(mut self, path: &'static str) -> Self {
        self.path = path;
        self
    }

    /// Whether answers show the field.
    pub const fn is_printed(&self) -> bool {
        !self.doc.is_empty()
    }

    /// Whether sources can disagree about the field: not about what is each source's own.
    /// References name records of their own source.
    pub fn is_comparable(&self) -> bool {
        matches!(self.role, Role::Value | Role::TaxId)
            && !matches!(self.ty, FieldType::Reference(_))
    }
}
