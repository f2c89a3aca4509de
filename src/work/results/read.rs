//! What is read of campaigns: their members, their deals, and their shares in others.

use std::collections::{BTreeMap, HashMap, HashSet};

use channelgraph_schema::{EntityKind, FieldId, FieldSet, Reference};
use chrono::Utc;
use rust_decimal::Decimal;

use super::{
    AMOUNT, C, CAMPAIGN, CLOSE, CREATED, CampaignResults, D, DEAL_AMOUNT, ENDS, I, INFLUENCE_OF,
    INFLUENCED, IS_CLOSED, IS_WON, JOINED, LEAD, M, MEMBER_OF, Part, Question, SHARE, SPENT,
    fold::{Deal, Fold},
};
use crate::{
    engine::{Engine, Mode, Needs, Problem, Seen, Viewer},
    work::{
        Work,
        children::Children,
        reader::Reader,
        sources::{self, each_once},
    },
};

const OF_DEALS: [FieldId; 6] = [CAMPAIGN, CREATED, CLOSE, IS_CLOSED, IS_WON, AMOUNT];

/// What belongs to each of some campaigns, in their order.
struct Lists {
    members: Vec<Children>,
    deals: Vec<Children>,
    influences: Vec<Children>,
    /// The deals that influences name.
    influenced: HashMap<Reference, Seen>,
    /// What each campaign says of its cost.
    campaigns: Vec<Option<Seen>>,
    failures: Vec<Problem>,
}

impl Work {
    /// The results of each of these campaigns, in their order.
    ///
    /// # Errors
    /// If what belongs to them cannot be listed. A source that fails is named in the coverage.
    pub async fn campaign_results(
        &self,
        engine: &Engine,
        viewer: &Viewer,
        question: &Question,
        campaigns: &[Seen],
    ) -> Result<Vec<CampaignResults>, Problem> {
        self.rates.note();
        let today = self.calendar.day_of(Utc::now());
        let lists = Lists::read((engine, viewer), question, campaigns).await?;
        let reader = |node| Reader { node, viewer, calendar: self.calendar };
        let mut all = Vec::with_capacity(campaigns.len());
        for place in 0..campaigns.len() {
            let mut fold = Fold::new(question, &self.rates, today);
            lists.add(place, &mut fold, reader);
            let missing = lists.missing(engine, place);
            let is_told = |part: Part| {
                let mut fields = part.stands_on().iter();
                fields.all(|(kind, field)| sources::is_told(engine, &missing, *kind, *field))
            };
            let knows = |part: Part| question.parts.contains(&part) && is_told(part);
            let has_amounts = sources::is_told(engine, &missing, D, AMOUNT);
            let sees_amounts = viewer.mode(DEAL_AMOUNT.0, DEAL_AMOUNT.1) == Mode::Show;
            let mut results = fold.finish(knows, sees_amounts && has_amounts);
            let unmapped = question.parts.iter().filter(|part| !is_told(**part));
            let mut unmapped: Vec<String> = unmapped.map(|part| part.name().to_owned()).collect();
            let lacks_amounts = question.parts.contains(&Part::Deals) && !has_amounts;
            unmapped.extend(lacks_amounts.then(|| "amounts of deals".to_owned()));
            if !sees_amounts {
                // Who may not see amounts learns nothing of them here either.
                (results.coverage.without_amount, results.coverage.unconverted) = (0, 0);
            }
            results.coverage.unmapped = unmapped;
            results.coverage.missing = missing;
            all.push(results);
        }
        Ok(all)
    }
}

impl Lists {
    async fn read(
        asked: (&Engine, &Viewer),
        question: &Question,
        campaigns: &[Seen],
    ) -> Result<Self, Problem> {
        let wants = |part| question.parts.contains(&part);
        let list = async |is_wanted: bool, kind, by, fields: &[FieldId]| {
            if !is_wanted {
                return Ok(Vec::new());
            }
            Children::of(asked, (kind, by), campaigns, &needs(fields)).await
        };
        let members = list(wants(Part::Leads), M, MEMBER_OF, &[LEAD, JOINED]);
        let deals = list(wants(Part::Deals), D, CAMPAIGN, &OF_DEALS);
        let influences = list(wants(Part::Influenced), I, INFLUENCE_OF, &[INFLUENCED, SHARE]);
        let costs = costs(asked, wants(Part::Cost), campaigns);
        let (members, deals, influences, costs) = futures::join!(members, deals, influences, costs);
        let (campaigns, mut failures) = costs;
        let influences = influences?;
        let influenced = influenced(asked, &influences, &mut failures).await;
        Ok(Self { members: members?, deals: deals?, influences, influenced, campaigns, failures })
    }

    /// Adds what belongs to a campaign.
    fn add<'a>(
        &'a self,
        place: usize,
        fold: &mut Fold<'_>,
        reader: impl Fn(&'a Seen) -> Reader<'a>,
    ) {
        let nodes = |lists: &'a [Children]| lists.get(place).map_or(&[][..], |list| &list.nodes);
        // Who is a member twice became one on the earlier day.
        let mut leads: HashMap<&Reference, Reader<'_>> = HashMap::new();
        for member in nodes(&self.members).iter().map(&reader) {
            let Some(lead) = member.reference(LEAD) else { continue };
            let known = leads.entry(lead).or_insert(member);
            if member.day(JOINED).is_some_and(|day| known.day(JOINED).is_none_or(|own| day < own)) {
                *known = member;
            }
        }
        for member in leads.into_values() {
            fold.lead(member.day(JOINED), (member.node.id(), member.backing()));
        }
        for node in nodes(&self.deals).iter().map(&reader) {
            fold.deal(&deal(node), (node.node.id(), node.backing()));
        }
        let mut shares: BTreeMap<&str, (&Seen, Decimal)> = BTreeMap::new();
        for influence in nodes(&self.influences).iter().map(&reader) {
            let named = influence.reference(INFLUENCED);
            let Some(node) = named.and_then(|named| self.influenced.get(named)) else { continue };
            let share = influence.number(SHARE).unwrap_or_default();
            let (_, sum) = shares.entry(node.id()).or_insert((node, Decimal::ZERO));
            // A deal cannot be influenced by more than all of it.
            *sum = sum.saturating_add(share).min(Decimal::ONE);
        }
        for (node, share) in shares.into_values().filter(|(_, share)| !share.is_zero()) {
            let node = reader(node);
            fold.influenced(&deal(node), share, (node.node.id(), node.backing()));
        }
        if let Some(campaign) = self.campaigns.get(place).and_then(Option::as_ref).map(&reader) {
            fold.cost(campaign.money(SPENT).as_ref(), campaign.day(ENDS));
        }
    }

    fn missing(&self, engine: &Engine, place: usize) -> Vec<Problem> {
        let lists = [&self.members, &self.deals, &self.influences];
        let lists = lists.into_iter().filter_map(|lists| lists.get(place));
        let missing = lists.flat_map(|list| list.missing(engine));
        each_once(missing.chain(self.failures.iter().cloned()))
    }
}

fn deal(node: Reader<'_>) -> Deal {
    let is_won = node.is(IS_CLOSED) && node.is(IS_WON);
    let close = node.day(CLOSE);
    Deal {
        created: node.day(CREATED),
        won: close.filter(|_| is_won),
        is_undated: is_won && close.is_none(),
        amount: node.money(AMOUNT),
    }
}

fn needs(fields: &[FieldId]) -> Needs {
    Needs::default().with(fields.iter().copied().collect::<FieldSet>())
}

/// The campaigns with what they cost, and what failed.
async fn costs(
    (engine, viewer): (&Engine, &Viewer),
    is_wanted: bool,
    campaigns: &[Seen],
) -> (Vec<Option<Seen>>, Vec<Problem>) {
    if !is_wanted {
        return (Vec::new(), Vec::new());
    }
    let read = engine.again(viewer, C, campaigns, &needs(&[SPENT, ENDS])).await;
    let mut failures = Vec::new();
    let costs = read.into_iter().map(|read| match read {
        Ok(node) => node,
        Err(problem) => {
            failures.push(problem);
            None
        }
    });
    (costs.collect(), failures)
}

/// The deals that influences name.
async fn influenced(
    (engine, viewer): (&Engine, &Viewer),
    influences: &[Children],
    failures: &mut Vec<Problem>,
) -> HashMap<Reference, Seen> {
    let nodes = influences.iter().flat_map(|list| &list.nodes);
    let named = nodes.filter_map(|node| node.reference(viewer, INFLUENCED));
    let mut known = HashSet::new();
    let named: Vec<&Reference> = named.filter(|reference| known.insert(*reference)).collect();
    let read = engine.referred(viewer, EntityKind::Deal, &named, &needs(&OF_DEALS)).await;
    let mut deals = HashMap::new();
    for (reference, found) in named.into_iter().zip(read) {
        match found {
            Ok(Some(node)) => {
                failures.extend(node.failures());
                deals.insert(reference.clone(), node);
            }
            Ok(None) => {}
            Err(problem) => failures.push(problem),
        }
    }
    deals
}
