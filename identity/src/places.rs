//! stub
pub fn postal_code(t: &str, _: Option<&str>) -> Option<String> {
    Some(channelgraph_schema::fold(t))
}
pub fn city(t: &str) -> Option<String> {
    Some(channelgraph_schema::fold(t))
}
pub fn street(t: &str) -> Option<String> {
    Some(channelgraph_schema::fold(t))
}
