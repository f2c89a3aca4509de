"""Breaks each rule that the services' models have for the simulator's operations, one at a time, and keeps to them all in between."""

import re

from botocore import xform_name
from botocore.exceptions import ClientError

from aws_client import check, client, refused

OPERATIONS = {
    "selling": [
        "ListOpportunities",
        "GetOpportunity",
        "GetAwsOpportunitySummary",
        "ListEngagementInvitations",
        "GetEngagementInvitation",
        "ListEngagements",
        "GetEngagement",
        "ListSolutions",
    ],
    "benefits": [
        "ListBenefits",
        "GetBenefit",
        "ListBenefitApplications",
        "GetBenefitApplication",
        "ListBenefitAllocations",
        "GetBenefitAllocation",
    ],
    "channel": ["ListProgramManagementAccounts", "ListRelationships", "GetRelationship"],
}
# Among these there is one that keeps to any pattern of the models, and one that breaks it.
TEXTS = [
    "Sandbox",
    "O1",
    "S-1",
    "2026-01-01",
    "123456789012",
    "arn:aws:partnercentral:us-east-1:123456789012:x",
    *(f"{kind}-{'z' * length}" for kind, length in [("eng", 14), ("engi", 13), ("ben", 14), ("benappl", 14), ("benalloc", 14)]),
    *(f"{kind}-{'z' * 13}" for kind in ["pma", "rs"]),
    "\n !\x00" * 20,
    "",
]
# Tokens have rules of their own.
TOKENS = {"NextToken", "nextToken"}


def keeps(text, shape):
    rules = shape.metadata
    pattern = re.fullmatch(rules.get("pattern", "(?s).*"), text)
    return pattern and rules.get("min", 0) <= len(text) <= rules.get("max", len(text)) and (not shape.enum or text in shape.enum)


def members(shape):
    return {name: member for name, member in shape.members.items() if name not in TOKENS}


def good(shape):
    """A value that keeps to all rules of a shape."""
    if shape.type_name == "structure":
        return {name: good(member) for name, member in members(shape).items()}
    if shape.type_name == "list":
        return [good(shape.member)]
    if shape.type_name == "integer":
        return shape.metadata["max"]
    if shape.type_name == "timestamp":
        return "2026-01-01T00:00:00Z"
    return next(text for text in [*shape.enum, *TEXTS] if keeps(text, shape))


def others(shape):
    """Further values that do so: every word that there is, and lists as long and as short as they may be."""
    if shape.type_name == "structure":
        yield from ({**good(shape), name: other} for name, member in members(shape).items() for other in others(member))
        yield {name: good(shape.members[name]) for name in shape.required_members}
    elif shape.type_name == "list":
        yield from ([other] for other in others(shape.member))
        yield [good(shape.member)] * shape.metadata.get("max", 30)
        yield [good(shape.member)] * shape.metadata.get("min", 0)
    elif shape.type_name == "integer":
        yield shape.metadata["min"]
    elif shape.type_name == "string":
        yield from shape.enum[1:]


def bad(shape):
    """Values each of which breaks one rule of a shape."""
    rules = shape.metadata
    if shape.type_name == "structure":
        for name in shape.required_members:
            yield {other: value for other, value in good(shape).items() if other != name}
        yield from ({**good(shape), name: broken} for name, member in members(shape).items() for broken in bad(member))
    elif shape.type_name == "list":
        yield from ([broken] for broken in bad(shape.member))
        if "max" in rules:
            yield [good(shape.member)] * (rules["max"] + 1)
        if rules.get("min"):
            yield []
    elif shape.type_name == "integer":
        yield from (rules["min"] - 1, rules["max"] + 1)
    elif shape.type_name == "string" and (shape.enum or {"pattern", "min", "max"} & set(rules)):
        yield next(text for text in TEXTS if not keeps(text, shape))


def check_rules():
    for service, operations in OPERATIONS.items():
        api = client(service, parameter_validation=False)
        model = api.meta.service_model
        for name in operations:
            call, shape = getattr(api, xform_name(name)), model.operation_model(name).input_shape
            for query in [good(shape), *others(shape)]:
                try:
                    call(**query)
                except ClientError as error:
                    # These records need not be there; but nothing may be wrong with the question.
                    check(error.response["Error"]["Code"] == "ResourceNotFoundException", name, query, error)
            for query in bad(shape):
                body = refused("ValidationException", call, **query)
                problems = body.get("ErrorList") or body.get("FieldList") or body["fieldList"]
                check(len(problems) == 1, name, query, problems)
