//! Features: what a record tells, in the form in which it is compared. Texts are known by their
//! hashes, but for words and numbers, of which it counts how far they differ.

use std::hash::{BuildHasher, Hash};

use foldhash::quality::FixedState;

use crate::{
    Rules,
    domains::{self, Site},
    facts::Facts,
    names::{self, Form, WordKind, Words},
    phones, places,
    tax::{self, Check},
};

/// A hash of some text, the same on every run. Zero stands for none.
pub(crate) fn hash(text: &(impl Hash + ?Sized)) -> u64 {
    FixedState::with_seed(0).hash_one(text).max(1)
}

/// A word of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) hash: u64,
    pub(crate) kind: WordKind,
    pub(crate) text: Box<str>,
    /// The number of its letters.
    pub(crate) letters: u8,
    /// One bit for each letter that stands in it: words that are alike have them alike.
    pub(crate) bits: u32,
}

impl Word {
    fn new(text: String, kind: WordKind) -> Self {
        let bit = |c: char| 1_u32 << (u32::from(c) % 32);
        Self {
            hash: hash(text.as_str()),
            kind,
            letters: u8::try_from(text.chars().count()).unwrap_or(u8::MAX),
            bits: text.chars().fold(0, |bits, c| bits | bit(c)),
            text: text.into(),
        }
    }
}

/// A name, without its legal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    /// All words, in their order.
    pub(crate) core: u64,
    /// All letters as they are spelled, without the gaps between words, as they stand in a label
    /// of a domain.
    pub(crate) joined: u64,
    pub(crate) letters: Box<str>,
    pub(crate) words: Box<[Word]>,
    pub(crate) form: Option<Form>,
    /// True if its system has cut it.
    pub(crate) is_cut: bool,
}

impl Name {
    fn of(text: &str, cuts_at: u16, words: &Words) -> Option<Self> {
        let is_cut = cuts_at > 0 && text.trim().chars().count() + 1 >= usize::from(cuts_at);
        let name = names::Name::of(text, is_cut, words);
        if name.words.is_empty() {
            return None;
        }
        let letters = name.spelled.replace(' ', "");
        let spaced: Vec<&str> = name.words.iter().map(|word| word.text.as_str()).collect();
        Some(Self {
            core: hash(&spaced.join(" ")),
            joined: hash(letters.as_str()),
            letters: letters.into(),
            words: name.words.into_iter().map(|word| Word::new(word.text, word.kind)).collect(),
            form: name.form,
            is_cut,
        })
    }

    /// The number of letters.
    pub(crate) fn size(&self) -> usize {
        self.words.iter().map(|word| usize::from(word.letters)).sum()
    }

    /// The word that tells most: the first that is neither a place nor what many names have.
    pub(crate) fn head(&self) -> Option<&Word> {
        self.words.iter().find(|word| word.kind == WordKind::Plain).or_else(|| self.words.first())
    }
}

/// A number of a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Number {
    pub(crate) register: Register,
    pub(crate) text: Box<str>,
    /// True if its check digit is wrong.
    pub(crate) is_invalid: bool,
}

/// Registers of companies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Register {
    Tax(tax::Scheme),
    Duns,
    Lei,
}

/// The domain of a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Domain {
    pub(crate) hash: u64,
    /// The part before the public suffix, without gaps, as names are folded.
    pub(crate) label: u64,
    /// True for a host under a suffix that a hoster gives out.
    pub(crate) is_hosted: bool,
}

/// What a record tells, in the form in which it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Feature {
    pub(crate) source: u16,
    pub(crate) names: Box<[Name]>,
    pub(crate) domain: Option<Domain>,
    pub(crate) numbers: Box<[Number]>,
    /// Zero stands for none, here and below.
    pub(crate) country: u64,
    pub(crate) city: u64,
    pub(crate) postal_code: u64,
    pub(crate) street: u64,
    pub(crate) phone: u64,
    pub(crate) manager: u64,
    /// The keys of the blocks in which it stands.
    pub(crate) blocks: Box<[u32]>,
}

/// The config's own words and values.
pub(crate) struct Lists {
    words: Words,
    shared: Vec<String>,
}

impl Lists {
    pub(crate) fn new(rules: &Rules) -> Self {
        Self {
            words: Words::new(&rules.generic_words, &rules.brand_words),
            shared: rules.shared_values.clone(),
        }
    }

    /// Returns true if the config says that many share a value.
    fn shares(&self, value: &str) -> bool {
        self.shared.iter().any(|shared| shared.eq_ignore_ascii_case(value.trim()))
    }
}

impl Feature {
    pub(crate) fn of(facts: &Facts<'_>, lists: &Lists) -> Self {
        let mut names: Vec<Name> = Vec::with_capacity(facts.names.len());
        for text in &facts.names {
            if let Some(name) = Name::of(text, facts.cuts_at, &lists.words)
                && names.iter().all(|known| known.core != name.core)
            {
                names.push(name);
            }
        }
        mark_places(&mut names, facts);
        let some = |text: Option<String>| {
            text.filter(|text| !text.is_empty()).map_or(0, |text| hash(text.as_str()))
        };
        let country = facts.country;
        // A legal form that a country does not have tells that the company sits elsewhere: the
        // address is that of an office abroad.
        let is_abroad = names.iter().filter_map(|name| name.form).any(|form| {
            let of = form.countries();
            !of.is_empty() && country.is_some_and(|here| !of.contains(&&*here.to_ascii_uppercase()))
        });
        let seat = country.filter(|_| !is_abroad);
        let phone = facts.phone.filter(|phone| !lists.shares(phone));
        let mut feature = Self {
            source: facts.source,
            names: names.into(),
            domain: domain(facts, lists),
            numbers: numbers(facts, lists).into(),
            country: some(seat.map(str::to_ascii_uppercase)),
            city: some(facts.city.and_then(places::city)),
            postal_code: some(
                facts.postal_code.and_then(|code| places::postal_code(code, country)),
            ),
            street: some(facts.street.and_then(places::street)),
            phone: some(phone.and_then(|phone| phones::phone(phone, country))),
            manager: some(facts.manager.map(names::fold)),
            blocks: Box::default(),
        };
        feature.blocks = crate::blocks::keys(&feature).into();
        feature
    }

    /// Street and postal code as one value.
    pub(crate) fn address(&self) -> u64 {
        if self.street == 0 || self.postal_code == 0 {
            return 0;
        }
        hash(&(self.street, self.postal_code))
    }
}

/// Marks the words of names that are the record's own city: `Acme Leeds` in Leeds. The first word
/// is never one.
fn mark_places(names: &mut [Name], facts: &Facts<'_>) {
    let Some(city) = facts.city.and_then(places::city) else { return };
    let mut known: Vec<(u64, bool)> = Vec::new();
    for word in names.iter_mut().flat_map(|name| name.words.iter_mut().skip(1)) {
        if word.kind != WordKind::Plain {
            continue;
        }
        let found = known.iter().find(|(hash, _)| *hash == word.hash).map(|(_, is_city)| *is_city);
        let is_city = found.unwrap_or_else(|| {
            city.split(' ').any(|part| part == &*word.text)
                || places::city(&word.text).is_some_and(|known| known == city)
        });
        known.push((word.hash, is_city));
        if is_city {
            word.kind = WordKind::Geographic;
        }
    }
}

fn domain(facts: &Facts<'_>, lists: &Lists) -> Option<Domain> {
    let (host, is_hosted) = match Site::of(facts.domain?, &lists.shared) {
        Site::Own(domain) => (domain, false),
        Site::Hosted(host) => (host, true),
        Site::Shared(_) | Site::None => return None,
    };
    let label: String =
        names::fold(domains::label(&host)).chars().filter(|c| c.is_alphanumeric()).collect();
    Some(Domain { hash: hash(host.as_str()), label: hash(label.as_str()), is_hosted })
}

fn numbers(facts: &Facts<'_>, lists: &Lists) -> Vec<Number> {
    let tax = facts.tax_id.filter(|id| !lists.shares(id));
    let taxes = tax.map(|id| tax::ids(id, facts.country)).unwrap_or_default();
    let mut numbers: Vec<Number> = taxes
        .into_iter()
        .filter(|id| !id.placeholder)
        .map(|id| Number {
            register: Register::Tax(id.scheme),
            text: id.number.into(),
            is_invalid: id.check == Check::Invalid,
        })
        .collect();
    let plain = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase()
    };
    if let Some(duns) = facts.duns.map(plain).filter(|text| (7..=9).contains(&text.len())) {
        let text = format!("{duns:0>9}").into();
        numbers.push(Number { register: Register::Duns, text, is_invalid: false });
    }
    if let Some(lei) = facts.lei.map(plain).filter(|text| text.len() == 20) {
        numbers.push(Number { register: Register::Lei, text: lei.into(), is_invalid: false });
    }
    numbers
}
