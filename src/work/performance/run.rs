//! The way from a question to its answer.

use std::collections::HashMap;

use chrono::Utc;

use super::{
    Lists, Performance, Question, ask::Spans, fold::Fold, known::Known, partners::Partners,
    read::Reading, rows::Piece, terms::Terms,
};
use crate::{
    engine::{Engine, Problem, Seen, Viewer},
    work::{Work, period::Days},
};

/// Parts of a period at most: each record is held against all of them.
const MOST_PARTS: usize = 1_000;

impl Work {
    /// The figures of a question.
    ///
    /// # Errors
    /// If it cannot be answered within the bounds, or filters by what the viewer may not see. A
    /// source that fails is named in the answer's coverage.
    pub async fn performance(
        &self,
        engine: &Engine,
        viewer: &Viewer,
        question: &Question,
    ) -> Result<Performance, Problem> {
        let (terms, whole, pieces) = self.terms(question)?;
        let asked = (engine, viewer);
        let (partners, gaps) =
            Partners::meeting(asked, terms.calendar, &question.group_by, &question.partners)
                .await?;
        let mut fold = Fold::new(terms.clone(), whole, pieces.clone());
        let spans = Spans::new(whole, &pieces);
        let reading = Reading::new(asked, &terms, partners, gaps);
        let missing = reading.into_folds(&spans, &mut fold).await?;
        let known = Known::new(engine, &question.figures, &missing, self.accept_hours);
        Ok(fold.finish(&known, missing))
    }

    /// The figures of each of these partners, in their order. The question's condition on partners
    /// does not count.
    ///
    /// # Errors
    /// As [`Self::performance`].
    pub async fn performance_of(
        &self,
        engine: &Engine,
        viewer: &Viewer,
        question: &Question,
        partners: &[Seen],
    ) -> Result<Vec<Performance>, Problem> {
        self.performance_by(engine, viewer, question, partners, Lists::Theirs).await
    }

    /// The same by lists of a kind.
    ///
    /// # Errors
    /// As [`Self::performance`].
    pub async fn performance_by(
        &self,
        engine: &Engine,
        viewer: &Viewer,
        question: &Question,
        partners: &[Seen],
        lists: Lists,
    ) -> Result<Vec<Performance>, Problem> {
        let (mut terms, whole, pieces) = self.terms(question)?;
        terms.is_of_one = true;
        if partners.len().saturating_mul(pieces.len()) > self.max_groups {
            return Err(Problem::too_complex(format!(
                "{} partners have more than {} parts of the period in all; ask for fewer partners \
                 or longer intervals, or raise `performance.max_groups`",
                partners.len(),
                self.max_groups
            )));
        }
        let fold = || Fold::new(terms.clone(), whole, pieces.clone());
        let apart = partners.iter().map(|partner| (partner.id().to_owned(), fold()));
        let mut folds: HashMap<String, Fold<'_>> = apart.collect();
        let asked = (engine, viewer);
        let these = Partners::these(asked, terms.calendar, &question.group_by, partners, lists);
        let spans = Spans::new(whole, &pieces);
        let reading = Reading::new(asked, &terms, these, Vec::new());
        let missing = reading.into_folds(&spans, &mut folds).await?;
        let known = Known::new(engine, &question.figures, &missing, self.accept_hours);
        let finish = |partner: &Seen| {
            let fold = folds.remove(partner.id()).unwrap_or_else(fold);
            fold.finish(&known, missing.clone())
        };
        Ok(partners.iter().map(finish).collect())
    }

    /// The terms of a question, its period, and the parts of that in which rows are.
    pub(super) fn terms<'q>(
        &self,
        question: &'q Question,
    ) -> Result<(Terms<'q>, Piece, Vec<Piece>), Problem> {
        self.rates.note();
        let now = Utc::now();
        let today = self.calendar.day_of(now);
        let currency: &str = question.currency.as_deref().unwrap_or(self.rates.reporting());
        let piece = |days: Days| Piece { now: days, before: days.before(question.compare, today) };
        let parts = match question.interval {
            Some(interval) => {
                let parts = self.calendar.parts(question.period, interval, MOST_PARTS);
                parts.ok_or_else(|| {
                    Problem::too_complex(format!(
                        "the period has more than {MOST_PARTS} of these intervals; ask for longer \
                         ones, or for a shorter period"
                    ))
                })?
            }
            None if question.group_by.is_empty() => Vec::new(),
            None => vec![question.period],
        };
        let terms = Terms {
            question,
            calendar: self.calendar,
            rates: self.rates.clone(),
            currency: currency.into(),
            accept_hours: self.accept_hours,
            roles: self.roles.clone(),
            max_groups: self.max_groups,
            engagement: self.engagement,
            is_of_one: false,
            now,
            today,
        };
        Ok((terms, piece(question.period), parts.into_iter().map(piece).collect()))
    }
}
