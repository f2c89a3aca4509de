//! Binds a filter to a type: names become properties, and what the service does not take is
//! refused.

use std::collections::BTreeSet;
use std::iter::zip;
use std::ptr;

use super::ast::{Function, Node, Operator};
use super::cell::Cell;
use super::eval::comparable;
use super::lex::{Token, lex};
use super::literal::Literal;
use super::parse::parse;
use crate::odata::errors::{Answer, Reason, Refusal};
use crate::odata::store::{Edm, EntitySet, Navigation, Property, Vendor};
use crate::odata::switches::FilterStatus;
use crate::odata::view::View;

/// A filter whose names are found and whose types agree.
#[derive(Debug)]
pub(in crate::odata) enum Bound<'a> {
    Value(Cell),
    Property(Path<'a>),
    Call(Function, Vec<Bound<'a>>),
    Not(Box<Bound<'a>>),
    All(Vec<Bound<'a>>),
    Any(Vec<Bound<'a>>),
    Compare(Operator, Box<Bound<'a>>, Box<Bound<'a>>),
    In(Box<Bound<'a>>, BTreeSet<Cell>),
}

/// A property, and the to-one navigations that lead to it.
#[derive(Debug, Clone)]
pub(in crate::odata) struct Path<'a> {
    pub(super) steps: Vec<&'a Navigation>,
    pub(super) set: &'a EntitySet,
    pub(super) name: &'a str,
    pub(super) property: &'a Property,
    /// Whether it is compared as a number of ten digits.
    pub(super) padded: bool,
}

impl Path<'_> {
    fn is(&self, other: &Self) -> bool {
        let same_steps = self.steps.len() == other.steps.len()
            && zip(&self.steps, &other.steps).all(|(own, other)| ptr::eq(*own, *other));
        self.name == other.name && ptr::eq(self.set, other.set) && same_steps
    }
}

/// Refuses a filter with a word that the service does not know.
fn refuse_unknown(view: &View<'_>, text: &str) -> Answer<()> {
    let words = &view.switches.unknown_words;
    let tokens = if words.is_empty() { Ok(Vec::new()) } else { lex(text, view.service.version) };
    let unknown = |token| match token {
        Token::Word(word) if words.contains(&word) => Some(word),
        _ => None,
    };
    // What cannot be cut into words, the parser refuses in its own.
    let Some(word) = tokens.unwrap_or_default().into_iter().find_map(unknown) else {
        return Ok(());
    };
    let message = format!("The filter cannot be evaluated: '{word}' is not supported.");
    let reason = match view.switches.unknown_words_status {
        FilterStatus::Refused => Reason::BadRequest,
        FilterStatus::Failed => Reason::Failed,
        FilterStatus::NotImplemented => Reason::NotImplemented,
    };
    Err(Refusal::new(reason, message))
}

/// Reads and binds the filter of a set.
pub(in crate::odata) fn filter<'a>(
    view: &View<'a>,
    set: &'a EntitySet,
    text: &str,
) -> Answer<Bound<'a>> {
    refuse_unknown(view, text)?;
    let node = parse(text, view.service.version)
        .map_err(|error| Refusal::bad(format!("Invalid filter: {error}")))?;
    let (bound, kind) = bind(view, set, &node)?;
    match kind {
        Some(Edm::Boolean) => Ok(bound),
        _ => Err(Refusal::bad("The filter is no condition.")),
    }
}

/// Finds a property by its path.
pub(in crate::odata) fn path<'a, S: AsRef<str>>(
    view: &View<'a>,
    set: &'a EntitySet,
    path: &[S],
) -> Answer<Path<'a>> {
    let (mut steps, mut at) = (Vec::new(), set);
    let (name, through) =
        path.split_last().ok_or_else(|| Refusal::bad("A property has no name."))?;
    for step in through {
        let navigation =
            at.navigations.get(step.as_ref()).ok_or_else(|| no_property(at, step.as_ref()))?;
        if navigation.many {
            return Err(Refusal::bad(format!(
                "'{}' leads to several rows and cannot stand in a path.",
                step.as_ref()
            )));
        }
        steps.push(navigation);
        at = view.set(&navigation.to)?;
    }
    let (name, property) =
        at.properties.get_key_value(name.as_ref()).ok_or_else(|| no_property(at, name.as_ref()))?;
    Ok(Path { steps, set: at, name, property, padded: view.is_padded(name) })
}

/// 400 for a property that the type does not have.
pub(in crate::odata) fn no_property(set: &EntitySet, name: &str) -> Refusal {
    Refusal::new(
        Reason::NoProperty,
        format!("Could not find a property named '{name}' on type '{}'.", set.entity),
    )
}

/// A bound expression with its type; a null literal has none.
type Typed<'a> = (Bound<'a>, Option<Edm>);

fn bind<'a>(view: &View<'a>, set: &'a EntitySet, node: &Node) -> Answer<Typed<'a>> {
    let truth = Some(Edm::Boolean);
    Ok(match node {
        Node::Literal(literal) => {
            (Bound::Value(comparable(view, Cell::from(literal), false)), kind(literal))
        }
        Node::Path(names) => {
            let path = path(view, set, names)?;
            if !path.property.filterable {
                return Err(Refusal::bad(format!(
                    "The property '{}' cannot be used in $filter.",
                    names.join("/")
                )));
            }
            let kind = path.property.kind;
            (Bound::Property(path), Some(kind))
        }
        Node::Call(function, arguments) => {
            let arguments = arguments
                .iter()
                .map(|argument| text(view, set, argument))
                .collect::<Answer<_>>()?;
            let kind = match function {
                Function::Length => Edm::Int32,
                Function::ToLower | Function::ToUpper | Function::Trim => Edm::String,
                _ => Edm::Boolean,
            };
            (Bound::Call(*function, arguments), Some(kind))
        }
        Node::Not(inner) => (Bound::Not(Box::new(condition(view, set, inner)?)), truth),
        Node::All(branches) => (Bound::All(conditions(view, set, branches)?), truth),
        Node::Any(branches) => {
            let conditions = conditions(view, set, branches)?;
            let one_field = view.switches.business_central_or_across_fields
                || view.service.vendor != Vendor::BusinessCentral;
            if !one_field && distinct(branches) > 1 {
                return Err(Refusal::bad(
                    "The 'OR' operator is not supported on distinct fields on an OData filter.",
                ));
            }
            (one_of(conditions), truth)
        }
        Node::Compare(operator, left, right) => {
            let (left, left_kind) = bind(view, set, left)?;
            let (right, right_kind) = bind(view, set, right)?;
            if !agree(left_kind, right_kind) {
                return Err(disagreement());
            }
            let (left, right) = align(view, left, right);
            (Bound::Compare(*operator, Box::new(left), Box::new(right)), truth)
        }
        Node::In(value, list) => {
            takes_in(view)?;
            let (value, value_kind) = bind(view, set, value)?;
            if !list.iter().all(|literal| agree(value_kind, kind(literal))) {
                return Err(disagreement());
            }
            let padded = is_padded(&value);
            let list =
                list.iter().map(|literal| comparable(view, Cell::from(literal), padded)).collect();
            (Bound::In(Box::new(value), list), truth)
        }
    })
}

/// Many `eq` on one property, joined by `or`, are looked up as one list, as a database would.
fn one_of<'a>(conditions: Vec<Bound<'a>>) -> Bound<'a> {
    let mut listed: Option<(&Path<'a>, BTreeSet<Cell>)> = None;
    for condition in &conditions {
        let Bound::Compare(Operator::Eq, left, right) = condition else {
            return Bound::Any(conditions);
        };
        let (Bound::Property(path), Bound::Value(cell)) = (left.as_ref(), right.as_ref()) else {
            return Bound::Any(conditions);
        };
        let (first, cells) = listed.get_or_insert_with(|| (path, BTreeSet::new()));
        if *cell == Cell::Null || !first.is(path) {
            return Bound::Any(conditions);
        }
        cells.insert(cell.clone());
    }
    match listed {
        Some((path, cells)) => Bound::In(Box::new(Bound::Property(path.clone())), cells),
        None => Bound::Any(conditions),
    }
}

fn takes_in(view: &View<'_>) -> Answer<()> {
    let switches = view.switches;
    let needs_version = view.service.vendor == Vendor::BusinessCentral
        && switches.business_central_in_needs_schema_version;
    match switches.v4_in && (!needs_version || view.schema_version.as_deref() == Some("2.1")) {
        true => Ok(()),
        false => Err(Refusal::bad("The operator 'in' is not supported.")),
    }
}

fn condition<'a>(view: &View<'a>, set: &'a EntitySet, node: &Node) -> Answer<Bound<'a>> {
    match bind(view, set, node)? {
        (bound, Some(Edm::Boolean)) => Ok(bound),
        _ => Err(Refusal::bad(
            "A condition is expected on either side of 'and' and 'or', and after 'not'.",
        )),
    }
}

fn conditions<'a>(view: &View<'a>, set: &'a EntitySet, nodes: &[Node]) -> Answer<Vec<Bound<'a>>> {
    nodes.iter().map(|node| condition(view, set, node)).collect()
}

/// An argument of a function, which is text. A number of ten digits is there as it is shown.
fn text<'a>(view: &View<'a>, set: &'a EntitySet, node: &Node) -> Answer<Bound<'a>> {
    match bind(view, set, node)? {
        (Bound::Property(path), Some(Edm::String)) => {
            Ok(Bound::Property(Path { padded: false, ..path }))
        }
        (bound, Some(Edm::String) | None) => Ok(bound),
        _ => Err(Refusal::bad("A function is given what is not text.")),
    }
}

/// The type of a literal; a null has none.
fn kind(literal: &Literal) -> Option<Edm> {
    Some(match literal {
        Literal::Null => return None,
        Literal::Boolean(_) => Edm::Boolean,
        Literal::Number(_) => Edm::Decimal,
        Literal::Text(_) => Edm::String,
        Literal::Guid(_) => Edm::Guid,
        Literal::Day(_) => Edm::Date,
        Literal::Moment(_) => Edm::Moment,
        Literal::Time(_) => Edm::Time,
    })
}

fn agree(left: Option<Edm>, right: Option<Edm>) -> bool {
    let number = |kind| matches!(kind, Edm::Int32 | Edm::Decimal);
    match (left, right) {
        (Some(left), Some(right)) => left == right || (number(left) && number(right)),
        _ => true,
    }
}

fn disagreement() -> Refusal {
    Refusal::bad("A comparison holds values of types that do not compare.")
}

/// With a number of ten digits on one side, a literal on the other is padded too.
fn align<'a>(view: &View<'a>, left: Bound<'a>, right: Bound<'a>) -> (Bound<'a>, Bound<'a>) {
    let ten_digits = is_padded(&left) || is_padded(&right);
    let aligned = |side| match side {
        Bound::Value(cell) => Bound::Value(comparable(view, cell, ten_digits)),
        other => other,
    };
    (aligned(left), aligned(right))
}

fn is_padded(bound: &Bound<'_>) -> bool {
    matches!(bound, Bound::Property(path) if path.padded)
}

/// The number of different properties in these branches.
fn distinct(branches: &[Node]) -> usize {
    fn gather<'n>(node: &'n Node, found: &mut BTreeSet<&'n [String]>) {
        match node {
            Node::Literal(_) => {}
            Node::Path(path) => drop(found.insert(path)),
            Node::Call(_, nodes) | Node::All(nodes) | Node::Any(nodes) => {
                nodes.iter().for_each(|node| gather(node, found))
            }
            Node::Not(inner) | Node::In(inner, _) => gather(inner, found),
            Node::Compare(_, left, right) => {
                gather(left, found);
                gather(right, found);
            }
        }
    }
    let mut found = BTreeSet::new();
    branches.iter().for_each(|node| gather(node, &mut found));
    found.len()
}
