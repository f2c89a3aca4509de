//! `$expand`: one level of linked rows.

use super::Names;
use crate::bi::odata::{
    error::Refused,
    filter::Filter,
    options::short,
    sets::{Link, Set},
};

/// Linked rows that are given with each row.
#[derive(Debug, Clone)]
pub(in crate::bi::odata) struct Expand {
    /// The link.
    pub(in crate::bi::odata) link: Link,
    /// The places of the columns to give.
    pub(in crate::bi::odata) columns: Vec<usize>,
    /// True if the client named the columns.
    pub(in crate::bi::odata) selects: bool,
    /// The condition on linked rows.
    pub(in crate::bi::odata) filter: Option<Filter>,
    /// Linked rows of one row at most.
    pub(in crate::bi::odata) top: Option<usize>,
}

/// Reads the option of a set.
pub(super) fn read(names: Names<'_>, set: usize, text: &str) -> Result<Vec<Expand>, Refused> {
    let here = names.set(set)?;
    let mut all: Vec<Expand> = Vec::new();
    for part in split(text, ',')? {
        let part = part.trim();
        if part == "*" {
            for link in &here.links {
                all.push(whole(names, link)?);
            }
            continue;
        }
        let (name, options) = match part.split_once('(') {
            Some((name, rest)) => {
                let inner = rest.strip_suffix(')').ok_or_else(|| malformed(part))?;
                (name.trim(), Some(inner))
            }
            None => (part, None),
        };
        let link = here.link(name).ok_or_else(|| unknown(names, here, name))?;
        if all.iter().any(|known| known.link == *link) {
            return Err(Refused::bad(format!("`$expand` names `{name}` twice")));
        }
        let mut expand = whole(names, link)?;
        if let Some(options) = options {
            expand.options(names, options)?;
        }
        all.push(expand);
    }
    Ok(all)
}

/// A link with all columns of its rows.
fn whole(names: Names<'_>, link: &Link) -> Result<Expand, Refused> {
    let columns = names.selected(names.set(link.to)?, None)?;
    Ok(Expand { link: link.clone(), columns, selects: false, filter: None, top: None })
}

impl Expand {
    /// Takes the options of a link, in its parentheses.
    fn options(&mut self, names: Names<'_>, text: &str) -> Result<(), Refused> {
        let set = names.set(self.link.to)?;
        for option in split(text, ';')? {
            let (name, value) = option.split_once('=').ok_or_else(|| malformed(option))?;
            match name.trim() {
                "$select" => {
                    self.columns = names.selected(set, Some(value))?;
                    self.selects = true;
                }
                "$filter" if self.link.many => self.filter = Some(names.filter(set, value)?),
                "$top" if self.link.many => {
                    let top = value.trim().parse();
                    self.top = Some(top.map_err(|_| malformed(option))?);
                }
                other => {
                    return Err(Refused::unsupported(format!(
                        "`{}` is not supported in `$expand`; there are `$select`, and `$filter` \
                         and `$top` of links to many",
                        short(other)
                    )));
                }
            }
        }
        Ok(())
    }
}

/// The parts of a text between separators that stand in no parentheses and no quotes.
fn split(text: &str, separator: char) -> Result<Vec<&str>, Refused> {
    let (mut depth, mut quoted, mut from, mut parts) = (0_usize, false, 0, Vec::new());
    for (at, letter) in text.char_indices() {
        match letter {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.checked_sub(1).ok_or_else(|| malformed(text))?,
            letter if letter == separator && depth == 0 && !quoted => {
                parts.push(&text[from..at]);
                from = at + letter.len_utf8();
            }
            _ => {}
        }
    }
    if depth > 0 || quoted {
        return Err(malformed(text));
    }
    parts.push(&text[from..]);
    parts.retain(|part| !part.trim().is_empty());
    Ok(parts)
}

fn unknown(names: Names<'_>, set: &Set, name: &str) -> Refused {
    if name.contains('/') {
        return Refused::unsupported("`$expand` follows one link, not several in a row");
    }
    if set.table.column(name).is_some() {
        return Refused::bad(format!("`{name}` is a property: name it in `$select`"));
    }
    let column = format!("{name}_id");
    names.reader_refusal(set, name, &column)
}

fn malformed(part: &str) -> Refused {
    Refused::bad(format!("`$expand` has the malformed `{}`", short(part)))
}

impl Names<'_> {
    /// The refusal of a link that a set does not have: its column may be hidden.
    fn reader_refusal(self, set: &Set, name: &str, column: &str) -> Refused {
        let hidden = channelgraph_sql::Source::hidden(self.reader, Some(&set.table.name), column);
        match hidden {
            Some(hidden) => hidden.into(),
            None => Refused::bad(format!("`{}` has no link `{}`", set.table.name, short(name))),
        }
    }
}
