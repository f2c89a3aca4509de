#!/usr/bin/env python3
"""Pull a whole list from channelgraph, with partial data and without losing any.

    pull.py http://localhost:8080/graphql deals "id name amount { amount currency }"

Prints one node per line, as JSON. Exit code 3: a source stayed down, and its
nodes are missing; standard error names it. Nothing comes twice, so nothing has
to be de-duplicated. Python 3.8 or later, standard library only.
"""

import argparse
import datetime
import json
import sys
import time
import urllib.error
import urllib.request

# Gaps that asking again does not close: see "Error codes" in docs/operations.md.
LASTING = {"QUERY_TOO_COMPLEX", "BAD_INPUT"}
LONGEST_PAUSE = 30.0


class Refused(Exception):
    """The gateway refuses the question; asking again does not help."""


def query_of(name, fields, arguments=""):
    """The question for a page of a list at the root."""
    return (
        "query Pull($first: Int!, $after: String) { list: %s(first: $first, after: $after %s) {"
        " pageInfo { hasNextPage endCursor } missing { source { name } code retryAfter }"
        " nodes { %s } } }" % (name, arguments, fields)
    )


def ask(url, query, variables):
    """One page, or none if the gateway cannot answer at the moment."""
    body = json.dumps({"query": query, "variables": variables}).encode()
    headers = {"content-type": "application/json"}
    try:
        request = urllib.request.Request(url, body, headers)
        with urllib.request.urlopen(request, timeout=120) as response:
            answer = json.load(response)
    except urllib.error.HTTPError as error:
        if error.code == 429 or error.code >= 500:
            return None
        raise Refused(error.read().decode(errors="replace")) from error
    except (OSError, ValueError):
        return None
    page = (answer.get("data") or {}).get("list")
    # Errors of fields below the list are those nodes' own.
    errors = [e for e in answer.get("errors") or [] if len(e.get("path") or []) < 2]
    lasting = [e for e in errors if e.get("extensions", {}).get("code") in LASTING]
    if page is None or (lasting and not page["missing"]):
        if lasting or not errors:
            raise Refused(json.dumps(errors))
        return None
    # A list that failed as a whole, with no source to name, is a gap all the same.
    if errors and not page["missing"]:
        code = errors[0].get("extensions", {}).get("code")
        page["missing"] = [{"source": {"name": "channelgraph"}, "code": code, "retryAfter": None}]
    return page


def pause_of(gaps, tries, pause):
    """Seconds to wait: until the time that a source named, or longer each time."""
    times = [gap["retryAfter"] for gap in gaps if gap["retryAfter"]]
    if times:
        until = datetime.datetime.fromisoformat(max(times).replace("Z", "+00:00"))
        left = (until - datetime.datetime.now(datetime.timezone.utc)).total_seconds()
        return min(max(left, pause), LONGEST_PAUSE)
    return min(pause * 2 ** min(tries, 10), LONGEST_PAUSE)


def pull(url, query, first=100, patience=6, pause=0.5, note=lambda text: None):
    """Yields every node of a list. Returns the names of sources of which some are missing.

    `note` is told of each page that is asked for again.
    """
    after, tries, missing, waived = None, 0, set(), set()
    while True:
        page = ask(url, query, {"first": first, "after": after})
        if page is None:
            tries += 1
            if tries > patience:
                raise TimeoutError("the gateway does not answer")
            time.sleep(pause_of([], tries, pause))
            continue
        gaps = [gap for gap in page["missing"] if gap["code"] not in LASTING]
        down = {gap["source"]["name"] for gap in gaps}
        missing |= {gap["source"]["name"] for gap in page["missing"]} - down
        # Ask the same cursor again while a source is down: the next answer may be whole. When
        # patience is at an end, take what there is and go on; the cursor keeps what is owed.
        only_gaps = bool(gaps) and not page["nodes"]
        if (down - waived or only_gaps) and tries < patience:
            tries += 1
            note("asking again, as nodes are missing of: " + ", ".join(sorted(down)))
            time.sleep(pause_of(gaps, tries, pause))
            continue
        waived, tries = down, 0
        yield from page["nodes"]
        info = page["pageInfo"]
        is_stuck = only_gaps and info["endCursor"] == after
        if is_stuck or not info["hasNextPage"]:
            return missing | down
        after = info["endCursor"]


def main():
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("list", help="partners, deals, leads, incentives ...")
    parser.add_argument("fields", nargs="?", default="id")
    parser.add_argument("--arguments", default="", help="filter and orderBy, as in GraphQL")
    parser.add_argument("--first", type=int, default=100, help="nodes of a page")
    parser.add_argument("--patience", type=int, default=6, help="times to ask the same cursor again")
    parser.add_argument("--pause", type=float, default=0.5, help="seconds before the first of them")
    args = parser.parse_args()
    query = query_of(args.list, args.fields, args.arguments)
    tell = lambda text: print(text, file=sys.stderr)
    nodes = pull(args.url, query, args.first, args.patience, args.pause, tell)
    while True:
        try:
            print(json.dumps(next(nodes)))
        except StopIteration as end:
            if end.value:
                print("nodes are missing of: " + ", ".join(sorted(end.value)), file=sys.stderr)
            return 3 if end.value else 0
        except (Refused, TimeoutError) as error:
            print(str(error), file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main())
