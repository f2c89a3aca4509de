//! stub
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scheme(u16);
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    Valid,
    Invalid,
    Unknown,
}
pub struct TaxId {
    pub scheme: Scheme,
    pub number: String,
    pub check: Check,
    pub placeholder: bool,
}
pub fn ids(t: &str, c: Option<&str>) -> Vec<TaxId> {
    crate::tax_id::tax_key(t, c)
        .map(|k| TaxId {
            scheme: Scheme(k.bytes().take(2).map(u16::from).sum()),
            number: k,
            check: Check::Unknown,
            placeholder: false,
        })
        .into_iter()
        .collect()
}
