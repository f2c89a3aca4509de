"""boto3 clients of the AWS simulator, which hold all that comes against the services' own models, as they come with boto3.

boto3 itself drops what it does not know, and checks neither required members nor words, patterns and lengths in answers.
"""

import json
import os
import re
import time
from datetime import datetime
from decimal import Decimal

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

# The quota of selling is ten reads a second.
PACE = {"selling": 0.12, "benefits": 0, "channel": 0}
passed = 0


def check(holds, *what):
    global passed
    assert holds, what
    passed += 1


def client(service, key=None, secret=None, region="us-east-1", pace=None, attempts=1, **config):
    made = boto3.client(
        f"partnercentral-{service}",
        endpoint_url=os.environ["AWS_SIM_URL"],
        region_name=region,
        aws_access_key_id=key or os.environ["AWS_SIM_ACCESS_KEY_ID"],
        aws_secret_access_key=secret or os.environ["AWS_SIM_SECRET_ACCESS_KEY"],
        config=Config(retries={"mode": "standard", "total_max_attempts": attempts}, **config),
    )
    made.meta.events.register("before-call", lambda **_: time.sleep(PACE[service] if pace is None else pace))
    made.meta.events.register("after-call", held_against_the_model)
    return made


def held_against_the_model(http_response, model, **_):
    """Checks what came over the wire, before boto3 drops what it does not know."""
    body = json.loads(http_response.content, parse_float=Decimal)
    check(http_response.headers["content-type"] == "application/x-amz-json-1.0", http_response.headers)
    check(http_response.headers["x-amzn-requestid"], http_response.headers)
    if http_response.status_code < 300:
        return conforms(body, model.output_shape, model.name)
    namespace, kind = body.pop("__type").split("#")
    # Errors of the layer before the service are in no model.
    if namespace != "com.amazon.coral.service":
        check(kind in [error.name for error in model.error_shapes], kind, "is no error of", model.name)
        conforms(body, model.service_model.shape_for_error_code(kind), kind)


def conforms(value, shape, at):
    rules = shape.metadata
    if rules.get("document"):
        return
    kinds = {"structure": dict, "map": dict, "list": list, "string": str, "timestamp": str, "integer": int}
    check(type(value) is kinds[shape.type_name], at, value)
    if shape.type_name == "structure":
        check(set(value) <= set(shape.members), at, "unknown members", set(value) - set(shape.members))
        check(set(shape.required_members) <= set(value), at, "members missing", set(shape.required_members) - set(value))
        check(not rules.get("union") or len(value) == 1, at, "is a union")
        for name, inner in value.items():
            conforms(inner, shape.members[name], f"{at}.{name}")
    elif shape.type_name == "map":
        for name, inner in value.items():
            conforms(inner, shape.value, f"{at}.{name}")
    elif shape.type_name == "list":
        check(rules.get("min", 0) <= len(value) <= rules.get("max", len(value)), at, len(value))
        for number, inner in enumerate(value):
            conforms(inner, shape.member, f"{at}[{number}]")
    elif shape.type_name == "timestamp":
        check(shape.serialization.get("timestampFormat") == "iso8601", at)
        check(datetime.fromisoformat(value.replace("Z", "+00:00")).tzinfo, at, value)
    elif shape.type_name == "string":
        check(not shape.enum or value in shape.enum, at, value)
        check("pattern" not in rules or re.fullmatch(rules["pattern"], value), at, value)
        check(rules.get("min", 0) <= len(value) <= rules.get("max", len(value)), at, value)
    else:
        check(rules.get("min", value) <= value <= rules.get("max", value), at, value)


def every(api, operation, size=100, most=None, **query):
    """All rows of a list, or so many, by boto3's own paginator."""
    paginator = api.get_paginator(operation)
    pages = paginator.paginate(**query, PaginationConfig={"PageSize": size, "MaxItems": most})
    return [row for page in pages for row in page[paginator.result_keys[0].parsed["value"]]]


def ids(rows):
    return [row.get("Id") or row["id"] for row in rows]


def refused(kind, call, **query):
    """Makes a call that has to be refused by this error; gives its body."""
    try:
        call(**query)
    except ClientError as error:
        status = 500 if kind == "InternalServerException" else 400
        code = error.response["Error"]["Code"]
        check((code, error.response["ResponseMetadata"]["HTTPStatusCode"]) == (kind, status), kind, error.response)
        return error.response
    raise AssertionError(f"{kind} was expected, the call went through")


def within(part, whole, at):
    """Checks that a summary says nothing else than its record."""
    for name, value in part.items():
        if isinstance(value, dict):
            within(value, whole[name], f"{at}.{name}")
        else:
            check(whole[name] == value, at, name)


def list_and_pages(api, operation, **query):
    """All rows, which have to be the same and in the same order whatever the size of a page."""
    rows = every(api, operation, **query)
    check(rows, operation, "has no rows")
    check(len(set(ids(rows))) == len(rows), operation, "repeats a row")
    size = max(1, min(100, len(rows) // 3))
    check(ids(every(api, operation, size=size, **query)) == ids(rows), operation, "differs by page size")
    return rows


def filtered(api, operation, rows, member, values, says, **query):
    """Checks that a filter leaves just the rows that say one of the values, and that they are some."""
    expected = {row for row, what in zip(ids(rows), map(says, rows)) if set(what) & set(values)}
    check(expected, operation, member, "finds nothing to look for")
    check(set(ids(every(api, operation, **query, **{member: values}))) == expected, operation, member, values)
