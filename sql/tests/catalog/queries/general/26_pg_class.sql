SELECT oid::regclass, relkind FROM pg_class WHERE oid = to_regclass('public.deals')
