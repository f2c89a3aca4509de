//! A condition of `$filter`, kept as a tree so that a list too long for one address can be cut.

use super::Features;

/// A condition. It has no `not`: what holds for a part of a list holds for the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Condition {
    /// All hold; with none in it, always true.
    All(Vec<Condition>),
    /// One holds; with none in it, never true.
    Any(Vec<Condition>),
    /// One comparison, as it stands.
    Plain(String),
    /// A field equals one of these literals.
    OneOf(String, Vec<String>),
    /// One of these comparisons holds: keys of several parts, each as it stands.
    Keys(Vec<String>),
}

/// Conditions of which a row passes one if it passes the whole, and never two, but for a number in
/// two spellings.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Pieces {
    pub(crate) conditions: Vec<Condition>,
    /// Whether they let no more rows through than the whole.
    pub(crate) whole: bool,
}

impl Condition {
    /// What always holds.
    pub(crate) fn always() -> Self {
        Self::All(Vec::new())
    }

    /// What never does.
    pub(crate) fn never() -> Self {
        Self::Any(Vec::new())
    }

    /// A field that equals one of these literals.
    pub(crate) fn one_of(field: &str, mut literals: Vec<String>) -> Self {
        literals.sort_unstable();
        literals.dedup();
        if literals.is_empty() { Self::never() } else { Self::OneOf(field.to_owned(), literals) }
    }

    /// All of them, with constants folded.
    pub(crate) fn all_of(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Vec::new();
        for part in parts {
            match part {
                Self::All(more) => all.extend(more),
                part if part.is_never() => return part,
                part => all.push(part),
            }
        }
        if all.len() == 1 { all.remove(0) } else { Self::All(all) }
    }

    /// One of them, with constants folded.
    pub(crate) fn any_of(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut any = Vec::new();
        for part in parts {
            match part {
                Self::Any(more) => any.extend(more),
                part if part.is_always() => return part,
                part => any.push(part),
            }
        }
        if any.len() == 1 { any.remove(0) } else { Self::Any(any) }
    }

    /// Whether it always holds.
    pub(crate) fn is_always(&self) -> bool {
        matches!(self, Self::All(parts) if parts.is_empty())
    }

    /// Whether it never holds.
    pub(crate) fn is_never(&self) -> bool {
        matches!(self, Self::Any(parts) if parts.is_empty())
    }

    /// As it stands in a filter of a service that takes this; empty if it always holds.
    pub(crate) fn render(&self, takes: Features) -> String {
        let joined = |parts: &[Self], word: &str| {
            let one = |part: &Self| {
                if part.is_single(takes) {
                    part.render(takes)
                } else {
                    format!("({})", part.render(takes))
                }
            };
            parts.iter().map(one).collect::<Vec<_>>().join(word)
        };
        match self {
            Self::All(parts) | Self::Any(parts) if parts.len() == 1 => parts[0].render(takes),
            Self::All(parts) => joined(parts, " and "),
            Self::Any(parts) => joined(parts, " or "),
            Self::Plain(text) => text.clone(),
            Self::OneOf(field, items) if Self::is_list(field, items, takes) => {
                format!("{field} in ({})", items.join(","))
            }
            Self::OneOf(field, items) => items
                .iter()
                .map(|item| format!("{field} eq {item}"))
                .collect::<Vec<_>>()
                .join(" or "),
            Self::Keys(keys) => {
                keys.iter().map(|key| format!("({key})")).collect::<Vec<_>>().join(" or ")
            }
        }
    }

    /// Whether a list is said by `in`, which not every service takes of a function.
    fn is_list(field: &str, items: &[String], takes: Features) -> bool {
        items.len() > 1 && takes.has(Features::LIST) && !field.contains('(')
    }

    /// Whether it is said by `in` anywhere.
    pub(crate) fn has_list(&self, takes: Features) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|part| part.has_list(takes)),
            Self::OneOf(field, items) => Self::is_list(field, items, takes),
            Self::Plain(_) | Self::Keys(_) => false,
        }
    }

    fn is_single(&self, takes: Features) -> bool {
        match self {
            Self::All(_) | Self::Any(_) => false,
            Self::Plain(_) => true,
            Self::OneOf(field, items) => items.len() == 1 || Self::is_list(field, items, takes),
            Self::Keys(keys) => keys.len() == 1,
        }
    }

    /// This condition in as few pieces of at most this `size`, and so many items, as there can be.
    /// If no list can be cut that far, what is longest is left out.
    pub(crate) fn fit(self, size: &impl Fn(&Self) -> usize, most: usize, items: usize) -> Pieces {
        let mut is_whole = true;
        let mut parts = match self {
            Self::All(parts) => parts,
            one => vec![one],
        };
        loop {
            let whole = Self::All(parts.clone());
            let longest = (0..parts.len()).max_by_key(|nth| parts[*nth].weight());
            let Some(longest) = longest else {
                return Pieces { conditions: vec![whole], whole: is_whole };
            };
            let count = parts[longest].items().map_or(1, <[String]>::len);
            if size(&whole) <= most && count <= items.max(1) {
                return Pieces { conditions: vec![whole], whole: is_whole };
            }
            let pieces = |pieces: usize| -> Vec<Self> {
                let chunks =
                    parts[longest].items().unwrap_or_default().chunks(count.div_ceil(pieces));
                let with = |chunk: &[String]| {
                    let mut parts = parts.clone();
                    parts[longest] = parts[longest].with_items(chunk);
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

    fn weight(&self) -> usize {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().map(Self::weight).sum(),
            Self::Plain(text) => text.len(),
            Self::OneOf(field, items) => {
                items.iter().map(|item| item.len() + field.len() + 8).sum()
            }
            Self::Keys(items) => items.iter().map(|item| item.len() + 6).sum(),
        }
    }

    fn items(&self) -> Option<&[String]> {
        match self {
            Self::OneOf(_, items) | Self::Keys(items) => Some(items),
            Self::All(_) | Self::Any(_) | Self::Plain(_) => None,
        }
    }

    fn with_items(&self, items: &[String]) -> Self {
        match self {
            Self::OneOf(field, _) => Self::OneOf(field.clone(), items.to_vec()),
            Self::Keys(_) => Self::Keys(items.to_vec()),
            other => other.clone(),
        }
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
        let either = Condition::any_of([
            Condition::Plain("a eq 1".into()),
            Condition::Plain("b eq 2".into()),
        ]);
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
            Condition::Keys(vec!["a eq 1 and b eq 2".into()]).render(Features::ALL),
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
                parts[1].items().unwrap().to_vec()
            })
            .collect();
        assert_eq!(items, (0..100).map(|n| format!("'{n:04}'")).collect::<Vec<_>>());
        assert_eq!(condition.fit(&size, 100_000, 30).conditions.len(), 4);
    }

    #[test]
    fn what_cannot_be_cut_is_left_out() {
        let either = Condition::any_of([list("a", 100), Condition::Plain("b eq 2".into())]);
        let pieces = Condition::all_of([either, list("c", 2)]).fit(&size, 100, 1000);
        assert_eq!(
            pieces,
            Pieces { conditions: vec![Condition::All(vec![list("c", 2)])], whole: false }
        );
    }
}
