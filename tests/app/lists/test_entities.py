"""FollowTheMoney entities and their deltas: a document stays with its holder whichever of the two a file speaks of."""

import json

import pytest

from app.lists import importing, service

PERSON = {"id": "x1", "schema": "Person", "properties": {"name": ["Mirto Banfal"]}}
PASSPORT = {
    "id": "p1",
    "schema": "Passport",
    "properties": {"holder": ["x1"], "number": ["C111"], "country": ["ke"]},
}


def lines(*entities):
    return "".join(json.dumps(each) + "\n" for each in entities)


def changes(*pairs):
    return lines(*({"op": op, "entity": entity} for op, entity in pairs))


@pytest.fixture
def entities(lists):
    """A source of entities; `read` gives a text and reads it as the worker does."""
    lists.define("made", format="ftm")

    def read(text, kind="full"):
        return lists.read(text, "made", kind=kind, reading=importing.read)

    lists.entities = read
    return lists


def papers(lists):
    return {
        each.entry: [paper.number for paper in each.papers] for each in service.current_subjects(lists.site)
    }


def test_a_changed_person_keeps_the_passport_that_the_changes_do_not_speak_of(entities):
    entities.entities(lines(PERSON, PASSPORT))

    entities.entities(changes(("MOD", {**PERSON, "properties": {"name": ["Mirto Banfall"]}})), "delta")

    (person,) = service.current_subjects(entities.site)
    assert person.names[0].given_names == "Mirto Banfall"
    assert [(paper.number, paper.issuing_state) for paper in person.papers] == [("C111", "KEN")]


def test_a_passport_that_comes_alone_reaches_its_holder(entities):
    entities.entities(lines(PERSON))

    told = entities.entities(changes(("ADD", PASSPORT)), "delta")

    assert told.state == "done"
    assert papers(entities) == {"made:x1": ["C111"]}
    assert service.imports(entities.site.db, "made")[0]["changed"] == 1
    assert entities.problems() == []


def test_a_passport_that_changes_or_goes_changes_its_holder_alone(entities):
    other = {**PASSPORT, "properties": {**PASSPORT["properties"], "number": ["C222"]}}
    entities.entities(lines(PERSON, PASSPORT, {**PERSON, "id": "x2"}))

    entities.entities(changes(("MOD", other)), "delta")
    after_change = papers(entities)
    entities.entities(changes(("DEL", {"id": "p1"})), "delta")

    assert after_change == {"made:x1": ["C222"], "made:x2": []}
    assert papers(entities) == {"made:x1": [], "made:x2": []}
    assert service.imports(entities.site.db, "made")[0]["changed"] == 1


def test_what_goes_and_was_no_person_is_no_problem(entities):
    entities.entities(lines(PERSON, PASSPORT))

    told = entities.entities(changes(("DEL", {"id": "o1"}), ("DEL", {"id": "p1"})), "delta")

    assert (told.state, entities.problems()) == ("done", [])


def test_a_person_who_turns_out_to_be_a_firm_is_listed_no_more(entities):
    entities.entities(
        lines(PERSON, {**PERSON, "id": "x2"}) + lines(*({**PERSON, "id": f"y{n}"} for n in range(20)))
    )

    entities.entities(changes(("MOD", {**PERSON, "schema": "Company"})), "delta")

    assert "made:x1" not in entities.listed()
    assert "made:x2" in entities.listed()


def test_a_passport_waits_for_a_holder_who_is_listed_later(entities):
    entities.entities(lines({**PERSON, "id": "x2"}, PASSPORT))

    entities.entities(changes(("ADD", PERSON)), "delta")

    assert papers(entities) == {"made:x1": ["C111"], "made:x2": []}


def test_a_number_at_the_person_and_in_a_passport_is_one_document_with_its_state(entities):
    said = {**PERSON, "properties": {"name": ["Mirto Banfal"], "passportNumber": ["C111", "C999"]}}
    entities.entities(lines(said, PASSPORT))

    (person,) = service.current_subjects(entities.site)

    assert [(paper.number, paper.issuing_state) for paper in person.papers] == [("C111", "KEN"), ("C999", "")]


def test_the_row_of_a_person_holds_the_rows_of_the_documents(entities):
    entities.entities(lines(PERSON, PASSPORT))

    assert service.as_published(entities.site, "made:x1").row == lines(PERSON, PASSPORT).strip()


def test_changes_that_concern_no_person_change_nothing_and_are_no_fault(entities):
    entities.entities(lines(PERSON))

    firm = {"id": "o1", "schema": "Company", "properties": {"name": ["A FIRM"]}}
    told = entities.entities(changes(("ADD", firm)), "delta")

    assert (told.state, entities.listed()) == ("done", ["made:x1"])
