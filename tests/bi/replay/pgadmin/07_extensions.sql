SELECT COUNT(*) FROM pg_catalog.pg_extension WHERE extname = 'bdr'
