use std::collections::BTreeSet;

use strum::VariantArray;

use super::*;

#[test]
fn the_tables_make_a_schema() {
    build::schema().unwrap();
    assert!(sdl().contains("type Query"), "{}", sdl());
}

#[test]
fn types_are_declared_once_and_described() {
    let mut names = BTreeSet::new();
    for ty in all() {
        assert!(!ty.doc.is_empty(), "{}", ty.name);
        assert!(names.insert(ty.name.clone()), "{} is declared twice", ty.name);
    }
}

#[test]
fn every_field_of_a_nested_object_stands_for_a_field_of_its_entity() {
    let meanings = Meanings::new();
    for kind in EntityKind::VARIANTS {
        for nested in kind.entity().objects {
            let fields = &meanings.0[nested.of.name];
            for name in fields.keys() {
                let meaning = meanings.of(Owner::Nested(*kind, nested), name);
                assert!(meaning.is_some(), "{kind}.{}.{name}", nested.path);
            }
        }
    }
}
