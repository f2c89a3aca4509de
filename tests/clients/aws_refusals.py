"""What the AWS simulator refuses, and how boto3 understands it."""

import time

from aws_client import check, client, every, ids, refused


def check_refusals(selling, benefits, channel):
    refused("UnrecognizedClientException", client("selling", key="AKIANOTKNOWN").list_opportunities, Catalog="Sandbox")
    for service, operation, catalog in [
        ("selling", "list_opportunities", "Catalog"),
        ("benefits", "list_benefits", "Catalog"),
        ("channel", "list_relationships", "catalog"),
    ]:
        wrong = client(service, secret="wrong", signature_version="v4")
        refused("InvalidSignatureException", getattr(wrong, operation), **{catalog: "Sandbox"})
    refused("InvalidSignatureException", client("selling", region="eu-west-1").list_opportunities, Catalog="Sandbox")

    check(every(selling, "list_opportunities", Catalog="AWS") == [], "there is something in the live catalog")
    check(every(benefits, "list_benefits", Catalog="AWS") == [], "there is something in the live catalog")
    check(every(channel, "list_relationships", catalog="AWS") == [], "there is something in the live catalog")
    one = ids(selling.list_opportunities(Catalog="Sandbox", MaxResults=1)["OpportunitySummaries"])[0]
    refused("ResourceNotFoundException", selling.get_opportunity, Catalog="AWS", Identifier=one)
    refused("ResourceNotFoundException", selling.get_opportunity, Catalog="Sandbox", Identifier="O9999999999999999999")
    refused("ResourceNotFoundException", benefits.get_benefit, Catalog="Sandbox", Identifier="ben-zzzzzzzzzzzzzz")

    # What boto3 would not send.
    careless = {service: client(service, parameter_validation=False) for service in ["selling", "benefits", "channel"]}
    opportunities = careless["selling"].list_opportunities
    for code, field, query in [
        ("REQUIRED_FIELD_MISSING", "Catalog", {}),
        ("INVALID_VALUE", "Catalog", {"Catalog": "Nowhere"}),
        ("VALUE_OUT_OF_RANGE", "MaxResults", {"Catalog": "Sandbox", "MaxResults": 101}),
        ("TOO_MANY_VALUES", "Identifier", {"Catalog": "Sandbox", "Identifier": ["O1"] * 21}),
        ("INVALID_STRING_FORMAT", "Identifier[0]", {"Catalog": "Sandbox", "Identifier": ["1"]}),
        ("INVALID_ENUM_VALUE", "LifeCycleStage[0]", {"Catalog": "Sandbox", "LifeCycleStage": ["Won"]}),
        ("REQUIRED_FIELD_MISSING", "Sort.SortOrder", {"Catalog": "Sandbox", "Sort": {"SortBy": "CreatedDate"}}),
    ]:
        body = refused("ValidationException", opportunities, **query)
        check([(entry["FieldName"], entry["Code"]) for entry in body["ErrorList"]] == [(field, code)], body)
        check(body["Reason"] == "REQUEST_VALIDATION_FAILED", body)
    refused("ValidationException", careless["selling"].list_engagement_invitations, Catalog="Sandbox")
    two = refused("ValidationException", careless["benefits"].list_benefit_applications, Catalog="Sandbox", Status=["APPROVED", "REJECTED"])
    check((two["Reason"], two["FieldList"][0]["Code"]) == ("fieldValidationFailed", "TOO_MANY_VALUES"), two)
    alone = refused("ValidationException", careless["channel"].get_relationship, catalog="Sandbox", identifier="rs-zzzzzzzzzzzzz")
    check(alone["fieldList"][0]["name"] == "programManagementAccountIdentifier", alone)
    for body, kind in [(b'{"Catalog":"Sandbox","Won":true}', "ValidationException"), (b'{"Catalog":1}', "SerializationException")]:
        spoilt = client("selling")
        spoilt.meta.events.register("before-call", lambda params, **_: params.update(body=body))
        refused(kind, spoilt.list_opportunities, Catalog="Sandbox")


def check_tokens(api):
    query = {"Catalog": "Sandbox", "MaxResults": 1}
    token = api.list_opportunities(**query)["NextToken"]
    check(api.list_opportunities(**query, NextToken=token)["OpportunitySummaries"])
    other = {**query, "Sort": {"SortBy": "CreatedDate", "SortOrder": "ASCENDING"}}
    refused("ValidationException", api.list_opportunities, **other, NextToken=token)
    refused("ValidationException", api.list_opportunities, **query, NextToken="made-up")


def check_quota():
    hasty = client("selling", pace=0)
    time.sleep(1)

    def hurry():
        for _ in range(200):
            hasty.list_opportunities(Catalog="Sandbox", MaxResults=1)

    refused("ThrottlingException", hurry)
    time.sleep(1.1)
    check(hasty.list_opportunities(Catalog="Sandbox", MaxResults=1)["OpportunitySummaries"], "the quota never lifts")
    patient = client("selling", pace=0, attempts=8)
    tries = [patient.list_opportunities(Catalog="Sandbox", MaxResults=1)["ResponseMetadata"]["RetryAttempts"] for _ in range(15)]
    check(sum(tries) > 0, "boto3 never had to try again")
