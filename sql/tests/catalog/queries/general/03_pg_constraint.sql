SELECT conrelid::regclass AS t, confrelid::regclass::text AS r, conname FROM pg_constraint WHERE contype = 'f' AND conrelid = 'deals'::regclass ORDER BY conname
