SELECT conname
           FROM  pg_catalog.pg_constraint r
           WHERE r.conrelid = {class public.partners} AND r.contype = 'p'
           ORDER BY 1
