"""A reader that types: keys through Chromium's own input, each with its time, however slow the machine is."""

from playwright.sync_api import Page

ENTER = {"key": "Enter", "code": "Enter", "text": "\r", "windowsVirtualKeyCode": 13}

HOLD_TIMERS = """() => {
    const real = window.setTimeout;
    window.lastTimer = null;
    window.setTimeout = (act, ms, ...rest) => ms < 90 ? real(act, ms, ...rest) : (window.lastTimer = act, 0);
    window.releaseTimers = () => { window.setTimeout = real; window.lastTimer?.() };
}"""


def type_fast(page: Page, text: str, gap_s: float = 0.004) -> None:
    """Type text, '\\n' as Enter. gap_s: from key to key, as the keyboard's driver stamps it.

    The page's longer timers wait until all is typed: a busy machine hands the keys over late, a reader does not.
    """
    page.evaluate(HOLD_TIMERS)
    session = page.context.new_cdp_session(page)
    at = page.evaluate("Date.now()") / 1000
    for character in text:
        key = ENTER if character == "\n" else {"key": character, "text": character}
        session.send("Input.dispatchKeyEvent", {"type": "keyDown", "timestamp": at, **key})
        session.send("Input.dispatchKeyEvent", {"type": "keyUp", "timestamp": at, "key": key["key"]})
        at += gap_s
    session.detach()
    page.evaluate("releaseTimers()")
