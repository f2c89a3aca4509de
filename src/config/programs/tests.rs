//! Mistakes in `[programs]`, and how they are told.

use rust_decimal::Decimal;

use crate::{
    config,
    work::tiers::{GroupNeeds, Operator, Window},
};

const SOURCE: &str = "[hubspot.crm]\nauth = { service_key = \"key\" }\n";
const GOLD: &str = "[[programs.P.requirements]]\ntier = \"gold \"\nname = \"Revenue\"\n";

fn program(more: &str) -> String {
    format!("{SOURCE}[programs.P]\ntiers = [\"Silver\", \"Gold\"]\n{more}")
}

fn refused(text: &str) -> String {
    config::read("gateway.toml", text).expect_err("it must be refused").to_string()
}

#[test]
fn a_programme_is_read() {
    let text = program(&format!(
        "[programs.P.groups.score]\npoints = 70\neach = true\n{GOLD}metric = \"REVENUE\"\n\
         at_least = \"1000.50\"\nmonths = 12\ngroup = \"score\"\npoints = 80\n\
         attribution = [\"SOURCED\"]\n"
    ));
    let config = config::read("gateway.toml", &text).unwrap();
    let work = config.work(&config.money.rates());
    let program = &work.programs[0];
    assert_eq!((&*program.name, program.active, program.expiring_days), ("P", true, 90));
    let of = &program.requirements[0];
    assert_eq!((of.tier, of.operator, of.window), (1, Operator::AtLeast, Window::Months(12)));
    assert_eq!((of.threshold, of.group), (Decimal::new(100_050, 2), Some(0)));
    let needs = GroupNeeds::Points { points: 70.into(), each: true };
    assert_eq!(program.groups[0].needs, needs);
}

#[test]
fn mistakes_are_told_with_their_place_and_the_mend() {
    let of = |more: &str| program(&format!("{GOLD}{more}\n"));
    let revenue = "metric = \"REVENUE\"\nat_least = 1\n";
    for (text, told) in [
        (program("").replace("[\"Silver\", \"Gold\"]", "[]"), "`tiers` is empty"),
        (program("").replace("\"Gold\"", "\"silver\""), "names `silver` twice"),
        (of(revenue), "needs `months` or `program_year`"),
        (of(&format!("{revenue}months = 1\nprogram_year = true")), "not both"),
        (of("metric = \"REVENUE\"\nmonths = 1"), "either `at_least` or `at_most`"),
        (of(&format!("{revenue}at_most = 2\nmonths = 1")), "either `at_least` or `at_most`"),
        (of(&format!("{revenue}months = 0")), "from 1 to 120"),
        (of(&format!("{revenue}months = 1\ncodes = [\"a\"]")), "counts no certifications"),
        (of(&format!("{revenue}months = 1\nattribution = []")), "empty `attribution`"),
        (of(&format!("{revenue}months = 1\nattribute = \"a\"")), "the metric ATTRIBUTE"),
        (of("metric = \"ATTRIBUTE\"\nat_least = 1"), "the metric ATTRIBUTE"),
        (of("metric = \"CERTIFICATIONS\"\nat_least = 1\nmonths = 1"), "is as of today"),
        (
            of("metric = \"CERTIFICATIONS\"\nat_least = 1\nattribution = [\"SOURCED\"]"),
            "no figure of deals",
        ),
        (of(&format!("{revenue}months = 1\ngroup = \"a\"")), "does not have"),
        (of(&format!("{revenue}months = 1\npoints = 1")), "to no `group`"),
        (
            of(&format!("{revenue}months = 1\ngroup = \"a\"\n[programs.P.groups.a]\npoints = 1")),
            "needs `points`, as the group `a` counts them",
        ),
        (of(&format!("{revenue}months = 1")).replace("gold ", "golt"), "did you mean `Gold`?"),
        (of("metric = \"REVENU\"\nat_least = 1"), "did you mean `REVENUE`?"),
        (of(&format!("{revenue}month = 1")), "did you mean `months`?"),
        (program("[programs.p]\ntiers = [\"A\"]\n"), "but for their case"),
        (
            of(&format!("{revenue}months = 1\ngroup = \"a\"\n[programs.P.groups.a]\nat_least = 2")),
            "needs 2 of its 1 requirements",
        ),
        (
            of(&format!(
                "{revenue}months = 1\ngroup = \"a\"\npoints = 3\n[programs.P.groups.a]\npoints = 4"
            )),
            "needs 4 points, and its requirements give 3",
        ),
        (program("[programs.P.groups.a]\n"), "either `at_least` or `points`"),
        (program("[programs.P.groups.a]\nat_least = 1\neach = true"), "goes with `points`"),
        (program("[programs.P.groups.a]\npoints = 0"), "above 0"),
    ] {
        let said = refused(&text);
        assert!(said.contains(told), "{text}\n{said}");
    }
    let said = refused(&of(revenue));
    assert!(said.starts_with("gateway.toml:7:8: [programs.\"P\"]"), "{said}");
}
