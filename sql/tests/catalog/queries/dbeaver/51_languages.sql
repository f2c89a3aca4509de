SELECT l.oid, l.lanname FROM pg_catalog.pg_language l WHERE l.lanname = 'sql'
