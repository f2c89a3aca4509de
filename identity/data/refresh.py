#!/usr/bin/env python3
"""Makes the lists of this folder anew: forms.tsv, words.tsv, mail.txt and sites.txt.

They are made of the files own-*.txt beside this one, which are written by hand, and of packages of
others, whose versions stand below and, with their licences, in NOTICE. `python3 refresh.py`
downloads the packages and writes the lists; needs npm and pip, nothing else. Run it after a change
of own-*.txt or of a version, and once a year; `python3 refresh.py --age` warns when that is due.
"""

import datetime
import json
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
from pathlib import Path

FREE_MAIL = "1.12.6"
RIGOUR = "2.6.1"

HERE = Path(__file__).parent
COUNTRIES = HERE.parent.parent / "schema" / "data" / "countries.tsv"

# What identity/src/names/fold.rs and the letters of schema/src/mapping/countries.rs do; a test in
# identity/src/names/tests.rs holds the lists against them.
AND = {"and", "und", "et", "og", "och", "ve", "и", "та", "και", "en"}
PLAIN = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th",
    "ħ": "h", "ŋ": "n", "ς": "σ", "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك",
}  # fmt: skip
DROPPED = [(0x300, 0x36F), (0x591, 0x5C7), (0x610, 0x61A), (0x640, 0x640), (0x64B, 0x65F)]
DROPPED += [(0x670, 0x670), (0x200B, 0x200F), (0xFEFF, 0xFEFF), (0xAD, 0xAD)]
LATIN = dict(zip("абвгдезиіклмнопрсту", "abvgdeziiklmnoprstu"))
LATIN |= dict(zip("αβγδεζηικλμνοπρστυωξ", "avgdeziiklmnoprstyox"))
LATIN |= {
    "ґ": "g", "э": "e", "ж": "zh", "ы": "y", "ф": "f", "φ": "f", "х": "kh", "ц": "ts", "ч": "ch",
    "χ": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya", "є": "ye", "ј": "j",
    "љ": "lj", "њ": "nj", "ћ": "c", "ђ": "dj", "џ": "dz", "θ": "th", "ψ": "ps",
}  # fmt: skip


def tokens(text: str) -> list[str]:
    """Cuts a text into tokens; an empty one stands for `and`."""
    found, word = [], ""

    def end() -> None:
        nonlocal word
        word = unicodedata.normalize("NFC", word)
        if word:
            found.append("" if word in AND else word)
        word = ""

    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower())
    for char in apart:
        category = unicodedata.category(char)
        if char in "&+":
            end()
            found.append("")
        elif char in "'`’‘ʼ´′" or any(a <= ord(char) <= z for a, z in DROPPED):
            pass
        elif category[0] in "LNM":
            word += PLAIN.get(char, char)
        else:
            end()
    end()
    return found


def folded(token: str) -> str:
    """Folds a token, as words are compared."""
    if not token.isascii():
        pairs = zip(" " + token, token)
        latin = ("u" if pair == ("ο", "υ") else LATIN.get(pair[1], pair[1]) for pair in pairs)
        token = "".join(latin)
    if token.isascii() and len(token) >= 4:
        word = ""
        for char in token:
            is_umlaut = word[-1:] and word[-1] in "aou" and char == "e" and not word.endswith("qu")
            if not (is_umlaut or word[-1:] == char == "a"):
                word += char
        token = word
    return token


def spelled_out(text: str) -> list[str]:
    """Returns a text as it is, and with umlauts spelled out."""
    out = text
    for umlaut, pair in zip("äöüÄÖÜ", ("ae", "oe", "ue", "ae", "oe", "ue")):
        out = out.replace(umlaut, pair)
    return [text] if out == text else [text, out]


def own(name: str) -> list[list[str]]:
    """Reads a file of lines with columns, written by hand."""
    lines = (HERE / name).read_text().splitlines()
    lines = [line for line in lines if line and line[0] != "#"]
    return [[column.strip() for column in line.split("|")] for line in lines]


def package(command: list[str], folder: Path, inside: str) -> bytes:
    """Downloads a package by a command; returns a file out of it."""
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    [archive] = folder.glob("*gz")
    with tarfile.open(archive) as files:
        [member] = [member for member in files.getmembers() if member.name.endswith(inside)]
        return files.extractfile(member).read()


def rigour(inside: str):
    """Downloads one of rigour's lists."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["pip", "download", "--quiet", "--no-deps", "--no-binary", "rigour"]
        command.append(f"rigour=={RIGOUR}")
        return json.loads(package(command, Path(folder), f"data/names/{inside}.json"))


def free_mail() -> list[str]:
    """Downloads the list of mail domains."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", f"free-email-domains@{FREE_MAIL}"]
        return json.loads(package(command, Path(folder), "package/domains.json"))


def write(name: str, lines: list[str]) -> None:
    """Writes a list."""
    text = "".join(line + "\n" for line in lines)
    (HERE / name).write_text(text)
    print(f"{name}: {len(lines)} lines, {len(text.encode())} bytes")


def forms() -> list[str]:
    """Returns the lines of forms.tsv: those written by hand, then rigour's others."""
    lines, taken = [], {}
    for name, kind, countries, spellings in own("own-forms.txt"):
        line = [name, kind, countries.strip("*"), "cut", {}]
        for spelling in spellings.split(", "):
            bare = spelling.lstrip("<*")
            flag = "*" if "*" in spelling[:2] else "<" if "<" in spelling[:2] else ""
            for text in spelled_out(bare):
                key = "".join(tokens(text))
                if taken.setdefault(key, line) is line:
                    line[4][key] = max(flag, line[4].get(key, ""), key=["", "<", "*"].index)
        if name == "-":
            line[3] = ""
        lines.append(line)
    for entry in rigour("org_types"):
        aliases = [entry.get("display") or "", *entry.get("aliases", [])]
        written = (text for alias in aliases if alias for text in spelled_out(alias))
        keys = dict.fromkeys("".join(tokens(text)) for text in written)
        known = [taken[key] for key in keys if key in taken]
        known = [max(known, key=known.count)] if known else []
        if not known and entry.get("generic") in ("SOE", "NGO", "REL", "FIN"):
            continue
        kind = entry.get("generic") if entry.get("generic") in CLASSES else ""
        line = known[0] if known else [entry.get("display") or next(iter(keys)), kind, "", "", {}]
        for key in keys:
            # A short spelling is the beginning of too many words to be taken unseen.
            is_long = len(key) > (1 if key[:1] > "\u2e80" else 3)
            if is_long and key not in taken and key not in NO_FORM:
                taken[key] = line
                line[4][key] = ""
        if not known and line[4]:
            lines.append(line)
    for line in lines:
        line[4] = " ".join(flag + key for key, flag in line[4].items())
    return ["\t".join(line) for line in lines if line[4]]


# Classes of forms that are taken of rigour.
CLASSES = ("LLC", "JSC", "LP", "LLP", "GP", "SP", "COOP")
# Words that rigour has for forms, and that are words of names here.
NO_FORM = set("".join(tokens(word)) for word in (HERE / "own-no-forms.txt").read_text().split("\n"))


def key_of(text: str) -> str:
    """Returns the key of a word or of several: folded, and `~` before it for several."""
    parts = [token for token in tokens(text) if token]
    words = []
    for at, part in enumerate(parts):
        if len(part) == 1 and part.isalpha() and at and len(parts[at - 1]) == 1:
            words[-1] += part
        else:
            words.append(part)
    return ("~" if len(words) > 1 else "") + "".join(map(folded, words))


def words() -> list[str]:
    """Returns the lines of words.tsv: a text, its kind, and its spellings."""
    concepts = rigour("symbols")
    concepts = concepts["org_symbols"] | concepts["org_domains"]
    table: dict[str, tuple[str, str]] = {}
    seen = set()
    lines = own("own-words.txt")

    def add(spelling: str, text: str, kind: str) -> None:
        for written in spelled_out(spelling.lstrip("$")):
            key = key_of(written)
            bare = key.removeprefix("~")
            if bare and bare not in seen:
                seen.add(bare)
                table[("$" if spelling[0] == "$" else "") + key] = (text, kind)

    # What is written by hand goes first.
    for text, kind, spellings in lines:
        mine = [spelling for spelling in spellings.split(", ") if spelling[0] not in "@-"]
        keys = {key_of(spelling) for spelling in mine}
        named = [name[1:] for name in spellings.split(", ") if name[0] == "@"]
        of_concept = {key_of(word): name.lower() for name in named for word in concepts[name]}
        for spelling in mine:
            if kind == "each":
                key = key_of(spelling)
                single = key.removesuffix("s")
                one = single if single in keys else key
                add(spelling, of_concept.get(one, one).lstrip("~"), "generic")
            else:
                add(spelling, text, kind)
    for text, kind, spellings in lines:
        for name in spellings.split(", "):
            for word in concepts[name[1:]] if name[0] == "@" else []:
                is_long = len(word) > (3 if word.isascii() else 1)
                if is_long and len(tokens(word)) == 1 and "-" + word not in spellings:
                    known = (name[1:].lower(), "generic") if kind == "each" else (text, kind)
                    add(word, *known)
    places(add)
    return lines_of(table)


def places(add) -> None:
    """Adds the words of places."""
    rows = [line.split("\t") for line in COUNTRIES.read_text().splitlines()]
    names = {code: listed for code, _, _, *listed in rows if code != "--"}
    for text, code, spellings in own("own-places.txt"):
        for spelling in [text, *(spelling for spelling in spellings.split(", ") if spelling)]:
            add(spelling, key_of(text).lstrip("~"), "place")
    for text, code, _ in own("own-places.txt"):
        for name in names.get(code, []):
            key = key_of(name)
            # The longest are in no names, and short ones are other words in other languages.
            if (4 <= len(key) <= 14 if key[-1].isascii() else "\u2e80" < key[-1] < "\ufb00"):
                add(name, key_of(text).lstrip("~"), "place")


def lines_of(table: dict[str, tuple[str, str]]) -> list[str]:
    """Returns the lines of a table of spellings: those of one text in one line.

    Those that are their own text stand in lines without one.
    """
    text_of = {spelling.lstrip("~$"): text for spelling, (text, _) in table.items()}
    texts: dict[tuple[str, str], list[str]] = {}
    for spelling, (text, kind) in table.items():
        text = text_of.get(text, text)
        texts.setdefault(("" if text == spelling.lstrip("~$") else text, kind), []).append(spelling)
    return ["\t".join([*known, " ".join(spellings)]) for known, spellings in texts.items()]


def by_suffix(domains: list[str]) -> list[str]:
    """Returns domains as lines of a suffix and what stands before it."""
    suffixes: dict[str, set[str]] = {}
    for domain in domains:
        name, suffix = domain.split(".", 1)
        suffixes.setdefault(suffix, set()).add(name)
    return [" ".join([suffix, *sorted(suffixes[suffix])]) for suffix in sorted(suffixes)]


def mail() -> list[str]:
    """Returns the lines of mail.txt."""
    lines = (HERE / "own-mail.txt").read_text().splitlines()
    mine = {word for line in lines if not line.startswith("#") for word in line.split()}
    dropped = {word[1:] for word in mine if word[0] == "-"}
    listed = (domain.encode() for domain in free_mail())
    taken = {name.decode("idna") if b"xn--" in name else name.decode() for name in listed}
    return by_suffix(sorted((taken | {word for word in mine if word[0] != "-"}) - dropped))


def sites() -> list[str]:
    """Returns the lines of sites.txt: a section and its entries."""
    sections: dict[str, set[str]] = {}
    for line in (HERE / "own-sites.txt").read_text().splitlines():
        if line in ("labels", "domains", "hosters"):
            entries = sections.setdefault(line, set())
        elif not line.startswith("#"):
            entries |= set(line.split())
    return [" ".join([name, *sorted(sections[name])]) for name in sorted(sections)]


def warn_of_age() -> None:
    """Says on standard error when the lists are older than a year."""
    refreshed = datetime.date.fromisoformat((HERE / "refreshed").read_text().strip())
    if datetime.date.today() - refreshed > datetime.timedelta(days=365):
        warning = f"WARNING: the lists in identity/data are of {refreshed}; run refresh.py there."
        print(warning, file=sys.stderr)


def main() -> None:
    if "--age" in sys.argv:
        return warn_of_age()
    write("forms.tsv", forms())
    write("words.tsv", words())
    write("mail.txt", mail())
    write("sites.txt", sites())
    (HERE / "refreshed").write_text(datetime.date.today().isoformat() + "\n")


if __name__ == "__main__":
    main()
