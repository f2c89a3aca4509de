//! The way from a row to the deals that were counted in it as revenue.

use channelgraph_schema::{Cursor, EntityKind, FieldId, Filter, Test};

use super::{
    Lists, Question, Row, ask,
    counted::SharedDeal,
    facts::{Deal, deal},
    involved::Involved,
    partners::Partners,
    shares::Share,
};
use crate::{
    engine::{Engine, Freshness, ListQuery, Listed, Needs, Problem, Seen, Viewer},
    work::{PAGE, Work},
};

const D: EntityKind = EntityKind::Deal;

/// The deals of a row.
#[derive(Clone, Copy)]
pub struct DealsOf<'a> {
    /// The question that the row answers.
    pub question: &'a Question,
    /// The partner whose figures it tells; none if it is of all.
    pub partner: Option<&'a Seen>,
    /// The row.
    pub row: &'a Row,
}

impl Work {
    /// A page of exactly the deals that a row counts as revenue.
    ///
    /// # Errors
    /// As [`Engine::list`].
    pub async fn deals_of(
        &self,
        engine: &Engine,
        viewer: &Viewer,
        of: DealsOf<'_>,
        (after, first): (Option<Cursor>, usize),
        needs: &Needs,
    ) -> Result<Listed<Seen>, Problem> {
        let DealsOf { question, partner, row } = of;
        let (terms, ..) = self.terms(question)?;
        let asked = (engine, viewer);
        let (calendar, dimensions) = (terms.calendar, &question.group_by);
        let named = row.keys.iter().find_map(|key| key.partner.as_ref());
        let mut listed = Listed::default();
        let mut partners = match partner.or(named) {
            Some(one) => {
                let one = std::slice::from_ref(one);
                Partners::these(asked, calendar, dimensions, one, Lists::Theirs)
            }
            None => {
                let filter = &question.partners;
                let (partners, gaps) =
                    Partners::meeting(asked, calendar, dimensions, filter).await?;
                gaps.into_iter().for_each(|gap| listed.note_gap(gap));
                partners
            }
        };
        let mut involved = Involved::read(asked, &terms, Freshness::Fresh).await?;
        involved.missing.drain(..).for_each(|gap| listed.note_gap(gap));
        // What others sell, and these partners have a part in, is asked for with all that is sold.
        let others =
            partners.are_few() && !involved.deals_of(engine, &mut partners).await.is_empty();
        let sold = if others {
            Filter::Test(deal::PARTNER, Test::IsNull(false))
        } else {
            partners.condition(deal::PARTNER)?
        };
        let filter = sold.and(won_in(row, question));
        let needs = needs.with(ask::fields_of_deals(&terms, &question.figures));
        let mut next = Some(ListQuery { filter, after, ..ListQuery::first_of_all(PAGE) });
        while let Some(query) = next.take() {
            let page = engine.list(viewer, D, &query, &needs).await?;
            page.gaps.iter().for_each(|gap| listed.note_gap(gap.clone()));
            let nodes: Vec<Seen> = page.nodes.iter().map(|(_, node)| node.clone()).collect();
            let deals = involved.shares(&mut partners, viewer, calendar, &nodes).await;
            for ((cursor, node), (deal, shares)) in page.nodes.iter().zip(deals) {
                if !is_in(row, question, &deal, &shares) {
                    continue;
                }
                if listed.nodes.len() == first {
                    listed.has_next = true;
                    return Ok(listed);
                }
                listed.nodes.push((cursor.clone(), node.clone()));
            }
            next = page.next(&query);
        }
        Ok(listed)
    }
}

/// The deals won in a row's period.
fn won_in(row: &Row, question: &Question) -> Filter<FieldId> {
    Filter::all_of([
        Filter::Test(deal::IS_CLOSED, Test::Eq(true.into())),
        Filter::Test(deal::IS_WON, Test::Eq(true.into())),
        Filter::Test(deal::CLOSE, Test::Gte(row.period.from.into())),
        Filter::Test(deal::CLOSE, Test::Lte(row.period.to.into())),
        question.deals.clone(),
    ])
}

/// Whether a row counts a deal.
fn is_in(row: &Row, question: &Question, deal: &Deal, shares: &[Share]) -> bool {
    let own: Vec<_> = row.keys.iter().map(|key| key.value.clone()).collect();
    let is_own = |shared: SharedDeal<'_>| {
        own.is_empty() || shared.rows(&question.group_by).iter().any(|placed| placed.keys == own)
    };
    SharedDeal::of(deal, shares, question).is_some_and(is_own)
}
