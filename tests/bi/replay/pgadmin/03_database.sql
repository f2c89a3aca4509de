-- without: did, datcollate
SELECT db.oid AS did, db.datname, db.datallowconn, pg_encoding_to_char(db.encoding) AS serverencoding, db.datistemplate
FROM pg_catalog.pg_database db WHERE db.datname = current_database()
