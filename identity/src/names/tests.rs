use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

const PAIRS: &str = include_str!("tests/pairs.txt");

fn name(text: &str) -> Name {
    Name::of(text, false, &Words::default())
}

fn core(text: &str) -> String {
    texts(&name(text))
}

fn texts(name: &Name) -> String {
    name.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// Pairs of the table with one sign between.
fn pairs(sign: &str) -> Vec<(&'static str, &'static str)> {
    let lines = PAIRS.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(sign)).collect()
}

#[test]
fn one_company_has_one_name() {
    let all = pairs(" = ");
    assert!(all.len() >= 150, "{}", all.len());
    let differ = all.into_iter().filter(|(a, b)| {
        let (a, b) = (name(a), name(b));
        a.words != b.words || a.form != b.form || a.words.is_empty()
    });
    let differ: Vec<_> = differ.map(|(a, b)| (a, name(a), b, name(b))).collect();
    assert!(differ.is_empty(), "{differ:#?}");
}

#[test]
fn the_form_is_no_part_of_the_words() {
    for (a, b) in pairs(" ~ ") {
        assert_eq!(name(a).words, name(b).words, "{a} {b}");
        assert_ne!(name(a).form, name(b).form, "{a} {b}");
    }
}

#[test]
fn strangers_have_other_names() {
    let all = pairs(" ! ");
    assert!(all.len() >= 150, "{}", all.len());
    let same: Vec<_> = all.into_iter().filter(|(a, b)| core(a) == core(b)).collect();
    assert!(same.is_empty(), "{same:#?}");
}

#[test]
fn a_form_that_was_cut_is_no_word() {
    for (cut, whole) in pairs(" < ") {
        let (cut_name, name) = (Name::of(cut, true, &Words::default()), name(whole));
        assert_eq!(cut_name.words, name.words, "{cut}");
        assert!(cut_name.form.is_none_or(|form| Some(form) == name.form), "{cut_name:?}");
    }
}

#[test]
fn words_have_kinds() {
    use WordKind::{Generic, Geographic, Group, Numeral, Plain};
    for (text, kinds) in [
        ("Nordquest Consulting Deutschland GmbH", &[Plain, Generic, Geographic] as &[_]),
        ("Acme Holding International AG", &[Plain, Group, Group]),
        ("Acme Fund 3", &[Plain, Generic, Numeral]),
        ("Acme Fund III", &[Plain, Generic, Numeral]),
        ("III Acme", &[Plain, Plain]),
        ("Acme DE", &[Plain, Geographic]),
        ("De Acme", &[Plain, Plain]),
        ("Acme United Kingdom Branch", &[Plain, Geographic, Group]),
        ("Acme DACH", &[Plain, Geographic]),
        ("Acme Nordics AB", &[Plain, Geographic]),
        ("Österreichische Post AG", &[Geographic, Plain]),
        ("Acme New Zealand", &[Plain, Geographic]),
        ("Acme Czech Republic", &[Plain, Geographic]),
        ("Acme South Africa (Pty) Ltd", &[Plain, Geographic]),
        ("Acme Россия", &[Plain, Geographic]),
        ("Acme (Thailand) Co., Ltd.", &[Plain, Geographic]),
        ("Müller IT", &[Plain, Generic]),
    ] {
        let found: Vec<_> = name(text).words.iter().map(|word| word.kind).collect();
        assert_eq!(found, kinds, "{text}");
    }
}

#[test]
fn a_configuration_has_words_of_its_own() {
    let rules = Words::new(&["Börse".to_owned()], &["Solutions".to_owned()]);
    let name = Name::of("Boerse Solutions", false, &rules);
    assert_eq!(name.words[0].kind, WordKind::Generic);
    assert_eq!(name.words[1].kind, WordKind::Plain);
}

#[test]
fn forms_tell_countries_and_class() {
    for (text, country, class) in [
        ("Acme GmbH", "AT", Class::Limited),
        ("Acme AG", "CH", Class::Stock),
        ("Acme Sp. z o.o.", "PL", Class::Limited),
        ("Acme Pty Ltd", "AU", Class::Limited),
        ("Acme S.r.l.", "IT", Class::Limited),
        ("Acme GmbH & Co. KG", "DE", Class::LimitedPartnership),
        ("Acme Oy", "FI", Class::Limited),
        ("Acme LLP", "GB", Class::LiabilityPartnership),
        ("Acme Kft.", "HU", Class::Limited),
        ("Acme e.V.", "DE", Class::Association),
    ] {
        let form = name(text).form.unwrap();
        assert!(form.countries().contains(&country), "{text} {form:?}");
        assert_eq!(form.class(), class, "{text}");
    }
    assert_eq!(name("Acme Co.").form.unwrap().countries(), [] as [&str; 0]);
}

#[test]
fn what_is_spelled_stands_in_domains() {
    assert_eq!(name("Acme Technologies Deutschland GmbH").spelled, "acme technologies deutschland");
    assert_eq!(fold("acme-technologies"), "acme technologies");
    assert_eq!(fold("Mueller"), fold("Müller"));
}

#[test]
fn tables_are_folded_as_names_are() {
    let mut seen = HashSet::new();
    for line in include_str!("../../data/words.tsv").lines() {
        let columns: Vec<_> = line.split('\t').collect();
        assert!(matches!(columns[1], "generic" | "group" | "place"), "{line}");
        for spelling in columns[2].split(' ') {
            let bare = spelling.trim_start_matches(['~', '$']);
            assert!(spelling.starts_with('~') || fold(bare) == bare, "{spelling}");
            assert!(seen.insert(bare), "{spelling}");
        }
        if !columns[0].is_empty() {
            let text = columns[0];
            assert!(texts(&name(text)) == text, "{text} {:?}", name(text));
        }
    }
    for line in include_str!("../../data/forms.tsv").lines() {
        let columns: Vec<_> = line.split('\t').collect();
        assert_eq!(columns.len(), 5, "{line}");
        assert!(columns[1].parse::<Class>().is_ok(), "{line}");
        for spelling in columns[4].split(' ') {
            let tokens = Tokens::of(spelling.trim_start_matches(['<', '*']));
            let joined = tokens.joined(0, tokens.len());
            assert_eq!(joined, spelling.trim_start_matches(['<', '*']), "{line}");
        }
        assert!(columns[2].split_ascii_whitespace().all(|code| code.len() == 2), "{line}");
    }
}

proptest! {
    #[test]
    fn any_text_has_a_name(text in any::<String>(), is_cut: bool) {
        let name = Name::of(&text, is_cut, &Words::default());
        prop_assert!(!name.words.iter().any(|word| word.text.is_empty()));
        prop_assert_eq!(name.words.is_empty(), fold(&text).is_empty());
    }

    // A mark without its letter is no part of a name: it may join with what stands before it.
    #[test]
    fn folding_twice_is_folding_once(text in "[\\p{L}\\p{N}\\p{P}\\p{S}\\p{Zs}]{0,24}") {
        let folded = fold(&text);
        prop_assert_eq!(fold(&folded), folded);
    }

    #[test]
    fn a_words_text_is_its_own(
        words in "([a-zäöüßé]{1,9}|[A-Z][a-z]{1,3}|Systeme|Österreich|GmbH|II|3| |&|\\.){1,9}",
    ) {
        for word in name(&words).words {
            prop_assert_eq!(&core(&word.text), &word.text, "{}", words);
        }
    }

    #[test]
    fn words_keep_their_order(words in proptest::collection::vec("[bcdfg]{5,9}", 1..6)) {
        prop_assert_eq!(core(&format!("{} GmbH", words.join(" "))), words.join(" "));
    }
}

/// Prints what reading costs, in nanoseconds. Run it in release.
#[test]
#[ignore = "measures"]
fn reading_is_fast() {
    let texts: Vec<&str> = pairs(" = ").into_iter().flat_map(|(a, b)| [a, b]).collect();
    let each = crate::cost::each(&texts, |text| name(text));
    println!("Name::of: {each} ns");
    assert!(each < 3_000, "{each} ns");
}
