SELECT x.* FROM public.deals x WHERE x.amount > 100 ORDER BY x.id LIMIT 200
