use std::collections::{BTreeMap, BTreeSet};

use strum::VariantArray;

use super::*;

fn declared() -> impl Iterator<Item = (&'static Entity, &'static FieldDef)> {
    let entities = EntityKind::VARIANTS.iter().map(|kind| kind.entity());
    entities.flat_map(|entity| entity.fields.iter().map(move |field| (entity, field)))
}

#[test]
fn every_entity_fits_a_field_set_and_names_are_unique() {
    for kind in EntityKind::VARIANTS {
        assert_eq!(kind.entity().kind, *kind);
        assert!(kind.fields().len() <= FieldSet::CAPACITY, "{kind}");
        for (place, def) in kind.fields().iter().enumerate() {
            assert_eq!(kind.field(def.name).unwrap().index(), place, "{kind}.{}", def.name);
        }
    }
}

#[test]
fn a_nested_object_is_all_its_fields() {
    let tier = EntityKind::Partner.fields_under("tier");
    let names: Vec<_> = tier.iter().map(|field| EntityKind::Partner.def(field).name).collect();
    assert_eq!(names, ["tier.name", "tier.rank"]);
}

#[test]
fn every_dotted_path_is_below_a_declared_object_and_every_object_can_be_told() {
    for (entity, field) in declared().filter(|(_, field)| field.is_printed()) {
        let Some((object, _)) = field.path.rsplit_once('.') else { continue };
        assert!(entity.object(object).is_some(), "{}.{}", entity.kind, field.path);
    }
    for (entity, object) in EntityKind::VARIANTS
        .iter()
        .flat_map(|kind| kind.entity().objects.iter().map(|object| (kind.entity(), object)))
    {
        let within = |field: &&FieldDef| {
            field.path.strip_prefix(object.path).is_some_and(|rest| rest.starts_with('.'))
        };
        let mut fields = entity.fields.iter().filter(within);
        assert!(fields.any(|field| field.tells), "{}.{}", entity.kind, object.path);
    }
}

/// A type that several entities nest (`Person`) is one type: same fields, same descriptions.
#[test]
fn objects_of_one_type_have_the_same_fields() {
    let mut types: BTreeMap<&str, BTreeSet<(String, String, bool)>> = BTreeMap::new();
    for kind in EntityKind::VARIANTS {
        for object in kind.entity().objects {
            let fields = kind.fields().iter().filter_map(|field| {
                let leaf = field.path.strip_prefix(object.path)?.strip_prefix('.')?;
                let row = (leaf.to_owned(), field.doc.to_owned(), field.required);
                (!leaf.contains('.')).then_some(row)
            });
            let fields: BTreeSet<_> = fields.collect();
            let known = types.entry(object.of.name).or_insert_with(|| fields.clone());
            assert_eq!(*known, fields, "{kind}.{}", object.path);
        }
    }
}

#[test]
fn relations_and_roles_name_fields_that_there_are() {
    for kind in EntityKind::VARIANTS {
        for relation in kind.entity().relations {
            let field = relation.field().unwrap_or_else(|| panic!("{kind}.{}", relation.name));
            assert_eq!(relation.to.target(field), Some(*kind), "{kind}.{}", relation.name);
        }
        for field in kind.all().iter() {
            if let Role::CurrencyOf(name) | Role::ReportingValueOf(name) = kind.def(field).role {
                assert_eq!(kind.field(name).map(|of| kind.def(of).ty), Some(FieldType::Money));
            }
        }
    }
}

#[test]
fn names_in_filters_and_orders_are_unique_and_partners_are_filtered_by_the_index() {
    for kind in EntityKind::VARIANTS {
        for offered in [|field: &FieldDef| field.filter, |field: &FieldDef| field.order] {
            let names: Vec<_> =
                kind.fields().iter().filter_map(offered).map(|of| of.name).collect();
            assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{kind}");
        }
    }
    for field in EntityKind::Partner.fields() {
        let own = matches!(field.role, Role::Ids | Role::Sources);
        let asked = field.filter.is_some() || field.order.is_some() || field.searched;
        assert!(field.indexed || own || !asked, "{} is not in the index", field.name);
    }
}
