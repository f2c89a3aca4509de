"""Reads the AWS simulator with boto3, which knows nothing of this project.

Environment: AWS_SIM_URL, AWS_SIM_ACCESS_KEY_ID, AWS_SIM_SECRET_ACCESS_KEY.
The account needs records of every kind in the catalog Sandbox, none in AWS, and the default quotas.
"""

from datetime import timedelta, timezone
from decimal import Decimal

import aws_client
from aws_client import check, client, every, filtered, ids, list_and_pages, refused, within
from aws_refusals import check_quota, check_refusals, check_tokens
from aws_rules import check_rules

# Of sorts this many rows are looked at.
MOST = 300


def close_date(row):
    return row["LifeCycle"].get("TargetCloseDate")


def check_opportunities(api):
    rows = list_and_pages(api, "list_opportunities", Catalog="Sandbox")
    modified = [row["LastModifiedDate"] for row in rows]
    check(modified == sorted(modified, reverse=True), "the latest does not come first")

    keys = {
        "LastModifiedDate": lambda row: row["LastModifiedDate"],
        "CreatedDate": lambda row: row["CreatedDate"],
        "TargetCloseDate": close_date,
        "Identifier": lambda row: row["Id"],
        "CustomerCompanyName": lambda row: row["Customer"]["Account"]["CompanyName"],
    }
    for by, key in keys.items():
        for order in ["ASCENDING", "DESCENDING"]:
            sort = {"SortBy": by, "SortOrder": order}
            sorts = every(api, "list_opportunities", most=MOST, Catalog="Sandbox", Sort=sort)
            check(len(set(ids(sorts)) & set(ids(rows))) == min(len(rows), MOST), by, order)
            found = [key(row) for row in sorts if key(row)]
            # Whether case counts is not documented.
            folded = [value.lower() for value in found] if by == "CustomerCompanyName" else found
            backwards = order == "DESCENDING"
            check(found == sorted(found, reverse=backwards) or folded == sorted(folded, reverse=backwards), by, order)

    sought = [*ids(rows)[:15], "O9999999999999999999"]
    found = every(api, "list_opportunities", Catalog="Sandbox", Identifier=sought)
    check(set(ids(found)) == set(sought[:-1]), "Identifier", sought)
    for member, says in [
        ("LifeCycleStage", lambda row: [row["LifeCycle"]["Stage"]]),
        ("LifeCycleReviewStatus", lambda row: [row["LifeCycle"]["ReviewStatus"]]),
        ("CustomerCompanyName", lambda row: [row["Customer"]["Account"]["CompanyName"]]),
    ]:
        values = sorted({value for row in rows for value in says(row)})
        filtered(api, "list_opportunities", rows, member, values[:1], says, Catalog="Sandbox")
        filtered(api, "list_opportunities", rows, member, values[:2], says, Catalog="Sandbox")
    check_ranges(api, rows)
    check_whole_opportunities(api, rows)
    return rows


def check_ranges(api, rows):
    def found(member, **bounds):
        return set(ids(every(api, "list_opportunities", Catalog="Sandbox", **{member: bounds})))

    for member in ["LastModifiedDate", "CreatedDate"]:
        # boto3 writes any time as if it were of UTC.
        at = sorted(row[member] for row in rows)[len(rows) // 2].astimezone(timezone.utc)
        # On the bound itself for what is documented, a little beside it otherwise.
        check(member != "LastModifiedDate" or {row["Id"] for row in rows if row[member] == at} <= found(member, AfterLastModifiedDate=at))
        beside = at - timedelta(milliseconds=1)
        after, before = found(member, **{f"After{member}": beside}), found(member, **{f"Before{member}": beside})
        check(after == {row["Id"] for row in rows if row[member] > beside}, member, beside)
        check(before == {row["Id"] for row in rows if row[member] < beside}, member, beside)
    days = sorted(close_date(row) for row in rows if close_date(row))
    day = days[len(days) // 2]
    later, earlier = found("TargetCloseDate", AfterTargetCloseDate=day), found("TargetCloseDate", BeforeTargetCloseDate=day)
    dated = [row for row in rows if close_date(row)]
    check({row["Id"] for row in dated if close_date(row) > day} <= later <= {row["Id"] for row in dated if close_date(row) >= day}, day)
    check({row["Id"] for row in dated if close_date(row) < day} <= earlier <= {row["Id"] for row in dated if close_date(row) <= day}, day)


def check_whole_opportunities(api, rows):
    for row in rows[:15]:
        whole = api.get_opportunity(Catalog="Sandbox", Identifier=row["Id"])
        within(row, whole, row["Id"])
        for hidden in ["SoftwareRevenue", "OpportunityTeam", "Marketing", "RelatedEntityIdentifiers"]:
            check(hidden not in row, hidden)
        view = {"Catalog": "Sandbox", "RelatedOpportunityIdentifier": row["Id"]}
        if row["LifeCycle"]["ReviewStatus"] == "Pending Submission":
            refused("ResourceNotFoundException", api.get_aws_opportunity_summary, **view)
        else:
            check(api.get_aws_opportunity_summary(**view)["RelatedOpportunityId"] == row["Id"])
    check(every(api, "list_solutions", Catalog="Sandbox") == [], "there are solutions")


def check_engagements(api):
    query = {"Catalog": "Sandbox"}
    invitations = []
    for side in ["RECEIVER", "SENDER"]:
        rows = every(api, "list_engagement_invitations", ParticipantType=side, **query)
        check(all(row["ParticipantType"] == side for row in rows), side)
        for member, name in [("Status", "Status"), ("PayloadType", "PayloadType"), ("EngagementIdentifier", "EngagementId")]:
            values = [row[name] for row in rows[:1]]
            if values:
                says = lambda row: [row[name]]
                filtered(api, "list_engagement_invitations", rows, member, values, says, ParticipantType=side, **query)
        by_date = {"SortBy": "InvitationDate", "SortOrder": "ASCENDING"}
        dates = [row["InvitationDate"] for row in every(api, "list_engagement_invitations", ParticipantType=side, Sort=by_date, **query)]
        check(dates == sorted(dates), side)
        invitations += rows
    check(invitations, "there are no invitations")
    of_each_kind = {row["PayloadType"]: row for row in invitations}.values()
    for row in [*invitations[:10], *of_each_kind]:
        for identifier in [row["Id"], row.get("Arn", row["Id"])]:
            whole = api.get_engagement_invitation(Identifier=identifier, **query)
            within({name: value for name, value in row.items() if name != "ParticipantType"}, whole, row["Id"])
        check(list(whole["Payload"]) == [row["PayloadType"]], row["Id"])

    engagements = list_and_pages(api, "list_engagements", **query)
    kinds = {kind for row in engagements for kind in row["ContextTypes"]}
    for kind in kinds:
        filtered(api, "list_engagements", engagements, "ContextTypes", [kind], lambda row: row["ContextTypes"], **query)
        others = {row["Id"] for row in engagements if kind not in row["ContextTypes"]}
        check(set(ids(every(api, "list_engagements", ExcludeContextTypes=[kind], **query))) == others, kind)
    filtered(api, "list_engagements", engagements, "EngagementIdentifier", ids(engagements)[:10], lambda row: [row["Id"]], **query)
    of_each_kind = {kind: row for row in engagements for kind in row["ContextTypes"]}.values()
    for row in [*engagements[:10], *of_each_kind]:
        whole = api.get_engagement(Identifier=row["Id"], **query)
        check({context["Type"] for context in whole["Contexts"]} == set(row["ContextTypes"]), row["Id"])
    return invitations, engagements


def check_benefits(api, opportunities):
    query = {"Catalog": "Sandbox"}
    benefits, applications, allocations = (
        list_and_pages(api, f"list_{kind}", **query) for kind in ["benefits", "benefit_applications", "benefit_allocations"]
    )
    for operation, rows in [("benefits", benefits), ("benefit_applications", applications), ("benefit_allocations", allocations)]:
        for status in {row["Status"] for row in rows}:
            filtered(api, f"list_{operation}", rows, "Status", [status], lambda row: [row["Status"]], **query)
        kind = rows[0]["FulfillmentTypes"][:1]
        filtered(api, f"list_{operation}", rows, "FulfillmentTypes", kind, lambda row: row["FulfillmentTypes"], **query)
    ben = [allocations[0]["BenefitId"]]
    filtered(api, "list_benefit_allocations", allocations, "BenefitIdentifiers", ben, lambda row: [row["BenefitId"]], **query)

    for benefit in benefits[:10]:
        within(benefit, api.get_benefit(Identifier=benefit["Id"], **query), benefit["Id"])
    for application in applications[:10]:
        whole = api.get_benefit_application(Identifier=application.get("Arn", application["Id"]), **query)
        within({name: value for name, value in application.items() if name != "BenefitApplicationDetails"}, whole, application["Id"])
    arns = {arn for row in applications for arn in row.get("AssociatedResources", []) if "/opportunity/" in arn}
    check(arns <= {row["Arn"] for row in opportunities}, "an application is of an opportunity that is not there")
    known = {row["BenefitApplicationId"] for row in allocations if "BenefitApplicationId" in row}
    check(known <= set(ids(applications)), "an allocation is of an application that is not there")
    for allocation in allocations[:20]:
        check("FulfillmentDetail" not in allocation, allocation["Id"])
        whole = api.get_benefit_allocation(Identifier=allocation["Id"], **query)
        check([whole["FulfillmentType"]] == allocation["FulfillmentTypes"], allocation["Id"])
        for detail in whole.get("FulfillmentDetail", {}).values():
            for amount in [value for value in detail.values() if isinstance(value, dict) and "Amount" in value]:
                check(Decimal(amount["Amount"]).is_finite(), amount)
    return benefits, applications, allocations


def check_channel(api):
    accounts = list_and_pages(api, "list_program_management_accounts", catalog="Sandbox")
    relationships = list_and_pages(api, "list_relationships", catalog="Sandbox")
    for order in ["Ascending", "Descending"]:
        sort = {"sortBy": "UpdatedAt", "sortOrder": order}
        times = [row["updatedAt"] for row in every(api, "list_relationships", catalog="Sandbox", sort=sort)]
        check(times == sorted(times, reverse=order == "Descending"), order)
    for member, name in [
        ("associatedAccountIds", "associatedAccountId"),
        ("associationTypes", "associationType"),
        ("displayNames", "displayName"),
        ("programManagementAccountIdentifiers", "programManagementAccountId"),
    ]:
        filtered(api, "list_relationships", relationships, member, [relationships[0][name]], lambda row: [row[name]], catalog="Sandbox")
    kinds = {row["type"] for row in accounts if "type" in row}
    check(kinds, "no account tells its type")
    for kind in kinds:
        found = every(api, "list_program_management_accounts", catalog="Sandbox", type=kind)
        check(ids(found) == [row["id"] for row in accounts if row.get("type") == kind], kind)
    of_each_kind = {row["associationType"]: row for row in relationships}.values()
    for row in [*relationships[:15], *of_each_kind]:
        both = {"catalog": "Sandbox", "identifier": row["id"], "programManagementAccountIdentifier": row["programManagementAccountId"]}
        detail = api.get_relationship(**both)["relationshipDetail"]
        within(row, detail, row["id"])
        check("resaleAccountModel" not in row, row["id"])
        refused("ResourceNotFoundException", api.get_relationship, **{**both, "programManagementAccountIdentifier": "pma-zzzzzzzzzzzzz"})
    # With awscrt at hand boto3 signs by Version 4A; the simulator takes the older one as well.
    older = client("channel", signature_version="v4")
    check(ids(every(older, "list_relationships", catalog="Sandbox")) == ids(relationships))
    return accounts, relationships


def main():
    selling, benefits, channel = client("selling"), client("benefits"), client("channel")
    opportunities = check_opportunities(selling)
    kinds = [opportunities, *check_engagements(selling), *check_benefits(benefits, opportunities), *check_channel(channel)]
    check_rules()
    check_refusals(selling, benefits, channel)
    check_tokens(selling)
    check_quota()
    records = sum(map(len, kinds))
    print(f"boto3 reads {records} records of {len(kinds)} kinds and understands every refusal: {aws_client.passed} checks passed.")


if __name__ == "__main__":
    main()
