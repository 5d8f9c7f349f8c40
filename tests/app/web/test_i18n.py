from babel.support import Translations
from flask import Flask, g, render_template_string

from app.web import i18n


class Kiswahili(Translations):
    def ugettext(self, message):
        return {"Admit": "Ruhusu", "%(n)s days": "siku %(n)s"}.get(message, message)

    def ungettext(self, one, many, n):
        return "wasafiri %(num)s"


def test_outside_a_request_it_speaks_english():
    assert i18n.gettext("%(n)s days", n=3) == "3 days"
    assert i18n.ngettext("%(num)s traveller", "%(num)s travellers", 2) == "2 travellers"


def test_page_and_program_share_one_catalogue():
    app = Flask("i18n")
    i18n.speak(app, lambda: "sw")

    with app.test_request_context():
        g.catalogue = Kiswahili()

        assert render_template_string("{{ _('Admit') }}") == "Ruhusu"
        assert i18n.gettext("%(n)s days", n=3) == "siku 3"
        assert i18n.ngettext("%(num)s traveller", "%(num)s travellers", 2) == "wasafiri 2"


def test_a_language_without_a_catalogue_falls_back_to_english():
    app = Flask("i18n")
    i18n.speak(app, lambda: "sw")

    with app.test_request_context():
        assert i18n.gettext("Admit") == "Admit"
