select "$Ordered"."id" as "id", "$Ordered"."name" as "name", "$Ordered"."amount" as "amount", "$Ordered"."close_date" as "close_date"
from (select "_"."id", "_"."name", "_"."amount", "_"."close_date" from "public"."deals" "_") "$Ordered"
order by "$Ordered"."id"
limit 1000
