//! stub
pub fn fold(t: &str) -> String {
    channelgraph_schema::fold(t)
}
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordKind {
    Plain,
    Generic,
    Geographic,
    Group,
    Numeral,
}
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form(u16);
impl Form {
    pub fn countries(self) -> &'static [&'static str] {
        &[]
    }
    pub fn class(self) -> u8 {
        0
    }
}
pub struct Words;
impl Words {
    pub fn new(_: &[String], _: &[String]) -> Self {
        Self
    }
}
pub struct Word {
    pub text: String,
    pub kind: WordKind,
}
pub struct Name {
    pub words: Vec<Word>,
    pub form: Option<Form>,
}
impl Name {
    pub fn of(t: &str, _cut: bool, _: &Words) -> Self {
        let f = fold(t);
        Self {
            form: None,
            words: f
                .split(|c: char| !c.is_alphanumeric())
                .filter(|w| !w.is_empty())
                .map(|w| Word { text: w.into(), kind: WordKind::Plain })
                .collect(),
        }
    }
}
