"""Runs the real simple-salesforce package against the sandbox's Salesforce org.

Environment: SALESFORCE_URL, SALESFORCE_CLIENT_ID, SALESFORCE_CLIENT_SECRET; for the JWT flow also
SALESFORCE_USERNAME and SALESFORCE_PRIVATE_KEY (PEM); for the quota check SALESFORCE_SPENT_URL, an org
with the same app whose daily quota is spent. What is not set is skipped and said to be.
Ids and counts are read from the org: nothing depends on what it holds, but that one account has
several opportunities and there are more than 200 opportunities.
"""

import os
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from simple_salesforce import Salesforce
from simple_salesforce.exceptions import (
    SalesforceAuthenticationFailed,
    SalesforceExpiredSession,
    SalesforceMalformedRequest,
    SalesforceRefusedRequest,
    SalesforceResourceNotFound,
)

PAGE = {"Sforce-Query-Options": "batchSize=200"}


class Sandbox(HTTPAdapter):
    """Sends whatever goes to https://… to the sandbox, which speaks plain HTTP."""

    def __init__(self, url):
        super().__init__()
        self.target = urlsplit(url)

    def send(self, request, **options):
        parts = urlsplit(request.url)
        request.url = urlunsplit((self.target.scheme, self.target.netloc, *parts[2:]))
        return super().send(request, **options)


def routed(url):
    client = requests.Session()
    client.mount("https://", Sandbox(url))
    return client


def log_in(url, **changes):
    options = {
        "consumer_key": os.environ["SALESFORCE_CLIENT_ID"],
        "consumer_secret": os.environ["SALESFORCE_CLIENT_SECRET"],
        "domain": "sandbox.my",
    }
    return Salesforce(session=routed(url), **{**options, **changes})


@contextmanager
def raises(kind, code=None):
    try:
        yield
    except kind as error:
        if code is not None:
            found = error.content[0]["errorCode"]
            assert found == code, f"{found} instead of {code}"
    else:
        raise AssertionError(f"{kind.__name__} was not raised")


def check_log_in(url):
    with raises(SalesforceAuthenticationFailed):
        log_in(url, consumer_secret="wrong")
    key, user = os.environ.get("SALESFORCE_PRIVATE_KEY"), os.environ.get("SALESFORCE_USERNAME")
    if not (key and user):
        print("skipped: JWT flow (SALESFORCE_USERNAME and SALESFORCE_PRIVATE_KEY are not set)")
        return
    options = {
        "session": routed(url),
        "consumer_key": os.environ["SALESFORCE_CLIENT_ID"],
        "privatekey": key,
        "domain": "login",
    }
    assert Salesforce(username=user, **options).limits()["DailyApiRequests"]["Max"] > 0
    with raises(SalesforceAuthenticationFailed):
        Salesforce(username="nobody@example.com", **options)


def check_queries(sf):
    total = sf.query("SELECT COUNT() FROM Opportunity")["totalSize"]
    assert total > 200, f"{total} opportunities are too few for several pages"
    soql = "SELECT Id, Name, Account.Name, CreatedDate FROM Opportunity ORDER BY Id"
    first = sf.query(soql, headers=PAGE)
    assert not first["done"] and len(first["records"]) == 200 and first["totalSize"] == total
    second = sf.query_more(first["nextRecordsUrl"], identifier_is_url=True)
    assert second["records"][0]["Id"] > first["records"][-1]["Id"]
    rows = sf.query_all(soql, headers=PAGE)["records"]
    ids = [row["Id"] for row in rows]
    assert len(ids) == total and ids == sorted(set(ids)) and len(ids[0]) == 18
    assert rows[0]["attributes"]["url"].endswith(f"/sobjects/Opportunity/{ids[0]}")

    parents = sf.query_all("SELECT Id, (SELECT Id, AccountId FROM Opportunities) FROM Account")
    families = [(row["Id"], row["Opportunities"]) for row in parents["records"]]
    assert any(children is None for _, children in families)
    parent, children = max(
        ((parent, children) for parent, children in families if children),
        key=lambda family: family[1]["totalSize"],
    )
    assert children["totalSize"] > 1
    assert all(row["AccountId"] == parent for row in children["records"])

    group = sf.query("SELECT StageName, COUNT(Id) n FROM Opportunity GROUP BY StageName")
    assert sum(row["n"] for row in group["records"]) == total
    assert group["records"][0]["attributes"] == {"type": "AggregateResult"}


def check_records(sf):
    row = sf.query("SELECT Id, Name FROM Account LIMIT 1")["records"][0]
    assert sf.Account.get(row["Id"])["Name"] == row["Name"]
    missing = row["Id"][:3] + "0" * 12
    body = {"ids": [missing, row["Id"][:15]], "fields": ["Id", "Name"]}
    rows = sf.restful("composite/sobjects/Account", method="POST", json=body)
    assert rows[0] is None and rows[1]["Id"] == row["Id"]

    described = sf.Opportunity.describe()
    names = {field["name"]: field for field in described["fields"]}
    assert names["AccountId"]["referenceTo"] == ["Account"]
    assert [value["value"] for value in names["StageName"]["picklistValues"]]
    assert "Opportunity" in {entry["name"] for entry in sf.describe()["sobjects"]}

    made = sf.Account.create({"Name": "Made by a client"})
    assert sf.Account.update(made["id"], {"Name": "Changed by a client"}) == 204
    assert sf.Account.get(made["id"])["Name"] == "Changed by a client"
    assert sf.Account.delete(made["id"]) == 204
    with raises(SalesforceResourceNotFound, "ENTITY_IS_DELETED"):
        sf.Account.get(made["id"])
    with raises(SalesforceResourceNotFound, "NOT_FOUND"):
        sf.Account.get(missing)


def check_search(sf):
    row = sf.query("SELECT Id, Name FROM Account WHERE Name LIKE '% %' ORDER BY Id LIMIT 1")["records"][0]
    word = max(row["Name"].split(), key=len)
    escaped = "".join(c if c.isalnum() else f"\\{c}" for c in word)
    sosl = f"FIND {{{escaped}}} IN NAME FIELDS RETURNING Account(Id, Name ORDER BY Name LIMIT 50)"
    found = sf.search(sosl)["searchRecords"]
    assert row["Id"] in {record["Id"] for record in found}, found
    assert all(record["attributes"]["type"] == "Account" for record in found)
    assert sf.quick_search(escaped)["searchRecords"]
    with raises(SalesforceMalformedRequest, "MALFORMED_SEARCH"):
        sf.search("FIND {a-b}")
    claims = sf.oauth2("userinfo")
    assert claims["sub"].endswith(f"/id/{claims['organization_id']}/{claims['user_id']}"), claims


def check_limits(sf):
    before = sf.limits()["DailyApiRequests"]
    usage = sf.api_usage["api-usage"]
    assert usage.total == before["Max"]
    assert usage.total - usage.used == before["Remaining"]
    sf.limits()
    assert sf.api_usage["api-usage"].used == usage.used + 1


def check_refusals(sf, url):
    for soql, code in [
        ("SELECT Id FRM Account", "MALFORMED_QUERY"),
        ("SELECT Nonsense FROM Account", "INVALID_FIELD"),
        ("SELECT Id FROM Nonsense", "INVALID_TYPE"),
        ("SELECT Id FROM Account LIMIT 1 OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE"),
        ("SELECT Id, Id FROM Account", "INVALID_FIELD"),
        ("SELECT Id FROM Opportunity WHERE CloseDate > 4001-01-01", "MALFORMED_QUERY"),
    ]:
        with raises(SalesforceMalformedRequest, code):
            sf.query(soql)
    direct = {"session": routed(url), "instance": "sandbox.my.salesforce.com"}
    with raises(SalesforceExpiredSession, "INVALID_SESSION_ID"):
        Salesforce(session_id="ended", **direct).limits()
    # A client that logged in by itself takes a 401 as a reason to do so again.
    sf.headers["Authorization"] = "Bearer ended"
    assert sf.limits()["DailyApiRequests"]["Max"] > 0

    spent = os.environ.get("SALESFORCE_SPENT_URL")
    if not spent:
        print("skipped: quota (SALESFORCE_SPENT_URL is not set)")
        return
    with raises(SalesforceRefusedRequest, "REQUEST_LIMIT_EXCEEDED"):
        log_in(spent).query("SELECT Id FROM Account")


def main():
    url = os.environ["SALESFORCE_URL"]
    check_log_in(url)
    sf = log_in(url)
    check_queries(sf)
    check_records(sf)
    check_search(sf)
    check_limits(sf)
    check_refusals(sf, url)
    print("simple-salesforce: all checks passed")


if __name__ == "__main__":
    main()
