"""People at the desks of Busia, and crossings that they decide."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.act import acting
from app.crossings import service
from app.desk import service as desk
from app.site import Site
from border.permissions import Role
from db.database import Row
from tests import make

Enter = Callable[[Role], make.Browser]


@pytest.fixture
def enter(app: Flask, site: Site) -> Enter:
    """Sign somebody of a role in, at the desk busia-1 where the role works at desks."""
    make.desk(site)

    def signed_in(role: Role) -> make.Browser:
        who = make.person(site, role)
        if role is Role.OFFICER:
            with acting(site, who) as act:
                desk.take_desk(act, "busia-1", hand_over=False)
        return make.Browser(app, site, who)

    return signed_in


def record(site: Site, said: dict[str, Any], username: str = "officer") -> Row:
    account = site.db.one("select id, name from accounts where username = :username", username=username)
    assert account is not None
    with acting(site, make.Who(account["id"], username, account["name"], Role.OFFICER, "busia-1")) as act:
        return service.record(act, said)


def events(site: Site, kind: str) -> int:
    return int(site.db.value("select count(*) from journal where kind = :kind", kind=kind))
