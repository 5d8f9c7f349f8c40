from datetime import date

import pytest

from border.document import Document, DocumentType
from border.icao.codes import known
from border.visa import EntryRule, entry_rule, is_citizen, is_east_african
from border.visa_rules import (
    EAST_AFRICAN_COMMUNITY,
    EXEMPT_60,
    EXEMPT_60_UNSEEN,
    EXEMPT_90,
    KENYA,
    ROWS,
    Capacity,
    Need,
)

NOW = date(2026, 3, 1)

AFRICA = set(
    (
        "AGO BDI BEN BFA BWA CAF CIV CMR COD COG COM CPV DJI DZA EGY ERI ETH GAB GHA GIN GMB GNB GNQ KEN LBR LBY "
        "LSO MAR MDG MLI MOZ MRT MUS MWI NAM NER NGA RWA SDN SEN SLE SOM SSD STP SWZ SYC TCD TGO TUN TZA UGA ZAF "
        "ZMB ZWE"
    ).split()
)


def passport(state: str, code: str = "P") -> Document:
    return Document(DocumentType.PASSPORT, state, "A1234567", code=code)


def rule(nationality: str, on: date = NOW, capacity: Capacity = Capacity.TRAVELLER) -> EntryRule:
    return entry_rule(nationality, passport(nationality or "XXX"), on, capacity)


def test_an_unread_nationality_needs_most_and_is_uncertain():
    assert (rule("").needs, rule("").uncertain) == (Need.ETA, True)


def test_a_nationality_that_no_table_knows_needs_an_eta():
    assert rule("QQQ").needs is Need.ETA


def test_of_africa_only_somalia_and_libya_need_an_eta():
    assert {state for state in AFRICA if rule(state).needs is not Need.NOTHING} == {"SOM", "LBY"}


def test_a_member_of_the_community_that_the_rules_do_not_name_is_not_exempt():
    assert rule("SOM").needs is Need.ETA
    assert not is_east_african("SOM")


@pytest.mark.parametrize(
    ("nationality", "needs", "days"),
    [
        ("KEN", Need.NOTHING, None),
        ("UGA", Need.NOTHING, 180),
        ("ETH", Need.NOTHING, 90),
        ("JAM", Need.NOTHING, 90),
        ("NGA", Need.NOTHING, 60),
        ("D", Need.ETA, 90),
        ("UTO", Need.ETA, 90),
        ("GBO", Need.ETA, 90),
    ],
)
def test_the_rule_of_a_nationality_today(nationality, needs, days):
    found = rule(nationality)

    assert (found.needs, found.days, found.uncertain) == (needs, days, False)


@pytest.mark.parametrize(
    ("on", "needs"),
    [
        (date(2024, 1, 4), Need.VISA),
        (date(2024, 1, 5), Need.ETA),
        (date(2025, 5, 29), Need.ETA),
        (date(2025, 5, 30), Need.NOTHING),
    ],
)
def test_the_regime_changes_on_its_first_day_and_not_before(on, needs):
    assert rule("NGA", on).needs is needs


def test_a_citizen_needed_nothing_in_the_time_of_visas_either():
    assert rule("KEN", date(2020, 1, 1)) == EntryRule(
        Need.NOTHING, None, "Constitution of Kenya 2010, article 39(3)"
    )


def test_days_before_all_rules_have_an_answer_that_does_not_pretend():
    assert rule("UGA", date(1999, 1, 1)) == EntryRule(Need.VISA, None, "", uncertain=True)


def test_crew_need_nothing_whatever_their_nationality():
    assert rule("D", capacity=Capacity.CREW).needs is Need.NOTHING


def test_a_driver_needs_nothing_but_the_rule_is_uncertain():
    found = rule("D", capacity=Capacity.DRIVER)

    assert (found.needs, found.uncertain) == (Need.NOTHING, True)


def test_a_driver_from_uganda_keeps_the_days_of_ugandans():
    assert rule("UGA", capacity=Capacity.DRIVER).days == 180


def test_kenyas_own_refugee_document_needs_nothing_and_others_do():
    of_kenya = Document(DocumentType.CONVENTION_DOCUMENT, "KEN", "T12345")
    of_uganda = Document(DocumentType.CONVENTION_DOCUMENT, "UGA", "T12345")

    assert entry_rule("XXB", of_kenya, NOW).needs is Need.NOTHING
    assert entry_rule("XXB", of_uganda, NOW).needs is Need.ETA


@pytest.mark.parametrize("code", ["PD", "PO", "PS"])
def test_an_official_passport_that_would_need_an_eta_is_uncertain(code):
    assert entry_rule("IND", passport("IND", code), NOW).uncertain


def test_an_id_card_with_kenyas_other_code_is_a_citizens():
    assert is_citizen("KYA")


def test_no_nationality_stands_in_two_lists():
    lists = [KENYA, EAST_AFRICAN_COMMUNITY, EXEMPT_90, EXEMPT_60, EXEMPT_60_UNSEEN]

    assert sum(map(len, lists)) == len(frozenset().union(*lists))


def test_every_code_of_the_table_is_one_that_documents_carry():
    codes = {code for row in ROWS for code in row.nationalities | row.issuing_states}

    assert {code for code in codes if known(code) is None} == set()


def test_every_row_names_its_source():
    assert all(row.source for row in ROWS)
