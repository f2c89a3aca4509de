//! stub
pub enum Site {
    Own(String),
    Hosted(String),
    Shared(String),
    None,
}
impl Site {
    pub fn of(h: &str, s: &[String]) -> Self {
        crate::domain_key(h, s).map_or(Self::None, Self::Own)
    }
}
pub fn label(d: &str) -> &str {
    d.split('.').next().unwrap_or(d)
}
