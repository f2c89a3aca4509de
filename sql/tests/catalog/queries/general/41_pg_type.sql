SELECT oid, typname FROM pg_catalog.pg_type WHERE typname = ANY($${geometry,text,int8}$$::text[]) ORDER BY 1
