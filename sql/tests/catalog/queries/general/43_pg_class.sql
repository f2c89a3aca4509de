SELECT 'a' IN (SELECT relname FROM pg_class), 'deals' IN (SELECT relname FROM pg_class), 1 NOT IN (SELECT 2)
