SELECT date_trunc('week', close_date)::timestamptz AS "time", stage AS metric, sum(amount) AS value
FROM deals WHERE close_date BETWEEN '2025-01-01T00:00:00Z' AND '2026-12-31T23:59:59Z' GROUP BY 1, 2 ORDER BY 1, 2
