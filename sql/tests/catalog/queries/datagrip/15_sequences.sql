select sq.seqrelid as sequence_id, seqstart, seqincrement, seqmin, seqmax, seqcache, seqcycle, format_type(seqtypid, null) as seqtype
from pg_catalog.pg_sequence sq join pg_class cls on sq.seqrelid = cls.oid where cls.relnamespace = 2200::oid
