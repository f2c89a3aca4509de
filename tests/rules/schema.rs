//! The schema that operations are generated from.

use apollo_compiler::{
    Node, Schema as Parsed,
    ast::{FieldDefinition, InputValueDefinition, Type},
    schema::ExtendedType,
    validation::Valid,
};
use channelgraph_schema::EntityKind;
use serde_json::Value;

/// The schema, asked for what a generator needs.
pub struct Schema(Valid<Parsed>);

impl Schema {
    /// Reads the schema as the gateway prints it.
    pub fn read() -> Self {
        let text = channelgraph::graphql::sdl();
        Self(Parsed::parse_and_validate(text, "schema.graphql").expect("the schema"))
    }

    /// The fields of an object or interface, in their order.
    pub fn fields(&self, ty: &str) -> Vec<&FieldDefinition> {
        let fields = match self.0.types.get(ty) {
            Some(ExtendedType::Object(object)) => &object.fields,
            Some(ExtendedType::Interface(interface)) => &interface.fields,
            _ => return Vec::new(),
        };
        fields.values().map(|field| &***field).collect()
    }

    /// Returns true if a field of this type has fields of its own.
    pub fn is_composite(&self, ty: &str) -> bool {
        matches!(
            self.0.types.get(ty),
            Some(ExtendedType::Object(_) | ExtendedType::Interface(_) | ExtendedType::Union(_))
        )
    }

    /// Returns true if the type leads to nodes of entities, and so on without an end.
    pub fn is_heavy(&self, ty: &str) -> bool {
        ty.parse::<EntityKind>().is_ok()
            || self.is_abstract(ty)
            || ty.ends_with("Connection")
            || ty.ends_with("Edge")
            || matches!(ty, "Suggestion" | "MatchExplanation" | "Viewer")
    }

    /// Returns true for interfaces and unions.
    pub fn is_abstract(&self, ty: &str) -> bool {
        matches!(self.0.types.get(ty), Some(ExtendedType::Interface(_) | ExtendedType::Union(_)))
    }

    /// The inputs of an input object.
    pub fn inputs(&self, ty: &str) -> Vec<&Node<InputValueDefinition>> {
        match self.0.types.get(ty) {
            Some(ExtendedType::InputObject(object)) => {
                object.fields.values().map(|field| &field.node).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The words of an enum.
    pub fn words(&self, ty: &str) -> Vec<String> {
        match self.0.types.get(ty) {
            Some(ExtendedType::Enum(words)) => {
                words.values.keys().map(ToString::to_string).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Writes a value of this type as a literal of a document.
    pub fn literal(&self, ty: &Type, value: &Value) -> String {
        match value {
            Value::Array(items) => {
                let items: Vec<String> =
                    items.iter().map(|item| self.literal(ty.item_type(), item)).collect();
                format!("[{}]", items.join(", "))
            }
            Value::Object(members) => {
                let inputs = self.inputs(ty.inner_named_type());
                let members: Vec<String> = members
                    .iter()
                    .filter_map(|(name, value)| {
                        let input = inputs.iter().find(|input| input.name == name.as_str())?;
                        Some(format!("{name}: {}", self.literal(&input.ty, value)))
                    })
                    .collect();
                format!("{{ {} }}", members.join(", "))
            }
            Value::String(word) if !self.words(ty.inner_named_type()).is_empty() => word.clone(),
            other => other.to_string(),
        }
    }
}
