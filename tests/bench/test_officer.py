from bench.officer import Event

SHOWN = '<div class="desk" id="traveller-0193"><b class="mono">A00977135</b></div>'


def test_a_document_is_shown_when_its_number_stands_on_the_desk() -> None:
    assert Event(0.0, SHOWN).shows("A00977135")
    assert not Event(0.0, SHOWN).shows("A00977136")
    assert not Event(0.0, "<p>A00977135 was admitted.</p>").shows("A00977135")


def test_checks_that_run_keep_the_decision_closed() -> None:
    assert Event(0.0, SHOWN + "<button>Admit</button>").is_checked
    assert not Event(0.0, SHOWN + '<button aria-disabled="true">Admit</button>').is_checked
