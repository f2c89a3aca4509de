SELECT c.oid,c.relname FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_sequence s ON s.seqrelid=c.oid WHERE c.relnamespace=2200 AND c.relkind='S'
