"""Reads the HubSpot simulator with HubSpot's own Python client, which knows nothing of this project.

Environment: HUBSPOT_URL, HUBSPOT_SERVICE_KEY, HUBSPOT_CLIENT_ID, HUBSPOT_CLIENT_SECRET, HUBSPOT_REFRESH_TOKEN.
The account needs companies and deals, a deal with a company, a deal pipeline, files, and the default limit on searches.
"""

import json
import os
import time

from hubspot import Client, files
from hubspot.crm import objects
from hubspot.crm.associations.v4 import BatchInputPublicFetchAssociationsBatchRequest, PublicFetchAssociationsBatchRequest
from hubspot.crm.objects import (
    BatchReadInputSimplePublicObjectId,
    Filter,
    FilterGroup,
    PublicObjectSearchRequest,
    SimplePublicObjectId,
)

URL = os.environ["HUBSPOT_URL"]


def client(token):
    return Client.create(access_token=token, host=URL)


def patient(call, *args, **kwargs):
    """Makes a call, waiting out the limit on searches per second."""
    for _ in range(10):
        try:
            return call(*args, **kwargs)
        except objects.ApiException as error:
            if error.status != 429 or json.loads(error.body)["policyName"] != "SECONDLY":
                raise
            time.sleep(1)
    raise AssertionError("the limit on searches never lifts")


def refused(status, kind, call, *args, **kwargs):
    """Makes a call that has to be refused with this status; gives the body."""
    try:
        call(*args, **kwargs)
    except kind as error:
        assert error.status == status, f"{error.status} is not {status}: {error.body}"
        body = json.loads(error.body)
        assert body["status"] == "error" and body["message"] and body["correlationId"], body
        return body
    raise AssertionError(f"{status} was expected, the call went through")


def every_id(api, object_type, limit):
    ids, after = [], None
    while True:
        page = api.basic_api.get_page(object_type, limit=limit, after=after)
        ids += [record.id for record in page.results]
        if page.paging is None:
            return ids
        after = page.paging.next.after


def check_lists(api):
    ids = every_id(api, "companies", 10)
    assert len(ids) == len(set(ids)) and ids, "a page repeats a record, or there are none"
    assert ids == every_id(api, "0-2", 100), "the size of the pages changes what is listed"
    one = api.basic_api.get_by_id("companies", ids[0], properties=["name", "no_such_property"])
    assert one.id == one.properties["hs_object_id"] == ids[0]
    assert "no_such_property" not in one.properties and one.created_at and one.updated_at
    return ids


def check_batch(api, ids):
    wanted = [SimplePublicObjectId(id=id) for id in [*ids[:3], "1"]]
    request = BatchReadInputSimplePublicObjectId(inputs=wanted, properties=["name"], properties_with_history=[])
    reply = api.batch_api.read("companies", request)
    assert sorted(record.id for record in reply.results) == sorted(ids[:3])
    assert reply.num_errors == 1 and reply.errors[0].context["ids"] == ["1"], reply.errors


def check_search(api, ids):
    found, after = [], None
    while after is None or len(found) < min(total, 60):
        request = PublicObjectSearchRequest(
            filter_groups=[FilterGroup(filters=[Filter(property_name="name", operator="HAS_PROPERTY")])],
            sorts=[{"propertyName": "name", "direction": "ASCENDING"}],
            properties=["name"],
            limit=20,
            after=after,
        )
        page = patient(api.search_api.do_search, "companies", request)
        total, found = page.total, found + page.results
        if page.paging is None:
            break
        after = page.paging.next.after
    names = [record.properties["name"].lower() for record in found]
    assert names == sorted(names) and len({record.id for record in found}) == len(found) == min(total, len(found))
    listed = Filter(property_name="hs_object_id", operator="IN", values=ids[:5])
    by_name = Filter(property_name="name", operator="EQ", value=found[0].properties["name"].upper())
    for filter, expected in [(listed, set(ids[:5])), (by_name, {found[0].id})]:
        request = PublicObjectSearchRequest(filter_groups=[FilterGroup(filters=[filter])], limit=200)
        page = patient(api.search_api.do_search, "companies", request)
        assert expected <= {record.id for record in page.results}, filter


def check_associations(client, api):
    deals = every_id(api, "deals", 100)[:1000]
    inputs = [PublicFetchAssociationsBatchRequest(id=id) for id in deals]
    request = BatchInputPublicFetchAssociationsBatchRequest(inputs=inputs)
    reply = client.crm.associations.v4.batch_api.get_page("deals", "companies", request)
    assert reply.results, "no deal has a company"
    link = reply.results[0].to[0]
    assert link.to_object_id and {kind.category for kind in link.association_types} <= {"HUBSPOT_DEFINED", "USER_DEFINED"}
    labels = client.crm.associations.v4.schema.definitions_api.get_all("deals", "companies").results
    known = {label.type_id for label in labels}
    deal = reply.results[0]._from.id
    one = client.crm.associations.v4.basic_api.get_page("deals", deal, "companies")
    assert {link.to_object_id for link in one.results} == {link.to_object_id for link in reply.results[0].to}
    assert {kind.type_id for row in reply.results for to in row.to for kind in to.association_types} <= known


def check_set_up(client):
    known = {property.name: property for property in client.crm.properties.core_api.get_all("companies").results}
    assert known["name"].type == "string"
    pipelines = client.crm.pipelines.pipelines_api.get_all("deals").results
    stages = [stage for pipeline in pipelines for stage in pipeline.stages]
    assert stages and all(0 <= float(stage.metadata["probability"]) <= 1 for stage in stages)
    for pipeline in pipelines:
        listed = client.crm.pipelines.pipeline_stages_api.get_all("deals", pipeline.id).results
        assert [stage.id for stage in listed] == [stage.id for stage in pipeline.stages]
    owners = client.crm.owners.owners_api.get_page().results
    assert owners and all(owner.id and owner.email for owner in owners)
    assert client.crm.owners.owners_api.get_by_id(int(owners[0].id)).email == owners[0].email


def check_history(api, ids):
    wanted = [SimplePublicObjectId(id=id) for id in ids[:3]]
    request = BatchReadInputSimplePublicObjectId(inputs=wanted, properties=[], properties_with_history=["name"])
    for record in api.batch_api.read("companies", request).results:
        versions = record.properties_with_history["name"]
        assert versions and versions[0].timestamp and versions[0].source_type, versions


def check_stages(api):
    deals = api.basic_api.get_page("deals", limit=50).results
    wanted = [SimplePublicObjectId(id=deal.id) for deal in deals]
    request = BatchReadInputSimplePublicObjectId(inputs=wanted, properties=["dealstage"], properties_with_history=["dealstage"])
    for record in api.batch_api.read("deals", request).results:
        versions = record.properties_with_history["dealstage"]
        times = [version.timestamp for version in versions]
        assert versions[0].value == record.properties["dealstage"] and times == sorted(times, reverse=True), versions


def check_files(client):
    api, found, after = client.files.files_api, [], None
    while True:
        page = api.do_search(sort=["createdAt"], limit=50, after=after)
        found += page.results
        if page.paging is None:
            break
        after = page.paging.next.after
    ids = [file.id for file in found]
    assert ids and len(ids) == len(set(ids)), "a page repeats a file, or there are none"
    assert [file.created_at for file in found] == sorted(file.created_at for file in found)
    assert not any(file.access.startswith("HIDDEN") for file in found)
    named = api.do_search(ids=[int(id) for id in ids[:5]], limit=100).results
    assert {file.id for file in named} == set(ids[:5])
    folder = next(file.parent_folder_id for file in found if file.parent_folder_id)
    inside = api.do_search(parent_folder_ids=[int(folder)], limit=100).results
    assert {file.id for file in inside} == {file.id for file in found if file.parent_folder_id == folder}
    since = sorted(file.updated_at for file in found)[-20:][0]
    changed = api.do_search(updated_at_gte=since, limit=100).results
    assert {file.id for file in changed} == {file.id for file in found if file.updated_at >= since}
    assert api.get_by_id(ids[0]).name == found[0].name
    refused(400, files.ApiException, api.do_search, limit=101)
    refused(404, files.ApiException, api.get_by_id, "1")


def check_oauth():
    tokens = client(None).oauth.tokens_api
    grant = {
        "grant_type": "refresh_token",
        "client_id": os.environ["HUBSPOT_CLIENT_ID"],
        "client_secret": os.environ["HUBSPOT_CLIENT_SECRET"],
        "refresh_token": os.environ["HUBSPOT_REFRESH_TOKEN"],
    }
    reply = tokens.create(**grant)
    assert reply.token_type == "bearer" and reply.expires_in > 0 and reply.refresh_token
    hubspot = client(reply.access_token)
    assert hubspot.crm.objects.basic_api.get_page("companies", limit=1).results
    return hubspot


def check_refusals(api, rested):
    """`rested`: the same by a token whose ten-second burst is not used up by the checks before."""
    refused(401, objects.ApiException, client("wrong").crm.objects.basic_api.get_page, "companies")
    refused(404, objects.ApiException, api.basic_api.get_by_id, "companies", "1")
    wall = PublicObjectSearchRequest(limit=100, after="10000")
    body = refused(400, objects.ApiException, patient, api.search_api.do_search, "companies", wall)
    assert body["category"] == "VALIDATION_ERROR"
    many = [FilterGroup(filters=[Filter(property_name="name", operator="EQ", value="x")] * 7)]
    crowded = PublicObjectSearchRequest(filter_groups=many)
    refused(400, objects.ApiException, patient, api.search_api.do_search, "companies", crowded)

    def hurry():
        for _ in range(50):
            rested.search_api.do_search("companies", PublicObjectSearchRequest(limit=1))

    body = refused(429, objects.ApiException, hurry)
    assert (body["errorType"], body["policyName"]) == ("RATE_LIMIT", "SECONDLY"), body


def main():
    hubspot = client(os.environ["HUBSPOT_SERVICE_KEY"])
    api = hubspot.crm.objects
    ids = check_lists(api)
    check_batch(api, ids)
    check_search(api, ids)
    check_associations(hubspot, api)
    check_set_up(hubspot)
    check_history(api, ids)
    rested = check_oauth()
    check_stages(rested.crm.objects)
    check_files(rested)
    check_refusals(api, rested.crm.objects)
    print(f"HubSpot's own client reads {len(ids)} companies and understands every refusal.")


if __name__ == "__main__":
    main()
