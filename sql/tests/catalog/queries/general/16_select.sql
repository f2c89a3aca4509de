SELECT quote_ident('Deals'), quote_literal('it''s'), quote_ident('select'), format('%I = %L (%s)', 'a b', 'x', 1)
