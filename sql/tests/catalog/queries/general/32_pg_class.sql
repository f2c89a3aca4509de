SELECT CASE WHEN (SELECT count(*) FROM pg_class WHERE relname = 'deals') > 0 THEN 'yes' ELSE 'no' END
