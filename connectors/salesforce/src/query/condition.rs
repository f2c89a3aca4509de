//! Conditions in SOQL, kept as a tree so that a list too long for one address can be cut.

use channelgraph_core::pushdown;

/// A condition in SOQL.
pub(crate) type Condition = pushdown::Condition<Clause>;

/// One comparison in SOQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Clause {
    /// A comparison as it is written.
    Plain(String),
    /// A comparison with a list: the text before the list, its items, the text after it.
    In(String, Vec<String>, String),
}

/// Conditions of which a row meets at least one exactly if it meets the whole.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Pieces {
    pub(crate) conditions: Vec<Condition>,
    /// No row meets two of them.
    pub(crate) disjoint: bool,
}

/// Conditions as SOQL text.
pub(crate) trait Soql: Sized {
    /// A comparison as it is written.
    fn plain(text: impl Into<String>) -> Self;

    /// The condition as text; never called for a constant.
    fn render(&self) -> String;

    /// The condition in pieces, each with a `size` of at most `most`; `None` if cutting a list
    /// does not make it small enough.
    fn cut(&self, size: &impl Fn(&Self) -> usize, most: usize) -> Option<Pieces>;
}

impl Soql for Condition {
    fn plain(text: impl Into<String>) -> Self {
        Self::Clause(Clause::Plain(text.into()))
    }

    fn render(&self) -> String {
        let joined = |parts: &[Self], word: &str| {
            let one = |part: &Self| match part {
                Self::All(_) | Self::Any(_) => format!("({})", part.render()),
                part => part.render(),
            };
            parts.iter().map(one).collect::<Vec<_>>().join(word)
        };
        match self {
            Self::All(parts) => joined(parts, " AND "),
            Self::Any(parts) => joined(parts, " OR "),
            Self::Clause(Clause::Plain(text)) => text.clone(),
            Self::Clause(Clause::In(before, items, after)) => {
                format!("{before}{}{after}", items.join(","))
            }
        }
    }

    fn cut(&self, size: &impl Fn(&Self) -> usize, most: usize) -> Option<Pieces> {
        let whole = size(self);
        if whole <= most {
            return Some(Pieces { conditions: vec![self.clone()], disjoint: true });
        }
        let mut all = Vec::new();
        lists(self, &mut all);
        let longest =
            (0..all.len()).max_by_key(|nth| all[*nth].iter().map(String::len).sum::<usize>())?;
        let items = all[longest];
        let least = size(&with_list(self, &mut { longest }, &items[..1]));
        if items.len() < 2 || least > most {
            return None;
        }
        let is_longest = |part: &Self| matches!(part, Self::Clause(Clause::In(_, list, _)) if std::ptr::eq(list.as_slice(), items));
        let disjoint = match self {
            Self::All(parts) => parts.iter().any(is_longest),
            whole => is_longest(whole),
        };
        // As few pieces as there can be, then one more until all fit: items differ in length.
        let fewest = (whole - least).div_ceil(most - least + 1).max(2);
        (fewest..=items.len()).find_map(|pieces| {
            let parts = items.chunks(items.len().div_ceil(pieces));
            let conditions: Vec<_> =
                parts.map(|part| with_list(self, &mut { longest }, part)).collect();
            conditions
                .iter()
                .all(|piece| size(piece) <= most)
                .then_some(Pieces { conditions, disjoint })
        })
    }
}

/// Collects all lists of a condition, in their order in the text.
fn lists<'a>(condition: &'a Condition, found: &mut Vec<&'a [String]>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| lists(part, found));
        }
        Condition::Clause(Clause::In(_, items, _)) => found.push(items),
        Condition::Clause(Clause::Plain(_)) => {}
    }
}

/// The condition with other items in its `nth` list, counted down to 0.
fn with_list(condition: &Condition, nth: &mut usize, items: &[String]) -> Condition {
    let mut each =
        |parts: &[Condition]| parts.iter().map(|part| with_list(part, nth, items)).collect();
    match condition {
        Condition::All(parts) => Condition::All(each(parts)),
        Condition::Any(parts) => Condition::Any(each(parts)),
        Condition::Clause(Clause::In(before, old, after)) => {
            let items = if *nth == 0 { items } else { old };
            *nth = nth.wrapping_sub(1);
            Condition::Clause(Clause::In(before.clone(), items.to_vec(), after.clone()))
        }
        plain => plain.clone(),
    }
}

#[cfg(test)]
mod tests {
    use channelgraph_core::pushdown::Logic;

    use super::*;

    fn list(name: &str, count: usize) -> Condition {
        Condition::Clause(Clause::In(
            format!("{name} IN ("),
            (0..count).map(|n| format!("'{n:04}'")).collect(),
            ")".into(),
        ))
    }

    #[test]
    fn mixed_conditions_stand_in_parentheses() {
        let either = Condition::any_of([Condition::plain("a = 1"), Condition::plain("b = 2")]);
        let both = Condition::all_of([either, list("c", 2)]);
        assert_eq!(both.render(), "(a = 1 OR b = 2) AND c IN ('0000','0001')");
    }

    #[test]
    fn the_longest_list_is_cut_into_as_few_pieces_as_fit() {
        let condition = Condition::all_of([list("a", 5), list("b", 100)]);
        let size = |condition: &Condition| condition.render().len();
        let pieces = condition.cut(&size, 300).unwrap();
        assert_eq!(pieces.conditions.len(), 3);
        assert!(pieces.disjoint);
        let mut items = Vec::new();
        for piece in &pieces.conditions {
            assert!(size(piece) <= 300);
            let mut lists = Vec::new();
            super::lists(piece, &mut lists);
            assert_eq!(lists[0].len(), 5);
            items.extend(lists[1].to_vec());
        }
        assert_eq!(items, (0..100).map(|n| format!("'{n:04}'")).collect::<Vec<_>>());
        assert_eq!(condition.cut(&size, 20), None);
    }

    #[test]
    fn pieces_of_one_of_two_ways_share_rows() {
        let condition = Condition::any_of([list("a", 5), list("b", 100)]);
        assert!(!condition.cut(&|condition| condition.render().len(), 300).unwrap().disjoint);
    }
}
