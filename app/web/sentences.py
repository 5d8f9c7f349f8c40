"""The officer's words for every code of the rules, as tables: whole sentences, never put together from parts.

%(names)s are the facts of a finding; days among them are written out, codes said in words. `tests/app/web/` pairs
every code that the rules declare with its entry here. app/web/words.py says them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.web.i18n import mark as _


@dataclass(frozen=True, slots=True)
class Counted:
    """A sentence about a number. by: the fact that is counted; one and many are both for the catalogue."""

    by: str
    one: str
    many: str


ANSWERS: Mapping[str, str] = {
    "clear": _("clear"),
    "attention": _("look"),
    "alarm": _("stop"),
    "not-done": _("not done"),
}

LEVELS: Mapping[str, str] = {
    "stop": _("stop"),
    "caution": _("look"),
    "note": _("note"),
    "well": _("clear"),
    "not-done": _("not done"),
    "waiting": _("asking"),
}

CHECKS: Mapping[str, str] = {
    "check-digits": _("Check digits of the zone"),
    "validity": _("Document still valid"),
    "codes": _("Issuing state and nationality"),
    "stolen-document": _("List of stolen documents"),
    "listed-number": _("Long list of stolen numbers"),
    "listed-person": _("Watchlist of persons"),
    "stay": _("Open stay and over-stay"),
    "earlier": _("Refused or referred before"),
    "entry-rule": _("Need for eTA or visa"),
    "minor": _("Child alone"),
}
"""What is asked; shown while the answer is not there, and where it could not be asked."""

CLEARS: Mapping[str, str] = {
    "check-digits": _("Every check digit holds"),
    "validity": _("Document is valid"),
    "codes": _("Issuing state and nationality are known"),
    "stolen-document": _("Not on the list of stolen documents"),
    "listed-number": _("Not on the long list of stolen numbers"),
    "listed-person": _("Not on the watchlist"),
    "stay": _("No over-stay"),
    "earlier": _("Not refused, and not waiting for the second line"),
    "entry-rule": _("No eTA or visa needed"),
    "minor": _("No child alone"),
}

WHYS: Mapping[str, str] = {
    "no-zone": _("the document has no zone"),
    "no-expiry": _("no day of expiry"),
    "no-list": _("no list loaded"),
    "lookouts-alone": _("no list; lookouts asked"),
    "other-posts": _("other posts not asked"),
    "eta-register": _("eTA register not asked"),
    "no-birth": _("no date of birth"),
    "late": _("no answer in time"),
    "failed": _("the source failed"),
    "paper-log": _("entered from the paper log"),
}

FINDINGS: Mapping[str, str | Counted] = {
    "check-digit": _(
        "The check digit of the %(field)s does not hold: read %(read)s, should be %(expected)s. The zone was misread, or altered."
    ),
    "differs-from-zone": _(
        "The %(field)s was typed as %(typed)s, and the zone, whose check digits hold, says %(read)s. Compare both with the page."
    ),
    "read-otherwise-before": _("It read otherwise before: %(read)s. The lists were asked about that, too."),
    "name-cut-short": _("The zone may have no room for the whole name. Read the name on the page."),
    "zone-corrected": _("A misread zone was put right by what the page says. It was read as %(read)s"),
    "document-expired": Counted(
        "days",
        "The document expired on %(valid_until)s, %(num)s day ago",
        "The document expired on %(valid_until)s, %(num)s days ago",
    ),
    "document-expired-at-exit": Counted(
        "days",
        "The document expired on %(valid_until)s, %(num)s day ago",
        "The document expired on %(valid_until)s, %(num)s days ago",
    ),
    "document-may-be-expired": _(
        "The document may be expired: it says %(valid_until)s only. Look at the page."
    ),
    "document-expires-soon": _("The document expires within six months, on %(valid_until)s"),
    "visa-no-travel-document": _("This is a visa, no travel document: put it aside and read the passport"),
    "code-missing": _("There is no %(field)s in the document. Look at the page."),
    "code-unknown": _("%(read)s is no code that Doc 9303 knows for the %(field)s"),
    "code-withdrawn": _("%(read)s (%(name)s) is not in use any more as %(field)s"),
    "code-unofficial": _("%(read)s (%(name)s) is no official code for the %(field)s"),
    "code-specimen": _("%(read)s, %(name)s, is a specimen's code: this is no real document"),
    "document-listed": _("This document is on the list as: %(category)s. %(do)s %(instruction)s"),
    "document-being-confirmed": _(
        "The number may be on the list of stolen documents. Headquarters is being asked."
    ),
    "document-to-confirm": _(
        "The number may be on the list of stolen documents. It could not be confirmed: headquarters does not answer. Look at the document closely, refer if in doubt."
    ),
    "person-listed": _(
        "May be a listed person: %(reasons)s. Listed as %(name)s, born %(date_of_birth)s: %(category)s. %(do)s %(instruction)s"
    ),
    "person-listed-by-document": _(
        "The document is that of a listed person, whatever the name. Listed as %(name)s: %(category)s. %(do)s %(instruction)s"
    ),
    "person-listed-by-name": _(
        "A listed person has such a name, and no date of birth says that it is this one: %(reasons)s. Listed as %(name)s: %(category)s. %(do)s %(instruction)s"
    ),
    "not-the-same-person": _(
        "Met the listed %(name)s before and is not that person: so decided on %(decided_on)s"
    ),
    "list-old": Counted("days", "The list is %(num)s day old", "The list is %(num)s days old"),
    "overstayed": Counted(
        "days",
        "Stayed %(num)s day too long: entered on %(entered_on)s, might stay until %(granted_until)s",
        "Stayed %(num)s days too long: entered on %(entered_on)s, might stay until %(granted_until)s",
    ),
    "overstayed-unless-left": _(
        "Entered on %(entered_on)s until %(granted_until)s, and no exit is known: %(days)s days too long, unless the exit was not seen"
    ),
    "stay-still-open": _("Entered on %(entered_on)s, and no exit is known since"),
    "stay-by-name": _(
        "Somebody of this name and birth has an open stay: %(type)s %(issuing_state)s %(number)s, entered on %(entered_on)s at %(post)s, may stay until %(granted_until)s. Ask whether it is the same person."
    ),
    "waits-for-second-line": _(
        "Waits for the second line since %(since_on)s, %(since_at)s (%(referral)s). The second line decides."
    ),
    "refused-before": Counted(
        "times", "Refused once before, on %(last_on)s", "Refused %(num)s times before, last on %(last_on)s"
    ),
    "eta-needed": _("Needs an eTA. Ask for it and look at it; the register was not asked."),
    "visa-needed": _("Needs a visa. Ask for it and look at it."),
    "rule-uncertain": _("The rule of entry for this nationality is not certain (%(rule)s)"),
    "minor-alone": _("Under 18 and no adult in the group. Ask who takes the child along."),
    "minor-before-adult": _(
        "Under 18, and the adult in the group is not decided yet: counts as alone until then. Decide both together, or the adult first."
    ),
    "minor-with-adult": _(
        "Under 18, with an adult in the group. Ask whether the adult may take the child along."
    ),
    "age-unclear": _("Whether this person is under 18 is not clear: born %(date_of_birth)s"),
}

FAULTS: Mapping[str, str] = {
    "unknown-code": _("Zone: %(read)s is no known code for the %(field)s"),
    "code-not-valid": _("Zone: %(read)s is not in use as %(field)s"),
    "unofficial-code": _("Zone: %(read)s is no official code for the %(field)s"),
    "bad-date": _("Zone: %(read)s is no day for the %(field)s"),
    "bad-sex": _("Zone: %(read)s stands where M, F, X or nothing should"),
    "document-code": _("Zone: %(read)s is no kind of document with this zone"),
    "wrong-character": _("Zone: a character in the %(field)s that may not stand there: %(read)s"),
    "no-name": _("Zone: no name"),
    "no-document-number": _("Zone: no document number"),
    "stray-filler": _("Zone: a filler too many in the %(field)s: %(read)s"),
    "placeholder-name": _("Zone: the name is a placeholder: %(read)s"),
}
"""What else a zone can have wrong; said by the finding zone-fault."""

SAID_WITH_CLEAR = frozenset(
    {"list-old", "not-the-same-person", "person-listed", "person-listed-by-document", "person-listed-by-name"}
)
"""Notes without which a clear answer of a list would say too much."""

MEETINGS: Mapping[str, str] = {
    "document-listed": _("This document is on a list"),
    "person-listed": _("May be a listed person"),
    "person-listed-by-document": _("The document is that of a listed person, whatever the name"),
    "person-listed-by-name": _("A listed person has such a name"),
}
"""What was met, as the title of what is told of it."""

HOW_SURE: Mapping[str, str] = {
    "document-listed": _("State and number are those on the list"),
    "person-listed": _("Firm: more than the name speaks for it"),
    "person-listed-by-document": _("The document for certain; look whether its holder is that person"),
    "person-listed-by-name": _("By the name alone"),
}

COMPARE_FIRST = _(
    "Compare birth, document and photo first: a name alone is no reason. If it is this person: %(do)s"
)
KEEP_DOCUMENT = _(
    "Keep the document and refer the traveller. The holder may be its owner and not know that it is listed."
)

LISTED_DOCUMENTS: Mapping[str, str] = {
    "stolen": _("Stolen document"),
    "lost": _("Lost document"),
    "revoked": _("Revoked document"),
    "blank-stolen": _("Document stolen as a blank"),
}
"""The words of document lists for why a document is on them."""

REASONS: Mapping[str, str] = {
    "name-exact": _("same name"),
    "name-folded": _("same name, written otherwise"),
    "name-reordered": _("same names in another order"),
    "name-cut-short": _("same name as far as the zone has room"),
    "birth-exact": _("same date of birth"),
    "birth-partly-known": _("date of birth fits as far as it is known"),
    "birth-unknown": _("date of birth not known"),
    "birth-swapped": _("same date of birth, day and month swapped"),
    "birth-month": _("same year and month of birth, the day not known"),
    "birth-january": _("1 January of the same year, which often stands for a day not known"),
    "birth-beside": _("same day and month of birth, one year apart"),
    "birth-year": _("same year of birth, the day not known"),
    "birth-digit": _("date of birth but for one digit"),
    "birth-placeholder": _("same year of birth; one of the dates is 1 January"),
    "birth-day": _("two of day, month and year of birth agree"),
    "birth-span": _("born in the years the list gives"),
    "birth-partly-beside": _("date of birth agrees as far as it is known, but one year apart"),
    "birth-year-beside": _("years of birth one apart, and no more is known"),
    "birth-near": _("another date of birth, near or in part the same"),
    "birth-differs": _("another date of birth"),
    "word-exact": _("same word in the name"),
    "word-sound": _("word that sounds the same"),
    "word-spelling": _("word spelt nearly the same"),
    "word-initial": _("same first letter"),
    "word-cut": _("word as far as the zone has room"),
    "word-joined": _("two words here, one there"),
    "word-differs": _("another word stands here in the list"),
    "word-only-ours": _("word that the list does not have"),
    "word-only-theirs": _("word that only the list has"),
    "word-alone": _("one word of many agrees"),
    "nationality-same": _("same nationality"),
    "nationality-differs": _("another nationality"),
    "sex-same": _("same sex"),
    "sex-differs": _("another sex"),
    "document-same": _("same document number"),
    "number-exact": _("same document number and state"),
}
"""Why a traveller and an entry meet, and what speaks against it."""

CATEGORIES: Mapping[str, str] = {
    "terrorism": _("Terrorism"),
    "wanted": _("Wanted"),
    "trafficking": _("Trafficking"),
    "child-at-risk": _("Child at risk"),
    "missing": _("Missing person"),
    "sanctions": _("Sanctions"),
    "stolen-document": _("Stolen or lost document"),
    "previous-refusal": _("Refused before"),
    "health": _("Health"),
    "customs": _("Customs"),
    "other": _("Other reason"),
}

RESPONSES: Mapping[str, str] = {
    "detain": _("Hold the traveller and call the supervisor."),
    "deny-exit": _("Do not let the traveller leave the country. Call the supervisor."),
    "deny-exit-later": _("May enter. Must not leave the country: deny exit when leaving."),
    "refer": _("Refer the traveller to the second line."),
    "inform": _("Nobody has to be stopped for this. Whoever asked is informed."),
    "silent": _("Do not alert the traveller. Nobody at the desk knows of it."),
}
"""What is to be done on a hit."""

PROTECTIONS: Mapping[str, str] = {
    "detain": _(
        "This person may need protection. Do not alert whoever travels along. Stay with them and call the supervisor."
    ),
    "deny-exit": _(
        "This person may be taken abroad against their interest. Do not alert whoever travels along. Stay with them and call the supervisor."
    ),
    "deny-exit-later": _(
        "This person may enter, and may be taken abroad against their interest when leaving. Do not alert whoever travels along. Call the supervisor."
    ),
    "refer": _(
        "This person may need protection. Do not alert whoever travels along. Call the supervisor and go with them to the second line."
    ),
    "inform": _(
        "Let this person go on, and do not alert whoever travels along. Whoever worries about them is told that they were seen."
    ),
    "silent": _("Do not alert whoever travels along. Nobody at the desk knows of it."),
}
"""The same where an entry is there for the traveller's own sake."""

ENTRY_STATES: Mapping[str, str] = {
    "waiting": _("waits for a second person"),
    "proposed": _("proposed"),
    "in-force": _("in force"),
    "due": _("due for review"),
    "expired": _("expired"),
    "returned": _("sent back"),
    "withdrawn": _("withdrawn"),
}

PROPOSALS: Mapping[str, str] = {
    "new": _("New entry"),
    "change": _("Change"),
    "withdrawal": _("Withdrawal"),
}

LOOKOUT_VERDICTS: Mapping[str, str] = {
    "kept": _("Seen: it runs to its end"),
    "lifted": _("End it now, everywhere"),
    "renewable": _("The post may open it again"),
}

ENTRY_FIELDS: Mapping[str, str] = {
    "surname": _("Surname"),
    "given_names": _("Given names"),
    "aliases": _("Other names"),
    "births": _("Born"),
    "sex": _("Sex"),
    "nationalities": _("Nationalities"),
    "papers": _("Documents"),
    "category": _("Category"),
    "response": _("What to do on a hit"),
    "reason": _("Reason"),
    "shown": _("What the officer may see"),
    "basis": _("Legal basis"),
    "agency": _("Requesting agency"),
    "handling": _("Handling code"),
    "photo": _("Photo reference"),
    "expires_on": _("Expires on"),
    "review_on": _("Review on"),
}
"""The fields of an entry made by hand, in the order of its form."""

HIT_STATES: Mapping[str, str] = {
    "waiting": _("not decided"),
    "open": _("nobody has answered"),
    "acknowledged": _("acknowledged"),
    "unconfirmed": _("not the same, says one of two"),
    "referred": _("cannot be told here"),
    "same": _("same person"),
    "not-same": _("not the same person"),
    "closed": _("closed: the entry was withdrawn"),
}

VERDICTS: Mapping[str, str] = {
    "same": _("It is the same person"),
    "not-same": _("It is not the same person"),
    "refer": _("It cannot be told here: refer"),
}

HAPPENINGS: Mapping[str, str] = {
    "acknowledged": _("Acknowledged"),
    "adjudicated": _("Decided"),
    "raised": _("Nobody answered in time"),
    "closed": _("Closed"),
}

RISEN_TO: Mapping[str, str] = {
    "supervisor": _("raised to the supervisor"),
    "headquarters": _("raised to headquarters"),
}

OCCASIONS: Mapping[str, str] = {
    "desk": _("at the desk"),
    "paper": _("entered from the paper log"),
    "late": _("late: the entry came after the crossing"),
}

FIELDS: Mapping[str, str] = {
    "composite": _("whole zone"),
    "date_of_birth": _("date of birth"),
    "date_of_expiry": _("date of expiry"),
    "document_code": _("kind of document"),
    "document_number": _("document number"),
    "given_names": _("given names"),
    "issuing_state": _("issuing state"),
    "nationality": _("nationality"),
    "optional_data": _("optional data"),
    "sex": _("sex"),
    "surname": _("surname"),
}

DIRECTIONS: Mapping[str, str] = {"entry": _("Entry"), "exit": _("Exit")}
CAPACITIES: Mapping[str, str] = {"traveller": _("Traveller"), "driver": _("Driver"), "crew": _("Crew")}
SEXES: Mapping[str, str] = {"M": _("M"), "F": _("F"), "X": _("X"), "U": _("not said")}
GROUP_KINDS: Mapping[str, str] = {
    "family": _("Family"),
    "bus": _("Bus"),
    "vehicle": _("Vehicle"),
    "other": _("Group"),
}

DOCUMENT_TYPES: Mapping[str, str] = {
    "passport": _("Passport"),
    "identity-card": _("Identity card"),
    "visa": _("Visa"),
    "crew-certificate": _("Crew certificate"),
    "interstate-pass": _("Interstate pass"),
    "border-pass": _("Border pass"),
    "temporary-permit": _("Temporary permit"),
    "emergency-certificate": _("Emergency certificate"),
    "convention-document": _("Convention travel document"),
    "laissez-passer": _("Laissez-passer"),
    "other": _("Other document"),
}

PURPOSES: Mapping[str, str] = {
    "holiday": _("Holiday"),
    "visit": _("Family, friends"),
    "education": _("Study"),
    "health": _("Health"),
    "religion": _("Religion"),
    "shopping": _("Shopping"),
    "transit": _("Transit"),
    "business": _("Business"),
    "conference": _("Meeting"),
    "sports": _("Sports"),
    "ceremony": _("Funeral, wedding"),
    "small-trade": _("Small trade"),
    "grazing": _("Grazing"),
    "work": _("Employment"),
    "border-work": _("Border work"),
    "returning": _("Returning resident"),
    "refuge": _("Seeking refuge"),
    "official": _("Official duty"),
    "crew": _("Driver or crew"),
    "other": _("Other"),
}
"""Short, for the keys of the decision bar; the full words stand with the codes in border/purposes.py."""

REFERRALS: Mapping[str, str] = {
    "document": _("Document"),
    "identity": _("Identity"),
    "listed": _("On a list"),
    "purpose": _("Purpose of the stay"),
    "child": _("Child"),
    "protection": _("Needs protection"),
    "other": _("Other"),
}

PASSAGES: Mapping[tuple[str, str], str] = {
    ("entry", "admit"): _("Entry"),
    ("entry", "refuse"): _("Entry refused"),
    ("entry", "refer"): _("Entry, referred"),
    ("exit", "admit"): _("Exit"),
    ("exit", "refuse"): _("Exit refused"),
    ("exit", "refer"): _("Exit, referred"),
}

ADMITS: Mapping[str, str] = {"entry": _("Admit"), "exit": _("Let leave")}
REFUSES: Mapping[str, str] = {"entry": _("Refuse entry…"), "exit": _("Refuse exit…")}

READER_FAULTS: Mapping[str, str] = {
    "no-document-in-zone": _(
        "The zone was read, but it has no document number, no state or no name. Type the document by its fields."
    ),
    "not-kept": _("The document was read and could not be kept. Scan it once more."),
    "not-a-zone": _(
        "The reader sent what is no machine-readable zone. Wipe the glass, try once more, or type the two lines."
    ),
}

FIELD_ERRORS: Mapping[str, str] = {
    "B151": _("This is needed here."),
    "B152": _("Choose one of the list."),
    "B153": _("It must be from %(least)s to %(most)s."),
    "B154": _("It is too long: %(length)s characters, %(most)s are kept."),
    "B155": _("It holds a character that cannot be kept. Type it anew."),
    "B156": _("This cannot be chosen here."),
    "B157": _("Type it as 2026-12-31, or as much of it as is known."),
    "B158": _("It must be a whole number, %(least)s or more."),
    "B160": _("Look at the document and type it again."),
    "B161": _("Look at the document and type it again."),
}
"""By the error's number."""
