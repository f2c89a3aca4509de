//! Asset: a file or page that partners may use.

use super::{
    contact::ID,
    rows::{CREATED_AT, SOURCE, UPDATED_AT},
    work_enums::ASSET_KIND,
};
use crate::{
    Entity, EntityKind, FieldDef,
    FieldType::{Bool, Date, Enum, Integer, Reference, Text, TextList, Url},
    Role,
};

pub(crate) static ASSET: Entity = Entity {
    kind: EntityKind::Asset,
    word: "ASSET",
    one: Some("asset"),
    many: Some("assets"),
    doc: "A file or page that partners may use: a template, a logo, a presentation …",
    fields: &[
        FieldDef::new("id", TextList, ID).role(Role::Ids).filter_as("id", "Asset id."),
        SOURCE,
        FieldDef::new("name", Text, "Name.").filter().searched(),
        FieldDef::new("kind", Enum(&ASSET_KIND), "Kind of asset.").filter(),
        FieldDef::new("format", Text, "File format, as the source calls it.").filter(),
        FieldDef::new("size", Integer, "Size in bytes."),
        FieldDef::new("language", Text, "Language, as the source calls it.").filter(),
        FieldDef::new("tags", TextList, "Tags."),
        FieldDef::new("folder", Text, "Folder or library.").filter(),
        FieldDef::new("url", Url, "Where it can be had."),
        FieldDef::new("public", Bool, "True if everyone may have it.").filter(),
        FieldDef::new("version", Text, "Version."),
        FieldDef::new("validUntil", Date, "Last day on which it may be used.")
            .filter()
            .order("VALID_UNTIL", "Last day on which it may be used."),
        FieldDef::new("partner", Reference(EntityKind::Partner), "Partner that it was made for.")
            .role(Role::Owner)
            .filter(),
        FieldDef::new("campaign", Reference(EntityKind::Campaign), "Campaign that it is part of."),
        CREATED_AT,
        UPDATED_AT,
    ],
    objects: &[],
    relations: &[],
    derived: &[],
    detailed: true,
};
