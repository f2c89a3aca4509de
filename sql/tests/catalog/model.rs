//! The tables of the test, and the statements that create them in PostgreSQL.

use std::sync::Arc;

use channelgraph_sql::{Column, ColumnType, ForeignKey, Table, Tests};

/// The database.
pub const DATABASE: &str = "channelgraph";
/// The user.
pub const USER: &str = "bi";

struct Draft(Table);

impl Draft {
    fn new(name: &str, doc: &str) -> Self {
        let (name, doc) = (name.to_owned(), doc.to_owned());
        Self(Table { name, doc, columns: vec![], key: vec![], foreign_keys: vec![] })
    }

    fn column(mut self, name: &str, ty: ColumnType, doc: &str) -> Self {
        self.0.columns.push(Column {
            name: name.to_owned(),
            ty,
            nullable: true,
            doc: doc.to_owned(),
            tests: Tests::None,
            sorts: false,
        });
        self
    }

    fn required(mut self) -> Self {
        self.0.columns.last_mut().unwrap().nullable = false;
        self
    }

    fn key(mut self) -> Self {
        self.0.key.push(self.0.columns.len() - 1);
        self.required()
    }

    fn of(mut self, table: &str) -> Self {
        let column = self.0.columns.len() - 1;
        self.0.foreign_keys.push(ForeignKey { column, table: table.to_owned() });
        self
    }

    fn done(self) -> Arc<Table> {
        Arc::new(self.0)
    }
}

/// Returns the tables: with keys of one and three columns, without a key, and one that refers to
/// itself.
pub fn tables() -> Vec<Arc<Table>> {
    use ColumnType::{Bool, Date, Integer, Number, Text, Time};
    let partners = Draft::new("partners", "Companies that sell.")
        .column("id", Text, "The id of the node.")
        .key()
        .column("name", Text, "")
        .required()
        .column("tier_name", Text, "")
        .column("tier_rank", Integer, "The rank of the tier; 1 is the highest.")
        .column("active", Bool, "")
        .column("address_city", Text, "")
        .column("parent_id", Text, "")
        .of("partners")
        .column("updated_at", Time, "");
    let leads = Draft::new("leads", "Possible customers, before a deal.")
        .column("id", Text, "")
        .key()
        .column("partner_id", Text, "")
        .of("partners")
        .column("deal_id", Text, "")
        .column("name", Text, "")
        .column("created_at", Time, "");
    let deals = Draft::new("deals", "Sales under way, \"open\" or closed.")
        .column("id", Text, "The id of the node.")
        .key()
        .column("name", Text, "")
        .required()
        .column("partner_id", Text, "")
        .of("partners")
        .column("lead_id", Text, "")
        .of("leads")
        .column("amount", Number, "The amount; sum it per currency only.")
        .column("amount_currency", Text, "")
        .column("close_date", Date, "The expected day of closing.")
        .column("stage", Text, "")
        .column("closed", Bool, "")
        .column("updated_at", Time, "");
    let records = Draft::new("records", "Records behind each node.")
        .column("entity", Text, "")
        .key()
        .column("node_id", Text, "")
        .required()
        .column("source", Text, "")
        .key()
        .column("record_id", Text, "")
        .key()
        .column("fetched_at", Time, "");
    let gaps = Draft::new("gaps", "")
        .column("source", Text, "")
        .column("code", Text, "")
        .column("detail", Text, "");
    [partners, leads, deals, records, gaps].map(Draft::done).to_vec()
}

fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Writes the statements that create the tables.
pub fn ddl(tables: &[Arc<Table>]) -> String {
    let mut out = String::new();
    for table in tables {
        let name = &table.name;
        let columns = table.columns.iter().map(|column| {
            let null = if column.nullable { "" } else { " NOT NULL" };
            format!("{} {}{null}", column.name, column.ty.sql())
        });
        let columns = columns.collect::<Vec<_>>().join(", ");
        out.push_str(&format!("CREATE TABLE {name} ({columns});\n"));
        if !table.key.is_empty() {
            let key = table.key.iter().map(|at| table.columns[*at].name.as_str());
            let key = key.collect::<Vec<_>>().join(", ");
            out.push_str(&format!("ALTER TABLE {name} ADD PRIMARY KEY ({key});\n"));
        }
        if !table.doc.is_empty() {
            out.push_str(&format!("COMMENT ON TABLE {name} IS {};\n", quote(&table.doc)));
        }
        for column in table.columns.iter().filter(|column| !column.doc.is_empty()) {
            let doc = quote(&column.doc);
            out.push_str(&format!("COMMENT ON COLUMN {name}.{} IS {doc};\n", column.name));
        }
    }
    for table in tables {
        for key in &table.foreign_keys {
            let column = &table.columns[key.column].name;
            out.push_str(&format!(
                "ALTER TABLE {} ADD FOREIGN KEY ({column}) REFERENCES {};\n",
                table.name, key.table
            ));
        }
    }
    out
}
