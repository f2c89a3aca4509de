//! Associated records: which they are, and, for a hop, what they hold.

use std::collections::{BTreeSet, HashMap};

use channelgraph_core::{Error, ErrorKind, Progress, Restarts, Result};
use channelgraph_schema::compare_ids;
use futures::future::try_join_all;

use crate::{
    api::{
        Api,
        wire::{self, AssociationType, Object, Properties, To},
    },
    config::Sizes,
    field::{Fields, Label},
};

/// Associated records by the record they are associated with.
pub(crate) type Links = HashMap<String, Vec<To>>;

/// All that was read around the records of one read.
#[derive(Default)]
pub(crate) struct Around {
    /// By the associated object's name.
    pub(crate) links: HashMap<String, Links>,
    /// The associated records' properties, by object and id.
    pub(crate) records: HashMap<String, HashMap<String, Properties>>,
}

/// Types that HubSpot itself gives to primary associations, both ways (associations guide, type id
/// values): contact and company, deal and company, lead and contact, lead and company, lead and
/// deal. Elsewhere their label says it.
const PRIMARY: [u64; 7] = [1, 2, 5, 6, 578, 580, 582];

impl Label {
    /// Tests if one of an association's types is this.
    fn is_among(&self, types: &[AssociationType]) -> bool {
        let labelled = |name: &str| {
            types
                .iter()
                .any(|one| one.label.as_deref().is_some_and(|label| label.to_lowercase() == name))
        };
        match self {
            Self::Any => true,
            Self::Named(name) => labelled(name),
            Self::Primary => {
                let own =
                    |one: &AssociationType| one.category.as_deref() == Some("HUBSPOT_DEFINED");
                labelled("primary")
                    || types
                        .iter()
                        .any(|one| own(one) && one.type_id.is_some_and(|id| PRIMARY.contains(&id)))
            }
        }
    }

    /// The ids among these associations that are so labelled, smallest first.
    pub(crate) fn pick(&self, links: &[To]) -> Vec<String> {
        let mut ids: Vec<String> =
            links.iter().filter(|to| self.is_among(&to.types)).map(|to| to.id.clone()).collect();
        ids.sort_by(|a, b| compare_ids(a, b));
        ids.dedup();
        ids
    }
}

/// Records by id, cut to what a batch read takes, side by side; unknown ones are absent.
pub(crate) async fn records(
    api: &Api,
    sizes: &Sizes,
    object: &str,
    ids: &[String],
    (properties, histories): (&[String], &[String]),
) -> Result<Vec<Object>> {
    let size = if histories.is_empty() { sizes.batch } else { sizes.batch.min(sizes.histories) };
    let pieces =
        ids.chunks(size.max(1)).map(|piece| api.batch_read(object, piece, (properties, histories)));
    Ok(try_join_all(pieces).await?.into_iter().flat_map(|answer| answer.results).collect())
}

/// The associations of these records with records of another object, cut to what a batch read
/// takes, side by side, with all pages. More than `most` in one piece are refused.
pub(crate) async fn associations(
    api: &Api,
    sizes: &Sizes,
    from: &str,
    to: &str,
    ids: &[String],
    most: usize,
) -> Result<Links> {
    let piece = async |ids: &[String]| -> Result<Links> {
        let mut links = Links::new();
        let mut held = 0;
        let mut inputs: Vec<_> = ids.iter().map(|id| (id.clone(), None)).collect();
        let (mut restarts, mut has_begun_anew) = (Restarts::default(), false);
        let mut progress = Progress::of(&api.source);
        while !inputs.is_empty() {
            let answer = match api.associations(from, to, &inputs).await {
                Err(error) if inputs.iter().any(|(_, after)| after.is_some()) => {
                    // A place to go on from has died: these records' associations begin anew.
                    restarts.after(error, held)?;
                    inputs.iter_mut().for_each(|(_, after)| *after = None);
                    has_begun_anew = true;
                    progress.begin_anew();
                    continue;
                }
                answer => answer?,
            };
            inputs.clear();
            let before = held;
            for mut of in answer.results {
                if let Some(known) = links.get(&of.from.id).filter(|_| has_begun_anew) {
                    of.to.retain(|to| known.iter().all(|known| known.id != to.id));
                }
                held += of.to.len();
                if let Some(after) = wire::next(of.paging) {
                    progress.to(format!("{} {after}", of.from.id))?;
                    inputs.push((of.from.id.clone(), Some(after)));
                }
                links.entry(of.from.id).or_default().extend(of.to);
            }
            progress.brought(held - before)?;
            if held > most && !inputs.is_empty() {
                let message = format!(
                    "more than {most} {to} belong to these {from}; ask for fewer, or raise `max_rows`"
                );
                return Err(Error::new(ErrorKind::TooMuch, &api.source, message));
            }
        }
        Ok(links)
    };
    let pieces = ids.chunks(sizes.associations.max(1)).map(piece);
    Ok(try_join_all(pieces).await?.into_iter().flatten().collect())
}

impl Around {
    /// The associations that the fields ask for, those of all objects side by side.
    pub(crate) async fn links(
        api: &Api,
        sizes: &Sizes,
        object: &str,
        fields: &Fields,
        ids: &[String],
        most: usize,
    ) -> Result<Self> {
        let wanted = fields.linked_objects().into_iter().filter(|_| !ids.is_empty());
        let reads = wanted.map(async |to| {
            Ok((to.to_owned(), associations(api, sizes, object, to, ids, most).await?))
        });
        Ok(Self {
            links: try_join_all(reads).await?.into_iter().collect(),
            records: HashMap::new(),
        })
    }

    /// Adds the associated records that a field hops to.
    pub(crate) async fn with_records(
        mut self,
        api: &Api,
        sizes: &Sizes,
        fields: &Fields,
    ) -> Result<Self> {
        let hops = fields.hops();
        let reads = hops.iter().map(async |(to, (labels, properties))| {
            let links = self.links.get(*to).into_iter().flat_map(HashMap::values);
            let first = |to: &Vec<To>| {
                labels
                    .iter()
                    .filter_map(|link| link.label.pick(to).into_iter().next())
                    .collect::<Vec<_>>()
            };
            let ids: Vec<String> =
                links.flat_map(first).collect::<BTreeSet<_>>().into_iter().collect();
            let found = records(api, sizes, to, &ids, (properties, &[])).await?;
            Ok((
                (*to).to_owned(),
                found.into_iter().map(|object| (object.id, object.properties)).collect(),
            ))
        });
        self.records = try_join_all(reads).await?.into_iter().collect();
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_pick_by_name_or_by_hubspots_own_types() {
        let links: Vec<To> = serde_json::from_str(
            r#"[{"toObjectId":"10","associationTypes":[{"category":"HUBSPOT_DEFINED","typeId":341,"label":null},{"category":"USER_DEFINED","typeId":37,"label":"Partner"}]},
                {"toObjectId":9,"associationTypes":[{"category":"USER_DEFINED","typeId":5,"label":"PARTNER"}]},
                {"toObjectId":"8","associationTypes":[{"category":"HUBSPOT_DEFINED","typeId":5,"label":null}]}]"#,
        )
        .unwrap();
        assert_eq!(Label::Named("partner".into()).pick(&links), ["9", "10"]);
        assert_eq!(Label::Primary.pick(&links), ["8"]);
        assert_eq!(Label::Any.pick(&links), ["8", "9", "10"]);
    }
}
