-- columns
SELECT version()
