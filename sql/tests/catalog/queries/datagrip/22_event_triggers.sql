select t.oid as id, t.evtname as name, t.evtevent as event, t.evttags as tags from pg_catalog.pg_event_trigger t
