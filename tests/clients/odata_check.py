"""Reads the OData simulator with clients that know nothing of this project: SAP's own pyodata (v2), and python-odata (v4).

Environment: ODATA_URL, ODATA_USER, ODATA_PASSWORD, ODATA_CLIENT_ID, ODATA_CLIENT_SECRET.
The ERP needs business partners with addresses, tax numbers, customers and suppliers, settlement documents, and vendors.
What neither client can do (decimals to the last digit, the shape of an error) is read by requests, as the protocol's documents have it.
"""

import datetime
import json
import os
import urllib.parse
from decimal import Decimal

import pyodata
import requests
from odata.exceptions import ODataError
from odata.service import ODataService
from pyodata.exceptions import HttpError
from pyodata.v2.service import GetEntitySetFilter as Filter

URL = os.environ["ODATA_URL"]
PARTNERS = f"{URL}/sap/opu/odata/sap/API_BUSINESS_PARTNER"
SETTLEMENTS = f"{URL}/sap/opu/odata4/sap/api_settlmt_doc/srvd_a2x/sap/settlmtdoc/0001"
API = f"{URL}/api/v2.0"
USER = (os.environ["ODATA_USER"], os.environ["ODATA_PASSWORD"])


def session(auth=USER):
    session = requests.Session()
    session.auth = auth
    return session


def refused(status, kind, call):
    """Makes a call that has to be refused with this status; gives the error."""
    try:
        call()
    except kind as error:
        found = error.response.status_code if isinstance(error, HttpError) else error.status_code
        assert found in (status, f"HTTP {status}"), f"{found} is not {status}: {error}"
        return error
    raise AssertionError(f"{status} was expected, the call went through")


def every(request, follow):
    """All entities of a v2 list, page by page."""
    found = request.execute()
    entities = list(found)
    while found.next_url:
        found = follow().next_url(found.next_url).execute()
        entities += found
    return entities


def check_v2_metadata(client):
    partner = client.schema.entity_type("A_BusinessPartnerType")
    assert [key.name for key in partner.key_proprties] == ["BusinessPartner"]
    types = {name: partner.proprty(name).typ.name for name in ("CreationDate", "CreationTime", "BusinessPartnerUUID", "BusinessPartnerIsBlocked")}
    assert list(types.values()) == ["Edm.DateTime", "Edm.Time", "Edm.Guid", "Edm.Boolean"], types
    navigations = {navigation.name for navigation in partner.nav_proprties}
    assert {"to_BusinessPartnerTax", "to_BusinessPartnerAddress", "to_Customer", "to_Supplier"} <= navigations


def check_v2_lists(partners):
    total = partners.get_entities().count().execute()
    everyone = every(partners.get_entities().order_by("BusinessPartner asc").count(inline=True), partners.get_entities)
    ids = [partner.BusinessPartner for partner in everyone]
    assert len(ids) == len(set(ids)) == total > 20, f"{len(ids)} of {total} partners"
    assert ids == sorted(ids, key=int)
    part = partners.get_entities().order_by("BusinessPartner desc").skip(3).top(5).count(inline=True).execute()
    assert [partner.BusinessPartner for partner in part] == ids[::-1][3:8] and part.total_count == total
    assert isinstance(everyone[0].CreationDate, datetime.datetime)
    return everyone


def check_v2_filters(partners, everyone):
    def found(filter):
        return [partner.BusinessPartner for partner in partners.get_entities().filter(filter).order_by("BusinessPartner").execute()]

    ids = [partner.BusinessPartner for partner in everyone]
    name = everyone[7].BusinessPartnerFullName
    quoted = name.replace("'", "''")
    same = [partner.BusinessPartner for partner in everyone if partner.BusinessPartnerFullName == name]
    assert found(f"BusinessPartnerFullName eq '{quoted}'") == same
    assert found(f"substringof('{quoted[:6].lower()}',tolower(BusinessPartnerFullName))")
    request = partners.get_entities()
    chosen = Filter.or_(*[request.BusinessPartner == id for id in ids[:3]])
    assert found(chosen) == ids[:3]
    assert found(f"BusinessPartner eq '{ids[0]:0>10}'") == ids[:1], "the padded spelling is the same number"
    since = everyone[7].CreationDate.replace(tzinfo=None)
    later = [partner.BusinessPartner for partner in everyone if partner.CreationDate and partner.CreationDate.replace(tzinfo=None) >= since]
    assert partners.get_entities().filter(f"CreationDate ge datetime'{since.isoformat()}'").count().execute() == len(later)


def check_v2_navigation(client, partners, everyone):
    expand = "to_BusinessPartnerTax,to_BusinessPartnerAddress,to_Customer,to_Supplier"
    some = partners.get_entities().expand(expand).top(50).order_by("BusinessPartner").execute()
    assert any(partner.to_BusinessPartnerTax for partner in some) and any(partner.to_BusinessPartnerAddress for partner in some)
    for partner in some:
        assert all(tax.BusinessPartner == partner.BusinessPartner for tax in partner.to_BusinessPartnerTax)
    buyer = next(partner for partner in some if partner.Customer)
    assert buyer.to_Customer.Customer == buyer.Customer
    one = partners.get_entity(BusinessPartner=buyer.BusinessPartner).execute()
    assert one.BusinessPartnerFullName == buyer.BusinessPartnerFullName and one.etag
    taxed = next(partner for partner in some if partner.to_BusinessPartnerTax)
    own = partners.get_entity(taxed.BusinessPartner).execute().nav("to_BusinessPartnerTax").get_entities().execute()
    assert [tax.BPTaxNumber for tax in own] == [tax.BPTaxNumber for tax in taxed.to_BusinessPartnerTax]
    tax = client.entity_sets.A_BusinessPartnerTaxNumber.get_entity(BusinessPartner=taxed.BusinessPartner, BPTaxType=own[0].BPTaxType)
    assert tax.execute().BPTaxNumber == own[0].BPTaxNumber
    batch = client.create_batch()
    for partner in some[:3]:
        batch.add_request(partners.get_entity(partner.BusinessPartner))
    assert [partner.BusinessPartner for partner in batch.execute()] == [partner.BusinessPartner for partner in some[:3]]


def check_v2_refusals(partners):
    missing = refused(404, HttpError, partners.get_entity("4711").execute)
    error = missing.response.json()["error"]
    assert error["code"] and error["message"]["lang"] and error["message"]["value"], error
    refused(400, HttpError, partners.get_entities().filter("NoSuchProperty eq '1'").execute)
    refused(400, HttpError, partners.get_entities().filter("BusinessPartner in ('1')").execute)
    write = refused(403, HttpError, partners.create_entity().set(BusinessPartner="1").execute)
    assert write.response.headers["x-csrf-token"] == "Required"
    refused(401, HttpError, lambda: pyodata.Client(PARTNERS, session((USER[0], "wrong"))))


def check_v4(auth):
    # Small pages, so that the client has to follow the links.
    service = ODataService(SETTLEMENTS, reflect_entities=True, auth=auth, quiet_progress=True, extra_headers={"Prefer": "odata.maxpagesize=7"})
    Document = service.entities["SetlDoc"]
    documents = service.query(Document).order_by(Document.SettlmtDoc.desc()).all()
    ids = [document.SettlmtDoc for document in documents]
    assert len(ids) == len(set(ids)) == service.query(Document).count() > 7, f"{len(ids)} documents"
    assert ids == sorted(ids, key=int, reverse=True)
    assert [document.SettlmtDoc for document in service.query(Document).order_by(Document.SettlmtDoc.desc()).offset(2).limit(3)] == ids[2:5]
    assert service.query(Document).get(ids[0]).SettlmtDocType == documents[0].SettlmtDocType
    assert service.query(Document).filter(Document.SettlmtDoc.contains(ids[0][-3:])).count() >= 1
    limit = Decimal(100)
    above = service.query(Document).filter(Document.SupplierTotalNetAmount > limit).count()
    assert above == sum(document.SupplierTotalNetAmount > limit for document in documents)
    error = refused(400, ODataError, lambda: service.query(Document).raw({"$filter": "NoSuchProperty eq 1"}))
    assert "NoSuchProperty" in error.message
    return ids


def check_v4_wire(auth, ids):
    """Next links, decimals and batches, which the client hides."""
    http = session(auth)
    page = http.get(f"{SETTLEMENTS}/SetlDoc", params={"$top": 5, "$count": "true"}, headers={"Prefer": "odata.maxpagesize=3"})
    body = page.json()
    link = body["@odata.nextLink"]
    assert body["@odata.count"] == len(ids) and len(body["value"]) == 3 and "://" not in link and not link.startswith("/")
    rest = http.get(urllib.parse.urljoin(page.url, link)).json()
    assert len(rest["value"]) == 2 and "@odata.nextLink" not in rest
    row = json.loads(page.text, parse_float=Decimal, parse_int=Decimal)["value"][0]
    written = http.get(f"{SETTLEMENTS}/SetlDoc('{row['SettlmtDoc']}')/SupplierTotalNetAmount/$value").text
    assert isinstance(row["SupplierTotalNetAmount"], Decimal) and str(row["SupplierTotalNetAmount"]) == written
    listed = ",".join(f"'{id}'" for id in ids[:2])
    requests_ = [
        {"id": "1", "method": "GET", "url": f"SetlDoc?$filter=SettlmtDoc in ({listed})&$select=SettlmtDoc"},
        {"id": "2", "method": "GET", "url": "SetlDoc('no')"},
    ]
    answers = http.post(f"{SETTLEMENTS}/$batch", json={"requests": requests_}).json()["responses"]
    assert [(answer["id"], answer["status"]) for answer in answers] == [("1", 200), ("2", 404)]
    assert {row["SettlmtDoc"] for row in answers[0]["body"]["value"]} == set(ids[:2])


class Bearer(requests.auth.AuthBase):
    """An access token by client credentials."""

    def __init__(self):
        client = (os.environ["ODATA_CLIENT_ID"], os.environ["ODATA_CLIENT_SECRET"])
        reply = requests.post(f"{URL}/oauth/token", {"grant_type": "client_credentials"}, auth=client)
        self.token = reply.json()["access_token"]
        assert reply.json()["token_type"] == "Bearer" and reply.json()["expires_in"] > 0

    def __call__(self, request):
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


def check_business_central(auth):
    http = session(auth)
    company = http.get(f"{API}/companies").json()["value"][0]["id"]
    root = f"{API}/companies({company})"
    service = ODataService(root, reflect_entities=True, auth=auth, quiet_progress=True)
    Vendor = service.entities["vendors"]
    vendors = service.query(Vendor).order_by(Vendor.number.asc()).all()
    numbers = [vendor.number for vendor in vendors]
    assert numbers == sorted(numbers) and len(set(numbers)) == service.query(Vendor).count()
    one = http.get(f"{root}/vendors({vendors[0].id})").json()
    assert one["number"] == numbers[0] and one["@odata.etag"]
    found = service.query(Vendor).filter((Vendor.number == numbers[0]) | (Vendor.number == numbers[1])).all()
    assert sorted(vendor.number for vendor in found) == numbers[:2]
    mixed = refused(400, ODataError, lambda: service.query(Vendor).raw({"$filter": "number eq '1' or displayName eq 'x'"}))
    assert "distinct fields" in mixed.message
    link = http.get(f"{root}/vendors", headers={"Prefer": "odata.maxpagesize=1"}).json()["@odata.nextLink"]
    assert link.startswith(URL)
    missing = http.get(f"{root}/nothings")
    error = missing.json()["error"]
    assert (missing.status_code, error["code"]) == (404, "BadRequest_ResourceNotFound") and "CorrelationId" in error["message"]
    return len(vendors)


def main():
    client = pyodata.Client(PARTNERS, session())
    partners = client.entity_sets.A_BusinessPartner
    check_v2_metadata(client)
    everyone = check_v2_lists(partners)
    check_v2_filters(partners, everyone)
    check_v2_navigation(client, partners, everyone)
    check_v2_refusals(partners)
    ids = check_v4(USER)
    check_v4_wire(USER, ids)
    vendors = check_business_central(Bearer())
    print(f"pyodata reads {len(everyone)} partners, python-odata {len(ids)} settlement documents and {vendors} vendors.")


if __name__ == "__main__":
    main()
