"""What the demo tells once it answers."""

import json
import stat

from app.demo import ready
from app.demo.people import Person
from app.demo.plan import places

PEOPLE = (
    Person("halima", "hq-analyst", "hq", "one"),
    Person("amina", "officer", "busia", "two"),
    Person("traffic.officer", "officer", "busia", "three"),
)


def test_the_ready_file_says_where_everything_is(tmp_path):
    ids = {"hq": {"web": 1, "worker": 2}, "busia": {"web": 3, "agent": 4, "worker": 5}}

    said = ready.facts(places(tmp_path, 1), (8100, 8101), PEOPLE, ids.__getitem__)

    assert said == {
        "hq": {
            "name": "hq",
            "url": "http://127.0.0.1:8100",
            "data": f"{tmp_path}/hq",
            "process_ids": {"web": 1, "worker": 2},
        },
        "posts": [
            {
                "name": "busia",
                "url": "http://127.0.0.1:8101",
                "data": f"{tmp_path}/busia",
                "process_ids": {"web": 3, "agent": 4, "worker": 5},
                "desks": [
                    {"name": "busia-1", "reader": f"{tmp_path}/busia/readers/busia-1-mrz"},
                    {"name": "busia-2", "reader": f"{tmp_path}/busia/readers/busia-2-mrz"},
                ],
            }
        ],
        "people": [
            {"name": "halima", "role": "hq-analyst", "post": "hq", "password": "one"},
            {"name": "amina", "role": "officer", "post": "busia", "password": "two"},
        ],
    }


def test_the_ready_file_is_written_over_whole_and_for_its_owner_only(tmp_path):
    path = tmp_path / "ready.json"
    ready.write(path, {"hq": "a longer text than the next one"})

    ready.write(path, {"hq": 2})

    assert json.loads(path.read_text()) == {"hq": 2}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_the_page_names_addresses_and_sign_ins_of_people(tmp_path):
    page = ready.page(places(tmp_path, 1), (8100, 8101), PEOPLE)

    assert "Busia         http://127.0.0.1:8101  busia-1 (entry), busia-2 (exit)" in page
    assert "Busia         officer     amina       two" in page
    assert "traffic" not in page


def test_a_site_with_no_process_does_not_answer(tmp_path):
    assert not ready.answers(places(tmp_path, 1)[1], 8101, {"web": 3, "worker": 5})
