"""Fills a fresh Tryton database with a channel, over JSON-RPC alone, and says what was put into it.

The same set each time: everything is counted out or drawn from a seeded generator.
"""

import datetime
import random
from decimal import Decimal

from books import create, date, decimal, find, keep

TODAY = datetime.date(2026, 6, 30)
NAMES = [
    "Müller & Söhne GmbH", 'Ångström "Nord" AB', "O'Hara Ltd", "100% Reseller", "100 Reseller", "under_score", "underXscore", "back\\slash",
    "İstanbul Teknoloji", "ALİ Ticaret", "Ελληνική Διανομή", "Straße Handels KG", "STRASSE Handels KG", "plain", "PLAIN", "Plain text",
    "K Kelvin", "k kelvin", " leading space", "trailing space ", "日本 販売", "Łódź Partner", "ŁÓDŹ Partner", "a", "A", "%", "_", "\\", "zero\u200bwidth",
]
BILLS = ["draft", "validated", "posted", "paid", "cancelled"]
STATES = ["lead", "opportunity", "converted", "won", "lost", "cancelled"]


def seed(call):
    """Creates everything with `call(method, *params)` and returns the truth: what the records hold, by model."""
    rng = random.Random(20260630)
    books = keep(call)
    truth = {}
    truth["party.party"] = _parties(call, rng, books)
    truth["commission.agent"] = _agents(call, books, truth["party.party"])
    truth["account.invoice"] = _bills(call, rng, books, truth["party.party"])
    truth["commission"] = _commissions(
        call, rng, books, truth["commission.agent"], {party["id"] for party in truth["party.party"] if party["addresses.city"]})
    truth["account.invoice"] += _bills_to_principals(call, [row["id"] for row in truth["account.invoice"]])
    truth["sale.opportunity"] = _opportunities(call, rng, books, truth["party.party"], truth["commission.agent"])
    truth["party.party"] += books["own"]
    return truth


def _vat(number):
    """A German VAT number: eight digits and their check digit (ISO 7064, mod 11, 10)."""
    check = 5
    for digit in number:
        check = (((check or 10) * 2) % 11 + int(digit)) % 10
    return f"DE{number}{(1 - ((check or 10) * 2) % 11) % 10}"


def _parties(call, rng, books):
    rows, truth = [], []
    for n in range(60):
        name = NAMES[n] if n < len(NAMES) else f"Partner {n:02} {rng.choice(['GmbH', 'AG', 'S.A.', 'Ltd'])}"
        tax = _vat(f"{26000000 + n * 37}") if n % 3 else None
        site = f"https://www.partner{n:02}.example/" if n % 4 else None
        country = books["countries"][n % 4] if n % 5 else (None, None)
        row = {"name": name, "code": f"C{n:03}", "customer_payment_term": books["term"] if n % 2 else None}
        address = {"city": f"City {n}", "postal_code": f"{10000 + n}", "street_unstructured": f"Main Street {n}", "country": country[0], "sequence": 2}
        row["addresses"] = [["create", [address]]]
        if n % 7 == 1:
            # Not in use any more, and yet the first.
            row["addresses"][0][1].append({"city": "Old", "country": books["countries"][(n + 1) % 4][0], "sequence": 1})
        if n % 6 == 5:
            row["addresses"] = []
            country, address = (None, None), None
        if tax:
            row["identifiers"] = [["create", [{"type": "eu_vat", "code": tax}]]]
        ways = [("website", site), ("email", f"info@partner{n:02}.example" if n % 2 else None), ("phone", "+49 30 " + f"{n:04}" if n % 3 == 0 else None)]
        row["contact_mechanisms"] = [["create", [{"type": kind, "value": value} for kind, value in ways if value]]]
        rows.append(row)
        truth.append({
            "name": name, "code": row["code"], "active": n % 13 != 12, "tax_identifier.code": tax, "website": site,
            "addresses.city": [f"City {n}"] if address else [], "addresses.country.code": [country[1]] if address else [],
            "customer_payment_term.name": "Direct" if n % 2 else None,
        })
    for row, id in zip(truth, create(call, "party.party", *rows)):
        row["id"] = id
    call("model.party.party.write", [row["id"] for row in truth if not row["active"]], {"active": False})
    call("model.party.address.write", call("model.party.address.search", [["city", "=", "Old"]], 0, None, None), {"active": False})
    return truth


def _agents(call, books, parties):
    rows, truth = [], []
    for n in range(20):
        party = parties[n % 18]
        currency, plan = books["currencies"][n % 3 == 2], books["plans"][n % 2] if n % 4 else (None, None)
        rows.append({"party": party["id"], "type_": "principal" if n % 9 == 8 else "agent", "company": books["company"], "plan": plan[0],
                     "currency": currency[0]})
        truth.append({"party": party["id"], "party.name": party["name"], "type_": rows[-1]["type_"], "plan.name": plan[1],
                      "currency.code": currency[1], "active": n != 5})
    for row, id in zip(truth, create(call, "commission.agent", *rows)):
        row["id"] = id
    call("model.commission.agent.write", [row["id"] for row in truth if not row["active"]], {"active": False})
    return truth


def _commissions(call, rng, books, agents, housed):
    rows, truth = [], []
    for n in range(240):
        agent = agents[rng.randrange(len(agents))]
        amount = Decimal(rng.randrange(-500_000, 60_000_000)).scaleb(-4) if n % 10 else Decimal("10.0000")
        base = amount * 10
        day = TODAY - datetime.timedelta(days=rng.randrange(60)) if n % 5 else None
        rows.append({"agent": agent["id"], "product": books["product"], "amount": decimal(amount), "base_amount": decimal(base), "date": date(day)})
        truth.append({"agent": agent["id"], "agent.party": agent["party"], "agent.party.name": agent["party.name"], "amount": str(amount),
                      "base_amount": str(base), "date": day and str(day), "currency.code": agent["currency.code"], "invoice_state": "",
                      "invoice_line.invoice.state": None})
    for row, id in zip(truth, create(call, "commission", *rows)):
        row["id"] = id
    _invoices(call, books, truth, housed)
    return truth


def _invoices(call, books, commissions, housed):
    """Invoices over the first half of the commissions, as Tryton makes them of what is due: one for each agent, in each of their states."""
    seen = call("model.account.invoice.search", [], 0, None, None)
    for n, state in enumerate(BILLS):
        rows = [row for row in commissions[n:140:6] if Decimal(row["amount"]) > 0 and row["agent.party"] in housed]
        call("model.commission.invoice", [row["id"] for row in rows])
        invoices = call("model.account.invoice.search", [["id", "not in", seen]], 0, None, [["id", "ASC"]])
        seen += invoices
        writes = [[[invoice], {"invoice_date": date(TODAY), "reference": f"R{invoice}", "payment_term": books["term"]}] for invoice in invoices]
        call("model.account.invoice.write", *sum(writes, []))
        if state == "validated":
            call("model.account.invoice.validate_invoice", invoices)
        elif state in ("posted", "paid"):
            call("model.account.invoice.post", invoices)
        elif state == "cancelled":
            call("model.account.invoice.cancel", invoices)
        if state == "paid":
            for invoice in invoices:
                _pay(call, books, invoice)
        for row in rows:
            row["invoice_state"] = state if state in ("paid", "cancelled") else "invoiced"
            row["invoice_line.invoice.state"] = state


def _bills(call, rng, books, parties):
    """Invoices to customers, agents and others, in each of their states. Credit notes among them have negative amounts."""
    journal = find(call, "account.journal", ["type", "=", "revenue"])
    customers = [party for party in parties[:30] if party["active"] and party["addresses.city"]]
    rows, truth = [], []
    for n in range(75):
        party, currency, state = customers[n % len(customers)], books["currencies"][n % 3 == 2], BILLS[n % 5]
        # The last days of months among them.
        day = datetime.date(2026, 2 + n % 5, 1) - datetime.timedelta(days=1) if n % 4 else TODAY - datetime.timedelta(days=n)
        amount = Decimal(rng.randrange(1_00, 90_000_00)).scaleb(-2)
        # None of them is open, so that nobody's balance is negative.
        quantity = -1 if n % 7 == 3 and state != "posted" else 1
        line = {"type": "line", "company": books["company"], "currency": currency[0], "account": books["accounts"]["revenue"],
                "quantity": quantity, "unit_price": decimal(amount), "description": "Licence"}
        rows.append({"type": "out", "company": books["company"], "party": party["id"], "currency": currency[0], "journal": journal,
                     "invoice_address": find(call, "party.address", ["party", "=", party["id"]]), "invoice_date": date(day),
                     "account": books["accounts"]["receivable"], "payment_term": books["term"], "lines": [["create", [line]]]})
        truth.append({"party": party["id"], "type": "out", "state": state, "untaxed_amount": str(amount * quantity),
                      "currency.code": currency[1], "invoice_date": str(day)})
    for row, id in zip(truth, create(call, "account.invoice", *rows)):
        row["id"] = id
    of = {state: sorted((row for row in truth if row["state"] == state), key=lambda row: row["invoice_date"]) for state in BILLS}
    call("model.account.invoice.validate_invoice", [row["id"] for row in of["validated"]])
    call("model.account.invoice.cancel", [row["id"] for row in of["cancelled"]])
    # Numbers follow days.
    for row in sorted(of["posted"] + of["paid"], key=lambda row: row["invoice_date"]):
        call("model.account.invoice.post", [row["id"]])
    for row in of["paid"]:
        _pay(call, books, row["id"])
    numbers = call("model.account.invoice.read", [row["id"] for row in truth], ["number"])
    numbers = {read["id"]: read["number"] for read in numbers}
    for row in truth:
        row["number"] = numbers[row["id"]]
    return truth


def _bills_to_principals(call, known):
    """The invoices to customers that commissions of principals have made, as Tryton tells them."""
    others = call("model.account.invoice.search", [["type", "=", "out"], ["id", "not in", known]], 0, None, [["id", "ASC"]])
    names = ["party", "type", "state", "untaxed_amount", "currency.code", "invoice_date", "number"]
    rows = call("model.account.invoice.read", others, names)
    day = lambda value: value and str(datetime.date(value["year"], value["month"], value["day"]))
    return [{"id": row["id"], "party": row["party"], "type": row["type"], "state": row["state"], "untaxed_amount": row["untaxed_amount"]["decimal"],
             "currency.code": row["currency."]["code"], "invoice_date": day(row["invoice_date"]), "number": row["number"]} for row in rows]


def _pay(call, books, invoice):
    context = {"active_model": "account.invoice", "active_id": invoice, "active_ids": [invoice]}
    session, *_ = call("wizard.account.invoice.pay.create", context=context)
    start = call("wizard.account.invoice.pay.execute", session, {}, "start", context=context)["view"]["defaults"]
    start = {name: value for name, value in start.items() if not name.endswith(".")}
    start.update(payment_method=books["payment"], date=date(TODAY))
    call("wizard.account.invoice.pay.execute", session, {"start": start}, "choice", context=context)


def _opportunities(call, rng, books, parties, agents):
    rows, truth = [], []
    for n in range(90):
        state = STATES[n % 6]
        party = parties[rng.randrange(len(parties))] if n % 6 or n % 4 else None
        currency = books["currencies"][n % 3 == 2]
        employee = books["employees"][n % 2]
        amount = Decimal(rng.randrange(100, 9_000_000)).scaleb(-2) if n % 7 else None
        start, end = TODAY - datetime.timedelta(days=rng.randrange(90)), TODAY + datetime.timedelta(days=rng.randrange(90)) if n % 4 else None
        probability = {"lead": 0.1 * (n % 4), "opportunity": 0.55, "lost": 0, "cancelled": 0}.get(state, 1)
        description = rng.choice(["Renewal", "Rollout, 20% off", "Größerer Auftrag", "it's_new", None])
        rows.append({
            "party": party and party["id"], "company": books["company"], "currency": currency[0], "employee": employee[0],
            "amount": amount if amount is None else decimal(amount), "start_date": date(start), "end_date": date(end),
            "conversion_probability": round(probability, 2), "description": description,
        })
        truth.append({"party": party and party["id"], "party.name": party and party["name"], "state": state, "currency.code": currency[1],
                      "amount": amount if amount is None else str(amount), "start_date": str(start), "end_date": end and str(end),
                      "conversion_probability": round(probability, 2), "description": description, "employee.party.name": employee[1]})
    for row, id in zip(truth, create(call, "sale.opportunity", *rows)):
        row["id"] = id
        row["sales.agent"] = []
    sold = [row for row in truth if row["state"] in ("converted", "won")]
    call("model.sale.opportunity.opportunity", [row["id"] for row in sold])
    call("model.sale.opportunity.convert", [row["id"] for row in sold])
    sales = call("model.sale.sale.search_read", [], 0, None, [["id", "ASC"]], ["origin"])
    selling = [agent for agent in agents if agent["type_"] == "agent" and agent["active"]]
    writes = []
    for row in sold:
        sale = next(sale["id"] for sale in sales if sale["origin"] == f"sale.opportunity,{row['id']}")
        row["sales.agent"] = [selling[row["id"] % len(selling)]["id"]]
        writes += [[sale], {"agent": row["sales.agent"][0]}]
    call("model.sale.sale.write", *writes)
    return truth


def fix(database, truth):
    """Writes into the database itself what no call can: moments that are the same each time, and states that only other days reach."""
    begin = datetime.datetime(2026, 1, 5, 8, 0)
    for model, rows in truth.items():
        for n, row in enumerate(rows):
            # Three records at a time are made in one moment; some moments are whole seconds, some rows were never touched again.
            created = begin + datetime.timedelta(hours=n // 3 * 5, microseconds=n // 3 % 4 * 123457)
            written = created + datetime.timedelta(days=n % 40, microseconds=1) if n % 3 else None
            row["create_date"], row["write_date"] = _iso(created), written and _iso(written)
            row["last_modified_at"] = _iso(written or created)
            values = {"create_date": str(created), "write_date": written and str(written)}
            if model == "sale.opportunity":
                values.update(state=row["state"], end_date=row["end_date"])
            sets = ", ".join(f"{name} = ?" for name in values)
            database.execute(f"UPDATE {model.replace('.', '_')} SET {sets} WHERE id = ?", [*values.values(), row["id"]])


def _iso(moment):
    return f"{moment.isoformat()}Z"
