SELECT c.relname, pg_catalog.pg_total_relation_size(c.oid) as total_rel_size, c.reltuples FROM pg_class c WHERE c.relnamespace=2200 AND c.relkind='r'
