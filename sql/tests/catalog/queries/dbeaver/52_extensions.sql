SELECT e.oid, a.name, e.extversion, a.default_version, a.comment FROM pg_catalog.pg_available_extensions a JOIN pg_catalog.pg_extension e ON a.name=e.extname WHERE e.extname='postgis'
