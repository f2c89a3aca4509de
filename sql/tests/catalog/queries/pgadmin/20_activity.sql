SELECT
    'session_stats' AS chart_name, pg_catalog.row_to_json(t) AS chart_data
FROM (SELECT (SELECT count(*) FROM pg_catalog.pg_class WHERE relname = 'deals') AS "Total", 'x' AS "Name") t
