import threading
from dataclasses import replace

import pytest

from app.act import NotAllowed, acting
from app.desk import service, store
from app.posts.service import NoSuchDesk
from appliance.clock import instant_text
from border.crossing import Direction
from border.document import Document, DocumentType
from border.permissions import Role
from border.traveller import Sex, Traveller
from border.visa_rules import Capacity
from db.database import ConstraintViolated
from tests import make
from tests.app.desk import at_desk
from tests.app.desk.at_desk import GERMAN, KENYAN, UGANDAN, Desk

PASS = Document(DocumentType.BORDER_PASS, "UGA", "BP 77/12")
HOLDER = Traveller("Nakato", "<script>alert(1)</script>", "1985", Sex.U, "UGA")


def act_at(desk: Desk):
    return acting(desk.site, desk.who, "test")


# Sitting at a desk


def test_a_desk_that_is_taken_says_by_whom_and_since_when(desk, colleague):
    with pytest.raises(service.DeskTaken) as taken:
        Desk(desk.site, colleague, desk.checker).sit()

    assert taken.value.facts == {
        "desk": "busia-1",
        "name": "Test officer",
        "since": "2026-11-24T06:00:00.000Z",
    }


def test_who_sits_down_again_sits_there_once(desk):
    desk.sit()

    assert len(at_desk.events(desk.site, "desk.taken")) == 1


def test_a_desk_is_handed_over_with_what_lies_on_it(desk, colleague):
    inspection_id = desk.scan()

    next_shift = Desk(desk.site, colleague, desk.checker).sit(hand_over=True)

    assert next_shift.open() == [inspection_id]
    assert next_shift.decide(inspection_id)["state"] == "decided"
    assert at_desk.events(desk.site, "desk.taken")[-1]["from"] == desk.who.account_id


def test_who_handed_a_desk_over_works_there_no_more(desk, colleague):
    inspection_id = desk.scan()
    Desk(desk.site, colleague, desk.checker).sit(hand_over=True)

    with pytest.raises(service.NotAtDesk):
        desk.decide(inspection_id)

    assert desk.row(inspection_id)["state"] == "open"


def test_a_person_sits_at_one_desk(desk):
    Desk(desk.site, desk.who, desk.checker, "busia-2").sit()

    assert [row["desk"] for row in store.sittings(desk.site.db, "busia")] == ["busia-2"]


def test_two_people_who_take_one_desk_at_the_same_moment_are_one_who_has_it(
    busia, officer, colleague, checker
):
    refused, ready = [], threading.Barrier(2)

    def take(who):
        ready.wait(10)
        try:
            Desk(busia, who, checker).sit()
        except service.DeskTaken:
            refused.append(who)

    threads = [threading.Thread(target=take, args=(who,)) for who in (officer, colleague)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert len(refused) == 1
    assert len(store.sittings(busia.db, "busia")) == 1


def test_a_desk_of_the_same_name_at_another_post_is_another_desk(busia, officer):
    elsewhere = {"id": "s1", "node": "jkia", "desk": "busia-1", "account_id": "x", "account_name": "Test"}
    with busia.db.transaction():
        busia.db.insert("desk_sittings", elsewhere | {"taken_at": "2026-11-24T05:00:00.000Z"})

    Desk(busia, officer, at_desk.checker(busia)).sit()

    assert store.sitting_at(busia.db, "jkia", "busia-1")["account_id"] == "x"


def test_leaving_keeps_the_open_inspection_for_who_comes_next(desk, colleague):
    inspection_id = desk.scan()
    with act_at(desk) as act:
        left = service.leave_desk(act)

    next_officer = Desk(desk.site, colleague, desk.checker).sit()

    assert left == "busia-1"
    assert next_officer.open() == [inspection_id]


def test_leaving_twice_is_leaving_once(desk):
    for _ in range(2):
        with act_at(desk) as act:
            service.leave_desk(act)

    assert len(at_desk.events(desk.site, "desk.left")) == 1


def test_no_desk_is_taken_that_does_not_stand(busia, officer, checker):
    with pytest.raises(NoSuchDesk):
        Desk(busia, officer, checker, "nairobi-9").sit()


def test_field_it_takes_no_desk(busia, checker):
    with pytest.raises(NotAllowed):
        Desk(busia, make.person(busia, Role.FIELD_IT), checker).sit()


# Readings


def test_a_reading_opens_an_inspection_in_the_direction_of_its_desk(busia, officer, checker):
    row = (leaving := Desk(busia, officer, checker, "busia-out").sit()).row(leaving.scan())

    assert (row["direction"], row["capacity"], row["read_by"]) == ("exit", "traveller", "mrz")
    assert row["facts"]["surname"] == "OKELLO"
    assert row["document_id"] == "UGA:passport:B1234567"


def test_a_reading_that_is_handed_over_again_is_taken_once(desk):
    first = desk.receive(at_desk.reading())

    again = desk.receive(at_desk.reading())

    assert first is not None
    assert again is None
    assert desk.open() == [first]


def test_a_reading_handed_over_again_after_its_decision_opens_nothing(desk):
    desk.decide(desk.scan(reading_id="r1"))

    assert desk.receive(at_desk.reading(reading_id="r1")) is None
    assert desk.open() == []


def test_the_same_document_read_again_renews_its_inspection_and_asks_anew(desk):
    first = desk.scan(reading_id="r1")

    again = desk.scan(reading_id="r2", check=False)

    assert again == first
    assert desk.open() == [first]
    assert desk.row(first)["checked_at"] is None
    assert desk.row(first)["round"] == 2


def test_another_document_waits_behind_and_comes_up_after_the_decision(desk):
    first = desk.scan(UGANDAN)
    other = desk.scan(GERMAN)
    assert desk.open() == [first, other]

    desk.decide(first)

    assert desk.open() == [other]


def test_a_reading_with_nobody_at_the_desk_is_kept_and_opens_nothing(busia, checker):
    unattended = Desk(busia, make.person(busia), checker)

    assert unattended.receive(at_desk.reading()) is None
    assert busia.db.value("select count(*) from readings") == 1
    assert unattended.open() == []


def test_who_sits_down_within_minutes_finds_what_was_read_before(busia, checker, clock):
    late = Desk(busia, make.person(busia), checker)
    late.receive(at_desk.reading(at=instant_text(clock.now())))
    clock.forward(240)

    late.sit()

    (inspection_id,) = late.open()
    assert late.row(inspection_id)["facts"]["surname"] == "OKELLO"


def test_what_was_read_long_before_anybody_sat_down_stays_in_the_readings(busia, checker, clock):
    late = Desk(busia, make.person(busia), checker)
    late.receive(at_desk.reading(at=instant_text(clock.now())))
    clock.forward(301)

    late.sit()

    assert late.open() == []


def test_sitting_down_again_brings_nobody_back(desk, busia, officer, clock):
    put_aside = desk.receive(at_desk.reading(at=instant_text(clock.now())))
    desk.checker.ask(put_aside, desk.name)
    desk.put_aside(put_aside)
    with acting(busia, officer) as act:
        service.leave_desk(act)

    desk.sit()

    assert desk.open() == []


def test_a_reading_of_a_desk_that_does_not_stand_is_kept_and_opens_nothing(desk):
    assert desk.receive(at_desk.reading(desk="nowhere-1")) is None


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"lines": (), "fault": "not-a-zone"}, "not-a-zone"),
        ({"lines": ("P<UTO", "?!")}, "not-a-zone"),
        ({"lines": ()}, "not-a-zone"),
        ({"lines": ("P<" + "<" * 42, "<" * 44)}, "no-document-in-zone"),
        ({"lines": ("P<UGA" + "<" * 39, at_desk.reading().lines[1])}, "no-document-in-zone"),
    ],
)
def test_what_is_no_document_reaches_no_officer_and_says_why(desk, changes, fault):
    assert desk.receive(at_desk.reading(**changes)) is None

    assert desk.open() == []
    assert store.newest_reading(desk.site.db, "busia-1")["fault"] == fault


# What is typed


def test_a_document_with_no_zone_is_typed_in_as_it_is(desk):
    with act_at(desk) as act:
        inspection_id = service.type_document(act, "busia-1", PASS, HOLDER)

    row = desk.row(inspection_id)
    assert (row["zone"], row["read_by"], row["document_id"]) == (None, "typed", "UGA:border-pass:BP7712")
    assert row["facts"]["given_names"] == "<script>alert(1)</script>"
    assert row["facts"]["date_of_birth"] == "1985"


def test_nobody_types_at_a_desk_of_somebody_else(desk, second):
    with pytest.raises(service.NotAtDesk), act_at(second) as act:
        service.type_document(act, "busia-1", PASS, HOLDER)


def test_the_same_pass_typed_another_way_is_the_same_document(desk):
    with act_at(desk) as act:
        first = service.type_document(act, "busia-1", PASS, HOLDER)
        again = service.type_document(act, "busia-1", replace(PASS, number="bp7712"), HOLDER)

    assert again == first


# What is put right


def misread(desk: Desk) -> str:
    """Scan a zone whose number has a letter O where a nought was printed."""
    lines = at_desk.reading(replace(UGANDAN, document_number="B1234507")).lines
    wrong = (lines[0], lines[1].replace("B1234507", "B12345O7"))
    inspection_id = desk.receive(at_desk.reading(lines=wrong))
    assert inspection_id is not None
    desk.checker.ask(inspection_id, desk.name)
    return inspection_id


def test_a_confirmed_correction_takes_the_place_of_what_was_misread(desk):
    inspection_id = misread(desk)
    assert desk.check(inspection_id, "check-digits")["answer"] == "alarm"

    with act_at(desk) as act:
        service.accept_correction(act, inspection_id)
    desk.checker.ask(inspection_id, desk.name)

    row = desk.row(inspection_id)
    assert (row["facts"]["number"], row["document_id"]) == ("B1234507", "UGA:passport:B1234507")
    assert row["correction"] is None
    check = desk.check(inspection_id, "check-digits")
    assert (check["answer"], check["findings"][0]["code"]) == ("clear", "zone-corrected")
    assert "B12345O7" in check["findings"][0]["facts"]["read"]


def test_a_correction_confirmed_twice_is_confirmed_once(desk):
    inspection_id = misread(desk)

    for _ in range(2):
        with act_at(desk) as act:
            service.accept_correction(act, inspection_id)

    assert desk.row(inspection_id)["round"] == 2


def test_what_is_put_right_by_hand_keeps_the_zone_and_what_the_form_does_not_ask(desk):
    inspection_id = desk.scan(replace(UGANDAN, document_code="PD"))
    before = desk.row(inspection_id)

    with act_at(desk) as act:
        right = replace(service.traveller_of(before), date_of_birth="1990-05-18")
        service.correct_by_hand(act, inspection_id, replace(service.document_of(before), code=""), right)

    row = desk.row(inspection_id)
    assert row["zone"] == before["zone"]
    assert (row["facts"]["date_of_birth"], row["read_by"]) == ("1990-05-18", "typed")
    assert row["facts"]["code"] == "PD"
    assert row["checked_at"] is None


def test_a_name_that_was_cut_short_stays_known_as_cut_short(desk):
    long = replace(UGANDAN, surname="NAKATOMUKASAOKELLO", given_names="JANE ALEXANDRA WILHELMINA")
    inspection_id = desk.scan(long)
    assert desk.row(inspection_id)["facts"]["names_truncated"]
    document, traveller = (
        Document(DocumentType.PASSPORT, "UGA", "B1234567"),
        service.traveller_of(desk.row(inspection_id)),
    )

    with act_at(desk) as act:
        service.correct_by_hand(act, inspection_id, document, replace(traveller, names_truncated=False))
    assert desk.row(inspection_id)["facts"]["names_truncated"]

    with act_at(desk) as act:
        service.correct_by_hand(act, inspection_id, document, replace(traveller, surname="NAKATO"))
    assert not desk.row(inspection_id)["facts"]["names_truncated"]


def test_after_a_hand_put_it_right_no_correction_is_offered_in_its_place(desk):
    inspection_id = misread(desk)
    assert desk.row(inspection_id)["correction"]

    with act_at(desk) as act:
        document = Document(DocumentType.PASSPORT, "UGA", "B1234577")
        service.correct_by_hand(act, inspection_id, document, service.traveller_of(desk.row(inspection_id)))

    assert desk.row(inspection_id)["correction"] is None


def test_a_change_of_course_asks_anew(desk):
    inspection_id = desk.scan(KENYAN)

    with act_at(desk) as act:
        service.set_course(act, inspection_id, Direction.EXIT, Capacity.DRIVER)

    row = desk.row(inspection_id)
    assert (row["direction"], row["capacity"], row["checked_at"]) == ("exit", "driver", None)
    assert store.checks_of(desk.site.db, inspection_id) == []


def test_what_was_decided_is_put_right_no_more(desk):
    inspection_id = desk.scan()
    desk.decide(inspection_id)

    with pytest.raises(service.InspectionGone), act_at(desk) as act:
        service.set_course(act, inspection_id, Direction.EXIT, Capacity.TRAVELLER)


def test_a_kind_of_reading_that_is_not_known_is_refused_whole(desk):
    with pytest.raises(ConstraintViolated):
        desk.receive(at_desk.reading(kind="palm"))

    assert desk.site.db.value("select count(*) from readings") == 0


def test_a_document_that_expires_on_no_day_is_read_all_the_same(desk):
    inspection_id = desk.scan(replace(UGANDAN, date_of_expiry=None))

    assert desk.row(inspection_id)["facts"]["valid_until"] == ""
    assert desk.check(inspection_id, "validity")["why"] == "no-expiry"


def test_the_day_of_a_birth_that_is_known_in_part_stays_so(desk):
    inspection_id = desk.scan(replace(UGANDAN, date_of_birth=None))

    assert desk.row(inspection_id)["facts"]["date_of_birth"] == ""
