"""A company with books, in a fresh Tryton database, over JSON-RPC alone."""

import datetime


def decimal(value):
    return {"__class__": "Decimal", "decimal": str(value)}


def date(value):
    return value and {"__class__": "date", "year": value.year, "month": value.month, "day": value.day}


def create(call, model, *rows):
    return call(f"model.{model}.create", list(rows))


def find(call, model, *domain):
    return call(f"model.{model}.search", list(domain), 0, 1, [["id", "ASC"]])[0]


def keep(call):
    """A company that can post invoices, in the fewest steps that Tryton takes."""
    books = {}
    euro, dollar = create(call, "currency.currency", *(
        {"name": name, "code": code, "symbol": symbol, "rounding": decimal("0.01"), "digits": 2}
        for name, code, symbol in [("Euro", "EUR", "€"), ("Dollar", "USD", "$")]
    ))
    start = date(datetime.date(2020, 1, 1))
    create(call, "currency.currency.rate",
            {"currency": euro, "date": start, "rate": decimal("1")}, {"currency": dollar, "date": start, "rate": decimal("1.25")})
    books["currencies"] = [(euro, "EUR"), (dollar, "USD")]
    codes = [("Germany", "DE"), ("France", "FR"), ("Austria", "AT"), ("Türkiye", "TR")]
    books["countries"] = list(zip(create(call, "country.country", *({"name": name, "code": code} for name, code in codes)), [c for _, c in codes]))

    own = [{"name": name, "code": f"H{n}"} for n, name in enumerate(["Head office", "Jana Novák", "Tom Ó Briain"])]
    head, sales_one, sales_two = create(call, "party.party", *own)
    nothing = {"active": True, "tax_identifier.code": None, "website": None, "addresses.city": [], "addresses.country.code": [],
               "customer_payment_term.name": None}
    books["own"] = [{"id": id, **row, **nothing} for id, row in zip([head, sales_one, sales_two], own)]
    company, = create(call, "company.company", {"party": head, "currency": euro})
    books["company"] = company
    user = find(call, "res.user", ["login", "=", "admin"])
    call("model.res.user.write", [user], {"companies": [["add", [company]]], "company": company})
    call.context["company"] = company
    books["employees"] = list(zip(
        create(call, "company.employee", {"party": sales_one, "company": company}, {"party": sales_two, "company": company}),
        ["Jana Novák", "Tom Ó Briain"]))

    template = find(call, "account.account.template", ["parent", "=", None])
    session, *_ = call("wizard.account.create_chart.create")
    account = {"account": {"company": company, "account_template": template}}
    call("wizard.account.create_chart.execute", session, account, "create_account")
    of = {kind: find(call, "account.account", [f"type.{kind}", "=", True], ["closed", "!=", True])
          for kind in ["receivable", "payable", "revenue", "expense"]}
    books["accounts"] = of
    properties = {"company": company, "account_receivable": of["receivable"], "account_payable": of["payable"],
                  "category_account_expense": of["expense"], "category_account_revenue": of["revenue"]}
    call("wizard.account.create_chart.execute", session, {**account, "properties": properties}, "create_properties")
    call("wizard.account.create_chart.delete", session)

    def sequence(kind, name):
        return create(call, "ir.sequence.strict",
                       {"name": name, "sequence_type": find(call, "ir.sequence.type", ["name", "=", kind]), "company": company})[0]

    moves, invoices = sequence("Account Move", "Moves 2026"), sequence("Invoice", "Invoices 2026")
    kinds = ["out_invoice_sequence", "in_invoice_sequence", "out_credit_note_sequence", "in_credit_note_sequence"]
    year, = create(call, "account.fiscalyear", {
        "name": "2026", "company": company, "move_sequence": moves,
        "start_date": date(datetime.date(2026, 1, 1)), "end_date": date(datetime.date(2026, 12, 31)),
        "invoice_sequences": [["create", [{kind: invoices for kind in kinds}]]],
    })
    call("model.account.fiscalyear.create_period", [year])

    unit = find(call, "product.uom", ["symbol", "=", "u"])
    category, = create(call, "product.category", {
        "name": "All", "accounting": True, "account_expense": of["expense"], "account_revenue": of["revenue"]})
    template, = create(call, "product.template", {
        "name": "Commission", "type": "service", "default_uom": unit, "list_price": decimal(0), "account_category": category,
        "products": [["create", [{}]]]})
    books["product"] = find(call, "product.product", ["template", "=", template])
    books["unit"] = unit
    books["plans"] = list(zip(create(call, "commission.plan", *(
        {"name": name, "commission_product": books["product"], "commission_method": "posting",
         "lines": [["create", [{"formula": formula}]]]}
        for name, formula in [("Gold", "amount * 0.1"), ("Silver", "amount * 0.05")]
    )), ["Gold", "Silver"]))
    books["term"], = create(call, "account.invoice.payment_term", {"name": "Direct", "lines": [["create", [{"type": "remainder"}]]]})
    cash = find(call, "account.journal", ["type", "=", "cash"])
    money = find(call, "account.account", ["code", "=", "1.1.1"])
    books["payment"], = create(call, "account.invoice.payment.method", {
        "name": "Cash", "company": company, "journal": cash, "credit_account": money, "debit_account": money})
    return books
