//! A summary of what the index made of the records, for people who run the gateway.

use std::fmt;

use channelgraph_identity::{By, Kind, Void};

use super::{Snapshot, decisions::RecordName};

/// Values and loops that are told one by one; of more, the number.
const MOST: usize = 10;

/// What the index made of the records.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// The number of partners.
    pub partners: u32,
    /// The number of records that they are made of.
    pub records: u32,
    /// The number of ties by what they stand on.
    pub ties: Ties,
    /// The number of pairs that may be one partner.
    pub suggestions: usize,
    /// Values that too many unlike companies share, the most frequent first.
    pub void: Vec<Void>,
    /// Parents that were left out, as they make a loop: its records, upwards.
    pub loops: Vec<Vec<RecordName>>,
    /// Records that the configuration names, and that are not there.
    pub absent: Vec<RecordName>,
}

/// The number of ties by what they stand on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ties {
    /// Decided by people.
    pub confirmed: usize,
    /// By links.
    pub links: usize,
    /// By tax ids and the like.
    pub registers: usize,
    /// By evidence.
    pub evidence: usize,
    /// By evidence that is nothing but a name.
    pub name_alone: usize,
    /// By exact domains and names, in the mode that ties by these.
    pub keys: usize,
}

impl Snapshot {
    /// What the index made of the records.
    pub fn summary(&self) -> Summary {
        let mut ties = Ties::default();
        for tie in &self.resolution.ties {
            let count = match tie.by {
                By::Confirmed => &mut ties.confirmed,
                By::Link => &mut ties.links,
                By::Register => &mut ties.registers,
                By::Domain | By::Name => &mut ties.keys,
                By::Evidence { alone, .. } => {
                    ties.name_alone += usize::from(alone);
                    &mut ties.evidence
                }
            };
            *count += 1;
        }
        let mut void = self.resolution.void.clone();
        void.sort_by(|a, b| b.records.cmp(&a.records).then_with(|| a.cmp(b)));
        let named = self.rules.same.iter().chain(&self.rules.not_same).flatten();
        let is_absent = |name: &&RecordName| name.find(&self.model, &self.records).is_none();
        Summary {
            partners: self.len(),
            records: self.records(),
            ties,
            suggestions: self.resolution.suggestions.len(),
            void,
            loops: self
                .partners
                .loops()
                .into_iter()
                .map(|around| self.first_records(around))
                .collect(),
            absent: named.filter(is_absent).cloned().collect(),
        }
    }

    /// The first record of each of these partners.
    fn first_records(&self, partners: &[u32]) -> Vec<RecordName> {
        let first = |partner: &u32| {
            let record = self.partners.members(*partner).first()?;
            let table = self.records.table(&self.model, *record)?;
            Some(RecordName::of(&self.records.key(table, *record)))
        };
        partners.iter().filter_map(first).collect()
    }
}

impl Summary {
    /// What there is to tell beside the numbers of partners and records, in lines.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("{}; {} suggestions", self.ties, self.suggestions)];
        let void = |Void { kind, value, records }: &Void| {
            let kind = word(*kind);
            format!("{kind} {value} tells nothing: {records} records of unlike companies have it")
        };
        lines.extend(some(&self.void, void, "values that tell nothing"));
        lines.extend(some(&self.loops, |around| told_loop(around), "loops of parents"));
        let absent = |name: &RecordName| {
            format!("[identity] names {name}, which is not there: the decision does nothing")
        };
        lines.extend(some(&self.absent, absent, "records that are not there"));
        lines
    }
}

/// The first of some things, a line each, and how many more there are.
fn some<T>(all: &[T], line: impl Fn(&T) -> String, what: &str) -> Vec<String> {
    let mut lines: Vec<String> = all.iter().take(MOST).map(line).collect();
    let more = all.len().saturating_sub(MOST);
    if more > 0 {
        lines.push(format!("and {more} more {what}"));
    }
    lines
}

/// A loop, and which parent of it was left out.
fn told_loop(around: &[RecordName]) -> String {
    let top = around.last().map(ToString::to_string).unwrap_or_default();
    let names: Vec<String> = around.iter().map(ToString::to_string).collect();
    format!(
        "{top} is below itself by its parents ({top} → {}): its own parent is left out; mend one \
         of them in the source",
        names.join(" → ")
    )
}

fn word(kind: Kind) -> String {
    <&str>::from(kind).to_lowercase().replace('_', " ")
}

impl fmt::Display for Ties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { confirmed, links, registers, evidence, name_alone, keys } = self;
        let all = confirmed + links + registers + evidence + keys;
        write!(f, "{all} ties")?;
        let mut before = ": ";
        for (count, what) in [
            (confirmed, "decided by people"),
            (links, "by links"),
            (registers, "by numbers of registers"),
            (keys, "by exact keys"),
            (evidence, "by evidence"),
            (name_alone, "of these by a name alone"),
        ] {
            if *count > 0 {
                write!(f, "{before}{count} {what}")?;
                before = ", ";
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_tell_nothing_are_told_up_to_ten() {
        let void = |number: u32| Void {
            kind: Kind::TaxId,
            value: format!("DE{number}"),
            records: 50 - number,
        };
        let summary = Summary { void: (0..13).map(void).collect(), ..Summary::default() };
        let lines = summary.lines();
        assert_eq!(lines[0], "0 ties; 0 suggestions");
        assert_eq!(lines[1], "tax id DE0 tells nothing: 50 records of unlike companies have it");
        assert_eq!(lines.len(), 12);
        assert_eq!(lines[11], "and 3 more values that tell nothing");
    }

    #[test]
    fn ties_are_told_by_kind() {
        let ties = Ties { links: 2, evidence: 7, name_alone: 3, ..Ties::default() };
        assert_eq!(
            ties.to_string(),
            "9 ties: 2 by links, 7 by evidence, 3 of these by a name alone"
        );
    }
}
