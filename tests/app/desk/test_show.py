from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from app.act import SYSTEM, acting
from app.desk import groups, screen, store
from app.desk.show import View, desk_screen, group_screen
from app.devices.service import ReaderState
from app.posts import service as posts
from app.web.frame import Level
from border.checks import Finding, Weight, answered, stamp
from border.crossing import Direction, Refusal
from border.group import GroupKind
from border.permissions import Role
from border.vehicle import Vehicle
from tests import make
from tests.app.desk import at_desk
from tests.app.desk.at_desk import CHILD, EXPIRED, GERMAN, KENYAN, UGANDAN, Desk


@pytest.fixture(autouse=True)
def _in_a_request(app: Flask):
    with app.test_request_context():
        yield


def view(desk: Desk, reader: ReaderState | None = None, role: Role = Role.OFFICER) -> View:
    site = desk.site
    return View(site, posts.desk(site.db, site.name, desk.name), reader, site.clock.now(), role)


def shown(desk: Desk, role: Role = Role.OFFICER) -> screen.Screen:
    return desk_screen(view(desk, role=role))


def in_front(desk: Desk, role: Role = Role.OFFICER) -> screen.Inspection:
    inspection = shown(desk, role).inspection
    assert inspection is not None, "nobody lies on the desk"
    return inspection


@pytest.mark.parametrize(
    ("state", "level", "said"),
    [
        (None, Level.NOTE, "Type a document, or scan one with a reader that types"),
        ("ready", Level.WELL, "Place a document on the reader"),
        ("reading", Level.WELL, "Reading …"),
        ("absent", Level.CAUTION, "The reader is unplugged. Plug it in, or type the document."),
        ("no-agent", Level.CAUTION, "The readers do not answer. Type the document; field IT can see why."),
    ],
)
def test_an_empty_desk_says_what_it_waits_for(desk, state, level, said):
    waiting = desk_screen(view(desk, ReaderState(state, "2026-11-24T06:00:00.000Z") if state else None))

    assert (waiting.reader, waiting.waiting, waiting.inspection) == (level, said, None)


def test_a_clear_traveller_has_nothing_in_the_way(desk):
    desk.scan()

    one = in_front(desk)

    assert (one.name, one.found, one.bar.why_not, one.bar.override) == ("OKELLO, JANE", (), "", None)
    assert one.bar.say == "Nothing stands against it."
    assert (one.bar.focus, one.bar.terms.days, one.bar.terms.most_days) == ("terms", 180, 180)


def test_a_citizen_is_asked_for_nothing_and_never_refused(desk):
    desk.scan(KENYAN)

    bar = in_front(desk).bar

    assert (bar.focus, bar.terms, bar.grounds) == ("admit", None, ())


def test_the_checks_are_shown_as_running_until_they_answer(desk):
    desk.scan(check=False)

    one = in_front(desk)

    assert {asked.level for asked in one.checks} == {Level.WAITING}
    assert one.bar.why_not == "The checks are running."


def test_findings_come_heaviest_first_and_never_as_notes(desk):
    desk.scan(replace(GERMAN, date_of_expiry=date(2026, 11, 1)))

    assert [found.level for found in in_front(desk).found] == [Level.STOP, Level.CAUTION]


def test_what_is_good_to_know_is_shown_and_speaks_against_nobody(desk):
    desk.scan(replace(UGANDAN, date_of_expiry=date(2027, 3, 1)))

    one = in_front(desk)

    assert one.found == ()
    assert one.notes == ("The document expires within six months, on 1 Mar 2027",)
    assert one.bar.say == "Nothing stands against it."
    validity = next(asked for asked in one.checks if asked.words == "Document is valid")
    assert (validity.level, validity.aside) == (Level.WELL, "clear · note")


def test_a_list_that_is_too_old_is_said_with_every_clear_it_gives(desk, monkeypatch):
    answers = checks_with("list-old", days=9)
    monkeypatch.setattr(store, "checks_of", lambda db, inspection_id: answers)
    desk.scan()

    one = in_front(desk)

    assert one.checks[0].aside == "clear, list 9 days old"
    assert one.checked == "1 clear, list 9 days old"
    assert one.bar.say == "Nothing stands against it, by a list 9 days old."
    assert one.notes == ()


def checks_with(code: str, **facts: int) -> list[dict]:
    """Return the check of persons as it is kept, with one finding that is a note."""
    found = [Finding(code, Weight.NOTE, facts)]
    return stamp([answered("listed-person", found, source="persons", edition="3", as_of="2026-11-15")])


def test_a_child_with_its_adult_is_asked_about_and_never_called_clear(desk):
    begin(desk)
    desk.decide(desk.scan(UGANDAN))
    desk.scan(CHILD)

    one = in_front(desk)

    assert [found.words for found in one.found] == [
        "Under 18, with an adult in the group. Ask whether the adult may take the child along."
    ]
    assert "No child alone" not in [asked.words for asked in one.checks]
    assert one.bar.focus == "terms"


def test_notes_are_shown_on_the_page_of_the_group(desk):
    begin(desk)
    desk.scan(replace(UGANDAN, date_of_expiry=date(2027, 3, 1)))

    (member,) = group_screen(view(desk)).members

    assert (member.goes, member.found) == (True, ())
    assert member.notes == ("The document expires within six months, on 1 Mar 2027",)


def test_desks_and_posts_are_called_by_their_titles(desk):
    with acting(desk.site, SYSTEM, "test") as act:
        posts.add_desk(act, name="lane-9", title="Lane 9, lorries", direction=Direction.ENTRY)
    colleague = make.person(desk.site, username="brian")
    lorries = Desk(desk.site, colleague, desk.checker, "lane-9").sit()
    desk.scan()

    here = lorries.scan()
    assert [found.words for found in in_front(desk).found] == [
        "The same document lies open at Lane 9, lorries."
    ]
    lorries.decide(here)
    assert in_front(desk).found[0].words.startswith("Decided at Lane 9, lorries at 09:00")
    assert [past.post for past in in_front(desk).past] == ["Busia"]


def test_what_only_a_supervisor_passes_is_read_first(desk):
    at_desk.load(desk.site, at_desk.JANE_LISTED)
    desk.scan(replace(UGANDAN, date_of_expiry=date(2026, 11, 23)))

    found = in_front(desk).found

    assert [one.words.partition(" ")[0] for one in found] == ["May", "The"]


def test_who_waits_for_the_second_line_is_only_sent_back_by_the_first(desk):
    desk.decide(desk.scan(reading_id="r1"), at_desk.REFERRAL)
    desk.scan(reading_id="r2")

    bar = in_front(desk).bar

    assert (bar.back, bar.focus, bar.ends) == ("identity", "refer", False)
    assert (bar.override, bar.terms, bar.grounds, bar.reasons) == (None, None, (), ())


def test_an_alarm_takes_the_plain_admission_away(desk):
    desk.scan(EXPIRED)

    bar = in_front(desk).bar

    assert (bar.focus, bar.override.supervisor) == ("refer", False)


@pytest.mark.parametrize(
    ("role", "signs"), [(Role.OFFICER, True), (Role.EXAMINER, True), (Role.SUPERVISOR, False)]
)
def test_a_listed_person_asks_for_a_supervisor_but_of_a_supervisor(desk, role, signs):
    at_desk.load(desk.site, at_desk.JANE_LISTED)
    desk.scan()

    assert in_front(desk, role).bar.override.supervisor is signs


def test_a_listed_person_is_told_of_with_what_to_do_and_the_way_to_the_hit(desk):
    at_desk.load(desk.site, at_desk.JANE_LISTED)
    desk.scan()

    first = in_front(desk).found[0]
    (hit,) = at_desk.events(desk.site, "hit.found")

    assert first.told.title == "Wanted · May be a listed person"
    assert first.told.do == "Refer the traveller to the second line."
    assert first.url == f"/hits/{hit['hit_id']}"


def test_the_way_to_a_hit_is_not_shown_to_a_role_that_may_open_none(desk):
    at_desk.load(desk.site, at_desk.JANE_LISTED)
    desk.scan()

    assert in_front(desk, Role.AUDITOR).found[0].url == ""


def test_with_no_list_the_check_says_that_lookouts_were_asked(desk):
    desk.scan()

    asides = {asked.words: asked.aside for asked in in_front(desk).checks}
    assert asides["Watchlist of persons"] == "no list; lookouts asked"
    assert asides["List of stolen documents"] == "no list loaded"


def test_the_first_scanned_is_in_front_and_the_others_are_counted(desk):
    for details in (UGANDAN, KENYAN, GERMAN):
        desk.scan(details)

    assert in_front(desk).name == "OKELLO, JANE"
    assert shown(desk).queue == 2


def begin(desk: Desk) -> None:
    with acting(desk.site, desk.who, "test") as act:
        groups.open_group(act, desk.name, GroupKind.BUS, Vehicle("KDA 123A", "", "Easy Coach"))


def test_in_a_group_the_newest_is_in_front_and_the_group_is_counted(desk):
    begin(desk)
    desk.scan(UGANDAN)
    desk.scan(KENYAN)

    assert in_front(desk).name == "WANJIKU, JANE"
    assert shown(desk).group.words == "Bus KDA123A Easy Coach · 2 travellers scanned"
    assert shown(desk).queue == 0


def test_who_is_on_the_desk_beside_a_group_is_not_lost(desk, senior):
    referred = desk.scan(KENYAN)
    desk.decide(referred, at_desk.REFERRAL)
    senior.resume(desk.row(referred)["referral_id"])
    begin(senior)
    assert in_front(senior).id == referred

    member = senior.scan(UGANDAN)

    assert in_front(senior).id == member
    assert shown(senior).queue == 1


def test_the_page_of_a_group_says_who_goes_and_why_not(desk):
    begin(desk)
    goes, child = desk.scan(KENYAN), desk.scan(replace(EXPIRED, document_number="B6666666"))

    members = group_screen(view(desk)).members

    assert [(member.id, member.goes, len(member.found)) for member in members] == [
        (goes, True, 0),
        (child, False, 1),
    ]


def test_a_group_of_citizens_is_asked_for_no_terms(desk):
    begin(desk)
    desk.scan(KENYAN)

    assert group_screen(view(desk)).terms is None


def test_a_child_with_an_adult_goes_with_the_group(desk):
    begin(desk)
    desk.scan(CHILD)
    desk.scan(UGANDAN)

    assert [member.goes for member in group_screen(view(desk)).members] == [True, True]


def test_what_was_decided_stays_in_sight_for_a_while_with_the_way_to_undo_it(desk):
    crossing_id = desk.decide(desk.scan(GERMAN), Refusal("C"))["crossing_id"]

    done = shown(desk).done
    assert (done.words, done.amend) == ("MUSTER, JANE was refused at 09:00.", f"/crossings/{crossing_id}")

    desk.pass_time(15 * 60 + 1)
    assert shown(desk).done is None


def test_a_crossing_that_was_voided_is_no_longer_told_as_done(desk):
    crossing_id = desk.decide(desk.scan())["crossing_id"]

    at_desk.void(desk.site, make.person(desk.site, Role.SUPERVISOR), crossing_id)

    assert shown(desk).done is None


def test_a_fault_of_the_reader_is_forgotten_after_a_while(desk):
    desk.receive(at_desk.reading(lines=(), fault="not-a-zone"))
    assert shown(desk).fault.startswith("The reader sent what is no machine-readable zone.")

    desk.pass_time(15 * 60 + 1)

    assert shown(desk).fault == ""


def test_every_fault_of_a_zone_has_its_words(desk):
    desk.receive(at_desk.reading(lines=("P<" + "<" * 42, "<" * 44)))

    assert shown(desk).fault.startswith("The zone was read, but")


def test_earlier_crossings_are_shown_but_for_those_that_were_voided(desk):
    crossing_id = desk.decide(desk.scan(reading_id="r1"))["crossing_id"]
    desk.scan(reading_id="r2")
    assert [past.words for past in in_front(desk).past] == ["Entry"]

    at_desk.void(desk.site, make.person(desk.site, Role.SUPERVISOR), crossing_id)

    assert in_front(desk).past == ()
