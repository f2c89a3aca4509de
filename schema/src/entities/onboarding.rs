//! Onboarding: the way from a company's application to its first deal.

use rust_decimal::Decimal;

use super::{
    contact::ID,
    objects::{APPROVAL, APPROVALS, ASSIGNEE, DECIDED_BY, DOCUMENT, PERSON, STEP, SUBMITTED_BY},
    rows::{
        CREATED_AT, OWNER_EMAIL, OWNER_NAME, OWNER_PHONE, SOURCE, SOURCE_STATUS, STATE, STATE_WORD,
        STATUS, UPDATED_AT,
    },
    work_enums::{ONBOARDING_STATUS, PARTY, STEP_KIND, STEP_STATE},
};
use crate::{
    Class::Personal,
    Entity, EntityKind, FieldDef,
    FieldType::{Bool, Date, DateTime, Enum, Integer, List, Number, Reference, Text, TextList},
    Role, Value,
    entity::{Derived, Nested},
};

const O: EntityKind = EntityKind::Onboarding;

pub(crate) static ONBOARDING: Entity = Entity {
    kind: EntityKind::Onboarding,
    word: "ONBOARDING",
    one: Some("onboarding"),
    many: Some("onboardings"),
    doc: "A company's way into a programme: its application, what is to be done, and what was \
          decided.",
    fields: &[
        FieldDef::new("id", TextList, ID).role(Role::Ids).filter_as("id", "Onboarding id."),
        SOURCE,
        FieldDef::new("partner", Reference(EntityKind::Partner), "Company that is onboarded.")
            .role(Role::Owner)
            .filter(),
        FieldDef::new("status", Enum(&ONBOARDING_STATUS), STATUS)
            .filter_as("status", "Current status."),
        SOURCE_STATUS,
        FieldDef::new("program", Text, "Programme that it leads into.").filter(),
        OWNER_NAME,
        OWNER_EMAIL,
        OWNER_PHONE,
        FieldDef::new("appliedAt", DateTime, "Time of the application.")
            .filter()
            .order("APPLIED_AT", "Time of the application."),
        FieldDef::new("decidedAt", DateTime, "Time of the decision on the application.").filter(),
        FieldDef::new("startedAt", DateTime, "Beginning of the work on it.").filter(),
        FieldDef::new("dueAt", Date, "Day by which it is to be completed.")
            .filter()
            .order("DUE_AT", "Day by which it is to be completed."),
        FieldDef::new("completedAt", DateTime, "Time of completion.").filter(),
        FieldDef::new("steps.name", List(&Text), "Name.").required(),
        FieldDef::new("steps.kind", List(&Enum(&STEP_KIND)), "Kind of step."),
        FieldDef::new("steps.state", List(&Enum(&STEP_STATE)), STATE),
        FieldDef::new("steps.sourceState", List(&Text), STATE_WORD).role(Role::SourceWord),
        FieldDef::new("steps.required", List(&Bool), "True if it has to be done."),
        FieldDef::new("steps.order", List(&Integer), "Place among the steps."),
        FieldDef::new("steps.owner.name", List(&Text), "Full name.").tells().class(Personal),
        FieldDef::new("steps.owner.email", List(&Text), "Email address.").class(Personal),
        FieldDef::new("steps.owner.phone", List(&Text), "Phone number.").class(Personal),
        FieldDef::new("steps.waitingFor", List(&Enum(&PARTY)), "Side that has to act."),
        FieldDef::new("steps.startedAt", List(&DateTime), "Beginning of the work on it."),
        FieldDef::new("steps.dueAt", List(&DateTime), "Time by which it is to be done."),
        FieldDef::new("steps.completedAt", List(&DateTime), "Time of completion."),
        FieldDef::new("documents.name", List(&Text), "Name.").required(),
        FieldDef::new("documents.kind", List(&Text), "Kind of document, in the source's words."),
        FieldDef::new("documents.state", List(&Enum(&STEP_STATE)), STATE),
        FieldDef::new("documents.sourceState", List(&Text), STATE_WORD).role(Role::SourceWord),
        FieldDef::new("documents.required", List(&Bool), "True if it has to be there."),
        FieldDef::new("documents.submittedAt", List(&DateTime), "Time of submission."),
        FieldDef::new("documents.decidedAt", List(&DateTime), "Time of the decision."),
        FieldDef::new("documents.expiresAt", List(&Date), "Last day on which it is valid."),
        FieldDef::new("approvals.name", List(&Text), "Name of the approval."),
        FieldDef::new("approvals.state", List(&Enum(&STEP_STATE)), STATE),
        FieldDef::new("approvals.sourceState", List(&Text), STATE_WORD)
            .role(Role::SourceWord)
            .tells(),
        FieldDef::new("approvals.assignee.name", List(&Text), "Full name.").tells().class(Personal),
        FieldDef::new("approvals.assignee.email", List(&Text), "Email address.").class(Personal),
        FieldDef::new("approvals.assignee.phone", List(&Text), "Phone number.").class(Personal),
        FieldDef::new("approvals.submittedBy.name", List(&Text), "Full name.")
            .tells()
            .class(Personal),
        FieldDef::new("approvals.submittedBy.email", List(&Text), "Email address.").class(Personal),
        FieldDef::new("approvals.submittedBy.phone", List(&Text), "Phone number.").class(Personal),
        FieldDef::new("approvals.decidedBy.name", List(&Text), "Full name.")
            .tells()
            .class(Personal),
        FieldDef::new("approvals.decidedBy.email", List(&Text), "Email address.").class(Personal),
        FieldDef::new("approvals.decidedBy.phone", List(&Text), "Phone number.").class(Personal),
        FieldDef::new("approvals.submittedAt", List(&DateTime), "Time of submission.").tells(),
        FieldDef::new("approvals.decidedAt", List(&DateTime), "Time of the last decision."),
        FieldDef::new("approvals.comment", List(&Text), "Comment.").class(Personal),
        CREATED_AT,
        UPDATED_AT,
    ],
    objects: &[
        Nested {
            path: "owner",
            of: &PERSON,
            doc: "The vendor's employee in charge of it.",
            list: false,
        },
        Nested { path: "steps", of: &STEP, doc: "What is to be done.", list: true },
        Nested { path: "steps.owner", of: &PERSON, doc: "Who has to do it.", list: false },
        Nested { path: "documents", of: &DOCUMENT, doc: "What is to be handed in.", list: true },
        Nested { path: "approvals", of: &APPROVAL, doc: APPROVALS, list: true },
        Nested { path: "approvals.assignee", of: &PERSON, doc: ASSIGNEE, list: false },
        Nested { path: "approvals.submittedBy", of: &PERSON, doc: SUBMITTED_BY, list: false },
        Nested { path: "approvals.decidedBy", of: &PERSON, doc: DECIDED_BY, list: false },
    ],
    relations: &[],
    derived: &[Derived {
        name: "progress",
        ty: Number,
        doc: "Part of the required steps that is done, 0 to 1. Skipped steps are not required; \
              null if none is.",
        from: || const { &[O.known("steps.required"), O.known("steps.state")] },
        of: progress,
    }],
    detailed: true,
};

/// The part of the required steps that is done.
fn progress(values: &[&Value]) -> Value {
    let [Value::List(required), Value::List(states)] = values else { return Value::Null };
    let states = required.iter().zip(states).filter_map(|(required, state)| {
        let state = state.as_str();
        (*required == Value::Bool(true) && state != Some("SKIPPED")).then_some(state)
    });
    let states: Vec<_> = states.collect();
    let done = states.iter().filter(|state| **state == Some("DONE")).count();
    let share = Decimal::from(done).checked_div(Decimal::from(states.len()));
    share.map_or(Value::Null, |share| Value::Number(share.round_dp(4).normalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_what_is_done_of_what_is_required() {
        let list = |values: &[Value]| Value::List(values.to_vec());
        let (yes, no) = (Value::Bool(true), Value::Bool(false));
        let [done, open, skipped] = ["DONE", "SUBMITTED", "SKIPPED"].map(Value::text);
        let of = |required: &[Value], states: &[Value]| progress(&[&list(required), &list(states)]);
        let required = [yes.clone(), yes.clone(), yes.clone(), no.clone(), yes.clone()];
        let states = [done.clone(), open.clone(), skipped.clone(), done.clone(), Value::Null];
        assert_eq!(of(&required, &states), Value::Number(Decimal::new(3333, 4)));
        assert_eq!(of(&[no], std::slice::from_ref(&done)), Value::Null, "nothing is required");
        assert_eq!(of(&[yes], &[done]), Value::Number(Decimal::ONE));
        assert_eq!(progress(&[&Value::Null, &Value::Null]), Value::Null);
    }
}
