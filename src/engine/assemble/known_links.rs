//! Known links: finds the records that link to others by the index of links, and verifies them.

use std::{collections::HashMap, sync::Arc};

use channelgraph_core::Error;
use channelgraph_schema::Record;
use futures::future::join_all;

use super::{Draft, reverse_links::Wanted};
use crate::{
    engine::{context::Context, links::names::names_in},
    model::Link,
};

/// Records that link to others, by the names of those.
#[derive(Default)]
pub(super) struct Inbound {
    /// The records.
    pub(super) found: HashMap<Arc<str>, Vec<Arc<Record>>>,
    /// The failures that may have kept a record out.
    pub(super) failed: HashMap<Arc<str>, Error>,
}

impl Context<'_> {
    /// Reads ahead which records link to these drafts, as far as the index knows: whoever looks for
    /// them later finds them in the cache.
    pub(in crate::engine) async fn read_known(self, mut drafts: Vec<Draft>, wanted: &Wanted<'_>) {
        let reads = self.next_looks(&mut drafts, wanted).into_iter().map(|(rule, named)| {
            let names = named.into_keys().collect();
            async move { self.known_inbound(&self.links()[rule], names).await }
        });
        join_all(reads).await;
    }

    /// Finds the records that link to these names by the index, as far as it knows, and returns
    /// them with the names for which the source has to be asked. A record counts only if it is
    /// there and still holds the name.
    pub(super) async fn known_inbound(
        self,
        link: &Link,
        names: Vec<Arc<str>>,
    ) -> (Inbound, Vec<Arc<str>>) {
        let Some(mut ids) = self.engine.links.ids_naming(link, &names) else {
            return (Inbound::default(), names);
        };
        let most = link.can_be_asked().then(|| self.most_linking(&link.from));
        // Where there are too many, the source tells which of them are still there.
        let too_many: Vec<Arc<str>> = ids
            .extract_if(|_, ids| most.is_some_and(|most| ids.len() > most))
            .map(|(name, _)| name)
            .collect();
        let from = &link.from;
        let all: Vec<Arc<str>> = ids.values().flatten().cloned().collect();
        if all.is_empty() {
            return (Inbound::default(), too_many);
        }
        let records = self.engine.store.meant(from, all, self.needs.held(from)).await;
        let mut inbound = Inbound::default();
        for (name, ids) in ids {
            for id in ids {
                match records.get(&id) {
                    Some(Ok(record)) if names_in(link, record).contains(&name) => {
                        inbound.found.entry(name.clone()).or_default().push(record.clone());
                    }
                    Some(Err(error)) => drop(inbound.failed.insert(name.clone(), error.clone())),
                    Some(Ok(_)) | None => {}
                }
            }
        }
        (inbound, too_many)
    }
}
