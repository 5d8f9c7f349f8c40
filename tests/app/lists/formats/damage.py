"""Files that are sound in their form and mad in what they say: a sample's values, each changed for another or for nonsense."""

import csv
import io
import json
from xml.etree import ElementTree as ET

from hypothesis import strategies as st

from tests.app.lists.formats.samples import SAMPLES

NASTY = [
    *(
        "",
        " ",
        "\0",
        "\x1b[2J",
        "\x85",
        "\u2028",
        "\u202e",
        "\ufeff",
        "\ufffe",
        "İ",
        "ß",
        "ﷺ",
        "e" + "\u0301" * 500,
    ),
    *(
        "0",
        "-0",
        "-1",
        "00",
        "1e999",
        "9" * 5_000,
        "²",
        "½",
        "٣",
        "1_000",
        "0x10",
        "NaN",
        "true",
        "null",
        "None",
    ),
    *(
        "0000",
        "0000-00-00",
        "2026-02-30",
        "9999-12-31",
        "10000-01-01",
        "1980-13",
        "30/02/1980",
        "1/1/0000",
        "45000",
    ),
    *(
        "circa",
        "circa 0000",
        "to",
        " to ",
        "between and",
        "1990 to 1980",
        "31 Nov 1960",
        "Nov. 0000",
        "29 Feb 1900",
    ),
    *(
        "(",
        "((((",
        ")",
        ";",
        "b) ",
        "|",
        "||||",
        "'",
        '"',
        ",",
        "\t",
        "\n",
        "\r",
        "\r\n\r\n",
        "=1+1",
        "@a",
        "+A",
        "#REF!",
    ),
    *(
        "x" * 70_000,
        "a " * 5_000,
        "a;" * 2_000,
        "(a)" * 2_000,
        "passport no. " * 500,
        "un:1",
        "made:x1",
        ":",
        "../../x",
    ),
    *("M", "add", "remove", "detain", "missing", "KEN", "D", "XXA", "passport", "P", "Individual"),
]
texts = st.one_of(
    st.sampled_from(NASTY), st.text(max_size=20), st.text(st.characters(codec="utf-8"), max_size=200)
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts),
    lambda inside: st.one_of(
        st.lists(inside, max_size=4),
        st.dictionaries(
            st.sampled_from(["id", "href", "self", "schema", "properties", "name"]), inside, max_size=4
        ),
    ),
    max_leaves=8,
)


@st.composite
def files(draw, name):
    """Draw a file of a format, as bytes."""
    sample = SAMPLES[name].removeprefix("\ufeff")
    if name == "ftm":
        lines = [json.dumps(draw(_changed(json.loads(line)))) for line in sample.splitlines()]
        return "\n".join(lines).encode()
    if name == "interpol":
        return json.dumps(draw(_changed(json.loads(sample)))).encode()
    return draw(_xml(sample)) if sample.startswith("<") else draw(_table(sample))


@st.composite
def _changed(draw, said):
    """Draw a JSON value some of whose parts are others."""
    for _ in range(draw(st.integers(1, 4))):
        places = list(_places(said))
        holder, key = draw(st.sampled_from(places))
        other = draw(st.sampled_from(places))
        holder[key] = draw(st.one_of(values, st.just(json.loads(json.dumps(other[0][other[1]])))))
        if not isinstance(said, dict) or not list(_places(said)):
            break
    return said


def _places(said):
    """Yield what holds each value, and under which key."""
    keys = said.keys() if isinstance(said, dict) else range(len(said)) if isinstance(said, list) else ()
    for key in list(keys):
        yield said, key
        yield from _places(said[key])


@st.composite
def _xml(draw, sample):
    """Draw a file some of whose elements say something else, are away, come twice, or stand within others."""
    root = ET.fromstring(sample.encode())
    for _ in range(draw(st.integers(1, 5))):
        every = list(root.iter())
        one, other = draw(st.sampled_from(every)), draw(st.sampled_from(every))
        what = draw(st.sampled_from(["text", "attribute", "again", "away", "tag"]))
        if what == "text":
            one.text = _writable(draw(texts))
        elif what == "attribute" and one.attrib:
            one.set(draw(st.sampled_from(sorted(one.attrib))), _writable(draw(texts)))
        elif what == "again" and one not in list(other.iter()):
            one.append(other)
        elif what == "away":
            one.clear()
        elif what == "tag" and one is not root:
            one.tag = other.tag
    return ET.tostring(root, encoding=draw(st.sampled_from(["utf-8", "utf-16", "latin-1"])))


def _writable(text):
    """Return what XML can hold of a text."""
    return "".join(
        c
        for c in text
        if c in "\t\n\r" or (ord(c) >= 0x20 and not 0xD800 <= ord(c) < 0xE000 and c not in "\ufffe\uffff")
    )


@st.composite
def _table(draw, sample):
    """Draw a file some of whose cells say something else, parted and encoded in one of many ways."""
    delimiter = ";" if ";" in sample.splitlines()[0] else ","
    rows = list(csv.reader(io.StringIO(sample), delimiter=delimiter))
    rows += rows[1:]
    for _ in range(draw(st.integers(1, 5))):
        row = draw(st.sampled_from(rows[1:] * 9 + rows[:1]))
        if row:
            row[draw(st.integers(0, len(row) - 1))] = draw(texts)
    text = io.StringIO()
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    csv.writer(text, delimiter=draw(st.sampled_from(",;\t|")), quoting=quoting).writerows(rows)
    return text.getvalue().encode(
        draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"])), "replace"
    )
