SELECT pg_get_constraintdef(oid), pg_get_constraintdef(oid, true), conname FROM pg_constraint WHERE conrelid = 'deals'::regclass ORDER BY conname
