"""What stands in arrays of a JSON file is given as Python's own reader has it, or the file is refused with words."""

import json
import tracemalloc
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lists.formats.json_elements import elements
from app.lists.formats.problems import BadList, UnsafeList

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NUMBERS = st.integers(-(2**63) + 1, 2**63 - 2) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(TEXTS, parts, max_size=4),
    max_leaves=12,
)
LARGE = 6_000_000


def said(text, *paths):
    raw = text if isinstance(text, bytes) else text.encode()
    return [value for _, value in elements(BytesIO(raw), *(paths or ("",)))]


@given(values=st.lists(VALUES, max_size=5), escaped=st.booleans(), indent=st.none() | st.just(1))
def test_every_element_is_as_pythons_own_reader_has_it(values, escaped, indent):
    text = json.dumps(values, ensure_ascii=escaped, indent=indent)

    assert repr(said(text)) == repr(json.loads(text))


@given(values=st.lists(VALUES, max_size=5), other=VALUES, before=st.booleans())
def test_elements_are_found_at_their_path_and_nowhere_else(values, other, before):
    inner = {"total": other, "notices": values} if before else {"notices": values, "total": other}
    text = json.dumps({"query": other, "_embedded": inner, "list": [{"notices": [1]}]})

    assert repr(said(text, "", "_embedded.notices", "notices")) == repr(
        json.loads(text)["_embedded"]["notices"]
    )


def test_elements_are_counted_from_one_over_all_arrays():
    file = BytesIO(b'{"a": [7, 8], "b": {"c": [9]}}')

    assert list(elements(file, "a", "b.c")) == [(1, 7), (2, 8), (3, 9)]


@pytest.mark.parametrize(
    "text",
    [
        b'["' + b"x" * LARGE + b'"]',
        b'["' + b"x" * LARGE,
        b'{"' + b"x" * LARGE + b'": []}',
        b"[1" + b"9" * LARGE + b"]",
        b'[[1, {"a": 2}' + b", 1" * (LARGE // 3) + b"]]",
        b'{"other": [1' + b", 1" * (LARGE // 3) + b"]}",
        b"[1" + b" " * LARGE + b"]",
    ],
    ids=["a text", "an open text", "a key", "a number", "an element", "what is passed over", "space"],
)
def test_what_is_larger_than_any_element_is_refused_before_it_is_read_to_its_end(text):
    file = BytesIO(text)
    tracemalloc.start()

    with pytest.raises(UnsafeList, match="larger than any entry"):
        list(elements(file, ""))

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert file.tell() < 5_000_000
    assert peak < 20_000_000


def test_many_elements_may_be_larger_together_than_any_of_them():
    assert len(said(json.dumps(["x" * 1_000_000] * 8))) == 8


@pytest.mark.parametrize(
    "text", [b"[" * 41, b'{"a":' * 41, b'{"a": ' + b"[" * 200_000], ids=["41", "keys", "many"]
)
def test_what_is_nested_deeper_than_any_list_is_refused(text):
    with pytest.raises(UnsafeList, match="nested far deeper"):
        said(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[1, 2", "after element 2: parse error: premature EOF"),
        ("[1, 2}", "after element 2: parse error: after array element, I expect ',' or ']'"),
        ("[1] 2", "after element 1: parse error: trailing garbage"),
        ("[1, NaN]", "after element 1: lexical error: invalid char in json text."),
        ('["a\nb"]', "after element 0: lexical error: invalid character inside string."),
        (f"[1, {'9' * 5000}]", "after element 1: parse error: integer overflow"),
        ("[1e400]", r"after element 0: parse error: numeric \(floating point\) overflow"),
        (b'[1, "\xff"]', "after element 1: lexical error: invalid bytes in UTF8 string."),
        (b'[1, "\xc0\x80"]', "not in UTF-8, or holds half a character, after element 1"),
        (r'[1, "\udc00"]', "not in UTF-8, or holds half a character, after element 1"),
    ],
)
def test_a_file_that_is_no_json_says_why(text, why):
    with pytest.raises(BadList, match=f"{why}$"):
        said(text)


def test_half_a_character_before_others_is_given_as_what_can_be_kept():
    assert said(r'["A\ud800B"]') == ["A?B"]
