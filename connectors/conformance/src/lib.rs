//! The same tests for every connector: a few hundred questions made at random, always the same
//! ones, and what the schema means by each.
//!
//! A connector's own tests make a [`Subject`] of it: one object whose rows are known from elsewhere
//! (the simulator's store, or what the test itself has created), and call [`hold`]. `CASES=2000
//! cargo test` asks more questions of each kind than the usual hundred.

mod asking;
mod children;
mod facts;
mod ids;
mod list;
mod literal;
mod question;
mod subject;
mod truth;

pub use subject::{Field, Kind, Relation, Subject};

/// Asks the subject every kind of question.
///
/// # Panics
/// If an answer is not what the schema means, with the smallest question found that shows it.
pub async fn hold(subject: &Subject<'_>) {
    if let Some(difference) = difference(subject).await {
        panic!("{difference}");
    }
}

/// The first answer that is not what the schema means; `None` if all are right.
pub async fn difference(subject: &Subject<'_>) -> Option<String> {
    let truth = truth::Truth::new(subject);
    let all = async {
        facts::hold(&truth).await?;
        list::hold(&truth).await?;
        ids::hold(&truth).await?;
        children::hold(&truth).await
    };
    all.await.err().map(|difference| format!("`{}`: {difference}", subject.object))
}

#[cfg(test)]
mod tests;
