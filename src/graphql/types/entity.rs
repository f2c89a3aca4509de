//! Types of entities, read off their declarations: object, connection, edge and order. Filters
//! stand in `filters.rs`.

use channelgraph_schema::{
    Entity, EntityKind, FieldDef, FieldId, FieldType, Nested, Offer, Relation, Role,
};
use strum::VariantArray;

use super::{
    DefaultValue, Field, InputDef, Meaning, PageField, TypeDef, TypeKind, kind::STATEMENT, matches,
    performance, results, statement, tiers,
};

/// The types of all entities.
pub(super) fn types() -> Vec<TypeDef> {
    let mut types: Vec<TypeDef> = Vec::new();
    for kind in EntityKind::VARIANTS {
        let entity = kind.entity();
        types.push(object(entity));
        types.extend(connection(&kind.to_string()));
        types.extend(orders(entity).into_iter().flatten());
        for nested in entity.objects {
            if !types.iter().any(|known| known.name == nested.of.name) {
                types.push(nested_object(*kind, nested));
            }
        }
    }
    types.extend(connection("Search"));
    types
}

/// The field of an entity that a field of one of its nested objects stands for.
pub(super) fn nested_meaning(
    kind: EntityKind,
    nested: &'static Nested,
    name: &str,
) -> Option<Meaning> {
    let path = format!("{}.{name}", nested.path);
    if let Some(inner) = kind.entity().object(&path) {
        return Some(Meaning::Object(kind, inner));
    }
    let is_meant = |field: &FieldId| kind.def(*field).path == path && kind.def(*field).is_printed();
    kind.all().iter().find(is_meant).map(Meaning::Value)
}

fn object(entity: &'static Entity) -> TypeDef {
    let kind = entity.kind;
    let mut fields = Vec::new();
    for field in kind.all().iter() {
        let def = kind.def(field);
        if def.is_printed() && !def.path.contains('.') {
            fields.push(field_of(field, def));
        }
    }
    fields.extend(entity.derived.iter().map(|derived| {
        Field::new(derived.name, name_of(derived.ty), Meaning::Derived(derived), derived.doc)
    }));
    for nested in entity.objects.iter().filter(|nested| !nested.path.contains('.')) {
        fields.push(nested_field(kind, nested));
    }
    fields.extend(entity.relations.iter().filter_map(relation));
    if kind == EntityKind::Partner {
        fields.extend(matches::of_partner());
        fields.push(performance::of_partner());
        fields.push(statement::of_partner());
        fields.push(tiers::of_partner());
    }
    if kind == EntityKind::Campaign {
        fields.push(results::of_campaign());
    }
    fields.push(Field::new("records", "[SourceRecord!]!", Meaning::Records, RECORDS));
    if entity.detailed {
        fields.push(Field::new("conflicts", "[FieldConflict!]!", Meaning::Conflicts, CONFLICTS));
        let names = InputDef::new("names", "[String!]", "Names to return; all if left out.");
        let attributes = Field::new("attributes", "[Attribute!]!", Meaning::Attributes, ATTRIBUTES);
        fields.push(attributes.with([names]));
    }
    object_type(kind.into(), entity.doc, vec!["Node"], fields)
}

fn object_type(
    name: &str,
    doc: &str,
    implements: Vec<&'static str>,
    fields: Vec<Field>,
) -> TypeDef {
    TypeDef { name: name.to_owned(), doc: doc.to_owned(), of: TypeKind::Object(implements, fields) }
}

fn field_of(field: FieldId, def: &FieldDef) -> Field {
    let meaning = match (def.role, def.ty) {
        (Role::Ids, _) => Meaning::Id,
        (_, FieldType::Reference(_)) => Meaning::One(field),
        _ => Meaning::Value(field),
    };
    let ty = if def.role == Role::Ids { "ID!".to_owned() } else { printed_type(def) };
    Field::new(def.path, ty, meaning, def.doc)
}

/// The type under which a field's values are printed. Of a list it is that of one item: the object
/// around it is what there are several of.
fn printed_type(def: &FieldDef) -> String {
    let name = name_of(def.ty);
    if def.required { format!("{name}!") } else { name.to_owned() }
}

fn name_of(ty: FieldType) -> &'static str {
    match ty {
        FieldType::Text | FieldType::Domain => "String",
        FieldType::Url => "URL",
        FieldType::Enum(of) => of.name,
        FieldType::Integer => "Int",
        FieldType::Number => "Float",
        FieldType::Bool => "Boolean",
        FieldType::Date => "Date",
        FieldType::DateTime => "DateTime",
        FieldType::Money => "Money",
        FieldType::Currency => "CurrencyCode",
        FieldType::Country => "CountryCode",
        FieldType::TextList => "[String!]",
        FieldType::Reference(to) => to.into(),
        FieldType::List(item) => name_of(*item),
    }
}

fn nested_field(kind: EntityKind, nested: &'static Nested) -> Field {
    let name = nested.path.rsplit('.').next().unwrap_or(nested.path);
    let ty = if nested.list { format!("[{}!]", nested.of.name) } else { nested.of.name.to_owned() };
    Field::new(name, ty, Meaning::Object(kind, nested), nested.doc)
}

fn nested_object(kind: EntityKind, nested: &'static Nested) -> TypeDef {
    let within = |path: &'static str| {
        let rest = path.strip_prefix(nested.path)?.strip_prefix('.')?;
        (!rest.contains('.')).then_some(rest)
    };
    let mut fields = Vec::new();
    for field in kind.all().iter() {
        let def = kind.def(field);
        if let Some(name) = within(def.path).filter(|_| def.is_printed()) {
            fields.push(Field::new(name, printed_type(def), Meaning::Value(field), def.doc));
        }
    }
    let inner = kind.entity().objects.iter().filter(|inner| within(inner.path).is_some());
    fields.extend(inner.map(|inner| nested_field(kind, inner)));
    object_type(nested.of.name, nested.of.doc, Vec::new(), fields)
}

fn relation(relation: &'static Relation) -> Option<Field> {
    let args = match relation.offer {
        Offer::List => list_args(relation.to),
        Offer::Page => page_args(),
        Offer::First => return None,
    };
    let ty = format!("{}Connection!", relation.to);
    Some(Field::new(relation.name, ty, Meaning::Many(relation), relation.doc).with(args))
}

/// The arguments of a list with filter and order.
pub(super) fn list_args(of: EntityKind) -> Vec<InputDef> {
    let filter = InputDef::new("filter", format!("{of}Filter"), "Filter; all if left out.");
    let order = InputDef::new("orderBy", format!("[{of}Order!]"), ORDER_BY);
    [filter, order].into_iter().chain(page_args()).collect()
}

/// The arguments of a list that only has pages.
pub(super) fn page_args() -> Vec<InputDef> {
    let first = InputDef::new("first", "Int", "Page size, 1 to 200.");
    let first = InputDef { default: Some(DefaultValue::Int(DEFAULT_FIRST)), ..first };
    let after = "Cursor after which the page begins: the previous page's `endCursor`.";
    vec![first, InputDef::new("after", "String", after)]
}

pub(super) fn connection(of: &str) -> [TypeDef; 2] {
    let (node, edge) = match of {
        "Search" => ("SearchHit!".to_owned(), "[SearchEdge!]!".to_owned()),
        "Statement" => (format!("{STATEMENT}!"), "[StatementEdge!]!".to_owned()),
        of => (format!("{of}!"), format!("[{of}Edge!]!")),
    };
    let page =
        |name: &str, ty: &str, part, doc: &str| Field::new(name, ty, Meaning::Page(part), doc);
    let fields = vec![
        page("edges", &edge, PageField::Edges, "Nodes of the page, each with its cursor."),
        page("nodes", &format!("[{node}]!"), PageField::Nodes, "Nodes of the page."),
        page("pageInfo", "PageInfo!", PageField::PageInfo, "Position of the page in the list."),
        page("totalCount", "Int", PageField::TotalCount, TOTAL),
        page("missing", "[SourceGap!]!", PageField::Missing, MISSING),
    ];
    let edge = vec![
        page("cursor", "String!", PageField::Cursor, "Cursor of the node: pass it as `after`."),
        page("node", &node, PageField::Node, "Node."),
    ];
    [
        object_type(&format!("{of}Connection"), "A page of a list.", Vec::new(), fields),
        object_type(&format!("{of}Edge"), "A node of a page, with its cursor.", Vec::new(), edge),
    ]
}

fn orders(entity: &'static Entity) -> Option<[TypeDef; 2]> {
    entity.many?;
    let kind = entity.kind;
    let words = entity.fields.iter().filter_map(|field| field.order);
    let words = [("ID", ORDER_ID)].into_iter().chain(words.map(|order| (order.name, order.doc)));
    let direction = InputDef::new("direction", "Direction!", "Direction.");
    let fields = vec![
        InputDef::new("field", format!("{kind}OrderField!"), "Order key."),
        InputDef { default: Some(DefaultValue::Word("ASC")), ..direction },
    ];
    Some([
        TypeDef {
            name: format!("{kind}OrderField"),
            doc: "Order keys.".to_owned(),
            of: TypeKind::Enum(words.collect()),
        },
        TypeDef {
            name: format!("{kind}Order"),
            doc: ORDER.to_owned(),
            of: TypeKind::Input { fields, one_of: false },
        },
    ])
}

/// Nodes of a page, if a request does not say.
pub const DEFAULT_FIRST: i32 = 25;

const ORDER_ID: &str = "Id: by source, then by that source's own order of ids.";
const ORDER: &str = "Order key and direction. Nodes without the key come last in either direction; \
                     ties are broken by id.";
const ORDER_BY: &str = "Order, by one key; by id if left out.";
const RECORDS: &str = "Source records that make up the node.";
const CONFLICTS: &str = "Fields in which the node's records disagree.";
const ATTRIBUTES: &str = "Source fields that have no place in the unified model but are listed in \
                          the mapping.";
const TOTAL: &str = "Number of nodes in the whole list; null if the sources cannot tell without \
                     reading all of them.";
const MISSING: &str = "Sources that should have answered and did not; their records may be missing \
                       from the page.";
