SELECT count(*), max(attnum) FROM pg_attribute WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 2200 AND relkind = 'r') AND attnum > 0
