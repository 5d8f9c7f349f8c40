"""A filter of numbers from headquarters' shelf to a post's pointer, and the question it leads to, over real sockets."""

from dataclasses import replace

import pytest

from app.act import SYSTEM
from app.numbers import service as numbers
from app.replication import service
from app.watchlist import confirming
from appliance.identity import make_identity
from sync import shelf, signed
from sync.question import Question, Unanswered
from tests import make
from tests.sync.wires import Cutter, served

pytestmark = pytest.mark.slow

AT = "2026-11-24T06:00:00.000Z"


def load(hq, *listed):
    file = hq.settings.data / "numbers.txt"
    file.write_text("".join(f"KEN {number}\n" for number in listed))
    return numbers.load(hq, SYSTEM, file, tell=print).manifest


def in_use(post):
    used = numbers.current(post)
    return used and used.number


def test_before_the_first_list_there_is_nothing_to_fetch(listener):
    assert service.numbers_fetcher_of(listener).fetch() is None
    assert in_use(listener) is None


def test_a_filter_comes_over_a_line_that_is_cut_twice_in_the_middle(post, hq, hq_port):
    length = load(hq, *(f"A{number}" for number in range(150_000))).wire.bytes
    with Cutter(hq_port, cuts=(length // 3, 2 * length // 3)) as line:
        settings = replace(post.settings, hq_url=line.url, hq_key=hq.identity.public)
        told = replace(post, settings=settings)
        fetch = service.numbers_fetcher_of(told).fetch
        rounds = [fetch()]
        cut, here = service.fetching(told.db, told.settings, "numbers")
        rounds += [fetch(), fetch()]

    assert [pause is None for pause in rounds] == [False, False, True]
    assert (cut.fault, 0 < here < 100) == ("unreachable", True)
    assert in_use(told) == 1
    assert line.carried < 1.2 * length + 10_000


def test_a_number_that_changed_costs_a_thin_link_three_kilobytes_and_a_new_post_gets_both_files_in_one_round(
    post, hq, hq_port
):
    many = [f"A{number}" for number in range(10_000)]
    load(hq, *many)
    with Cutter(hq_port, cuts=()) as line:
        settings = replace(post.settings, hq_url=line.url, hq_key=hq.identity.public)
        told = replace(post, settings=settings)
        fetch = service.numbers_fetcher_of(told).fetch
        fetch()
        whole = line.carried
        load(hq, *many[1:], "B1")
        fetch()
        changed = line.carried - whole
    used, numbers_here = numbers.in_use(told)
    (told.settings.lists / "numbers-1.filter").unlink()
    service.numbers_fetcher_of(
        replace(told, settings=replace(told.settings, hq_url=f"http://127.0.0.1:{hq_port}"))
    ).fetch()

    assert (used.number, used.base) == (2, 1)
    assert (numbers_here.may_hold("KEN:B1"), numbers_here.may_hold("KEN:A0")) == (True, False)
    assert whole > 20_000
    assert changed < 3_000
    assert (in_use(told), numbers.in_use(told)[1].may_hold("KEN:B1")) == (2, True)


def test_the_fetching_of_numbers_and_of_editions_do_not_clear_each_other_away(listener, hq):
    load(hq, "A1")

    service.numbers_fetcher_of(listener).fetch()
    service.fetcher_of(listener).fetch()

    assert service.fetching(listener.db, listener.settings, "numbers")[0].asked_at == AT
    assert service.fetching(listener.db, listener.settings)[0].asked_at == AT
    assert in_use(listener) == 1


def test_a_filter_that_another_key_signed_is_refused_and_told(listener, hq, tmp_path):
    load(hq, "A1")
    impostor = make_identity(tmp_path / "impostor").public
    deceived = replace(listener, settings=replace(listener.settings, hq_key=impostor))

    pause = service.numbers_fetcher_of(deceived).fetch()

    assert pause is not None
    assert numbers.refusal(deceived)["why"] == "signature"
    assert in_use(deceived) is None


# --- the question -------------------------------------------------------------------------------------------------


def test_headquarters_confirms_and_denies(listener, hq):
    load(hq, "A1")
    asker = confirming.asker_of(listener)

    listed, free = asker.ask("KEN:A1"), asker.ask("KEN:A2")

    assert (listed.is_listed, listed.place, free.is_listed) == (True, 1, False)


def test_a_headquarters_without_such_a_list_does_not_say(listener):
    with pytest.raises(Unanswered, match="no-such-file"):
        confirming.asker_of(listener).ask("KEN:A1")


def test_an_answer_that_headquarters_did_not_sign_is_none(listener, hq):
    load(hq, "A1")
    asker = replace(confirming.asker_of(listener), is_hq=lambda *_: False)

    with pytest.raises(Unanswered, match="did not sign"):
        asker.ask("KEN:A1")


def test_a_recorded_answer_to_another_question_is_none(listener, hq, hq_app):
    load(hq, "A1")
    question = Question("busia", "KEN:A2", AT)
    recorded = at_the_door(hq_app, listener, question).headers

    def replaying(_, start):
        start("204 No Content", list(recorded))
        return []

    with served(replaying) as port:
        asker = replace(confirming.asker_of(listener), url=f"http://127.0.0.1:{port}")
        assert asker.ask("KEN:A2").is_listed is False
        with pytest.raises(Unanswered, match="another question"):
            asker.ask("KEN:A1")


def test_where_nobody_answers_it_is_said_and_not_waited_for(listener):
    away = replace(confirming.asker_of(listener), url="http://127.0.0.1:9")

    with pytest.raises(Unanswered):
        away.ask("KEN:A1", patience_s=0.5)


def at_the_door(hq_app, post, question):
    lines = {**signed.as_http(question), signed.SIGNATURE: post.identity.sign(question.message()).hex()}
    return hq_app.test_client().get("/sync/v1/sites/busia/numbers", headers=lines)


def ask_at_the_door(hq_app, post, question):
    answer = at_the_door(hq_app, post, question)
    return answer.status_code, (answer.get_json(silent=True) or {}).get("error")


def test_only_an_enrolled_post_is_answered_and_only_for_now(post, hq, hq_app, tmp_path, clock):
    load(hq, "A1")
    stranger = make.site(tmp_path, "kisumu", clock)
    question = Question("busia", "KEN:A1", AT)

    assert ask_at_the_door(hq_app, post, question) == (204, None)
    assert ask_at_the_door(hq_app, stranger, question) == (401, "bad-signature")
    assert ask_at_the_door(hq_app, post, replace(question, site="kisumu")) == (401, "unknown-site")
    assert ask_at_the_door(hq_app, post, replace(question, key="KEN:A1' or 1=1")) == (400, "bad-request")
    clock.forward(2 * 86_400)
    assert ask_at_the_door(hq_app, post, question) == (401, "stale")


@pytest.mark.parametrize(
    "name", ["1.db", "1.json", "..%2f1.filter", "1.filter%00", "01.filter", "2.filter", "1.changes"]
)
def test_nothing_but_filters_is_handed_out(post, hq, hq_app, name):
    load(hq, "A1")
    path = f"/sync/v1/sites/busia/numbers/{name}"
    request = shelf.Request(post.name, path, AT)
    lines = {**signed.as_http(request), signed.SIGNATURE: post.identity.sign(request.message()).hex()}

    assert hq_app.test_client().get(path, headers=lines).status_code in {400, 401, 404}
