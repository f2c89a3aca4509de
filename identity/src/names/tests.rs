use super::*;

fn name(text: &str) -> Name {
    Name::of(text, false, &Words::default())
}

fn core(text: &str) -> String {
    let words = name(text).words;
    words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_form_is_apart() {
    for (text, words, form) in [
        ("Müller GmbH & Co. KG", "muller", "GmbH & Co. KG"),
        ("Acme Ges.m.b.H.", "acme", "GmbH"),
        ("OAO Gazprom", "gazprom", "ОАО"),
        ("ООО «Ромашка»", "romashka", "ООО"),
        ("Nordquest Sp. z o.o.", "nordquest", "Sp. z o.o."),
        ("Nordquest Spółka z o. o.", "nordquest", "Sp. z o.o."),
        ("Acme S.à r.l.", "acme", "SARL"),
        ("株式会社トヨタ", "トヨタ", "株式会社"),
        ("Limited AG", "limited", "AG"),
        ("Acme GmbH (Berlin)", "acme berlin", "GmbH"),
        ("Acme Pty Ltd", "acme", "Pty Ltd"),
        ("S.A. Dupont", "dupont", "SA"),
        ("H & M AB", "hm", "AB"),
    ] {
        assert_eq!(core(text), words, "{text}");
        assert_eq!(name(text).form.map(Form::name), Some(form), "{text}");
    }
}
