//! Object identifiers: the fixed ones of PostgreSQL, and hashes of names for everything else.

/// The schema `pg_catalog`.
pub const PG_CATALOG: u32 = 11;
/// The schema `public`.
pub const PUBLIC: u32 = 2200;
/// The schema `information_schema`.
pub const INFORMATION_SCHEMA: u32 = 13207;
/// The schema of relations that functions return. No catalog lists it, and no client names it.
pub const FUNCTIONS: u32 = 1;
/// The one role: the user of the connection, who owns everything.
pub const OWNER: u32 = FIRST_OF_USERS;
/// The default tablespace.
pub const DEFAULT_TABLESPACE: u32 = 1663;
/// The access method of tables.
pub const HEAP: u32 = 2;
/// The access method of indexes.
pub const BTREE: u32 = 403;
/// The collation of types that have one, unless it is `C`.
pub const DEFAULT_COLLATION: u32 = 100;
/// The collation `C`.
pub const C_COLLATION: u32 = 950;
/// The relation `pg_class`, which comments of tables and columns refer to.
pub const CLASS_RELATION: u32 = 1259;
/// The relation `pg_namespace`, which comments of schemas refer to.
pub const SCHEMA_RELATION: u32 = 2615;

/// The first identifier that PostgreSQL gives to objects of users.
const FIRST_OF_USERS: u32 = 16384;

/// Returns the identifier of a table of schema `public`: a hash of its name, the same after a
/// restart and in every process.
pub fn table_oid(table: &str) -> u32 {
    object_oid("class", table)
}

/// Returns the identifier of an object of one kind, hashed from its name.
///
/// It fits an `int4`, which some clients store identifiers in.
pub fn object_oid(kind: &str, name: &str) -> u32 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in kind.bytes().chain([0]).chain(name.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let span = (i32::MAX as u32 - FIRST_OF_USERS) as u64;
    FIRST_OF_USERS + ((hash ^ (hash >> 32)) % span) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_stable_and_fit_an_int4() {
        assert_eq!(table_oid("deals"), table_oid("deals"));
        assert_ne!(table_oid("deals"), object_oid("type", "deals"));
        assert!((FIRST_OF_USERS..i32::MAX as u32).contains(&table_oid("deals")));
    }
}
