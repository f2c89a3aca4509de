//! Requests for rows: a page of a set, one row, or what a row is linked with.

use axum::http::{HeaderValue, StatusCode};

use super::{
    Asked, Feed,
    address::Key,
    error::Refused,
    filter::{Expr, Filter, Op, checked},
    options::{Form, Options, PAGE, short},
    query::{Names, Query},
    reply::Reply,
    token::Token,
    value::Value,
    write::{Beside, Writer},
};

/// Rows of a page at most whose linked rows are many.
const WITH_MANY: usize = 100;

/// A request for rows that is being answered.
pub(super) struct Answering<'a> {
    pub(super) feed: &'a Feed,
    pub(super) names: Names<'a>,
    pub(super) options: &'a Options,
    pub(super) asked: Asked<'a>,
    pub(super) form: Form,
}

impl Answering<'_> {
    /// A page of a set: of the rows that pass a condition of the address, too.
    pub(super) async fn set(
        &self,
        set: usize,
        within: Option<Filter>,
        path: &str,
    ) -> Result<Reply, Refused> {
        let mut query = Query::read(self.names, set, self.options)?;
        query.filter = both(within, query.filter.take());
        let token = self.token(&query, path)?;
        let is_first = self.options.token.is_none();
        let reading = self.feed.reading(self.names, &query, self.options);
        let page = reading.page(token).await?;
        let count = if self.options.count && is_first {
            let is_whole = page.next.is_none() && query.skip == 0 && query.top.is_none();
            Some(if is_whole { page.rows.len() as u64 } else { reading.count().await? })
        } else {
            None
        };
        let linked = reading.linked(&page.rows).await?;
        let next = page.next.map(|token| self.next_link(&query, path, &token));
        let beside = Beside { count, next };
        let body = self.writer(&query).page(&page.rows, &linked, &beside).into_bytes();
        let mut reply = Reply::new(&self.form.media(), body);
        reply.count(self.names, set, page.rows.len());
        reply.tell_missing(&reading.gaps);
        if let Some(size) = self.form.page
            && let Ok(applied) = HeaderValue::from_str(&format!("odata.maxpagesize={size}"))
        {
            reply.headers.insert("preference-applied", applied);
        }
        Ok(reply)
    }

    /// One row.
    pub(super) async fn row(&self, set: usize, key: &Key) -> Result<Reply, Refused> {
        let mut query = Query::read(self.names, set, self.options)?;
        query.filter = Some(self.names.keyed(set, key)?);
        self.only(&query).await
    }

    async fn only(&self, query: &Query) -> Result<Reply, Refused> {
        let reading = self.feed.reading(self.names, query, self.options);
        let missing = || Refused::not_found("there is no such row");
        let row = reading.only().await?.ok_or_else(missing)?;
        let linked = reading.linked(std::slice::from_ref(&row)).await?;
        let body = self.writer(query).one(&row, &linked).into_bytes();
        let mut reply = Reply::new(&self.form.media(), body);
        reply.count(self.names, query.set, 1);
        reply.tell_missing(&reading.gaps);
        Ok(reply)
    }

    /// What a row is linked with.
    pub(super) async fn linked(&self, set: usize, key: &Key, name: &str) -> Result<Reply, Refused> {
        let here = self.names.set(set)?;
        let link = here.link(name).ok_or_else(|| {
            let is_column = here.table.column(name).is_some();
            if is_column {
                return Refused::unsupported("one property by itself is not given: `$select` it");
            }
            Refused::not_found(format!("`{}` has no link `{}`", here.table.name, short(name)))
        })?;
        let key_filter = self.names.keyed(set, key)?;
        if link.many {
            let Some((_, value)) = key.first() else { return Err(Refused::bad("no key")) };
            let within = equal(link.column, value.clone());
            return self.set(link.to, Some(within), self.asked.path.trim_matches('/')).await;
        }
        let own = Query {
            set,
            columns: vec![link.column],
            filter: Some(key_filter),
            order: Vec::new(),
            expand: Vec::new(),
            skip: 0,
            top: None,
        };
        let reading = self.feed.reading(self.names, &own, self.options);
        let missing = || Refused::not_found("there is no such row");
        let row = reading.only().await?.ok_or_else(missing)?;
        let value = row.get(link.column).filter(|value| !value.is_null());
        let Some(value) = value.cloned() else {
            return Ok(Reply { status: StatusCode::NO_CONTENT, ..Reply::new("", Vec::new()) });
        };
        let mut query = Query::read(self.names, link.to, self.options)?;
        let other = self.names.set(link.to)?;
        query.filter = Some(equal(other.key.first().copied().unwrap_or_default(), value));
        self.only(&query).await
    }

    fn writer<'a>(&'a self, query: &'a Query) -> Writer<'a> {
        let selects = self.options.select.is_some();
        let (sets, form, root) = (self.names.sets, self.form, self.asked.root);
        Writer { sets, query, form, root, selects }
    }

    /// How far the result was read: not at all, without a token.
    fn token(&self, query: &Query, path: &str) -> Result<Token, Refused> {
        if let Some(text) = &self.options.token {
            let question = self.question(query, path);
            return self.feed.signer.read(text, &question.each_ref().map(String::as_str));
        }
        let size = self.form.page.unwrap_or(PAGE);
        let has_many = query.expand.iter().any(|expand| expand.link.many);
        let size = if has_many { size.min(WITH_MANY) } else { size };
        Ok(Token { skip: query.skip, top: query.top, size, ..Token::default() })
    }

    fn next_link(&self, query: &Query, path: &str, token: &Token) -> String {
        let question = self.question(query, path);
        let token = self.feed.signer.sign(token, &question.each_ref().map(String::as_str));
        let mut options = self.options.of_next_page();
        options.append_pair("$skiptoken", &token);
        // Clients of the protocol expect its names as they are.
        let options = options.finish().replace("%24", "$");
        let path: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
        let path = path.replace('+', "%20").replace("%2F", "/").replace("%27", "'");
        let path = path.replace("%28", "(").replace("%29", ")").replace("%3D", "=");
        format!("{}{path}?{options}", self.asked.root)
    }

    /// What a token is good for: the rows of a question, in their order, for a viewer.
    fn question(&self, query: &Query, path: &str) -> [String; 5] {
        let viewer = self.names.reader.viewer();
        let set = self.names.sets.at(query.set).map(|set| set.table.name.clone());
        [
            set.unwrap_or_default() + "\n" + path,
            query.filter.as_ref().map(ToString::to_string).unwrap_or_default(),
            format!("{:?}", query.order),
            viewer.role_name().unwrap_or_default().to_owned(),
            viewer.subject().to_owned(),
        ]
    }
}

impl Names<'_> {
    /// The condition that a key says.
    fn keyed(self, set: usize, key: &Key) -> Result<Filter, Refused> {
        let here = self.set(set)?;
        let wrong = || {
            let names: Vec<&str> = here
                .key
                .iter()
                .filter_map(|place| here.table.columns.get(*place))
                .map(|column| column.name.as_str())
                .collect();
            let names = names.join("`, `");
            Refused::bad(format!("the key of `{}` is `{names}`", here.table.name))
        };
        if key.len() != here.key.len() {
            return Err(wrong());
        }
        let mut parts = Vec::new();
        for (place, (name, value)) in key.iter().enumerate() {
            let column = match name {
                Some(name) => here.table.column(name).filter(|column| here.key.contains(column)),
                None => here.key.get(place).copied(),
            };
            let name = column.and_then(|column| here.table.columns.get(column));
            let name = name.map(|column| column.name.clone()).ok_or_else(wrong)?;
            let sides = (Expr::Column(name), Expr::Value(value.clone()));
            parts.push(Expr::Compare(Op::Eq, Box::new(sides)));
        }
        checked(Expr::All(parts), &here.table, &|name| self.refusal(here, name))
    }
}

/// The condition that a column has a value.
fn equal(column: usize, value: Value) -> Filter {
    Expr::Compare(Op::Eq, Box::new((Expr::Column(column), Expr::Value(value))))
}

fn both(one: Option<Filter>, other: Option<Filter>) -> Option<Filter> {
    match (one, other) {
        (Some(one), Some(other)) => Some(Expr::All(vec![one, other])),
        (one, other) => one.or(other),
    }
}
