SELECT row_number() OVER (ORDER BY attnum) AS n, attname FROM pg_attribute WHERE attrelid = 'gaps'::regclass AND attnum > 0 ORDER BY 1
