SELECT a.attrelid::regclass::text || '.' || a.attname AS c FROM pg_attribute a WHERE a.attrelid = 'gaps'::regclass AND a.attnum > 0 ORDER BY 1
