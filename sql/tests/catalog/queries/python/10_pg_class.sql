select relname, relacl, relkind, reltype::regtype from pg_class limit 2
