"""Files larger than memory: every reader gives its first entry early, and keeps little more of a long file than of a short one."""

import json
import tracemalloc
from io import BytesIO

import pytest

from app.lists.formats.known import reader
from app.lists.formats.problems import BadList, Problem, Read, UnsafeList
from bench import published

NOTICE = '{"entity_id": "2026/%s", "name": "DORVANT", "_links": {"self": {"href": "/red/"}}}'


def peak_of(name, path):
    """Return the bytes of memory at most while a file is read."""
    tracemalloc.start()
    with path.open("rb") as file:
        entries = sum(not isinstance(one, Problem) for one in reader(name)(file, "made"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert entries > 100
    return peak


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ofac-advanced", "eu-csv", "ftm", "interpol"])
def test_memory_does_not_grow_with_the_file(name, tmp_path):
    short, long = tmp_path / "short", tmp_path / "long"
    published.write(short, name, 0.2)
    published.write(long, name, 2.0)

    assert peak_of(name, long) < peak_of(name, short) + 400_000


def test_notices_are_given_before_the_file_is_at_its_end():
    file = BytesIO(f"[{', '.join(NOTICE % n for n in range(20_000))}]".encode())

    first = next(reader("interpol")(file, "made"))

    assert first.entry == "made:2026-0"
    assert file.tell() < 200_000


def notices(text):
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    told = list(reader("interpol")(BytesIO(raw), "made"))
    return [one.entry if isinstance(one, Read) else (one.line, one.what) for one in told]


def test_what_is_no_notice_is_told_and_costs_no_other():
    assert notices(f"[{NOTICE % 1}, 7, null, {NOTICE % 2}]") == [
        "made:2026-1",
        (2, "is no notice"),
        (3, "is no notice"),
        "made:2026-2",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_notices_are_read_with_a_byte_order_mark_and_without(encoding):
    assert notices(f"[{NOTICE % 1}, {NOTICE % 2}]".encode(encoding)) == ["made:2026-1", "made:2026-2"]


@pytest.mark.parametrize(
    "text",
    [
        f"[{NOTICE % 1}, {NOTICE % 2}",
        f"[{NOTICE % 1} {NOTICE % 2}]",
        f"[{NOTICE % 1}, {{'name': 1}}]",
        f"[{NOTICE % 1},]",
        f"[{NOTICE % 1}]]",
        f"[{NOTICE % 1}] more",
        f'{{"notices": [{NOTICE % 1}]',
        f'{{"notices" [{NOTICE % 1}]}}',
        f"{{notices: [{NOTICE % 1}]}}",
        '[{"entity_id": "1',
        '[{"entity_id": "1\\',
    ],
)
def test_json_that_is_wrong_is_refused(text):
    with pytest.raises(BadList, match="breaks off or is wrong"):
        notices(text)


def test_brackets_and_quotation_marks_within_texts_end_no_notice():
    said = json.dumps({"entity_id": "2026/1", "name": '}]" \\ [{', "forename": 'A\\"', "_links": {}})

    assert notices(f'{{"query": {{"a": "]}}"}}, "notices": [{said}], "total": 1}}')[0] == "made:2026-1"


def test_the_seam_between_two_pieces_of_a_file_may_lie_anywhere():
    text = '{"entity_id": "2026/1", "name": "\\u00dc\\"\\\\ü€𝄞", "_links": {"self": {"href": "/red/"}}}'
    for offset in range(len(text.encode()) + 4):
        space = " " * (64 * 1024 - offset)

        assert notices(f"[{space}{text}, {text}]") == ["made:2026-1", "made:2026-1"]


def test_tables_beyond_all_measure_are_refused():
    row = '<Country ID="{}">A</Country>'
    rows = "".join(row.format(n) for n in range(100_001))

    with pytest.raises(UnsafeList, match="tables"):
        list(reader("ofac-advanced")(BytesIO(f"<Sanctions>{rows}</Sanctions>".encode()), "made"))


def test_lines_of_one_entity_beyond_all_measure_are_refused():
    line = f"1;P;{'x' * 120_000}\n"
    text = "Entity_LogicalId;Entity_SubjectType;NameAlias_WholeName\n" + line * 40

    with pytest.raises(BadList, match="4 MB for one entity"):
        list(reader("eu-csv")(BytesIO(text.encode()), "made"))


def test_attributes_without_words_count_as_much_as_words():
    attributes = " ".join(f'a{n}=""' for n in range(4_000))
    row = f"<sanctionEntity>{f'<x {attributes}/>' * 500}</sanctionEntity>"

    with pytest.raises(UnsafeList, match="larger than any entry"):
        list(reader("eu-xml")(BytesIO(f"<export>{row}</export>".encode()), "made"))


@pytest.mark.parametrize("sort", ["<a{}/>", '<a b{}="1"/>'])
def test_a_file_in_which_every_name_is_another_is_refused(sort):
    names = "".join(sort.format(n) for n in range(20_000))

    with pytest.raises(UnsafeList, match="names"):
        list(reader("un")(BytesIO(f"<CONSOLIDATED_LIST>{names}</CONSOLIDATED_LIST>".encode()), "made"))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize(("name", "text"), [("ftm", '{"id": "1"}\n'), ("interpol", f"[{NOTICE % 1}]")])
def test_json_in_utf_16_says_how_to_save_it(name, text, encoding):
    with pytest.raises(BadList, match="UTF-16: save it in UTF-8"):
        list(reader(name)(BytesIO(text.encode(encoding)), "made"))
