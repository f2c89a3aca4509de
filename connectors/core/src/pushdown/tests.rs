//! AND, OR and exactness, over a language that knows the fields `known` and `rough`.

use super::*;

/// Translates tests of `known` exactly and of `rough` widely; any other field is absent.
struct Words;

impl Pushdown for Words {
    type Condition = Condition<String>;

    fn test(&mut self, field: &str, test: &Test, required: bool) -> Pushed<Self::Condition> {
        let clause =
            Condition::Clause(if required { field.to_owned() } else { format!("{field}?") });
        match field {
            "known" => Pushed::exactly(clause),
            "rough" => Pushed::wide(clause),
            "hopeless" => Pushed::undecided(),
            _ => Pushed::of_absent_field(test),
        }
    }
}

fn test(field: &str) -> Filter<String> {
    Filter::Test(field.to_owned(), Test::Eq(Value::text("x")))
}

fn printed(condition: &Condition<String>) -> String {
    let joined = |parts: &[Condition<String>], word: &str| {
        format!("({})", parts.iter().map(printed).collect::<Vec<_>>().join(word))
    };
    match condition {
        condition if condition.is_always() => "always".into(),
        condition if condition.is_never() => "never".into(),
        Condition::All(parts) => joined(parts, " and "),
        Condition::Any(parts) => joined(parts, " or "),
        Condition::Clause(text) => text.clone(),
    }
}

#[test]
fn parts_are_combined_and_what_cannot_be_decided_matches_more() {
    let (known, rough, hopeless, absent) =
        (|| test("known"), || test("rough"), || test("hopeless"), || test("absent"));
    let null = || Filter::Test("absent".to_owned(), Test::IsNull(true));
    let table = [
        (known(), "known", true),
        (Filter::And(vec![known(), rough()]), "(known and rough)", false),
        (Filter::And(vec![known(), hopeless()]), "known", false),
        (Filter::And(vec![rough(), absent()]), "never", true),
        (Filter::Or(vec![known(), known()]), "(known? or known?)", true),
        (Filter::Or(vec![known()]), "known", true),
        (Filter::Or(vec![known(), hopeless()]), "always", false),
        (Filter::Or(vec![rough(), null()]), "always", true),
        (Filter::Or(vec![rough(), absent()]), "rough?", false),
        (
            Filter::Or(vec![Filter::And(vec![known(), rough()]), absent()]),
            "(known? and rough?)",
            false,
        ),
        (Filter::Not(Box::new(known())), "always", false),
        (Filter::And(vec![]), "always", true),
        (Filter::Or(vec![]), "never", true),
    ];
    for (filter, condition, exact) in table {
        let pushed = Words.push(&filter);
        assert_eq!(
            (printed(&pushed.condition).as_str(), pushed.exact),
            (condition, exact),
            "{filter:?}"
        );
    }
}

#[test]
fn a_value_between_two_that_a_field_holds_moves_the_side() {
    let signs = |held| {
        [(true, false), (true, true), (false, false), (false, true)]
            .map(|(greater, equal)| Side { greater, equal }.of_floor(held).sign())
    };
    assert_eq!(signs(true), [">", ">=", "<", "<="]);
    assert_eq!(signs(false), [">", ">", "<=", "<="]);
}

#[test]
fn a_span_is_passed_at_the_end_that_the_side_means() {
    let spans =
        [(true, false), (true, true), (false, false), (false, true)].map(|(greater, equal)| {
            let (side, bound) = Side { greater, equal }.of_span("begin", "end");
            format!("{} {bound}", side.word())
        });
    assert_eq!(spans, ["ge end", "ge begin", "lt begin", "lt end"]);
}
