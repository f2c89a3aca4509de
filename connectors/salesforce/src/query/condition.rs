//! A condition in SOQL, kept as a tree so that a list too long for one address can be cut.

/// A condition. It has no `NOT`: what holds for a part of a list holds for the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Condition {
    /// All hold; with none in it, always true.
    All(Vec<Condition>),
    /// One holds; with none in it, never true.
    Any(Vec<Condition>),
    /// One comparison, as it stands.
    Plain(String),
    /// One of these: what stands before the list, its items, what stands after it.
    In(String, Vec<String>, String),
}

/// Conditions of which at least one holds exactly where the whole does.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Pieces {
    pub(crate) conditions: Vec<Condition>,
    /// Whether no row passes two of them.
    pub(crate) disjoint: bool,
}

impl Condition {
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

    /// As it stands in a query; never asked of a constant.
    pub(crate) fn render(&self) -> String {
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
            Self::Plain(text) => text.clone(),
            Self::In(before, items, after) => format!("{before}{}{after}", items.join(",")),
        }
    }

    /// This condition in pieces, each with a `size` of at most `most`. Nothing if cutting a list
    /// does not make it small enough.
    pub(crate) fn cut(&self, size: &impl Fn(&Self) -> usize, most: usize) -> Option<Pieces> {
        let whole = size(self);
        if whole <= most {
            return Some(Pieces { conditions: vec![self.clone()], disjoint: true });
        }
        let mut lists = Vec::new();
        self.lists(&mut lists);
        let longest = (0..lists.len())
            .max_by_key(|nth| lists[*nth].iter().map(String::len).sum::<usize>())?;
        let items = lists[longest];
        let least = size(&self.with_list(longest, &items[..1]));
        if items.len() < 2 || least > most {
            return None;
        }
        let disjoint = match self {
            Self::All(parts) => parts.iter().any(
                |part| matches!(part, Self::In(_, list, _) if std::ptr::eq(list.as_slice(), items)),
            ),
            _ => matches!(self, Self::In(..)),
        };
        // As few pieces as there can be, then one more until all fit: items differ in length.
        let fewest = (whole - least).div_ceil(most - least + 1).max(2);
        (fewest..=items.len()).find_map(|pieces| {
            let parts = items.chunks(items.len().div_ceil(pieces));
            let conditions: Vec<_> = parts.map(|part| self.with_list(longest, part)).collect();
            conditions
                .iter()
                .all(|piece| size(piece) <= most)
                .then_some(Pieces { conditions, disjoint })
        })
    }

    fn lists<'a>(&'a self, lists: &mut Vec<&'a [String]>) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.lists(lists)),
            Self::In(_, items, _) => lists.push(items),
            Self::Plain(_) => {}
        }
    }

    fn with_list(&self, nth: usize, items: &[String]) -> Self {
        fn replaced(condition: &Condition, place: &mut usize, items: &[String]) -> Condition {
            let mut each = |parts: &[Condition]| {
                parts.iter().map(|part| replaced(part, place, items)).collect()
            };
            match condition {
                Condition::All(parts) => Condition::All(each(parts)),
                Condition::Any(parts) => Condition::Any(each(parts)),
                Condition::Plain(text) => Condition::Plain(text.clone()),
                Condition::In(before, old, after) => {
                    let items = if *place == 0 { items } else { old };
                    *place = place.wrapping_sub(1);
                    Condition::In(before.clone(), items.to_vec(), after.clone())
                }
            }
        }
        replaced(self, &mut { nth }, items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(name: &str, count: usize) -> Condition {
        Condition::In(
            format!("{name} IN ("),
            (0..count).map(|n| format!("'{n:04}'")).collect(),
            ")".into(),
        )
    }

    #[test]
    fn mixed_conditions_stand_in_parentheses() {
        let either =
            Condition::any_of([Condition::Plain("a = 1".into()), Condition::Plain("b = 2".into())]);
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
            piece.lists(&mut lists);
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
