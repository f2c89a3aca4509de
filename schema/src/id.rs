//! The id of a node: its record of highest authority, encoded. Any member record's id resolves to
//! the same node.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{EntityKind, RecordKey};

/// What a node's id says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NodeId {
    /// What kind of thing it is.
    pub kind: EntityKind,
    /// One of its records.
    pub record: RecordKey,
}

/// The text is not an id that this gateway gave out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an id of this gateway; ids come from the `id` field of its answers")]
pub struct BadNodeId(pub String);

impl NodeId {
    /// The id as clients see it.
    pub fn encode(&self) -> String {
        let RecordKey { source, object, id } = &self.record;
        URL_SAFE_NO_PAD.encode(format!("{}\n{source}\n{object}\n{id}", self.kind))
    }

    /// Reads an id back.
    ///
    /// # Errors
    /// [`BadNodeId`] if the text was not made by [`Self::encode`].
    pub fn decode(text: &str) -> Result<Self, BadNodeId> {
        let bad = || BadNodeId(text.chars().take(80).collect());
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| bad())?;
        let decoded = String::from_utf8(bytes).map_err(|_| bad())?;
        let mut parts = decoded.split('\n');
        let (Some(kind), Some(source), Some(object), Some(id), None) =
            (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(bad());
        };
        if id.is_empty() {
            return Err(bad());
        }
        Ok(Self {
            kind: kind.parse().map_err(|_| bad())?,
            record: RecordKey { source: source.into(), object: object.into(), id: id.into() },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_and_anything_else_is_refused() {
        let id = NodeId {
            kind: EntityKind::Deal,
            record: RecordKey {
                source: "hubspot-emea".into(),
                object: "deals".into(),
                id: "42".into(),
            },
        };
        assert_eq!(NodeId::decode(&id.encode()), Ok(id));
        for bad in ["", "42", "RGVhbA", "🙂", &URL_SAFE_NO_PAD.encode("Deal\na\nb\n")] {
            assert!(NodeId::decode(bad).is_err(), "{bad}");
        }
    }
}
