-- without: oid, datdba, datfrozenxid, datminmxid, dattablespace, datacl, datlastsysoid, datcollversion, daticulocale, datlocprovider, datctype, datcollate
SELECT db.oid, db.* FROM pg_catalog.pg_database db WHERE datname = 'channelgraph'
