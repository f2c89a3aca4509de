//! The nearest known name to a mistyped one.

/// The candidate nearest to `name`, as a sentence to append to an error (`; did you mean
/// "closeDate"?`), or nothing where none is near.
pub fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    candidates
        .into_iter()
        .map(|candidate| {
            (strsim::jaro_winkler(&name.to_lowercase(), &candidate.to_lowercase()), candidate)
        })
        .filter(|(nearness, _)| *nearness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| format!("; did you mean `{candidate}`?"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    #[test]
    fn names_the_nearest_or_nothing() {
        assert_eq!(did_you_mean("clsoeDate", ["name", "closeDate"]), "; did you mean `closeDate`?");
        assert_eq!(did_you_mean("zzz", ["name", "closeDate"]), "");
    }
}
