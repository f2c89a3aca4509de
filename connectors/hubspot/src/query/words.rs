//! Tests of values that are one of a few words: booleans, enumerations, and what stages and owners
//! stand for.

use channelgraph_core::{local::literal, pushdown::Comparison};
use channelgraph_schema::{Test, Value, fold, mapping::typed};

use super::{Clause, Groups, Operator, Plan, Planner, test::digits};
use crate::api::wire::Property;

impl Planner<'_> {
    /// An enumeration's words compare exactly (search guide), where here they compare without
    /// regard to case.
    pub(super) fn enumeration(&self, info: &Property, test: &Test) -> Plan {
        let stages = self.lookups.stages.get(self.object);
        let own = info.options.iter().map(|option| option.value.as_str());
        let stages = stages.iter().flat_map(|stages| stages.by_id.iter());
        let words: Vec<&str> = match info.name.as_str() {
            "dealstage" | "hs_pipeline_stage" => {
                own.chain(stages.map(|(id, _)| id.as_str())).collect()
            }
            "pipeline" | "hs_pipeline" => {
                own.chain(stages.map(|(_, stage)| stage.pipeline.as_str())).collect()
            }
            _ => own.collect(),
        };
        if words.is_empty() {
            // The words stand elsewhere (owners …): ids, which have no case unless there are
            // letters in them.
            return self.compared(&info.name, test, &digits);
        }
        let mut words = words;
        words.sort_unstable();
        words.dedup();
        self.words(&info.name, &words, false, test)
    }

    /// A value that is one of a few words. `all`: whether it can be no other.
    pub(super) fn words(&self, name: &str, words: &[&str], all: bool, test: &Test) -> Plan {
        let like = literal(test).unwrap_or(&Value::Null);
        let split = |wanted: bool| -> Vec<String> {
            words
                .iter()
                .filter(|word| test.passes(&typed(word, like)) == wanted)
                .map(|word| (*word).to_owned())
                .collect()
        };
        let (pass, fail) = (split(true), split(false));
        match test {
            // A word that is no longer offered may still be held, and passes a negation.
            Test::Ne(_) | Test::NotIn(_) if !all && !fail.is_empty() => self.none_of(name, &fail),
            Test::Ne(_) | Test::NotIn(_) if fail.is_empty() => {
                Plan::exactly(Groups::one(Clause::bare(name, Operator::HasProperty)))
            }
            // … and may be just the one asked for.
            Test::Eq(_) | Test::In(_) if !all => {
                let asked = match Comparison::from(test) {
                    Comparison::OneOf(values) => values,
                    _ => &[],
                };
                let other = asked.iter().filter_map(Value::as_str).filter(|word| !word.is_empty());
                let other =
                    other.filter(|word| !pass.iter().any(|known| fold(known) == fold(word)));
                let values: Vec<String> =
                    pass.iter().cloned().chain(other.map(str::to_owned)).collect();
                if values.is_empty() { Plan::constant(false) } else { self.one_of(name, &values) }
            }
            Test::Eq(_) | Test::In(_) | Test::Ne(_) | Test::NotIn(_) if pass.is_empty() => {
                Plan::constant(false)
            }
            _ if all && pass.is_empty() => Plan::constant(false),
            _ if all => self.one_of(name, &pass),
            _ if pass.is_empty() => {
                Plan::wide(Groups::one(Clause::bare(name, Operator::HasProperty)))
            }
            _ => Plan { exact: false, ..self.none_of(name, &fail) },
        }
    }

    /// A value that a table has for an id: the ids whose value passes.
    pub(super) fn looked_up<'a>(
        &self,
        name: &str,
        table: impl Iterator<Item = (&'a String, Option<String>)>,
        test: &Test,
    ) -> Plan {
        let like = literal(test).unwrap_or(&Value::Null);
        let value = |text: Option<String>| text.map_or(Value::Null, |text| typed(&text, like));
        let (known, unknown): (Vec<_>, Vec<_>) =
            table.map(|(id, text)| (id, value(text))).partition(|(_, value)| !value.is_null());
        if *test == Test::IsNull(true) {
            let ids: Vec<String> = known.into_iter().map(|(id, _)| id.clone()).collect();
            let mut plan = self.none_of(name, &ids);
            if ids.is_empty() {
                plan = Plan::constant(true);
            } else {
                plan.condition.0.push(vec![Clause::bare(name, Operator::NotHasProperty)]);
            }
            return plan;
        }
        let (pass, fail): (Vec<_>, Vec<_>) =
            known.into_iter().partition(|(_, value)| test.passes(value));
        let ids = |list: Vec<(&String, Value)>| {
            list.into_iter().map(|(id, _)| id.clone()).collect::<Vec<_>>()
        };
        let (pass, fail) = (ids(pass), ids(fail));
        if pass.is_empty() {
            return Plan::constant(false);
        }
        if pass.len() > self.sizes.values && pass.len() > fail.len() {
            // Shorter by what does not pass; ids that the table does not have slip through.
            let fail: Vec<String> =
                fail.into_iter().chain(unknown.into_iter().map(|(id, _)| id.clone())).collect();
            return Plan { exact: false, ..self.none_of(name, &fail) };
        }
        self.one_of(name, &pass)
    }
}
