//! A condition of `$filter`, kept as a tree so that a list too long for one address can be cut.

use channelgraph_core::pushdown::{self, Logic};

use super::Features;

/// A condition of `$filter`.
pub(crate) type Condition = pushdown::Condition<Clause>;

/// One comparison of `$filter`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Clause {
    /// A comparison as it is written.
    Plain(String),
    /// A field equals one of these literals.
    OneOf(String, Vec<String>),
    /// One of these comparisons holds: keys of several parts, as they are written.
    Keys(Vec<String>),
}

/// Conditions of which a row passes one if it passes the whole, and never two, but for a number in
/// two spellings.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Pieces {
    pub(crate) conditions: Vec<Condition>,
    /// They match no more rows than the whole.
    pub(crate) whole: bool,
}

/// Conditions as text of `$filter`.
pub(crate) trait FilterText: Sized {
    /// A comparison as it is written.
    fn plain(text: impl Into<String>) -> Self;

    /// A field that equals one of these literals.
    fn one_of(field: &str, literals: Vec<String>) -> Self;

    /// The condition as text for a service that takes these features; empty if it always holds.
    fn render(&self, takes: Features) -> String;

    /// The text uses `in` somewhere.
    fn has_list(&self, takes: Features) -> bool;

    /// The condition in as few pieces of at most this `size`, and so many items, as there can be.
    /// If no list can be cut that far, the longest part is left out.
    fn fit(self, size: &impl Fn(&Self) -> usize, most: usize, items: usize) -> Pieces;
}

impl FilterText for Condition {
    fn plain(text: impl Into<String>) -> Self {
        Self::Clause(Clause::Plain(text.into()))
    }

    fn one_of(field: &str, mut literals: Vec<String>) -> Self {
        literals.sort_unstable();
        literals.dedup();
        if literals.is_empty() {
            return Self::never();
        }
        Self::Clause(Clause::OneOf(field.to_owned(), literals))
    }

    fn render(&self, takes: Features) -> String {
        let joined = |parts: &[Self], word: &str| {
            let one = |part: &Self| match part {
                Self::Clause(clause) if clause.is_single(takes) => clause.render(takes),
                part => format!("({})", part.render(takes)),
            };
            parts.iter().map(one).collect::<Vec<_>>().join(word)
        };
        match self {
            Self::All(parts) | Self::Any(parts) if parts.len() == 1 => parts[0].render(takes),
            Self::All(parts) => joined(parts, " and "),
            Self::Any(parts) => joined(parts, " or "),
            Self::Clause(clause) => clause.render(takes),
        }
    }

    fn has_list(&self, takes: Features) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|part| part.has_list(takes)),
            Self::Clause(clause) => clause.is_list(takes),
        }
    }

    fn fit(self, size: &impl Fn(&Self) -> usize, most: usize, items: usize) -> Pieces {
        let mut is_whole = true;
        let mut parts = match self {
            Self::All(parts) => parts,
            one => vec![one],
        };
        loop {
            let whole = Self::All(parts.clone());
            let longest = (0..parts.len()).max_by_key(|nth| weight(&parts[*nth]));
            let Some(longest) = longest else {
                return Pieces { conditions: vec![whole], whole: is_whole };
            };
            let count = items_of(&parts[longest]).map_or(1, <[String]>::len);
            if size(&whole) <= most && count <= items.max(1) {
                return Pieces { conditions: vec![whole], whole: is_whole };
            }
            let pieces = |pieces: usize| -> Vec<Self> {
                let chunks =
                    items_of(&parts[longest]).unwrap_or_default().chunks(count.div_ceil(pieces));
                let with = |chunk: &[String]| {
                    let mut parts = parts.clone();
                    parts[longest] = with_items(&parts[longest], chunk);
                    Self::All(parts)
                };
                chunks.map(with).collect()
            };
            let least = count.div_ceil(items.max(1)).max(2);
            let cut = (least..=count)
                .map(pieces)
                .find(|pieces| pieces.iter().all(|piece| size(piece) <= most));
            if let Some(conditions) = cut {
                return Pieces { conditions, whole: is_whole };
            }
            parts.remove(longest);
            is_whole = false;
        }
    }
}

impl Clause {
    fn render(&self, takes: Features) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::OneOf(field, items) if self.is_list(takes) => {
                format!("{field} in ({})", items.join(","))
            }
            Self::OneOf(field, items) => {
                let equal = items.iter().map(|item| format!("{field} eq {item}"));
                equal.collect::<Vec<_>>().join(" or ")
            }
            Self::Keys(keys) => {
                keys.iter().map(|key| format!("({key})")).collect::<Vec<_>>().join(" or ")
            }
        }
    }

    /// The text uses `in`, which not every service takes of a function.
    fn is_list(&self, takes: Features) -> bool {
        matches!(self, Self::OneOf(field, items)
            if items.len() > 1 && takes.has(Features::LIST) && !field.contains('('))
    }

    /// The text is one comparison, which needs no parentheses.
    fn is_single(&self, takes: Features) -> bool {
        match self {
            Self::Plain(_) => true,
            Self::OneOf(_, items) => items.len() == 1 || self.is_list(takes),
            Self::Keys(keys) => keys.len() == 1,
        }
    }
}

/// Bytes that a condition takes, about.
fn weight(condition: &Condition) -> usize {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().map(weight).sum(),
        Condition::Clause(Clause::Plain(text)) => text.len(),
        Condition::Clause(Clause::OneOf(field, items)) => {
            items.iter().map(|item| item.len() + field.len() + 8).sum()
        }
        Condition::Clause(Clause::Keys(items)) => items.iter().map(|item| item.len() + 6).sum(),
    }
}

/// The list of a condition that is one.
fn items_of(condition: &Condition) -> Option<&[String]> {
    match condition {
        Condition::Clause(Clause::OneOf(_, items) | Clause::Keys(items)) => Some(items),
        _ => None,
    }
}

fn with_items(condition: &Condition, items: &[String]) -> Condition {
    match condition {
        Condition::Clause(Clause::OneOf(field, _)) => {
            Condition::Clause(Clause::OneOf(field.clone(), items.to_vec()))
        }
        Condition::Clause(Clause::Keys(_)) => Condition::Clause(Clause::Keys(items.to_vec())),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(name: &str, count: usize) -> Condition {
        Condition::one_of(name, (0..count).map(|n| format!("'{n:04}'")).collect())
    }

    fn size(condition: &Condition) -> usize {
        condition.render(Features::NONE).len()
    }

    #[test]
    fn mixed_conditions_stand_in_parentheses() {
        let either = Condition::any_of([Condition::plain("a eq 1"), Condition::plain("b eq 2")]);
        let both = Condition::all_of([either, list("c", 2), list("d", 1)]);
        assert_eq!(
            both.render(Features::ALL),
            "(a eq 1 or b eq 2) and c in ('0000','0001') and d eq '0000'"
        );
        assert_eq!(
            both.render(Features::NONE),
            "(a eq 1 or b eq 2) and (c eq '0000' or c eq '0001') and d eq '0000'"
        );
        assert_eq!(
            Condition::Clause(Clause::Keys(vec!["a eq 1 and b eq 2".into()])).render(Features::ALL),
            "(a eq 1 and b eq 2)"
        );
    }

    #[test]
    fn the_longest_list_is_cut_into_as_few_pieces_as_fit() {
        let condition = Condition::all_of([list("a", 5), list("b", 100)]);
        let pieces = condition.clone().fit(&size, 700, 1000);
        assert_eq!((pieces.conditions.len(), pieces.whole), (3, true));
        let items: Vec<String> = pieces
            .conditions
            .iter()
            .flat_map(|piece| {
                assert!(size(piece) <= 700);
                let Condition::All(parts) = piece else { panic!() };
                items_of(&parts[1]).unwrap().to_vec()
            })
            .collect();
        assert_eq!(items, (0..100).map(|n| format!("'{n:04}'")).collect::<Vec<_>>());
        assert_eq!(condition.fit(&size, 100_000, 30).conditions.len(), 4);
    }

    #[test]
    fn what_cannot_be_cut_is_left_out() {
        let either = Condition::any_of([list("a", 100), Condition::plain("b eq 2")]);
        let pieces = Condition::all_of([either, list("c", 2)]).fit(&size, 100, 1000);
        assert_eq!(
            pieces,
            Pieces { conditions: vec![Condition::All(vec![list("c", 2)])], whole: false }
        );
    }
}
