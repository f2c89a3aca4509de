//! Legal forms: which one a name has, and where it exists.

use std::{collections::HashMap, fmt, sync::LazyLock};

use super::fold::Tokens;

/// For each form its name, class, countries, and spellings as [`Tokens`] join them. `<` marks those
/// that also stand before a name, `*` those that are no other word, wherever they stand. In the
/// fourth column, `cut` marks forms that are common enough to be known by their first letters.
const DATA: &str = include_str!("../../data/forms.tsv");

/// What the table calls words that are no form, but stand beside one: `in liquidation`.
const STATUS: &str = "-";

/// The most tokens that a form has.
const MOST_TOKENS: usize = 9;

/// A legal form.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Form(u16);

/// Kinds of legal forms that are alike in all countries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::EnumString)]
pub enum Class {
    /// Company whose owners are liable with their shares: GmbH, Ltd, SARL.
    #[strum(serialize = "LLC")]
    Limited,
    /// Company with stock: AG, PLC, SA.
    #[strum(serialize = "JSC")]
    Stock,
    /// Partnership in which some partners are liable with their shares: KG, LP.
    #[strum(serialize = "LP")]
    LimitedPartnership,
    /// Partnership whose partners are liable with their shares: LLP.
    #[strum(serialize = "LLP")]
    LiabilityPartnership,
    /// Partnership whose partners are liable: OHG, SNC.
    #[strum(serialize = "GP")]
    Partnership,
    /// Person who trades: e.K.
    #[strum(serialize = "SP")]
    Sole,
    /// Cooperative.
    #[strum(serialize = "COOP")]
    Cooperative,
    /// Association, foundation or religious body.
    #[strum(serialize = "NGO", serialize = "REL")]
    Association,
    /// Body of a state.
    #[strum(serialize = "SOE")]
    State,
    /// Any other, and those of several kinds: Company.
    #[strum(serialize = "FIN", serialize = "")]
    Other,
}

/// A line of the table.
struct Line {
    name: &'static str,
    class: Class,
    countries: Vec<&'static str>,
}

/// Where a spelling is a form.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    End,
    Ends,
    Anywhere,
}

struct Table {
    lines: Vec<Line>,
    spellings: HashMap<&'static str, (Form, Place)>,
    /// Spellings in scripts that do not part words.
    affixes: Vec<&'static str>,
    /// Spellings by whose first letters a form is known, in their order.
    cut: Vec<(&'static str, Form)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(Table::read);

impl Form {
    /// Codes (ISO 3166-1 alpha-2) of the countries in which the form exists; none if that is
    /// unknown, or if they are many.
    pub fn countries(self) -> &'static [&'static str] {
        TABLE.lines.get(usize::from(self.0)).map_or(&[], |line| &line.countries)
    }

    /// The kind of the form.
    pub fn class(self) -> Class {
        TABLE.lines.get(usize::from(self.0)).map_or(Class::Other, |line| line.class)
    }

    /// The form as it is usually written.
    pub fn name(self) -> &'static str {
        TABLE.lines.get(usize::from(self.0)).map_or("", |line| line.name)
    }
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Table {
    fn read() -> Self {
        let mut all = Self {
            lines: Vec::new(),
            spellings: HashMap::with_capacity(4096),
            affixes: Vec::new(),
            cut: Vec::new(),
        };
        for line in DATA.lines().filter(|line| !line.starts_with('#')) {
            let mut columns = line.split('\t');
            let mut column = || columns.next().unwrap_or_default();
            let form = Form(all.lines.len() as u16);
            let (name, class, countries) = (column(), column(), column());
            let is_cut = column() == "cut";
            all.lines.push(Line {
                name,
                class: class.parse().unwrap_or(Class::Other),
                countries: countries.split_ascii_whitespace().collect(),
            });
            for spelling in column().split(' ') {
                all.add(spelling, form, is_cut);
            }
        }
        all.cut.sort_unstable();
        all
    }

    fn add(&mut self, spelling: &'static str, form: Form, is_cut: bool) {
        let (place, spelling) = match spelling.as_bytes().first() {
            Some(b'<') => (Place::Ends, &spelling[1..]),
            Some(b'*') => (Place::Anywhere, &spelling[1..]),
            _ => (Place::End, spelling),
        };
        self.spellings.entry(spelling).or_insert((form, place));
        if spelling.starts_with(is_unparted) {
            self.affixes.push(spelling);
        }
        if is_cut {
            self.cut.push((spelling, form));
        }
    }

    fn find(&self, spelling: &str, place: Place) -> Option<Form> {
        self.spellings.get(spelling).filter(|(_, known)| *known >= place).map(|(form, _)| *form)
    }
}

/// Returns true for characters of scripts that do not part words: Han, Kana and Hangul.
fn is_unparted(char: char) -> bool {
    matches!(char, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
}

/// A name's tokens without its form.
pub(super) struct Split {
    /// The form.
    pub(super) form: Option<Form>,
    /// The first token, but for an article.
    pub(super) start: usize,
    /// The first token that is no form.
    pub(super) from: usize,
    /// The token after the last one that is no form.
    pub(super) to: usize,
    /// Tokens between these two that are a form: the first, and the one after the last.
    pub(super) gap: (usize, usize),
}

impl Split {
    /// All tokens, none as a form.
    pub(super) fn whole(tokens: &Tokens) -> Self {
        Self { form: None, start: 0, from: 0, to: tokens.len(), gap: (0, 0) }
    }

    /// Finds the form in a name. At least one word remains.
    pub(super) fn of(tokens: &mut Tokens, is_cut: bool) -> Self {
        part(tokens);
        tokens.read_small_and();
        let mut split = Self::whole(tokens);
        split.skip_and(tokens);
        if tokens.get(split.from) == "the" && split.from + 1 < split.to {
            split.from += 1;
        }
        split.start = split.from;
        if is_cut {
            split.drop_cut(tokens);
        }
        while split.form.is_none() && split.drop_end(tokens) {}
        if split.form.is_none() {
            split.drop_inside(tokens);
        }
        if split.form.is_none() {
            split.drop_front(tokens);
        }
        split
    }

    /// Passes over an `and` at the ends.
    fn skip_and(&mut self, tokens: &Tokens) {
        while self.to > self.from && tokens.get(self.to - 1).is_empty() {
            self.to -= 1;
        }
        while self.from < self.to && tokens.get(self.from).is_empty() {
            self.from += 1;
        }
    }

    /// Drops a form, or what stands beside one, at the end; returns true if there was any.
    fn drop_end(&mut self, tokens: &Tokens) -> bool {
        let first = self.to.saturating_sub(MOST_TOKENS).max(self.from + 1);
        for from in first..self.to {
            if let Some(form) = TABLE.find(tokens.joined(from, self.to), Place::End) {
                self.to = from;
                self.skip_and(tokens);
                self.form = (form.name() != STATUS).then_some(form);
                return true;
            }
        }
        false
    }

    /// Drops a form at the front.
    fn drop_front(&mut self, tokens: &Tokens) {
        let last = (self.from + MOST_TOKENS).min(self.to.saturating_sub(1));
        for to in (self.from + 1..=last).rev() {
            if let Some(form) = TABLE.find(tokens.joined(self.from, to), Place::Ends) {
                self.from = to;
                self.skip_and(tokens);
                self.form = Some(form);
                return;
            }
        }
    }

    /// Finds a form between other words: `Acme GmbH (Berlin)`.
    fn drop_inside(&mut self, tokens: &Tokens) {
        for from in self.from + 1..self.to {
            for to in (from + 1..=self.to.min(from + MOST_TOKENS)).rev() {
                if let Some(form) = TABLE.find(tokens.joined(from, to), Place::Anywhere) {
                    self.gap = (from, to);
                    self.form = Some(form);
                    return;
                }
            }
        }
    }

    /// Drops the beginning of a form at the end of a text that was cut. The form counts if no other
    /// one begins so.
    fn drop_cut(&mut self, tokens: &Tokens) {
        let first = self.to.saturating_sub(MOST_TOKENS).max(self.from + 1);
        for from in first..self.to {
            let start = tokens.joined(from, self.to);
            if start.is_empty() || tokens.get(from).is_empty() {
                continue;
            }
            let cut = &TABLE.cut;
            let at = cut.partition_point(|(spelling, _)| *spelling < start);
            let mut begun =
                cut[at..].iter().take_while(|(spelling, _)| spelling.starts_with(start));
            let Some((_, form)) = begun.next() else { continue };
            self.form = begun.all(|(_, other)| other == form).then_some(*form);
            self.to = from;
            self.skip_and(tokens);
            return;
        }
    }
}

/// Cuts forms off from words in scripts that do not part words.
fn part(tokens: &mut Tokens) {
    let Some(last) = tokens.len().checked_sub(1) else { return };
    if tokens.get(last).ends_with(is_unparted) {
        let word = tokens.get(last);
        let ends = TABLE.affixes.iter().filter_map(|form| word.strip_suffix(form));
        if let Some(at) = ends.map(str::len).filter(|at| *at > 0).min() {
            tokens.split(last, at);
        }
    }
    if tokens.get(0).starts_with(is_unparted) {
        let word = tokens.get(0);
        let starts = TABLE.affixes.iter().filter(|form| word.starts_with(**form));
        if let Some(at) = starts.map(|form| form.len()).filter(|at| *at < word.len()).max() {
            tokens.split(0, at);
        }
    }
}
