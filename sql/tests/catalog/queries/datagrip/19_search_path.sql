select pg_catalog.current_schemas(true)
