"""Editions are swapped whole while officers ask: each answer is of one edition or the other, and none is an error."""

import threading
from concurrent.futures import ThreadPoolExecutor

from app.editions import service
from border.matching.sought import Sought
from border.watchlist import listed_key
from tests.app.editions.listed import document, person


def in_edition(between, number):
    """List one person and one document that are of this edition alone."""
    between.persons[99] = person(100 + number)
    between.documents[99] = document(100 + number)
    between.version += 1
    between.publish()
    between.offer()


def asked(between):
    """Ask as a check does; return the edition's number, and whether its own person and document are found."""
    edition, index = service.in_use(between.post)
    alone = person(100 + edition.number)
    name, paper = alone.names[0], document(100 + edition.number)
    sought = Sought(name.surname, name.given_names, alone.births[0].first, alone.sex.value, "", "", "", False)
    met = alone.entry in {found.subject.entry for found in index.screen(sought)}
    listed = [one.id for one in index.documents(listed_key(paper.issuing_state, paper.number))]
    return edition.number, met, listed == [paper.id]


def test_whoever_asks_during_a_swap_gets_a_whole_answer_of_one_edition(between):
    in_edition(between, 1)
    ended = threading.Event()

    def ask():
        answers = set()
        while not ended.is_set():
            answers.add(asked(between))
        return answers

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask) for _ in range(4)]
        for number in range(2, 7):
            in_edition(between, number)
        ended.set()
        answers = set().union(*(each.result(20) for each in asking))

    assert {(met, listed) for _, met, listed in answers} == {(True, True)}
    assert len({number for number, _, _ in answers}) > 1
