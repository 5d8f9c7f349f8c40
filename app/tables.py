"""Which room owns which table, and which tables a fold of the journal makes again.

Projected rows come from events alone and are the same after a replay. Local rows are nobody's history: sessions, drafts,
readings, cursors, secrets.
"""

PROJECTED: dict[str, tuple[str, ...]] = {
    "accounts": ("accounts",),
    "posts": ("sites", "trusted_keys", "desks"),
    "audit": ("looks",),
    "travellers": ("passages", "travellers", "documents", "stays"),
    "crossings": ("crossings", "crossing_amendments", "slip_prints"),
    "editions": ("editions_published", "editions_taken"),
    "publications": ("publications_in_use", "publications_refused"),
    "lists": ("list_sources", "list_imports"),
    "numbers": ("numbers_published", "numbers_taken"),
    "lookouts": ("entries", "entry_proposals", "lookouts", "lookout_endings", "lookout_reviews"),
    "thresholds": ("thresholds", "threshold_proposals"),
    "watchlist": ("list_editions", "hits", "hit_steps", "cleared_meetings"),
    "desk": ("desk_sittings", "referrals"),
}

LOCAL: dict[str, tuple[str, ...]] = {
    "thresholds": ("threshold_trials",),
    "watchlist": ("rescreens", "numbers_to_confirm"),
    "numbers": ("numbers_looked_at",),
    "lists": ("list_jobs", "list_problems"),
    "editions": ("editions_asked_for",),
    "replication": (
        "push_state",
        "site_contacts",
        "events_set_aside",
        "journal_holes",
        "pull_state",
        "fetch_state",
    ),
    "accounts": ("credentials", "sessions", "sign_in_failures"),
    "desk": ("readings", "inspections", "inspection_checks", "groups"),
}
