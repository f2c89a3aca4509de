//! Who stands on deals beside the partners that sell them: partners with a role, and partners of
//! campaigns that helped.

use std::{collections::HashMap, sync::Arc};

use channelgraph_schema::{EntityKind, FieldId, RecordKey, Reference};
use chrono::{DateTime, Utc};
use futures::future::try_join;
use rust_decimal::Decimal;

use super::{
    Attribution,
    facts::{Deal, deal},
    partners::{Partner, Partners},
    shares::{Evidence, Share, parts},
    terms::Terms,
};
use crate::{
    engine::{Chunk, Engine, Freshness, ListQuery, Needs, Problem, Seen, Viewer},
    work::{PAGE, period::Calendar, reader::Reader, sources::each_once},
};

const R: EntityKind = EntityKind::DealPartner;
const C: EntityKind = EntityKind::CampaignInfluence;
/// A partner's part in a deal, in the source's word.
pub(super) const ROLE: FieldId = R.known("role");
/// The partner that has it.
pub(super) const OF: FieldId = R.known("partner");
/// The partner of a campaign.
pub(super) const CAMPAIGN_OF: FieldId = C.known("partner");

/// A campaign's share in a deal.
const SHARE: FieldId = C.known("share");

/// Rows of one kind that one question reads at most.
const MOST: usize = 200_000;

/// A record of a deal: its source, and its id there.
type DealId = (Arc<str>, Box<str>);

/// The evidence that there is, by each deal that it names.
#[derive(Default)]
pub(super) struct Involved {
    by_deal: HashMap<DealId, Vec<Evidence<Reference>>>,
    /// What kept some of it out.
    pub(super) missing: Vec<Problem>,
    /// The time of the oldest read among it.
    pub(super) as_of: Option<DateTime<Utc>>,
}

impl Involved {
    /// All that a viewer sees.
    ///
    /// # Errors
    /// If there is more than may be read.
    pub(super) async fn read(
        asked: (&Engine, &Viewer),
        terms: &Terms<'_>,
        freshness: Freshness,
    ) -> Result<Self, Problem> {
        let role = |row: Reader<'_>| {
            let known = row.text(ROLE).and_then(|word| terms.roles.get(&word.to_lowercase()));
            Some(known.copied().unwrap_or(Attribution::Influenced))
        };
        // A share of nothing is no influence.
        let share = |row: Reader<'_>| {
            (row.number(SHARE) != Some(Decimal::ZERO)).then_some(Attribution::Influenced)
        };
        let of_roles = [const { R.known("deal") }, OF, ROLE, const { R.known("createdAt") }];
        let of_shares =
            [const { C.known("deal") }, CAMPAIGN_OF, SHARE, const { C.known("createdAt") }];
        let (roles, shares) = try_join(
            Self::told(asked, (terms, freshness), R, of_roles, role),
            Self::told(asked, (terms, freshness), C, of_shares, share),
        )
        .await?;
        Ok(roles.and(shares))
    }

    /// What both tell.
    fn and(mut self, other: Self) -> Self {
        for (deal, evidence) in other.by_deal {
            self.by_deal.entry(deal).or_default().extend(evidence);
        }
        let missing = each_once(self.missing.into_iter().chain(other.missing));
        Self { missing, as_of: self.as_of.into_iter().chain(other.as_of).min(), ..self }
    }

    /// What the rows of one kind tell.
    async fn told(
        (engine, viewer): (&Engine, &Viewer),
        (terms, freshness): (&Terms<'_>, Freshness),
        kind: EntityKind,
        [deal, partner, word, at]: [FieldId; 4],
        part: impl Fn(Reader<'_>) -> Option<Attribution>,
    ) -> Result<Self, Problem> {
        let mut told = Self::default();
        let needs = Needs::default().with([deal, partner, word, at].into_iter().collect());
        let query = ListQuery::first_of_all(PAGE);
        let mut whole = engine.whole(viewer, (kind, query, needs), freshness).await;
        let mut rows = 0;
        while let Some(Chunk { nodes, gaps, as_of }) = whole.next().await? {
            told.missing.extend(gaps);
            rows += nodes.len();
            if rows > MOST {
                return Err(Problem::too_complex(format!(
                    "the partners of deals stand on more than {MOST} records of {kind}"
                )));
            }
            for node in &nodes {
                let row = Reader { node, viewer, calendar: terms.calendar };
                let read = row.backing().or_later(as_of).as_of;
                told.as_of = told.as_of.into_iter().chain(read).min();
                let (Some(deal), Some(partner), Some(part)) =
                    (row.reference(deal), row.reference(partner), part(row))
                else {
                    continue;
                };
                let evidence = Evidence { partner: partner.clone(), part, at: row.moment(at) };
                let deal = (deal.source.clone(), deal.id.clone());
                told.by_deal.entry(deal).or_default().push(evidence);
            }
        }
        Ok(told)
    }

    /// The evidence on a deal.
    fn on(&self, deal: &Seen) -> Vec<&Evidence<Reference>> {
        let ids = deal.references().filter(|reference| reference.by.is_none());
        let keys = ids.map(|reference| (reference.source, reference.id));
        keys.filter_map(|key| self.by_deal.get(&key)).flatten().collect()
    }

    /// The parts that partners have in each of some deals, as far as these count. A deal without a
    /// partner that sells it has none.
    pub(super) async fn shares(
        &self,
        partners: &mut Partners<'_>,
        viewer: &Viewer,
        calendar: Calendar,
        nodes: &[Seen],
    ) -> Vec<(Deal, Vec<Share>)> {
        let evidence: Vec<_> = nodes.iter().map(|node| self.on(node)).collect();
        let owners = nodes.iter().map(|node| node.reference(viewer, deal::PARTNER).cloned());
        let named = evidence.iter().flatten().map(|one| Some(one.partner.clone()));
        let found = partners.all_of(owners.chain(named).collect()).await;
        let (owners, named) = found.split_at(nodes.len());
        let mut named = named.iter();
        let of_node = |((node, owner), evidence): ((&Seen, &Option<Arc<Partner>>), Vec<_>)| {
            let deal = Deal::of(Reader { node, viewer, calendar });
            let known: Vec<_> = evidence.into_iter().zip(named.by_ref()).collect();
            let shares = owner.as_ref().map(|owner| shares_of(&deal, owner, &known));
            (deal, shares.unwrap_or_default())
        };
        nodes.iter().zip(owners).zip(evidence).map(of_node).collect()
    }

    /// The deals in which partners that count have a part, whoever sells them: the keys under which
    /// their records may stand.
    pub(super) async fn deals_of(
        &self,
        engine: &Engine,
        partners: &mut Partners<'_>,
    ) -> Vec<RecordKey> {
        let all: Vec<_> = self.by_deal.iter().collect();
        let named = all.iter().flat_map(|(_, all)| all.iter());
        let found = partners.of(named.map(|one| Some(one.partner.clone())).collect()).await;
        let mut found = found.iter();
        let mut keys = Vec::new();
        for ((source, id), evidence) in all {
            let mine = found.by_ref().take(evidence.len()).flatten().count() > 0;
            let known = mine.then(|| engine.record_keys(EntityKind::Deal, source, id));
            keys.extend(known.and_then(Result::ok).into_iter().flatten());
        }
        keys.sort_unstable();
        keys
    }
}

/// The parts of partners in a deal, as far as they count.
fn shares_of(
    deal: &Deal,
    owner: &Arc<Partner>,
    known: &[(&Evidence<Reference>, &Option<Arc<Partner>>)],
) -> Vec<Share> {
    let with = known.iter().filter_map(|(one, partner)| Some((*one, partner.as_ref()?)));
    let evidence: Vec<Evidence<&str>> = with
        .clone()
        .map(|(one, partner)| Evidence { partner: partner.node.id(), part: one.part, at: one.at })
        .collect();
    let by_id: HashMap<&str, &Arc<Partner>> =
        with.map(|(_, partner)| partner).chain([owner]).map(|one| (one.node.id(), one)).collect();
    let shares = parts(deal, Some(owner.node.id()), &evidence).into_iter();
    let share = |(id, parts)| {
        let is_owner = id == owner.node.id();
        Some(Share { partner: (*by_id.get(id)?).clone(), parts, is_owner })
    };
    shares.filter_map(share).filter(|share| share.partner.counts).collect()
}
