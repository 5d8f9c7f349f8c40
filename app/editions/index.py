"""stub"""

from sqlite_utils.utils import sqlite3


def build(path):
    pass


def change(path, gone, come):
    list(gone)
    list(come)


def self_test(path):
    c = sqlite3.connect(str(path))
    return (
        c.execute(
            "select (select count(*) from persons where entry='test:1') + (select count(*) from documents where entry='test:2')"
        ).fetchone()[0]
        == 2
    )
