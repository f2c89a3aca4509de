//! The schema, built from the type tables by async-graphql, which checks and prints it.

use std::sync::OnceLock;

use async_graphql::{
    SDLExportOptions, Value,
    dynamic::{
        Enum, EnumItem, Field, FieldFuture, InputObject, InputValue, Interface, InterfaceField,
        Object, Scalar, Schema, SchemaBuilder, SchemaError, TypeRef, Union,
    },
};

use super::{DefaultValue, InputDef, TypeDef, TypeKind, all};

/// The schema as async-graphql holds it.
///
/// # Errors
/// If the type tables contradict each other, which a test rules out.
pub(super) fn schema() -> Result<Schema, SchemaError> {
    let builder = Schema::build("Query", None, None);
    all().into_iter().fold(builder, register).finish()
}

/// The schema as text: what `channelgraph schema` prints and `schema/schema.graphql` holds.
pub fn sdl() -> &'static str {
    static SDL: OnceLock<String> = OnceLock::new();
    SDL.get_or_init(|| {
        let options = SDLExportOptions::new().sorted_fields().sorted_enum_items();
        let options = options.prefer_single_line_descriptions();
        schema().map_or_else(|error| error.to_string(), |schema| schema.sdl_with_options(options))
    })
}

fn register(builder: SchemaBuilder, ty: TypeDef) -> SchemaBuilder {
    let TypeDef { name, doc, of } = ty;
    match of {
        TypeKind::Scalar(url) => {
            let scalar = Scalar::new(name).description(doc);
            builder.register(match url {
                Some(url) => scalar.specified_by_url(url),
                None => scalar,
            })
        }
        TypeKind::Enum(words) => {
            let items = words.into_iter().map(|(word, doc)| EnumItem::new(word).description(doc));
            builder.register(Enum::new(name).description(doc).items(items))
        }
        TypeKind::Object(implements, fields) => {
            let object = Object::new(name).description(doc);
            let object = implements.into_iter().fold(object, Object::implement);
            builder.register(fields.into_iter().map(field).fold(object, Object::field))
        }
        TypeKind::Interface(fields) => {
            let interface = Interface::new(name).description(doc);
            let field = |field: super::Field| {
                InterfaceField::new(field.name, type_ref(&field.ty)).description(field.doc)
            };
            builder.register(fields.into_iter().map(field).fold(interface, Interface::field))
        }
        TypeKind::Union(members) => {
            let union = Union::new(name).description(doc);
            builder.register(members.into_iter().fold(union, Union::possible_type))
        }
        TypeKind::Input { fields, one_of } => {
            let input = InputObject::new(name).description(doc);
            let input = fields.into_iter().map(input_value).fold(input, InputObject::field);
            builder.register(if one_of { input.oneof() } else { input })
        }
    }
}

/// A field of the printed schema. Answers are written by the walk of a plan, never by a resolver.
fn field(field: super::Field) -> Field {
    let built = Field::new(field.name, type_ref(&field.ty), |_| FieldFuture::from_value(None));
    let built = built.description(field.doc);
    field.args.into_iter().map(input_value).fold(built, Field::argument)
}

fn input_value(def: InputDef) -> InputValue {
    let value = InputValue::new(def.name, type_ref(&def.ty)).description(def.doc);
    match def.default {
        None => value,
        Some(DefaultValue::Int(number)) => value.default_value(Value::from(number)),
        Some(DefaultValue::Bool(yes)) => value.default_value(Value::from(yes)),
        Some(DefaultValue::NoItems) => value.default_value(Value::List(Vec::new())),
        Some(DefaultValue::Word(word)) => {
            value.default_value(Value::Enum(async_graphql::Name::new(word)))
        }
    }
}

/// A type as the schema writes it: `[Partner!]!`.
fn type_ref(ty: &str) -> TypeRef {
    if let Some(inner) = ty.strip_suffix('!') {
        return TypeRef::NonNull(Box::new(type_ref(inner)));
    }
    match ty.strip_prefix('[').and_then(|ty| ty.strip_suffix(']')) {
        Some(item) => TypeRef::List(Box::new(type_ref(item))),
        None => TypeRef::Named(ty.to_owned().into()),
    }
}
