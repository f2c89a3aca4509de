SELECT array_agg(conname ORDER BY conname) FROM pg_constraint WHERE conrelid = 'deals'::regclass
