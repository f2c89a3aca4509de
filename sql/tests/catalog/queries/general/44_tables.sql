SELECT table_schema, count(*) FROM information_schema.tables WHERE table_schema IN ('public') GROUP BY 1 HAVING count(*) > 1
