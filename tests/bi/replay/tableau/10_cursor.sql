declare "SQL_CUR0x7f0001" cursor with hold for SELECT "deals"."id" AS "id", "deals"."amount" AS "amount" FROM "public"."deals" "deals" ORDER BY 1 LIMIT 1000
