SELECT 'deals'::regclass, 'deals'::regclass::oid = (SELECT oid FROM pg_class WHERE relname = 'deals') AS same
