SELECT DISTINCT ON (conrelid) conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f' ORDER BY conrelid, conname
