SELECT a1.attname as conattname, a2.attname as confattname
FROM pg_catalog.pg_attribute a1, pg_catalog.pg_attribute a2
WHERE a1.attrelid={class public.deals}::oid AND a1.attnum=3
  AND a2.attrelid={class public.partners}::oid AND a2.attnum=1
