//! Filters of entities, read off their declarations, and the tests of single values.

use channelgraph_schema::{
    Entity, EntityKind, FieldDef, FieldType, Role,
    entities::{ENUMS, EnumDef},
};
use strum::VariantArray;

use super::{InputDef, TypeDef, TypeKind};

/// Every filter.
pub(super) fn types() -> Vec<TypeDef> {
    let entities = EntityKind::VARIANTS.iter().map(|kind| kind.entity());
    let mut types: Vec<_> = entities.filter(|entity| entity.many.is_some()).map(filter).collect();
    types.extend(ENUMS.iter().map(|of| enum_filter(of)));
    types.extend(values());
    types.extend(ordered_values());
    types
}

fn input(name: impl Into<String>, doc: impl Into<String>, fields: Vec<InputDef>) -> TypeDef {
    TypeDef { name: name.into(), doc: doc.into(), of: TypeKind::Input { fields, one_of: false } }
}

fn filter(entity: &'static Entity) -> TypeDef {
    let name = format!("{}Filter", entity.kind);
    let several = format!("[{name}!]");
    let mut fields = vec![
        InputDef::new("and", several.clone(), "All of these filters match."),
        InputDef::new("or", several, "At least one of these filters matches."),
        InputDef::new("not", name.clone(), "This filter does not match."),
    ];
    for field in entity.fields {
        if let Some(offered) = field.filter {
            fields.push(InputDef::new(offered.name, test_of(field), offered.doc));
        }
    }
    let kind = entity.kind.noun();
    let doc = format!(
        "Filter for {kind}s. All conditions must match. They test what the {kind} shows, whichever \
         source it comes from."
    );
    input(name, doc, fields)
}

/// The type of the test that a field takes.
fn test_of(field: &FieldDef) -> String {
    match (field.role, field.ty) {
        (Role::Ids, _) | (_, FieldType::Reference(_)) => "IDFilter".to_owned(),
        (_, FieldType::Enum(of)) => format!("{}Filter", of.name),
        (_, FieldType::Number | FieldType::Integer | FieldType::Money) => {
            "DecimalFilter".to_owned()
        }
        (_, FieldType::Bool) => "BooleanFilter".to_owned(),
        (_, FieldType::Date) => "DateFilter".to_owned(),
        (_, FieldType::DateTime) => "DateTimeFilter".to_owned(),
        _ => "StringFilter".to_owned(),
    }
}

const IS_NULL: (&str, &str, &str) =
    ("isNull", "Boolean", "True: the field is null. False: it is not.");

/// A filter from rows of name, type and description; `T` in a type is the type of the value.
fn test(name: String, value: &str, doc: &str, rows: &[(&'static str, &str, &str)]) -> TypeDef {
    let of = |ty: &str| ty.replace('T', value);
    let fields = rows.iter().map(|(name, ty, doc)| InputDef::new(name, of(ty), *doc));
    input(name, doc, fields.chain([InputDef::new(IS_NULL.0, IS_NULL.1, IS_NULL.2)]).collect())
}

fn enum_filter(of: &EnumDef) -> TypeDef {
    test(
        format!("{}Filter", of.name),
        of.name,
        "Test of an enum. `ne` and `notIn` do not match null.",
        &[
            ("eq", "T", "Equal."),
            ("ne", "T", "Not equal, and not null."),
            ("in", "[T!]", "Equal to one of these."),
            ("notIn", "[T!]", "Equal to none of these, and not null."),
        ],
    )
}

fn values() -> Vec<TypeDef> {
    vec![
        test(
            "StringFilter".to_owned(),
            "String",
            "Test of text; case is ignored. `ne` and `notIn` do not match null.",
            &[
                ("eq", "T", "Equal."),
                ("ne", "T", "Not equal, and not null."),
                ("in", "[T!]", "Equal to one of these."),
                ("notIn", "[T!]", "Equal to none of these, and not null."),
                ("contains", "T", "Contains this text."),
                ("startsWith", "T", "Starts with this text."),
            ],
        ),
        input(
            "IDFilter",
            "Test of an id. The id of any of a node's records stands for the node.",
            vec![
                InputDef::new("eq", "ID", "Equal."),
                InputDef::new("in", "[ID!]", "Equal to one of these."),
            ],
        ),
        test("BooleanFilter".to_owned(), "Boolean", "Test of a Boolean.", &[("eq", "T", "Equal.")]),
    ]
}

/// Tests of values that have an order.
fn ordered_values() -> Vec<TypeDef> {
    vec![
        test(
            "DecimalFilter".to_owned(),
            "Decimal",
            "Test of an exact number. Of money it tests the amount, whatever the currency.",
            &[
                ("eq", "T", "Equal."),
                ("ne", "T", "Not equal, and not null."),
                ("gt", "T", "Greater than."),
                ("gte", "T", "Greater than or equal."),
                ("lt", "T", "Less than."),
                ("lte", "T", "Less than or equal."),
            ],
        ),
        test(
            "DateFilter".to_owned(),
            "Date",
            "Test of a day.",
            &[
                ("eq", "T", "On this day."),
                ("gt", "T", "After this day."),
                ("gte", "T", "On or after this day."),
                ("lt", "T", "Before this day."),
                ("lte", "T", "On or before this day."),
            ],
        ),
        test(
            "DateTimeFilter".to_owned(),
            "DateTime",
            "Test of a time.",
            &[
                ("gt", "T", "After this time."),
                ("gte", "T", "At or after this time."),
                ("lt", "T", "Before this time."),
                ("lte", "T", "At or before this time."),
            ],
        ),
    ]
}
