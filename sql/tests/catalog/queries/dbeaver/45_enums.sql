SELECT e.oid, e.enumlabel FROM pg_catalog.pg_enum e WHERE e.enumtypid=16 ORDER BY e.enumsortorder
