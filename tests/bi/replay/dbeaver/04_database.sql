-- without: oid, datdba, datfrozenxid, datminmxid, dattablespace, datacl, datlastsysoid, datcollversion, daticulocale, datlocprovider, datctype, datcollate, daticurules
SELECT db.oid, db.* FROM pg_catalog.pg_database db WHERE datname = 'channelgraph'
