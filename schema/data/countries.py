#!/usr/bin/env python3
"""Makes countries.tsv: for each country of ISO 3166-1, and Kosovo, its codes and its names.

The codes and names are Unicode CLDR's (https://cldr.unicode.org, licence Unicode-3.0), out of its
packages on npm; country-names.txt beside this file adds to them. `python3 countries.py` downloads
CLDR and writes the file anew; it is only needed for a new CLDR or new names. Needs npm.
"""

import json
import re
import subprocess
import tempfile
import unicodedata
from pathlib import Path

VERSION = "48.2.0"
HERE = Path(__file__).parent
# Languages in which the names of all countries are taken: the main languages of trade, those of the
# European Union, and those of the largest markets beside them.
LANGUAGES = """en en-GB en-AU de de-AT de-CH fr fr-CA fr-CH fr-BE es es-419 es-MX es-AR pt pt-PT it nl
    pl sv da nb nn fi cs sk sl hr hu ro bg el et lv lt ga mt tr ja zh zh-Hant zh-Hant-HK ko ru uk ar
    he fa hi id ms vi th ca is sr sr-Latn""".split()
# Places with a code that ISO 3166-1 only reserves, or none: the country that it counts them to.
PARTS = {"AC": "SH", "TA": "SH", "DG": "IO", "CP": "FR", "EA": "ES", "IC": "ES"}


def package(name: str, folder: Path) -> Path:
    """Downloads one of CLDR's packages; returns its folder."""
    into = folder / name
    into.mkdir()
    run = lambda *command: subprocess.run(command, cwd=into, check=True, stdout=subprocess.DEVNULL)
    run("npm", "pack", "--silent", f"{name}@{VERSION}")
    run("tar", "xzf", f"{name}-{VERSION}.tgz")
    return into / "package"


def supplemental(core: Path, name: str, key: str) -> dict:
    """Reads one of CLDR's tables that are of no language."""
    return json.loads((core / "supplemental" / f"{name}.json").read_text())["supplemental"][key]


def territories(names: Path, language: str) -> dict[str, str]:
    """Returns the names of territories in a language, by code; none for a language without."""
    file = names / "main" / language / "territories.json"
    if not file.exists():
        return {}
    main = json.loads(file.read_text())["main"][language]
    return main["localeDisplayNames"]["territories"]


def same(name: str) -> str:
    """Returns a form in which names differ that have to be listed separately."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in plain if unicodedata.category(c)[0] in "LNM" and not 0x300 <= ord(c) < 0x370)


def own_names() -> dict[str, list[str]]:
    """Reads country-names.txt."""
    lines = (HERE / "country-names.txt").read_text().splitlines()
    entries = (line.split(" ", 1) for line in lines if line and not line.startswith("#"))
    return {code: [name.strip() for name in names.split("|")] for code, names in entries}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        core, names = (package(f"cldr-{what}", Path(folder)) for what in ("core", "localenames-full"))
        mappings = supplemental(core, "codeMappings", "codeMappings")
        spoken = supplemental(core, "territoryInfo", "territoryInfo")
        reserved = supplemental(core, "aliases", "metadata")["alias"]["territoryAlias"]
        english = territories(names, "en")
        codes = sorted(
            code for code in mappings
            if re.fullmatch("[A-Z]{2}", code) and "_alpha3" in mappings[code] and code in english
            and code not in reserved and code not in PARTS
            and (code == "XK" or int(mappings[code]["_numeric"]) < 900)
        )  # fmt: skip
        found: dict[str, list[str]] = {code: [] for code in codes}
        for language in LANGUAGES:
            for key, name in territories(names, language).items():
                code = key.split("-alt-")[0]
                found.get(PARTS.get(code, code), []).append(name)
        for code in codes:
            for language in spoken.get(code, {}).get("languagePopulation", {}):
                in_language = territories(names, language.replace("_", "-"))
                found[code] += [name for key, name in in_language.items() if key.split("-alt-")[0] == code]
    own = own_names()
    assert len(codes) == 250 and set(own) <= {*codes, "--"}, sorted({*own} - {*codes})
    lines = ["\t".join(["--", "---", "---", *own["--"]])]
    for code in codes:
        # Two letters are a code, or an abbreviation that reads like one.
        named = [name for name in found[code] if not re.fullmatch("[a-z]{2}", same(name))]
        distinct = {same(name): name for name in reversed(named + own.get(code, []))}
        listed = sorted(name for form, name in distinct.items() if form != code.casefold())
        lines.append("\t".join([code, mappings[code]["_alpha3"], mappings[code]["_numeric"], *listed]))
    (HERE / "countries.tsv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
