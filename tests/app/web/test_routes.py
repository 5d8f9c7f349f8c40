"""Every route the application has, with every role: who is let in is what border.permissions says, and nobody else."""

import pytest
from flask import Flask

from app.factory import create_app
from app.web.guard import rule_of
from border.permissions import Permission, Role, may
from tests import make

pytestmark = pytest.mark.slow

PUBLIC, SIGNED_IN, MACHINE = "public", "signed-in", "machine"

ROUTES = {
    "static": PUBLIC,
    "home": SIGNED_IN,
    "accounts.sign_in": PUBLIC,
    "accounts.unlock": SIGNED_IN,
    "accounts.sign_out": SIGNED_IN,
    "accounts.lock": SIGNED_IN,
    "accounts.still_here": SIGNED_IN,
    "accounts.at_work": SIGNED_IN,
    "accounts.password": SIGNED_IN,
    "accounts.profile": SIGNED_IN,
    "accounts.pin": SIGNED_IN,
    "accounts.theme": SIGNED_IN,
    "accounts.language": SIGNED_IN,
    "accounts.end_session": SIGNED_IN,
    "accounts.listed": Permission.MANAGE_POST_ACCOUNTS,
    "accounts.new": Permission.MANAGE_ACCOUNTS,
    "accounts.shown": Permission.MANAGE_POST_ACCOUNTS,
    "accounts.unlock_account": Permission.MANAGE_POST_ACCOUNTS,
    "accounts.set_password": Permission.MANAGE_POST_ACCOUNTS,
    "accounts.give_role": Permission.MANAGE_ACCOUNTS,
    "accounts.close": Permission.MANAGE_ACCOUNTS,
    "devices.readers": Permission.SEE_DEVICES,
    "devices.live": Permission.SEE_DEVICES,
    "desk.show": Permission.WORK_DESK,
    "desk.sit": Permission.WORK_DESK,
    "desk.stand_up": Permission.WORK_DESK,
    "desk.live_stream": Permission.WORK_DESK,
    "desk.zone": Permission.WORK_DESK,
    "desk.manual": Permission.WORK_DESK,
    "desk.type_document": Permission.WORK_DESK,
    "desk.correction": Permission.WORK_DESK,
    "desk.course": Permission.WORK_DESK,
    "desk.group": Permission.WORK_DESK,
    "desk.open_group": Permission.WORK_DESK,
    "desk.set_vehicle": Permission.WORK_DESK,
    "desk.end_group": Permission.WORK_DESK,
    "desk.decide": Permission.DECIDE,
    "desk.admit_group": Permission.DECIDE,
    "desk.referrals": Permission.SEE_REFERRALS,
    "desk.resume": Permission.DECIDE_REFERRED,
    "audit.journal": Permission.READ_AUDIT,
    "audit.chain": Permission.READ_AUDIT,
    "travellers.search": Permission.SEARCH,
    "travellers.found": Permission.SEARCH,
    "travellers.view": Permission.SEARCH,
    "travellers.show": Permission.SEARCH,
    "crossings.register": Permission.SEE_REGISTER,
    "crossings.export": Permission.EXPORT_REGISTER,
    "crossings.show": Permission.SEARCH,
    "crossings.view": Permission.SEARCH,
    "crossings.search": Permission.SEARCH,
    "crossings.found": Permission.SEARCH,
    "crossings.amend": Permission.AMEND_OWN_CROSSING,
    "crossings.from_paper": Permission.ENTER_FROM_PAPER,
    "crossings.slip": Permission.PRINT_SLIP,
    "crossings.print_slip": Permission.PRINT_SLIP,
    "crossings.printed": Permission.PRINT_SLIP,
    "crossings.printed_pdf": Permission.PRINT_SLIP,
    "crossings.verify": Permission.VERIFY_SLIP,
    "editions.shown": Permission.SEE_EDITIONS,
    "numbers.shown": Permission.SEE_EDITIONS,
    "numbers.go_back": Permission.GO_BACK_EDITION,
    "numbers.hold": Permission.GO_BACK_EDITION,
    "numbers.let_go": Permission.GO_BACK_EDITION,
    "editions.go_back": Permission.GO_BACK_EDITION,
    "editions.hold": Permission.GO_BACK_EDITION,
    "editions.let_go": Permission.GO_BACK_EDITION,
    "lists.sources": Permission.IMPORT_LISTS,
    "lists.define": Permission.IMPORT_LISTS,
    "lists.change": Permission.IMPORT_LISTS,
    "lists.source": Permission.IMPORT_LISTS,
    "lists.files": Permission.IMPORT_LISTS,
    "lists.give": Permission.IMPORT_LISTS,
    "lists.problems": Permission.IMPORT_LISTS,
    "lists.put_aside": Permission.IMPORT_LISTS,
    "lists.columns": Permission.IMPORT_LISTS,
    "lists.template": Permission.IMPORT_LISTS,
    "lists.approve": Permission.APPROVE_IMPORT,
    "lists.reject": Permission.APPROVE_IMPORT,
    "publishing.publish": Permission.PUBLISH_EDITIONS,
    "watchlist.hits": Permission.SEE_HITS,
    "watchlist.hit": Permission.SEE_HITS,
    "watchlist.acknowledge": Permission.ACKNOWLEDGE_HIT,
    "watchlist.adjudicate": Permission.ADJUDICATE_HIT,
    "figures.shown": Permission.SEE_HIT_FIGURES,
    "figures.counts": Permission.SEE_HIT_FIGURES,
    "figures.hand_over": Permission.SEE_HIT_FIGURES,
    "figures.stopped": Permission.SEE_ENTRIES,
    "thresholds.listed": Permission.SEE_HIT_FIGURES,
    "thresholds.tried": Permission.SEE_HIT_FIGURES,
    "thresholds.progress": Permission.SEE_HIT_FIGURES,
    "thresholds.try_on_crossings": Permission.SET_THRESHOLDS,
    "thresholds.propose": Permission.SET_THRESHOLDS,
    "thresholds.approve": Permission.SET_THRESHOLDS,
    "thresholds.reject": Permission.SET_THRESHOLDS,
    "entries.listed": Permission.SEE_ENTRIES,
    "entries.view": Permission.SEE_ENTRIES,
    "entries.show": Permission.SEE_ENTRIES,
    "entries.new": Permission.PROPOSE_ENTRY,
    "entries.change": Permission.PROPOSE_ENTRY,
    "entries.withdraw": Permission.PROPOSE_ENTRY,
    "entries.approve": Permission.APPROVE_ENTRY,
    "entries.send_back": Permission.APPROVE_ENTRY,
    "entries.lookouts": Permission.REVIEW_LOOKOUT,
    "entries.review": Permission.REVIEW_LOOKOUT,
    "lookouts.listed": Permission.SEE_LOOKOUTS,
    "lookouts.open_one": Permission.OPEN_LOOKOUT,
    "lookouts.end": Permission.OPEN_LOOKOUT,
    "replication.links": Permission.SEE_REPLICATION,
    "exchange.events": MACHINE,
    "exchange.downlink": MACHINE,
    "exchange.next_edition": MACHINE,
    "exchange.edition_slice": MACHINE,
    "exchange.next_numbers": MACHINE,
    "exchange.numbers_slice": MACHINE,
    "exchange.confirmed": MACHINE,
    "reports.movements": Permission.SEE_MOVEMENTS,
    "reports.live": Permission.SEE_MOVEMENTS,
}
"""A route that is not written here fails: whoever adds one says here who may use it."""

HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}


@pytest.fixture(params=["post", "hq"])
def site(request, tmp_path, clock):
    return make.site(
        tmp_path, clock=clock, role=request.param, kind="hq" if request.param == "hq" else "land"
    )


def doors(app: Flask) -> list[tuple[str, str, str]]:
    """Return (endpoint, method, address) of every route, made-up values in its blanks."""
    found = []
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        address = adapter.build(rule.endpoint, dict.fromkeys(rule.arguments, "1"), force_external=False)
        found += [
            (rule.endpoint, method, address) for method in rule.methods or () if method in {"GET", "POST"}
        ]
    return sorted(found)


def knock(browser: make.Browser, method: str, address: str):
    return browser.get(address) if method == "GET" else browser.post(address)


def check_headers(response) -> None:
    for name, value in HEADERS.items():
        assert response.headers.getlist(name) == [value], (response.request.path, name)
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "Server" not in response.headers


def test_every_route_is_written_down_with_who_may_use_it(app):
    declared: dict[str, Permission | str] = {}
    for endpoint in app.view_functions:
        rule = rule_of(app, endpoint)
        open_to = MACHINE if rule.machine else PUBLIC if rule.public else SIGNED_IN
        declared[endpoint] = rule.permission or open_to

    assert declared == {endpoint: ROUTES.get(endpoint, "is not in ROUTES") for endpoint in app.view_functions}


def test_no_route_is_written_down_that_is_gone(tmp_path):
    post, hq = make.site(tmp_path, "busia"), make.site(tmp_path, "hq", role="hq", kind="hq")

    assert {*create_app(post).view_functions, *create_app(hq).view_functions} == set(ROUTES)


def test_only_what_is_needed_to_sign_in_is_public():
    assert [endpoint for endpoint, who in ROUTES.items() if who == PUBLIC] == ["static", "accounts.sign_in"]


@pytest.mark.parametrize("role", Role)
def test_each_role_gets_exactly_what_the_table_of_permissions_gives_it(site, app, role):
    who = make.person(site, role, "somebody")
    let_in = {}
    for endpoint, method, address in doors(app):
        response = knock(make.Browser(app, site, who), method, address)
        assert response.status_code < 500, (endpoint, method)
        let_in[endpoint, method] = response.status_code != 403
        check_headers(response)

    assert let_in == {
        (endpoint, method): not isinstance(ROUTES[endpoint], Permission)
        or may(role, Permission(ROUTES[endpoint]))
        for endpoint, method, _ in doors(app)
    }


def test_who_is_not_signed_in_is_shown_the_way_from_everywhere(app, site):
    for endpoint, method, address in doors(app):
        if ROUTES[endpoint] in {PUBLIC, MACHINE}:
            continue

        response = knock(make.Browser(app, site), method, address)

        assert response.status_code == 303, endpoint
        assert response.headers["Location"].startswith("/sign-in?next=/"), endpoint
        check_headers(response)


def test_no_change_is_taken_without_its_token_or_from_another_site(app, site):
    admin = make.person(site, Role.ADMINISTRATOR)
    for endpoint, method, address in doors(app):
        if method == "GET" or ROUTES[endpoint] == MACHINE:
            continue
        bare, foreign = make.Browser(app, site, admin), make.Browser(app, site, admin)

        without = bare.client.post(address, headers={"Sec-Fetch-Site": "same-origin"})
        from_elsewhere = foreign.post(address, Sec_Fetch_Site="cross-site")

        assert (without.status_code, from_elsewhere.status_code) == (403, 403), endpoint
        check_headers(without)


def test_a_locked_session_gets_nowhere_but_to_the_lock_and_out(app, site, clock):
    who = make.person(site, Role.ADMINISTRATOR)
    for endpoint, method, address in doors(app):
        if ROUTES[endpoint] in {PUBLIC, MACHINE} or endpoint in {"accounts.unlock", "accounts.sign_out"}:
            continue
        browser = make.Browser(app, site, who)
        clock.forward(300)

        response = knock(browser, method, address)

        assert response.headers.get("Location", "").startswith("/unlock?next=/"), endpoint


def test_a_password_that_was_given_out_opens_nothing_but_its_change(app, site):
    who = make.person(site, Role.ADMINISTRATOR, must_change=True)
    still_open = {
        "accounts.unlock",
        "accounts.sign_out",
        "accounts.lock",
        "accounts.password",
        "accounts.theme",
    }
    for endpoint, method, address in doors(app):
        if ROUTES[endpoint] in {PUBLIC, MACHINE} or endpoint in still_open:
            continue

        response = knock(make.Browser(app, site, who), method, address)

        assert response.headers.get("Location", "").startswith("/password?next=/"), endpoint


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browser, site):
    make.person(site, username="amina")

    before, after = browser.get("/sign-in"), browser.sign_in("amina")

    for response in (before, after):
        (cookie,) = response.headers.getlist("Set-Cookie")
        assert cookie.startswith("mpaka-busia=")
        assert cookie.endswith("; HttpOnly; Path=/; SameSite=Strict")


def test_behind_tls_the_cookie_is_bound_to_its_host(tmp_path):
    site = make.site(tmp_path, secure_cookies=True)
    make.person(site, username="amina")
    client = create_app(site).test_client()

    response = client.get("/sign-in", base_url="https://busia.test")

    (cookie,) = response.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-mpaka=")
    assert cookie.endswith("; Secure; HttpOnly; Path=/; SameSite=Strict")
    assert "Domain" not in cookie


def test_asking_for_the_head_of_a_page_never_sends_its_form(site, app):
    who = make.person(site, Role.SUPERVISOR, "grace")
    browser = make.Browser(app, site, who)
    both = [
        address
        for endpoint, method, address in doors(app)
        if method == "GET" and not address.startswith("/static")
    ]

    answers = {address: browser.client.head(address).status_code for address in both}

    assert [address for address, status in answers.items() if status == 422] == []
