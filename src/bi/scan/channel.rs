//! The rows of the channel's work: figures and statements, of one chunk of partners after the
//! other.

use std::cmp::Ordering;

use channelgraph_core::Class;
use channelgraph_schema::{Currency, EntityKind, Filter, Value};
use channelgraph_sql::{Batches, Code, Condition, Failure, Operand, Scan, Test};
use chrono::Utc;
use futures::{FutureExt, StreamExt, TryStreamExt, stream};

use super::{
    Reader,
    extra::{self, Line, Told},
    periods::{self, Span},
    statements,
};
use crate::{
    bi::tables::{Cell, Definition, Rows},
    engine::{Needs, Seen},
    graphql::{FigureRows, Leaf, kinds_of_leaves},
    work::{
        coverage::Coverage,
        performance::{Lists, Question},
        period::{Comparison, Days},
        statement::Basis,
    },
};

const P: EntityKind = EntityKind::Partner;
/// The column of the partner of a row.
pub(super) const PARTNER: &str = "partner_id";
/// Partners of a chunk of figures: each chunk goes through whole lists.
const CHUNK: usize = 500;
/// Partners of a chunk of statements, whose incentives are asked for together.
const PARENTS: usize = 100;

/// What a scan asks for.
pub(super) struct Asked {
    rows: Rows,
    pub(super) spans: Vec<Span>,
    /// The currencies of figures.
    currencies: Vec<String>,
    /// The days by which statements count.
    pub(super) bases: Vec<Basis>,
    /// Partners of a chunk.
    pub(super) chunk: usize,
}

impl Asked {
    /// What a scan asks for.
    ///
    /// # Errors
    /// If it is more than may be.
    pub(super) fn of(reader: &Reader, scan: &Scan, rows: Rows) -> Result<Self, Failure> {
        let work = reader.app.graphql.work();
        let spans = periods::spans(scan, work.calendar, work.calendar.day_of(Utc::now()))?;
        let (mut currencies, mut bases) = (Vec::new(), Vec::new());
        if matches!(rows, Rows::Lines) {
            bases = periods::words(scan, "basis", Basis::Cohort, |word| word.parse().ok())?;
        } else {
            let code = |word: &str| {
                let currency = Currency::try_from(word.to_owned()).ok()?;
                Some(currency.as_str().to_owned())
            };
            let usual = work.rates.reporting().to_owned();
            currencies = periods::words(scan, "currency", usual, code)?;
        }
        let parts = spans.iter().map(|span| span.parts.len()).max().unwrap_or(1).max(1);
        let most = if matches!(rows, Rows::Lines) { PARENTS } else { CHUNK };
        let wanted = scan.limit.map_or(most, |limit| limit.div_ceil(parts));
        let chunk = (work.max_groups / parts).min(most).min(wanted).max(1);
        Ok(Self { rows, spans, currencies, bases, chunk })
    }

    /// Partners that it takes for about so many rows: figures have a row for each period and
    /// currency.
    pub(super) fn partners_for(&self, rows: usize) -> usize {
        let parts: usize = self.spans.iter().map(|span| span.parts.len()).sum();
        let each = parts.saturating_mul(self.currencies.len()).max(1);
        rows.div_ceil(each).clamp(1, self.chunk)
    }

    /// Says which periods there are, where no condition says where they begin: a condition that
    /// is tested here alone would find nothing before them.
    fn tell(&self, scan: &Scan) {
        for span in self.spans.iter().filter(|span| span.is_usual) {
            let (name, from, to) = (&scan.table.name, span.days.from, span.days.to);
            let message = format!("`{name}` was read from {from} to {to}");
            let hint = "Compare `period_from` with a day for other periods.";
            scan.gaps.tell(Failure::new(Code::Setting, message).hint(hint));
        }
    }
}

/// The rows of a table of the channel's work.
pub(super) fn rows(reader: Reader, scan: Scan, rows: Rows) -> Batches {
    let asked = match Asked::of(&reader, &scan, rows) {
        Ok(asked) => asked,
        Err(failure) => return stream::once(std::future::ready(Err(failure))).boxed(),
    };
    asked.tell(&scan);
    if asked.spans.is_empty() {
        return stream::empty().boxed();
    }
    if matches!(rows, Rows::Totals) {
        let all = async move {
            let lines = Class::Export.scope(totals(&reader, &scan, &asked)).await?;
            extra::batch(&scan, lines)
        };
        return stream::once(all).boxed();
    }
    let ids = extra::ids(&scan, PARTNER);
    let lists = lists(ids.is_some());
    let pages = extra::nodes((reader.clone(), scan.clone()), P, Needs::default(), ids, asked.chunk);
    let chunks = pages.map_ok({
        let chunk = asked.chunk;
        move |page| {
            let chunks: Vec<_> = page.chunks(chunk).map(|some| Ok(some.to_vec())).collect();
            stream::iter(chunks)
        }
    });
    let asked = std::sync::Arc::new(asked);
    chunks
        .try_flatten()
        .and_then(move |partners: Vec<Seen>| {
            let (reader, scan, asked) = (reader.clone(), scan.clone(), asked.clone());
            async move {
                let of = of_partners(&reader, &scan, &asked, &partners, lists);
                extra::batch(&scan, Class::Export.scope(of).await?.concat())
            }
        })
        .boxed()
}

/// The lists of which figures are worked out: of partners that are named, those of what is theirs.
pub(super) fn lists(are_named: bool) -> Lists {
    if are_named { Lists::Theirs } else { Lists::Whole }
}

/// The rows of each of these partners.
///
/// # Errors
/// If they cannot be worked out, or a source fails whose gap is not taken.
pub(super) async fn of_partners(
    reader: &Reader,
    scan: &Scan,
    asked: &Asked,
    partners: &[Seen],
    lists: Lists,
) -> Result<Vec<Vec<Line>>, Failure> {
    if matches!(asked.rows, Rows::Lines) {
        return statements::lines(reader, scan, asked, partners).await;
    }
    let mut all: Vec<Vec<Line>> = partners.iter().map(|_| Vec::new()).collect();
    for span in &asked.spans {
        for currency in &asked.currencies {
            let told = figures(reader, scan, (span, currency), Some((partners, lists))).await?;
            all.iter_mut().zip(told).for_each(|(all, more)| all.extend(more));
        }
    }
    Ok(all)
}

/// The rows of all partners together.
///
/// # Errors
/// As [`of_partners`].
pub(super) async fn totals(
    reader: &Reader,
    scan: &Scan,
    asked: &Asked,
) -> Result<Vec<Line>, Failure> {
    let mut all = Vec::new();
    for span in &asked.spans {
        for currency in &asked.currencies {
            all.extend(figures(reader, scan, (span, currency), None).await?.concat());
        }
    }
    Ok(all)
}

/// The figures of each of these partners, or of all together, in a currency.
async fn figures(
    reader: &Reader,
    scan: &Scan,
    (span, currency): (&Span, &str),
    partners: Option<(&[Seen], Lists)>,
) -> Result<Vec<Vec<Line>>, Failure> {
    let question = Question {
        group_by: Vec::new(),
        period: span.days,
        interval: Some(span.length),
        partners: Filter::all(),
        deals: Filter::all(),
        attributions: None,
        currency: Some(currency.to_owned()),
        rates_on: None,
        compare: Comparison::None,
        figures: Default::default(),
    };
    let leaves = leaves(reader.definition(&scan.table.name)?, scan);
    let (places, leaves): (Vec<usize>, Vec<&Leaf>) = leaves.into_iter().unzip();
    let asked = (&*reader.app.engine, &reader.viewer);
    // Its type is deep enough without those around it.
    let told = reader.app.graphql.figure_rows(asked, question, &leaves, partners).boxed().await;
    let told = told.map_err(|problem| reader.told(&problem))?;
    let mut all = Vec::with_capacity(told.len());
    for FigureRows { partner, rows, coverage } in told {
        covered(reader, scan, &coverage)?;
        let line = |days: Days, values: Vec<Value>| {
            let mut line = empty(scan);
            put(scan, &mut line, PARTNER, partner.as_ref().map(Seen::id));
            put(scan, &mut line, "period_length", Some(span.length.into()));
            put(scan, &mut line, "currency", Some(currency));
            put_days(scan, &mut line, days);
            for (place, value) in places.iter().zip(values) {
                line[*place] = Told::Value(value);
            }
            line
        };
        let lines = rows.into_iter().map(|(days, values)| line(days, values));
        all.push(lines.filter(|line| passes(&scan.condition, line)).collect());
    }
    Ok(all)
}

/// A row without values.
pub(super) fn empty(scan: &Scan) -> Line {
    scan.table.columns.iter().map(|_| Told::Value(Value::Null)).collect()
}

/// Puts a text into the column of a name, if there is one.
pub(super) fn put(scan: &Scan, line: &mut Line, name: &str, text: Option<&str>) {
    if let Some(value) = scan.table.column(name).and_then(|place| line.get_mut(place)) {
        *value = Told::Text(text.map(str::to_owned));
    }
}

/// Puts in the first and the last day of a row's period.
pub(super) fn put_days(scan: &Scan, line: &mut Line, days: Days) {
    for (name, day) in [("period_from", days.from), ("period_to", days.to)] {
        if let Some(value) = scan.table.column(name).and_then(|place| line.get_mut(place)) {
            *value = Told::Value(Value::Date(day));
        }
    }
}

/// Returns true if a row passes what a condition says of its texts and days. Files have no other
/// test of their rows.
pub(super) fn passes(condition: &Condition, line: &Line) -> bool {
    match condition {
        Condition::All(parts) => parts.iter().all(|part| passes(part, line)),
        Condition::Any(parts) => parts.iter().any(|part| passes(part, line)),
        Condition::Test(column, test) => match line.get(*column) {
            Some(Told::Text(Some(text))) => holds(test, &Operand::Text(text.clone())),
            Some(Told::Value(Value::Date(day))) => holds(test, &Operand::Date(*day)),
            _ => true,
        },
    }
}

fn holds(test: &Test, value: &Operand) -> bool {
    let days = |operand: &Operand| match (value, operand) {
        (Operand::Date(day), Operand::Date(other)) => Some(day.cmp(other)),
        _ => None,
    };
    match test {
        Test::In(values) => values.contains(value),
        Test::NotIn(values) => !values.contains(value),
        Test::Lt(other) => days(other).is_none_or(Ordering::is_lt),
        Test::Lte(other) => days(other).is_none_or(Ordering::is_le),
        Test::Gt(other) => days(other).is_none_or(Ordering::is_gt),
        Test::Gte(other) => days(other).is_none_or(Ordering::is_ge),
        Test::StartsWith(_) | Test::Contains(_) | Test::IsNull(_) => true,
    }
}

/// The leaves of figures that a scan asks for, with the places of their columns.
fn leaves(definition: &Definition, scan: &Scan) -> Vec<(usize, &'static Leaf)> {
    let leaf = |place: &usize| match definition.cells.get(*place) {
        Some(Cell::Figure(leaf)) => Some((*place, *leaf)),
        _ => None,
    };
    scan.columns.iter().filter_map(leaf).collect()
}

/// Takes what is missing in figures or statements, and says what they leave out.
///
/// # Errors
/// If a gap is not taken.
pub(super) fn covered(reader: &Reader, scan: &Scan, of: &Coverage) -> Result<(), Failure> {
    of.missing.iter().try_for_each(|gap| reader.gap(scan, gap))?;
    let name = &scan.table.name;
    let tell = |what: &str| {
        let message = format!("`{name}` leaves out {what}");
        scan.gaps.tell(Failure::new(Code::Setting, message));
    };
    if of.unconverted > 0 {
        tell("amounts between whose currencies no rate is known");
    }
    if of.undated > 0 {
        tell("records without the day by which they would count");
    }
    Ok(())
}

/// The entities that a scan reads.
pub(super) fn kinds(reader: &Reader, definition: &Definition, scan: &Scan) -> Vec<EntityKind> {
    let mut kinds = Vec::new();
    if matches!(definition.rows, Rows::Lines) {
        kinds.push(EntityKind::Incentive);
        let has_deal =
            |place: &usize| matches!(definition.cells.get(*place), Some(Cell::DealOfLine));
        kinds.extend(scan.columns.iter().any(has_deal).then_some(EntityKind::Deal));
        return kinds;
    }
    let leaves: Vec<&Leaf> = leaves(definition, scan).into_iter().map(|(_, leaf)| leaf).collect();
    kinds.extend(kinds_of_leaves(&reader.viewer, &leaves));
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_tested_by_their_texts_and_days() {
        let day = |text: &str| text.parse().unwrap();
        let line: Line = vec![
            Told::Text(Some("QUARTER".to_owned())),
            Told::Value(Value::Date(day("2026-04-01"))),
            Told::Value(Value::Null),
        ];
        let text = |text: &str| Operand::Text(text.to_owned());
        let of = |test| passes(&Condition::Test(0, test), &line);
        assert!(of(Test::In(vec![text("MONTH"), text("QUARTER")])));
        assert!(!of(Test::In(vec![text("quarter")])));
        assert!(!of(Test::NotIn(vec![text("QUARTER")])));
        let at = |test: fn(Operand) -> Test, other: &str| {
            passes(&Condition::Test(1, test(Operand::Date(day(other)))), &line)
        };
        for (test, before, same, after) in [
            (Test::Lt as fn(Operand) -> Test, false, false, true),
            (Test::Lte, false, true, true),
            (Test::Gt, true, false, false),
            (Test::Gte, true, true, false),
        ] {
            let found = ["2026-03-31", "2026-04-01", "2026-04-02"].map(|other| at(test, other));
            assert_eq!(found, [before, same, after]);
        }
        // What is not known here is tested by others.
        let unknown = Condition::Test(2, Test::Gt(Operand::Number(1, 0)));
        assert!(passes(&unknown, &line));
        let never = Condition::Test(0, Test::In(Vec::new()));
        assert!(passes(&Condition::Any(vec![never.clone(), unknown.clone()]), &line));
        assert!(!passes(&Condition::All(vec![never, unknown]), &line));
    }
}
