SELECT i.indexrelid::regclass, i.indkey, i.indkey[0], array_length(i.indkey, 1), array_to_string(i.indkey, ',') FROM pg_index i WHERE i.indrelid = 'records'::regclass
