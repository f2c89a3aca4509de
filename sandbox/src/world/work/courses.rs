//! Courses, and the partners' people who take them: users of the org, each with a contact.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use rust_decimal::Decimal;
use serde_json::Value;

use super::cast::Cast;
use super::{Entry, ago, between, insert, named, nodes, of_org, row, share, word};
use crate::terms::EnrollmentStatus;
use crate::truth::{Course, CourseEnrollment, Text};
use crate::world::World;
use crate::world::dice::Dice;
use crate::world::plan::{now, today};
use crate::world::vendor::{ids, salesforce_rows as sf};

const ITEM: &str = "LearningItem";
const ASSIGNMENT: &str = "LearningItemAssignment";
const PROGRAMS: [&str; 8] = [
    "Sales Foundations",
    "Presales Foundations",
    "Solution Architecture",
    "Implementation Basics",
    "Support Essentials",
    "Security Practice",
    "Marketplace Selling",
    "Partner Onboarding",
];
/// Courses: more than programs, so that some programs have an exam, too.
const COURSES: usize = 12;

/// A user of a partner's.
struct Learner {
    user: Text,
    contact: Text,
    account: Text,
}

/// What the org's progress record says.
struct Progress {
    word: &'static str,
    percent: i64,
}

/// Enters users, courses, and who takes which.
pub(super) fn enter(cast: &Cast, world: &mut World, mut dice: Dice) {
    let learners = enter_users(cast, world, &mut dice);
    let courses = enter_courses(world, &mut dice);
    if learners.is_empty() {
        return;
    }
    let (mut says, mut users) = (Vec::new(), Vec::new());
    let mut taken = BTreeSet::new();
    for place in 0..share(cast.partners.len(), 0.91, 10) {
        let learner = if place < 2 { 0 } else { dice.index(learners.len()) };
        let course = dice.index(courses.len());
        if taken.insert((learner, course)) {
            says.push(enrollment(&learners[learner], &courses[course], &mut dice));
            users.push(&learners[learner].user);
        }
    }
    enter_assignments(world, says, &users, &mut dice);
}

/// Gives a user to the first contact of the flagship and of every third partner.
fn enter_users(cast: &Cast, world: &mut World, dice: &mut Dice) -> Vec<Learner> {
    let mut learners = Vec::new();
    for (place, (partner, account)) in cast.accounts().into_iter().enumerate() {
        let Some(contact) = partner.contacts.first() else { continue };
        if place > 0 && !dice.chance(0.35) {
            continue;
        }
        let rows = world.salesforce.objects.get("Contact").map(|object| &object.rows);
        let Some(person) = rows.and_then(|rows| rows.get(&**contact)) else { continue };
        let user = row([
            ("Name", person.get("Name").cloned()),
            ("Email", person.get("Email").cloned()),
            ("Phone", person.get("Phone").cloned()),
            ("IsActive", Some(Value::Bool(place == 0 || dice.chance(0.9)))),
            ("UserType", word("PowerPartner")),
            ("ContactId", word(contact)),
        ]);
        if let Some(user) = ids::insert_salesforce(&mut world.salesforce, "User", user) {
            learners.push(Learner { user, contact: contact.clone(), account: account.clone() });
        }
    }
    learners
}

fn enter_courses(world: &mut World, dice: &mut Dice) -> Vec<Text> {
    let begin = now() - Duration::days(720);
    let programs = PROGRAMS.map(|name| Entry::once(begin, row([("Name", word(name))])));
    let programs = insert(&mut world.salesforce, "EnablementProgram", programs.into());
    let (mut entries, mut says) = (Vec::new(), Vec::new());
    for place in 0..COURSES {
        let kind = match place {
            place if place >= PROGRAMS.len() => "Exam",
            place if place % 3 == 2 => "Video",
            _ => "Course",
        };
        let program = place % PROGRAMS.len();
        let made = begin + Duration::hours(place as i64 * 7 + 1);
        let start = made + Duration::days(dice.between(5, 40));
        let course = Course {
            name: Some(PROGRAMS[program].into()),
            kind: Some(kind.into()),
            starts_at: (place % 4 != 3).then_some(start),
            ends_at: (place % 4 == 0).then(|| start + Duration::days(900)),
            url: Some(format!("https://learn.vendor.example/{}", dice.letters(6)).into()),
            created_at: Some(made),
            updated_at: Some(between(made, now(), dice)),
        };
        let row = row([
            ("EnablementProgramId", programs.get(program).map(|id| sf::text(id))),
            ("Type", word(kind)),
            ("Start_Date__c", course.starts_at.map(sf::time)),
            ("End_Date__c", course.ends_at.map(sf::time)),
            ("URL__c", course.url.as_deref().map(sf::text)),
        ]);
        entries.push(Entry { made, changed: course.updated_at.unwrap_or(made), row });
        says.push(course);
    }
    let ids = insert(&mut world.salesforce, ITEM, entries);
    world.truth.courses = nodes(ITEM, ids.clone(), says);
    ids
}

/// Somebody takes a course. One in seven has no day by which to have done so.
fn enrollment(learner: &Learner, course: &Text, dice: &mut Dice) -> CourseEnrollment {
    use EnrollmentStatus::{Cancelled, Completed, InProgress};
    let status = dice.weighted(&[(Completed, 6), (InProgress, 4), (Cancelled, 1)]);
    let made = ago((3, 600), dice);
    let started = between(made, now(), dice).min(made + Duration::days(20));
    let completed = (started + Duration::seconds(dice.between(3_600, 86_400 * 60))).min(now());
    let due = made.date_naive() + Duration::days(dice.between(20, 120));
    let due = dice.chance(0.86).then_some(due);
    let percent = match status {
        Completed => 100,
        Cancelled => dice.between(20, 100),
        _ => dice.between(0, 95),
    };
    let done = status == Completed;
    let score = Decimal::new(dice.between(600, 1000), 1).normalize();
    CourseEnrollment {
        course: Some(of_org(course)),
        person: Some(of_org(&learner.contact)),
        partner: Some(of_org(&learner.account)),
        status: Some(status),
        source_status: None,
        progress: Some(Decimal::new(percent, 2).normalize()),
        score: (done && dice.chance(0.6)).then_some(score),
        assigned_at: Some(made.date_naive()),
        started_at: (percent > 0).then_some(started),
        due_at: due,
        completed_at: done.then_some(completed),
        overdue: Some(!done && due.is_some_and(|due| due < today())),
        created_at: Some(made),
        updated_at: Some(if done { completed } else { between(started, now(), dice) }),
    }
}

/// The status of the learning, as the progress record says it.
fn status(word: &str) -> EnrollmentStatus {
    match word {
        "NotStarted" => EnrollmentStatus::Enrolled,
        "Overdue" => EnrollmentStatus::Overdue,
        "NoLongerTracking" => EnrollmentStatus::Cancelled,
        "Completed" | "CompletedLate" | "CompletedOnTime" => EnrollmentStatus::Completed,
        _ => EnrollmentStatus::InProgress,
    }
}

/// What the progress record says; nothing where there is none.
fn progress(says: &CourseEnrollment) -> Option<Progress> {
    let percent = says.progress.map(|share| (share * Decimal::ONE_HUNDRED).round())?;
    let percent = i64::try_from(percent).unwrap_or_default();
    let late = says.completed_at.zip(says.due_at).map(|(at, due)| at.date_naive() > due);
    let word = match (says.status?, late) {
        (EnrollmentStatus::Completed, Some(true)) => "CompletedLate",
        (EnrollmentStatus::Completed, Some(false)) => "CompletedOnTime",
        (EnrollmentStatus::Completed, None) => "Completed",
        (EnrollmentStatus::Cancelled, _) => "NoLongerTracking",
        _ if says.overdue == Some(true) => "Overdue",
        _ if percent == 0 => "NotStarted",
        _ if percent < 20 => "Behind",
        _ if percent < 60 => "InProgress",
        _ => "OnTrack",
    };
    Some(Progress { word, percent })
}

/// Enters the assignments. One in ten, none of them done, has no progress record.
fn enter_assignments(
    world: &mut World,
    mut says: Vec<CourseEnrollment>,
    users: &[&Text],
    dice: &mut Dice,
) {
    let times = |says: &CourseEnrollment| -> (DateTime<Utc>, DateTime<Utc>) {
        let made = says.created_at.unwrap_or_else(now);
        (made, says.updated_at.unwrap_or(made))
    };
    let (mut owners, mut entries) = (Vec::new(), Vec::new());
    for (place, says) in says.iter_mut().enumerate() {
        let is_open = says.status == Some(EnrollmentStatus::InProgress);
        if place > 1 && is_open && dice.chance(0.25) {
            (says.progress, says.started_at) = (None, None);
        }
        let Some(Progress { word: said, percent }) = progress(says) else {
            says.status = None;
            continue;
        };
        (says.status, says.source_status) = (Some(status(said)), Some(said.into()));
        let (made, changed) = times(says);
        let row = row([
            ("ProgressStatus", word(said)),
            ("CompletedPercent", Some(sf::number(Decimal::from(percent)))),
            ("StartDate", says.started_at.map(sf::time)),
            ("CompletedDate", says.completed_at.map(sf::time)),
            ("OwnerId", word(users[place])),
        ]);
        owners.push(place);
        entries.push(Entry { made, changed, row });
    }
    let mut of = vec![None; says.len()];
    let ids = insert(&mut world.salesforce, "LearningItemProgress", entries);
    owners.into_iter().zip(ids).for_each(|(place, id)| of[place] = Some(id));
    let entries = says.iter().zip(&of).zip(users).map(|((says, progress), user)| {
        let (made, changed) = times(says);
        let itself = dice.chance(0.4);
        let row = row([
            ("AssigneeId", word(user)),
            ("LearningItemId", named(&says.course)),
            ("StartDate", says.assigned_at.map(sf::date)),
            ("DueDate", says.due_at.map(sf::date)),
            ("IsOverdue", says.overdue.map(Value::Bool)),
            ("EnrollmentType", word(if itself { "SelfEnrolled" } else { "Assigned" })),
            // That of the assigning, whatever becomes of the learning.
            (
                "AssignmentStatus",
                word(if made > now() - Duration::days(1) { "InProgress" } else { "Succeeded" }),
            ),
            ("ProgressId", progress.as_deref().map(sf::text)),
            ("Score__c", says.score.map(sf::number)),
        ]);
        Entry { made, changed, row }
    });
    let entries = entries.collect();
    let ids = insert(&mut world.salesforce, ASSIGNMENT, entries);
    world.truth.course_enrollments = nodes(ASSIGNMENT, ids, says);
}
