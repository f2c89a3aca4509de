SELECT a.attname
                FROM pg_attribute a JOIN (
                    SELECT unnest(ix.indkey) attnum,
                           generate_subscripts(ix.indkey, 1) ord
                    FROM pg_index ix
                    WHERE ix.indrelid = {class public.partners} AND ix.indisprimary
                    ) k ON a.attnum=k.attnum
                WHERE a.attrelid = {class public.partners}
                ORDER BY k.ord
