import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from border.checks import Answer, Check, Finding, Weight, not_done
from border.crossing import Direction, Outcome, ReferralReason, Situation
from border.document import Document, DocumentType
from border.icao.mrz.parse import parse
from border.inspection import (
    CHECKS,
    WEIGHT,
    WHERE_LISTED,
    WHYS,
    EarlierCrossing,
    OfferedStay,
    Override,
    Waiting,
    check_codes,
    check_digits,
    check_earlier,
    check_entry_rule,
    check_listed,
    check_minor,
    check_stay,
    check_stolen,
    check_validity,
    needed_to_leave,
    needs_override,
)
from border.stay import Stay
from border.traveller import Traveller
from border.visa import EntryRule
from border.visa_rules import Need
from border.watchlist import Edition, Entry, ListedDocument, Meeting, Reason

ON = date(2026, 3, 1)
# Doc 9303-4, appendix B: the specimen of a passport
TD3 = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]
EDITION = Edition("persons", 12, date(2026, 2, 27))
ANNA = Traveller("ERIKSSON", "ANNA MARIA", "1974-08-12", nationality="UTO")
CHILD = Traveller("ERIKSSON", "NILS", "2012-05-01", nationality="UTO")
VISITOR = Situation(Direction.ENTRY, citizen=False, rule=EntryRule(Need.NOTHING, 90, "source"))
LEAVING = Situation(Direction.EXIT, citizen=False)
CITIZEN = Situation(Direction.ENTRY, citizen=True)


def codes(check: Check) -> list[str]:
    return [finding.code for finding in check.findings]


def document(state: str = "UTO") -> Document:
    return Document(DocumentType.PASSPORT, state, "L898902C3")


def test_a_wrong_check_digit_is_an_alarm_that_says_which_field_and_what_it_should_be():
    zone = parse([TD3[0], TD3[1].replace("7408122", "7408123")], ON)

    check = check_digits(zone)

    assert check.answer is Answer.ALARM
    assert {"fault": "check-digit", "field": "date_of_birth", "read": "3", "expected": "2"} in [
        f.facts for f in check.findings
    ]


def test_digits_of_a_typed_document_were_not_asked():
    assert check_digits(None) == not_done("check-digits", "no-zone", source="zone")


def test_a_corrected_zone_is_clear_and_says_what_was_read():
    check = check_digits(parse(TD3, ON), [TD3[0], TD3[1].replace("0", "O")])

    assert (check.answer, codes(check)) == (Answer.CLEAR, ["zone-corrected"])
    assert check.findings[0].facts["read"].startswith("P<UTOERIKSSON<<ANNA<MARIA")


def test_a_sound_zone_is_clear():
    assert check_digits(parse(TD3, ON)).answer is Answer.CLEAR


def test_an_unknown_code_is_found_once_and_not_among_the_digits():
    zone = parse([TD3[0].replace("UTO", "QQQ"), TD3[1]], ON)

    assert check_digits(zone).answer is Answer.CLEAR
    assert codes(check_codes(document("QQQ"), ANNA, ON)) == ["code-specimen", "code-unknown"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("QQQ", ["code-unknown"]),
        ("ZAR", ["code-withdrawn"]),
        ("XXK", ["code-unofficial"]),
        ("KEN", []),
        ("XXA", []),
    ],
)
def test_a_nationality_is_judged_by_the_code_table_of_the_day(code, expected):
    assert codes(check_codes(document("KEN"), Traveller("X", nationality=code), ON)) == expected


def test_a_nationality_that_is_not_there_is_not_known():
    assert codes(check_codes(document("KEN"), Traveller("X"), ON)) == ["code-missing"]


@pytest.mark.parametrize(
    ("valid_until", "direction", "expected"),
    [
        ("2026-02-28", Direction.ENTRY, ["document-expired"]),
        ("2026-02-28", Direction.EXIT, ["document-expired-at-exit"]),
        ("2026-03-01", Direction.ENTRY, ["document-expires-soon"]),
        ("2026-08-31", Direction.ENTRY, ["document-expires-soon"]),
        ("2026-09-01", Direction.ENTRY, []),
        ("2026-03-01", Direction.EXIT, []),
        ("2026", Direction.ENTRY, ["document-may-be-expired"]),
        ("2025", Direction.ENTRY, ["document-expired"]),
        ("2027", Direction.ENTRY, []),
    ],
)
def test_a_document_is_good_to_the_end_of_its_last_day(valid_until, direction, expected):
    assert codes(check_validity(valid_until, direction, ON)) == expected


def test_an_expired_document_is_an_alarm_with_its_age_in_days():
    check = check_validity("2026-02-27", Direction.ENTRY, ON)

    assert (check.answer, check.findings[0].facts["days"]) == (Answer.ALARM, 2)


def test_no_expiry_is_not_done_and_never_valid():
    assert check_validity("", Direction.ENTRY, ON).why == "no-expiry"


@pytest.mark.parametrize("check", [check_stolen([], None), check_listed([], None)])
def test_without_a_list_nobody_is_clear_of_it(check):
    assert (check.answer, check.why) == (Answer.NOT_DONE, "no-list")


def test_a_check_against_a_list_says_which_version_and_its_day():
    check = check_listed([], EDITION)

    assert (check.answer, check.source, check.edition, check.as_of) == (
        Answer.CLEAR,
        "persons",
        "12",
        "2026-02-27",
    )


def test_a_listed_document_is_an_alarm_for_a_supervisor():
    check = check_stolen([ListedDocument("d7", "UTO", "L898902C3")], EDITION)

    assert check.answer is Answer.ALARM
    assert needs_override(check.findings) is Override.SUPERVISOR


def test_a_firm_meeting_is_an_alarm_for_a_supervisor_with_its_reasons():
    met = Meeting(Entry("p1", "ERIKSSON", "ANNA"), (Reason.NAME_FOLDED, Reason.BIRTH_EXACT))

    check = check_listed([met], EDITION)

    assert check.findings[0].facts["reasons"] == "name-folded birth-exact"
    assert needs_override(check.findings) is Override.SUPERVISOR


def test_a_name_alone_asks_for_a_look_and_for_no_supervisor():
    met = Meeting(Entry("p1", "ERIKSSON", "ANNA"), (Reason.NAME_EXACT, Reason.BIRTH_UNKNOWN))

    check = check_listed([met], EDITION)

    assert check.answer is Answer.ATTENTION
    assert needs_override(check.findings) is Override.NONE


def test_an_exit_with_no_known_entry_is_no_finding():
    check = check_stay(None, LEAVING, ON)

    assert (check.answer, check.why, check.findings) == (Answer.NOT_DONE, "other-posts", ())


def test_where_all_posts_are_known_no_open_stay_is_an_answer():
    assert check_stay(None, VISITOR, ON, all_posts=True).answer is Answer.CLEAR


def test_an_overstay_is_told_in_days_at_exit():
    check = check_stay(Stay(date(2025, 11, 1), date(2026, 2, 26)), LEAVING, ON)

    assert check.answer is Answer.ATTENTION
    assert check.findings == (
        Finding(
            "overstayed",
            Weight.ATTENTION,
            {"days": 3, "entered_on": "2025-11-01", "granted_until": "2026-02-26"},
        ),
    )


def test_leaving_on_the_last_day_is_clear():
    assert check_stay(Stay(date(2026, 1, 1), ON), LEAVING, ON).answer is Answer.CLEAR


def test_an_open_stay_at_entry_is_a_missed_exit_and_no_overstay():
    check = check_stay(Stay(date(2025, 1, 1), ON), VISITOR, ON)

    assert codes(check) == ["stay-still-open"]


def test_an_open_stay_past_its_last_day_is_told_at_entry_with_its_days_and_its_doubt():
    check = check_stay(Stay(date(2026, 1, 1), ON - timedelta(days=3)), VISITOR, ON)

    assert codes(check) == ["overstayed-unless-left"]
    assert check.findings[0].facts["days"] == 3


def test_a_citizen_has_no_stay_to_overstay():
    assert check_stay(Stay(date(2025, 1, 1), date(2025, 4, 1)), CITIZEN, ON).answer is Answer.CLEAR


def test_an_earlier_refusal_is_found_with_its_last_day():
    earlier = [
        EarlierCrossing(Direction.ENTRY, Outcome.REFUSE, date(2026, 1, 2)),
        EarlierCrossing(Direction.ENTRY, Outcome.ADMIT, date(2026, 2, 1)),
        EarlierCrossing(Direction.ENTRY, Outcome.REFUSE, date(2025, 12, 1)),
    ]

    check = check_earlier(earlier)

    assert check.findings[0].facts == {"times": 2, "last_on": "2026-01-02"}
    assert (check.answer, check.why) == (Answer.ATTENTION, "other-posts")


def test_one_post_alone_does_not_know_all_earlier_crossings():
    assert check_earlier([]).answer is Answer.NOT_DONE
    assert check_earlier([], all_posts=True).answer is Answer.CLEAR


def test_that_an_eta_is_needed_is_found_and_whether_there_is_one_was_not_asked():
    check = check_entry_rule(EntryRule(Need.ETA, 90, "Legal Notice 1 of 2024 (eTA)"))

    assert (check.answer, codes(check), check.why) == (Answer.ATTENTION, ["eta-needed"], "eta-register")


def test_an_uncertain_rule_says_so_and_weighs_a_note():
    check = check_entry_rule(EntryRule(Need.NOTHING, 60, "source", uncertain=True))

    assert (check.answer, codes(check)) == (Answer.CLEAR, ["rule-uncertain"])


def test_at_exit_nothing_is_needed():
    assert check_entry_rule(None).answer is Answer.CLEAR


@pytest.mark.parametrize(
    ("companions", "expected"),
    [
        ([], "minor-alone"),
        ([CHILD], "minor-alone"),
        ([Traveller("ERIKSSON", "OLE")], "minor-alone"),
        ([CHILD, ANNA], "minor-with-adult"),
    ],
)
def test_only_a_sure_adult_keeps_a_minor_from_being_alone(companions, expected):
    assert codes(check_minor(CHILD, companions, ON)) == [expected]


def test_an_adult_who_is_undecided_may_yet_be_turned_back():
    assert codes(check_minor(CHILD, [CHILD], ON, undecided=[ANNA])) == ["minor-before-adult"]
    assert codes(check_minor(CHILD, [ANNA], ON, undecided=[ANNA])) == ["minor-with-adult"]
    assert codes(check_minor(CHILD, [], ON, undecided=[CHILD])) == ["minor-alone"]


def test_an_age_that_the_birth_leaves_open_is_looked_at_and_no_birth_is_not_done():
    assert codes(check_minor(Traveller("ERIKSSON", date_of_birth="2008"), [], ON)) == ["age-unclear"]
    assert check_minor(Traveller("ERIKSSON"), [], ON).why == "no-birth"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("document-listed", Override.SUPERVISOR),
        ("person-listed", Override.SUPERVISOR),
        ("check-digit", Override.REASON),
        ("document-expired", Override.REASON),
        ("overstayed", Override.NONE),
        ("rule-uncertain", Override.NONE),
    ],
)
def test_what_it_takes_to_pass_follows_from_the_finding(code, expected):
    assert needs_override([Finding(code, WEIGHT[code], {})]) is expected


def test_the_heaviest_override_counts():
    findings = [Finding(code, WEIGHT[code], {}) for code in ("check-digit", "person-listed", "overstayed")]

    assert needs_override(findings) is Override.SUPERVISOR


def test_putting_aside_takes_what_admitting_does_but_for_a_document_read_by_mistake():
    stolen, digit, visa = (
        Finding(code, WEIGHT[code], {})
        for code in ("document-listed", "check-digit", "visa-no-travel-document")
    )

    assert needed_to_leave([stolen, visa]) is Override.SUPERVISOR
    assert needed_to_leave([digit]) is Override.REASON
    assert needed_to_leave([visa]) is Override.NONE


def test_a_visa_is_no_travel_document_however_long_it_is_valid():
    check = check_validity("2031-01-01", Direction.ENTRY, ON, DocumentType.VISA)

    assert (codes(check), check.answer) == (["visa-no-travel-document"], Answer.ALARM)


def test_who_waits_for_the_second_line_is_an_alarm_with_its_reason():
    check = check_earlier([], Waiting(ON, "09:00", ReferralReason.IDENTITY))

    (finding,) = check.findings
    assert (finding.code, check.answer) == ("waits-for-second-line", Answer.ALARM)
    assert finding.facts == {"since_on": ON.isoformat(), "since_at": "09:00", "referral": "identity"}


def test_an_open_stay_by_name_is_told_at_exit_only_and_only_where_the_document_has_none():
    offered = [OfferedStay(document(), Stay(date(2026, 3, 1)), "Busia")]

    assert codes(check_stay(None, LEAVING, ON, offered=offered)) == ["stay-by-name"]
    assert codes(check_stay(None, VISITOR, ON, offered=offered)) == []
    assert codes(check_stay(Stay(date(2026, 3, 1)), LEAVING, ON, offered=offered)) == []


def test_a_name_that_the_zone_may_have_cut_is_told():
    zone = replace(parse(TD3, ON), names_truncated=True)

    assert codes(check_digits(zone)) == ["name-cut-short"]
    assert check_digits(zone).answer is Answer.CLEAR


def test_what_was_typed_beside_a_sound_zone_is_an_alarm():
    check = check_digits(parse(TD3, ON), typed=[("surname", "ERIKSSON", "ERIKSON")])

    assert (codes(check), check.answer) == (["differs-from-zone"], Answer.ALARM)


def test_what_was_typed_beside_an_unsound_zone_has_its_alarm_already():
    unsound = replace(parse(TD3, ON), valid=False)

    assert codes(check_digits(unsound, typed=[("surname", "ERIKSSON", "ERIKSON")])) == []


def test_every_check_and_every_reason_for_not_asking_is_declared():
    checks = [
        check_digits(None),
        check_validity("", Direction.ENTRY, ON),
        check_codes(document(), ANNA, ON),
        check_stolen([], None),
        check_listed([], None),
        check_stay(None, LEAVING, ON),
        check_earlier([]),
        check_entry_rule(EntryRule(Need.ETA, 90, "s")),
        check_minor(Traveller("X"), [], ON),
    ]

    assert tuple(check.name for check in checks) == CHECKS
    assert {check.why for check in checks} - {""} < set(WHYS)


def test_the_page_of_rules_tells_every_finding_with_its_weight():
    page = Path(__file__).parents[2].joinpath("docs", "rules.md").read_text()
    rows = [
        [cell.strip() for cell in row.split("|")[1:-1]] for row in page.splitlines() if row.startswith("|")
    ]

    told = {
        code: row[3].split(",")[0]
        for row in rows
        if len(row) == 5
        for code in re.findall("`([a-z-]+)`", row[2])
    }

    assert told == {code: weight.value for code, weight in WEIGHT.items()}


@pytest.mark.parametrize("code", [*CHECKS, *WHERE_LISTED, *WHYS])
def test_the_page_of_rules_names_every_check_and_every_reason_for_not_asking(code):
    assert f"`{code}`" in Path(__file__).parents[2].joinpath("docs", "rules.md").read_text()
