//! The way from a row to the deals that were counted in it as revenue.

use channelgraph_schema::{Cursor, EntityKind, Filter, Test};

use super::{
    Dimension, Question, Row,
    facts::{Deal, deal},
    fold::keys,
    partners::Partners,
};
use crate::{
    engine::{Engine, ListQuery, Listed, Needs, Problem, Seen, Viewer},
    work::{PAGE, Work, reader::Reader},
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
        let named = row.keys.iter().find_map(|key| key.partner.as_ref());
        let mut listed = Listed::default();
        let partners = match partner.or(named) {
            Some(partner) => Partners::these(asked, terms.calendar, std::slice::from_ref(partner)),
            None => {
                let dimensions = &question.group_by;
                let filter = &question.partners;
                let (partners, gaps) =
                    Partners::meeting(asked, terms.calendar, dimensions, filter).await?;
                gaps.into_iter().for_each(|gap| listed.note_gap(gap));
                partners
            }
        };
        let mut partners = partners.with_dimensions(&question.group_by);
        let filter = Filter::all_of([
            partners.condition(deal::PARTNER)?,
            Filter::Test(deal::IS_CLOSED, Test::Eq(true.into())),
            Filter::Test(deal::IS_WON, Test::Eq(true.into())),
            Filter::Test(deal::CLOSE, Test::Gte(row.period.from.into())),
            Filter::Test(deal::CLOSE, Test::Lte(row.period.to.into())),
            question.deals.clone(),
        ]);
        let needs = needs.with(super::ask::fields_of_deals(&terms, &question.figures));
        let mut next = Some(ListQuery { filter, after, ..ListQuery::first_of_all(PAGE) });
        while let Some(query) = next.take() {
            let page = engine.list(viewer, D, &query, &needs).await?;
            page.gaps.iter().for_each(|gap| listed.note_gap(gap.clone()));
            let reader = |node| Reader { node, viewer, calendar: terms.calendar };
            let references =
                page.nodes.iter().map(|(_, node)| reader(node).reference(deal::PARTNER).cloned());
            let owners = partners.of(references.collect()).await;
            for ((cursor, node), owner) in page.nodes.iter().zip(owners) {
                let Some(owner) = owner else { continue };
                let facts = Deal::of(reader(node));
                if !is_in(row, question, &facts, |dimension| owner.values(dimension).to_vec()) {
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

/// Whether a deal belongs to a row.
fn is_in(
    row: &Row,
    question: &Question,
    deal: &Deal,
    of_partner: impl Fn(Dimension) -> Vec<String>,
) -> bool {
    let wanted = question.attributions.as_ref();
    let counts = |part: &&super::Attribution| wanted.is_none_or(|wanted| wanted.contains(part));
    let parts: Vec<_> = deal.attributions.iter().filter(counts).collect();
    if parts.is_empty() {
        return false;
    }
    if row.keys.is_empty() {
        return true;
    }
    let own: Vec<_> = row.keys.iter().map(|key| key.value.clone()).collect();
    let keys = keys(&question.group_by, |dimension| match dimension {
        Dimension::Attribution => parts.iter().map(|part| <&str>::from(*part).to_owned()).collect(),
        dimension => deal.values(dimension).unwrap_or_else(|| of_partner(dimension)),
    });
    keys.contains(&own)
}
