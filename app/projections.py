"""What every event means: its kind, and the functions that keep the rows it leads to.

One dictionary, entered by hand, handed to the act and to replication, so that posts and headquarters share one meaning
of each event. The functions live in the stores of the rooms; the event belongs to the room that records it, and a
lower room may keep something of it too (a crossing opens a stay).
"""

from app.accounts import store as accounts
from app.audit import store as audit
from app.crossings import store as crossings
from app.desk import store as desk
from app.editions import store as editions
from app.lists import store as lists
from app.lookouts import store as lookouts
from app.numbers import store as numbers
from app.posts import store as posts
from app.publications import store as publications
from app.site import Projections
from app.thresholds import store as thresholds
from app.travellers import store as travellers
from app.watchlist import store as watchlist

PROJECTIONS: Projections = {
    # accounts
    "account.opened": (accounts.account_opened,),
    "account.role_given": (accounts.account_role_given,),
    "account.password_set": (),
    "account.locked": (accounts.account_locked,),
    "account.unlocked": (accounts.account_unlocked,),
    "account.closed": (accounts.account_closed,),
    "account.preferred": (accounts.account_preferred,),
    "session.opened": (accounts.session_opened,),
    "session.refused": (),
    "session.closed": (),
    # posts
    "site.founded": (posts.site_founded,),
    "post.enrolled": (posts.post_enrolled,),
    "post.trusted": (posts.post_trusted,),
    "desk.added": (posts.desk_added,),
    # audit
    "search.made": (audit.search_made,),
    "traveller.viewed": (audit.traveller_viewed,),
    "entry.viewed": (audit.entry_viewed,),
    "register.exported": (audit.register_exported,),
    # crossings
    "crossing.recorded": (travellers.crossing_recorded, crossings.crossing_recorded, desk.referral_ended),
    "crossing.amended": (travellers.crossing_amended, crossings.crossing_amended),
    "slip.printed": (crossings.slip_printed,),
    # editions
    "edition.published": (editions.edition_published,),
    "edition.taken": (editions.edition_taken, publications.taken),
    "edition.refused": (publications.refused,),
    "edition.gone_back": (publications.gone_back,),
    "edition.held": (publications.held,),
    # lists
    "list.defined": (lists.list_defined,),
    "list.imported": (lists.list_imported,),
    "list.import_held": (lists.list_import_held,),
    "list.import_approved": (lists.list_import_approved,),
    "list.import_rejected": (lists.list_import_rejected,),
    "list.file_put_aside": (),
    # lookouts
    "entry.proposed": (lookouts.entry_proposed,),
    "entry.approved": (lookouts.entry_approved,),
    "entry.returned": (lookouts.entry_returned,),
    "entry.withdrawn": (lookouts.entry_withdrawn,),
    "lookout.opened": (lookouts.lookout_opened,),
    "lookout.ended": (lookouts.lookout_ended,),
    "lookout.reviewed": (lookouts.lookout_reviewed,),
    # numbers
    "numbers.published": (numbers.numbers_published,),
    "numbers.taken": (numbers.numbers_taken, publications.taken),
    "numbers.refused": (publications.refused,),
    "numbers.gone_back": (publications.gone_back,),
    "numbers.held": (publications.held,),
    # thresholds
    "threshold.proposed": (thresholds.threshold_proposed,),
    "threshold.set": (thresholds.threshold_set,),
    "threshold.rejected": (thresholds.threshold_rejected,),
    # watchlist
    "list.loaded": (watchlist.list_loaded,),
    "hit.found": (watchlist.hit_found,),
    "hit.found_silently": (watchlist.hit_found,),
    "hit.acknowledged": (watchlist.hit_acknowledged,),
    "hit.acknowledged_silently": (watchlist.hit_acknowledged,),
    "hit.adjudicated": (watchlist.hit_adjudicated,),
    "hit.adjudicated_silently": (watchlist.hit_adjudicated,),
    "hit.raised": (watchlist.hit_raised,),
    "hit.raised_silently": (watchlist.hit_raised,),
    "hit.closed": (watchlist.hit_closed,),
    "hit.closed_silently": (watchlist.hit_closed,),
    # desk
    "desk.taken": (desk.desk_taken,),
    "desk.left": (desk.desk_left,),
    "referral.opened": (desk.referral_opened,),
    "inspection.abandoned": (desk.inspection_abandoned,),
    # replication: a restored box goes on in a new epoch; it leads to no rows
    "epoch.started": (),
}
