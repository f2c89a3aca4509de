//! The figures that a plan prints, and so needs: nothing else is worked out.

use std::collections::BTreeSet;

use super::rights;
use crate::{
    engine::{Problem, Viewer},
    graphql::{
        engine_graph::bind::Bound,
        plan::{Call, Selection, What},
        types::{Meaning, PerformanceField},
    },
    work::performance::{Dimension, Group},
};

/// The bound arguments of a plan.
pub(super) type All = [Result<Bound, Problem>];

/// The groups of figures that a call of performance prints, as far as the viewer may see what they
/// stand on.
pub(super) fn figures(
    viewer: &Viewer,
    call: &Call,
    all: &All,
    dimensions: &[Dimension],
) -> BTreeSet<Group> {
    let mut wanted = BTreeSet::new();
    if !dimensions.is_empty() {
        // Rows are those with revenue at least, in its order, whatever is printed of them.
        wanted.insert(Group::Closed);
    }
    if dimensions.contains(&Dimension::Attribution) {
        wanted.insert(Group::Attribution);
    }
    of_call(call, all, &mut wanted);
    wanted.retain(|group| rights::may_ask(viewer, *group));
    wanted
}

fn of_call(call: &Call, all: &All, wanted: &mut BTreeSet<Group>) {
    for printout in call.sets.iter().flat_map(|set| &set.0) {
        of_selection(&printout.selection, all, wanted);
        for inner in &printout.calls {
            if let Meaning::Figures(PerformanceField::AnswerTotal | PerformanceField::AnswerRows) =
                inner.meaning
            {
                of_call(inner, all, wanted);
            }
        }
    }
}

fn of_selection(selection: &Selection, all: &All, wanted: &mut BTreeSet<Group>) {
    for printed in &selection.fields {
        if let What::Object(_, inner) = &printed.what {
            of_selection(inner, all, wanted);
        }
        let Some(Meaning::Figures(field)) = printed.meaning() else { continue };
        let argument = printed.arguments.and_then(|place| all.get(place)?.as_ref().ok());
        match (field, argument) {
            (PerformanceField::RowPartners, _) => wanted.extend(rights::GROUPS),
            (_, Some(Bound::Figure(figure))) => wanted.extend(rights::of_figure(*figure).0),
            (field, _) => wanted.extend(rights::of_field(field).0),
        }
    }
}
