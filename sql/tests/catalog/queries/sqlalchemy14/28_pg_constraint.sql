SELECT conname
           FROM  pg_catalog.pg_constraint r
           WHERE r.conrelid = {class public.records} AND r.contype = 'p'
           ORDER BY 1
