//! Questions as they are asked for a viewer: his rules are part of them.

use channelgraph_schema::{Direction, EntityKind, FieldId, FieldSet, Filter, Role, Test, Value};

use super::{Mode, Seen, Viewer};
use crate::engine::{ListQuery, Needs, Problem};

impl Viewer {
    /// A list as it is asked for him: of the nodes that he may see, by the values that he may see.
    ///
    /// # Errors
    /// With the code FORBIDDEN if it is filtered or ordered by a field that he may not see: whether
    /// a node is listed, and where, would tell of its value.
    pub(in crate::engine) fn ask(
        &self,
        kind: EntityKind,
        query: &ListQuery,
    ) -> Result<ListQuery, Problem> {
        let mut asked = query.clone();
        if let Some(key) = query.order.key {
            match self.mode(kind, key) {
                Mode::Show => {}
                // No node has a key.
                Mode::Hide => {
                    asked.order.key = None;
                    asked.order.direction = Direction::Asc;
                }
                Mode::Mask | Mode::Forbid => return Err(self.forbidden(kind, key)),
            }
        }
        asked.filter = if query.search {
            self.sought(kind, query.filter.clone())
        } else {
            self.with_nulls(kind, query.filter.clone())?
        };
        if query.sources.is_some()
            && let Some(sources) = kind.with_role(Role::Sources)
        {
            match self.mode(kind, sources) {
                Mode::Show => {}
                Mode::Hide => asked.filter = Filter::none(),
                Mode::Mask | Mode::Forbid => return Err(self.forbidden(kind, sources)),
            }
        }
        if let Some(rows) = self.rows(kind) {
            if query.search && kind != EntityKind::Partner {
                asked.within = asked.within.and(rows.clone());
            } else {
                asked.filter = narrowed(asked.filter.and(rows.clone()));
            }
        }
        Ok(asked)
    }

    /// The list of what refers to these parents, as it is asked for him: it tells what the
    /// reference holds, so that nothing is listed by one that he does not see. That they are among
    /// his own partners need not be asked again.
    ///
    /// # Errors
    /// As [`Self::ask`], also if he may not see the reference.
    pub(in crate::engine) fn ask_below(
        &self,
        kind: EntityKind,
        relation: FieldId,
        parents: &[Seen],
        query: &ListQuery,
    ) -> Result<ListQuery, Problem> {
        let mut asked = self.ask(kind, query)?;
        if !self.may_look_up(kind, relation)? {
            asked.filter = Filter::none();
            return Ok(asked);
        }
        let are_own = |values: &[Value]| {
            let is_own = |value: &Value| values.contains(value);
            parents.iter().all(|parent| parent.node().references().iter().all(is_own))
        };
        let is_known = |part: &Filter<FieldId>| {
            matches!(part, Filter::Test(field, Test::In(values))
                if *field == relation && are_own(values))
        };
        asked.filter = match asked.filter {
            Filter::And(parts) => Filter::all_of(parts.into_iter().filter(|part| !is_known(part))),
            part if is_known(&part) => Filter::all(),
            other => other,
        };
        Ok(asked)
    }

    /// Whether a node may be found by a field for him: not where he sees no value of it.
    ///
    /// # Errors
    /// With the code FORBIDDEN if he may not see the field.
    pub(in crate::engine) fn may_look_up(
        &self,
        kind: EntityKind,
        field: FieldId,
    ) -> Result<bool, Problem> {
        match self.mode(kind, field) {
            Mode::Show => Ok(true),
            Mode::Hide => Ok(false),
            Mode::Mask | Mode::Forbid => Err(self.forbidden(kind, field)),
        }
    }

    /// What is read of nodes for him: besides what is selected, as far as he may see it, what
    /// decides whether he may see them.
    pub(in crate::engine) fn needs(&self, kind: EntityKind, needs: &Needs) -> Needs {
        let mut tested = FieldSet::EMPTY;
        if let Some(rows) = self.rows(kind) {
            rows.for_each_field(&mut |field| tested.insert(*field));
        }
        Needs {
            fields: needs.fields.difference(self.unread(kind)).union(tested),
            attributes: needs.attributes && self.attributes() == Mode::Show,
            every_record: needs.every_record && self.provenance() == Mode::Show,
            ..*needs
        }
    }

    /// A filter on what he sees: what is hidden is null.
    fn with_nulls(
        &self,
        kind: EntityKind,
        filter: Filter<FieldId>,
    ) -> Result<Filter<FieldId>, Problem> {
        let each = |parts: Vec<Filter<FieldId>>| {
            parts.into_iter().map(|part| self.with_nulls(kind, part)).collect::<Result<Vec<_>, _>>()
        };
        Ok(match filter {
            Filter::And(parts) => Filter::all_of(each(parts)?),
            Filter::Or(parts) => Filter::any_of(each(parts)?),
            Filter::Not(part) => Filter::Not(Box::new(self.with_nulls(kind, *part)?)),
            Filter::Test(field, test) => match self.mode(kind, field) {
                Mode::Show => Filter::Test(field, test),
                Mode::Hide if test.passes(&Value::Null) => Filter::all(),
                Mode::Hide => Filter::none(),
                Mode::Mask | Mode::Forbid => return Err(self.forbidden(kind, field)),
            },
        })
    }

    /// The part of a search that looks into fields that he sees.
    fn sought(&self, kind: EntityKind, filter: Filter<FieldId>) -> Filter<FieldId> {
        let is_seen = |part: &Filter<FieldId>| {
            let mut is_seen = true;
            part.for_each_field(&mut |field| is_seen &= self.mode(kind, *field) == Mode::Show);
            is_seen
        };
        match filter {
            Filter::Or(parts) => Filter::any_of(parts.into_iter().filter(is_seen)),
            one if is_seen(&one) => one,
            _ => Filter::none(),
        }
    }
}

/// The same filter with what two conditions on one reference have in common, so that nothing is
/// asked of partners that are left out anyway.
fn narrowed(filter: Filter<FieldId>) -> Filter<FieldId> {
    let Filter::And(parts) = filter else { return filter };
    let mut narrow: Vec<Filter<FieldId>> = Vec::new();
    for part in parts {
        if let Filter::Test(field, Test::In(values)) = &part {
            let same = narrow.iter_mut().find_map(|known| match known {
                Filter::Test(other, Test::In(known)) if other == field && are_references(known) => {
                    Some(known)
                }
                _ => None,
            });
            if let Some(known) = same.filter(|_| are_references(values)) {
                known.retain(|value| values.contains(value));
                continue;
            }
        }
        narrow.push(part);
    }
    let is_empty = |part: &Filter<FieldId>| matches!(part, Filter::Test(_, Test::In(values)) if values.is_empty());
    if narrow.iter().any(is_empty) {
        return Filter::none();
    }
    Filter::all_of(narrow)
}

fn are_references(values: &[Value]) -> bool {
    values.iter().all(|value| matches!(value, Value::Reference(_)))
}
