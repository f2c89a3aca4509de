//! Relations of the catalog: their columns, as PostgreSQL 16 declares them, and their rows.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use async_trait::async_trait;
use datafusion::arrow::array::{RecordBatch, RecordBatchOptions};
use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;

use super::oid;
use super::types::field;
use super::value::{Value, array};

/// The declaration of a relation.
#[derive(Debug)]
pub struct Relation {
    /// The identifier of its schema.
    pub namespace: u32,
    /// The name.
    pub name: &'static str,
    /// The identifier; 0 for the result of a function, which is in no catalog.
    pub oid: u32,
    /// `relkind`: `r` or `v`.
    pub kind: char,
    /// The columns.
    pub columns: Vec<RelationColumn>,
    /// Its columns as Arrow fields.
    pub schema: SchemaRef,
}

/// The declaration of a column of the catalog.
#[derive(Debug)]
pub struct RelationColumn {
    /// The name.
    pub name: &'static str,
    /// The name of the type.
    pub ty: &'static str,
    /// Whether it is declared `NOT NULL`.
    pub not_null: bool,
}

static RELATIONS: LazyLock<Vec<Relation>> = LazyLock::new(|| {
    let sources = [
        (oid::PG_CATALOG, include_str!("data/tables.txt")),
        (oid::PG_CATALOG, include_str!("data/views.txt")),
        (oid::PG_CATALOG, include_str!("data/statistics.txt")),
        (oid::FUNCTIONS, include_str!("data/functions.txt")),
        (oid::INFORMATION_SCHEMA, include_str!("data/information_schema_1.txt")),
        (oid::INFORMATION_SCHEMA, include_str!("data/information_schema_2.txt")),
    ];
    let parse = |(namespace, text): (u32, &'static str)| {
        text.lines().map(move |line| Relation::parse(namespace, line))
    };
    sources.into_iter().flat_map(parse).collect()
});

static BY_NAME: LazyLock<HashMap<(u32, &'static str), &'static Relation>> = LazyLock::new(|| {
    RELATIONS.iter().map(|relation| ((relation.namespace, relation.name), relation)).collect()
});

/// Returns all relations.
pub fn relations() -> &'static [Relation] {
    &RELATIONS
}

/// Returns the relation of a schema by its name.
pub fn find(namespace: u32, name: &str) -> Option<&'static Relation> {
    BY_NAME.get(&(namespace, name)).copied()
}

impl Relation {
    /// Reads a line: name, identifier, kind, and columns as `name:type`, with `!` if not null.
    fn parse(namespace: u32, line: &'static str) -> Self {
        let mut words = line.split(' ');
        let mut next = || words.next().unwrap_or_default();
        let (name, oid, kind) = (next(), next().parse().unwrap_or(0), next());
        let columns = words.map(RelationColumn::parse).collect::<Vec<_>>();
        let fields = columns.iter().map(|column| field(column.name, column.ty, true));
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let kind = kind.chars().next().unwrap_or('r');
        Self { namespace, name, oid, kind, columns, schema }
    }
}

impl RelationColumn {
    fn parse(word: &'static str) -> Self {
        let not_null = word.ends_with('!');
        let word = word.trim_end_matches('!');
        let (name, ty) = word.split_once(':').unwrap_or((word, "sql_identifier"));
        let ty = match ty {
            "c" => "character_data",
            "y" => "yes_or_no",
            "n" => "cardinal_number",
            "t" => "time_stamp",
            ty => ty,
        };
        Self { name, ty, not_null }
    }
}

/// The rows of a relation, while they are collected.
#[derive(Debug)]
pub struct Rows {
    relation: &'static Relation,
    columns: Vec<Vec<Value>>,
    count: usize,
}

impl Rows {
    /// Starts without a row.
    pub fn new(relation: &'static Relation) -> Self {
        Self { relation, columns: vec![Vec::new(); relation.columns.len()], count: 0 }
    }

    /// Adds a row. Columns that are not named hold null, or if they are declared not null, the
    /// zero of their type. Names that the relation has no column for are ignored.
    pub fn push<const N: usize>(&mut self, values: [(&str, Value); N]) {
        self.count += 1;
        for (column, held) in self.relation.columns.iter().zip(&mut self.columns) {
            let given = values.iter().find(|(name, _)| *name == column.name);
            held.push(given.map_or_else(|| column.default(), |(_, value)| value.clone()));
        }
    }

    /// Makes a table of the rows.
    pub fn finish(self) -> Result<CatalogTable> {
        let fields = self.relation.schema.fields().iter().zip(&self.columns);
        let arrays = fields.map(|(field, values)| array(field.data_type(), values));
        let options = RecordBatchOptions::new().with_row_count(Some(self.count));
        let schema = self.relation.schema.clone();
        let arrays = arrays.collect::<Result<Vec<_>>>()?;
        let batch = RecordBatch::try_new_with_options(schema, arrays, &options)?;
        Ok(CatalogTable { batch })
    }
}

impl RelationColumn {
    fn default(&self) -> Value {
        if !self.not_null {
            return Value::Null;
        }
        match self.ty {
            "bool" => Value::Bool(false),
            "text" | "name" | "char" => Value::Text(String::new()),
            "int2vector" | "oidvector" => Value::List(Vec::new()),
            ty if ty.starts_with('_') => Value::List(Vec::new()),
            ty if ty.starts_with("float") => Value::Float(0.0),
            _ => Value::Int(0),
        }
    }
}

/// A relation of the catalog with all its rows.
#[derive(Debug, Clone)]
pub struct CatalogTable {
    batch: RecordBatch,
}

impl CatalogTable {
    /// Tells if no row exists.
    pub fn is_empty(&self) -> bool {
        self.batch.num_rows() == 0
    }

    /// Returns the catalog table behind a table provider, if it is one.
    pub fn of(provider: &dyn TableProvider) -> Option<&Self> {
        (provider as &dyn Any).downcast_ref()
    }
}

#[async_trait]
impl TableProvider for CatalogTable {
    fn schema(&self) -> SchemaRef {
        self.batch.schema()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        _state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        _limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let rows = [vec![self.batch.clone()]];
        Ok(MemorySourceConfig::try_new_exec(&rows, self.schema(), projection.cloned())?)
    }
}
