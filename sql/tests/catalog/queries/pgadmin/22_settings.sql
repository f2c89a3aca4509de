SELECT name, category, setting, unit, short_desc FROM pg_catalog.pg_settings WHERE name in ('array_nulls','block_size','bytea_output') ORDER BY category, name
