"""Makes a CycloneDX document of what `cargo metadata` says, and validates it against the schema."""

import json
import sys
import tomllib

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

ROOT = "channelgraph"


def checksums():
    """The checksums of Cargo.lock, by name and version."""
    with open("Cargo.lock", "rb") as lock:
        packages = tomllib.load(lock)["package"]
    return {(p["name"], p["version"]): p.get("checksum") for p in packages}


def is_needed(dependency):
    """Tests if a dependency is one of more than tests."""
    return any(kind["kind"] != "dev" for kind in dependency["dep_kinds"])


def reached(metadata, root):
    """The packages that are linked in or run while building: tests' own are not."""
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    seen, todo = {}, [root]
    while todo:
        package = todo.pop()
        if package not in seen:
            needs = nodes[package]["deps"]
            seen[package] = [need["pkg"] for need in needs if is_needed(need)]
            todo += seen[package]
    return seen


def component(package, checksum):
    """One crate."""
    kind = ComponentType.APPLICATION if package["name"] == ROOT else ComponentType.LIBRARY
    licenses = LicenseFactory()
    expression = (package["license"] or "").replace("/", " OR ")
    return Component(
        type=kind,
        name=package["name"],
        version=package["version"],
        purl=PackageURL("cargo", None, package["name"], package["version"]),
        bom_ref=f"{package['name']}@{package['version']}",
        licenses=[licenses.make_from_string(expression)] if expression else [],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=checksum)] if checksum else [],
    )


def main():
    metadata = json.load(sys.stdin)
    packages = {package["id"]: package for package in metadata["packages"]}
    root = next(id for id, package in packages.items() if package["name"] == ROOT)
    sums, graph = checksums(), reached(metadata, root)
    made = {}
    for id in graph:
        package = packages[id]
        made[id] = component(package, sums.get((package["name"], package["version"])))
    bom = Bom(components=[part for id, part in made.items() if id != root])
    bom.metadata.component = made[root]
    for id, needs in graph.items():
        bom.register_dependency(made[id], [made[need] for need in needs])
    text = JsonV1Dot6(bom).output_as_string(indent=1)
    problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if problem:
        sys.exit(f"the document does not fit the schema of CycloneDX 1.6: {problem}")
    print(text)
    print(f"{len(graph)} components", file=sys.stderr)


main()
