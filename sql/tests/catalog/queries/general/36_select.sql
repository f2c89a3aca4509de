TABLE pg_catalog.pg_enum
