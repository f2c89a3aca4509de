//! Approvals of records of the org: by approval processes, which came first, and by flows, to which
//! the org is changing over. Some records have gone through both.

use chrono::{DateTime, Duration, Utc};

use super::cast::Employee;
use super::{Entry, between, insert, row, word};
use crate::salesforce::store::Store as Org;
use crate::terms::StepState;
use crate::truth::{Approval, Text};
use crate::world::dice::Dice;
use crate::world::plan::now;
use crate::world::vendor::salesforce_rows as sf;

/// A request for approval, and what became of it.
pub(super) struct Request<'a> {
    /// The word of approval processes for its state.
    pub status: &'static str,
    pub state: StepState,
    pub by: &'a Employee,
    /// Who decided it, or has to.
    pub actor: &'a Employee,
    /// Who decides beside the actor, or before.
    pub other: &'a Employee,
    pub submitted: DateTime<Utc>,
    pub decided: Option<DateTime<Utc>>,
    /// The time after which nothing has happened to it.
    pub until: DateTime<Utc>,
    pub comment: Option<&'static str>,
}

/// An approval that is to be entered.
pub(super) struct Draft<'a> {
    request: Request<'a>,
    is_flow: bool,
    /// When the other approver passed it on to the actor, in a flow.
    passed_on: Option<DateTime<Utc>>,
    /// Whether an approval process asks the other approver, too.
    asks_both: bool,
}

/// The word of flows for the state that approval processes call so.
fn in_flows(status: &'static str) -> &'static str {
    match status {
        "Pending" => "InProgress",
        "Held" => "Suspended",
        "Removed" => "Recalled",
        other => other,
    }
}

impl<'a> Draft<'a> {
    /// Two in five requests go to a flow; of those that it has not decided, half have passed the
    /// first of two approvers.
    pub(super) fn of(request: Request<'a>, name: &str, dice: &mut Dice) -> (Self, Approval) {
        let is_flow = dice.chance(0.4);
        let is_open = request.decided.is_none();
        let is_recalled = request.state == StepState::Skipped;
        let passed_on = (is_flow && is_open && dice.chance(0.5))
            .then(|| between(request.submitted, request.until, dice));
        let asks_both = !is_flow && is_open && dice.chance(0.3);
        let waits_for = if asks_both { request.other } else { request.actor };
        // A work item of a process is gone once it is decided; a flow keeps its own.
        let has_assignee = is_open || is_flow && !is_recalled;
        // What a flow was asked for and not any more, nobody decided.
        let decided = request.decided.filter(|_| !(is_flow && is_recalled));
        let decided_by = match decided {
            Some(_) => Some(request.actor),
            None => passed_on.map(|_| request.other),
        };
        let says = Approval {
            name: (!is_flow).then(|| name.into()),
            state: Some(request.state),
            source_state: Some(
                if is_flow { in_flows(request.status) } else { request.status }.into(),
            ),
            assignee_name: has_assignee.then(|| waits_for.name.clone()),
            submitted_by_name: Some(request.by.name.clone()),
            decided_by_name: decided_by.map(|employee| employee.name.clone()),
            submitted_at: Some(request.submitted),
            decided_at: decided.or(passed_on),
            comment: request.comment.map(Into::into),
        };
        (Self { request, is_flow, passed_on, asks_both }, says)
    }

    /// The order in which the gateway tells the approvals of a record: processes, then flows.
    pub(super) fn order(&self) -> (bool, DateTime<Utc>) {
        (self.is_flow, self.request.submitted)
    }

    fn changed(&self) -> DateTime<Utc> {
        self.request.decided.or(self.passed_on).unwrap_or(self.request.submitted)
    }

    fn process(&self, target: &Text, definition: &Text) -> Entry {
        let Request { status, by, actor, submitted, decided, .. } = &self.request;
        let row = row([
            ("TargetObjectId", word(target)),
            ("Status", word(status)),
            ("SubmittedById", word(&by.user)),
            ("LastActorId", decided.and_then(|_| word(&actor.user))),
            ("CompletedDate", decided.map(sf::time)),
            ("ProcessDefinitionId", word(definition)),
        ]);
        Entry { made: *submitted, changed: self.changed(), row }
    }

    /// The steps of an approval process: the submission and the decision, of which the last has the
    /// comment.
    fn steps(&self, process: &Text) -> Vec<Entry> {
        let Request { status, by, actor, submitted, decided, comment, .. } = &self.request;
        let step = |at: DateTime<Utc>, who: &Employee, status: &str, comment: Option<&str>| {
            let row = row([
                ("ProcessInstanceId", word(process)),
                ("StepStatus", word(status)),
                ("ActorId", word(&who.user)),
                ("OriginalActorId", word(&who.user)),
                ("Comments", comment.map(sf::text)),
            ]);
            Entry::once(at, row)
        };
        match decided {
            Some(at) => {
                vec![step(*submitted, by, "Started", None), step(*at, actor, status, *comment)]
            }
            None => vec![step(*submitted, by, "Started", *comment)],
        }
    }

    /// The work items of an approval process: of those who have to decide.
    fn open_items(&self, process: &Text) -> Vec<Entry> {
        let Request { actor, other, submitted, decided, .. } = &self.request;
        let waiting = [Some(*actor), Some(*other).filter(|_| self.asks_both)];
        let item = |employee: &Employee| {
            let row = row([
                ("ProcessInstanceId", word(process)),
                ("ActorId", word(&employee.user)),
                ("OriginalActorId", word(&employee.user)),
            ]);
            Entry::once(*submitted, row)
        };
        waiting.into_iter().flatten().filter(|_| decided.is_none()).map(item).collect()
    }

    fn submission(&self, (object, target): (&str, &Text), name: &str) -> Entry {
        let Request { status, by, submitted, comment, .. } = &self.request;
        let row = row([
            ("Name", word(name)),
            ("RelatedRecordId", word(target)),
            ("RelatedRecordObjectName", word(object)),
            ("Status", word(in_flows(status))),
            ("SubmittedById", word(&by.user)),
            ("Comments", comment.map(sf::text)),
        ]);
        Entry { made: *submitted, changed: self.changed(), row }
    }

    /// The work items of a flow, one approver after the other; none if it was recalled at once.
    fn items(&self, target: &Text, submission: &Text) -> Vec<Entry> {
        let Request { status, state, actor, other, submitted, decided, .. } = &self.request;
        if *state == StepState::Skipped {
            return Vec::new();
        }
        let item = |made: DateTime<Utc>, who: &Employee, done: Option<(&str, DateTime<Utc>)>| {
            let row = row([
                ("Name", word("Work item")),
                ("ApprovalSubmissionId", word(submission)),
                ("RelatedRecordId", word(target)),
                ("AssignedToId", word(&who.user)),
                ("ReviewedById", done.and_then(|_| word(&who.user))),
                ("ReviewedDate", done.map(|(_, at)| sf::time(at))),
                ("Status", word(done.map_or("Assigned", |(status, _)| status))),
            ]);
            Entry { made, changed: done.map_or(made, |(_, at)| at), row }
        };
        let first = self.passed_on.map(|at| item(*submitted, other, Some(("Approved", at))));
        let made = self.passed_on.unwrap_or(*submitted);
        let second = item(made, actor, decided.map(|at| (*status, at)));
        first.into_iter().chain([second]).collect()
    }
}

/// Enters approvals of some name, of records of an object: each with its place among their ids.
pub(super) fn enter(
    org: &mut Org,
    (object, ids): (&str, &[Text]),
    name: &str,
    drafts: &[(usize, Draft<'_>)],
) {
    let (flows, processes): (Vec<_>, Vec<_>) = drafts.iter().partition(|(_, draft)| draft.is_flow);
    let row = row([("Name", word(name))]);
    let definition = Entry::once(now() - Duration::days(900), row);
    let definition = insert(org, "ProcessDefinition", vec![definition]).remove(0);
    let entries = processes.iter().map(|(place, draft)| draft.process(&ids[*place], &definition));
    let process_ids = insert(org, "ProcessInstance", entries.collect());
    let all = processes.iter().zip(&process_ids);
    let steps = all.clone().flat_map(|((_, draft), process)| draft.steps(process));
    insert(org, "ProcessInstanceStep", steps.collect());
    let items = all.flat_map(|((_, draft), process)| draft.open_items(process));
    insert(org, "ProcessInstanceWorkitem", items.collect());
    let before = org.objects["ApprovalSubmission"].rows.len();
    let numbers = (before + 1..).map(|number| format!("AS-{number:06}"));
    let entries = flows.iter().zip(numbers);
    let entries =
        entries.map(|((place, draft), number)| draft.submission((object, &ids[*place]), &number));
    let submissions = insert(org, "ApprovalSubmission", entries.collect());
    let items = flows.iter().zip(&submissions);
    let items =
        items.flat_map(|((place, draft), submission)| draft.items(&ids[*place], submission));
    insert(org, "ApprovalWorkItem", items.collect());
}
