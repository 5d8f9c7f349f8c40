// Keys, focus, the live line and readers that type. No storage, nothing inline, no eval.
// The page declares all of it in attributes: see docs/pages.md.
(() => {
  "use strict";
  const FAST_MS = 50, SURE = 8, QUIET_MS = 90, BEAT_MS = 12000, BACK_MS = 400, WHOLE = [72, 88, 90];
  const $ = (selector) => document.querySelector(selector);
  const typing = (e) => e && e.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=submit])");

  // A reader that types: characters in a burst no hand can do. They never act as keys and do not stay in a field;
  // the lines go to form#wedge.
  let burst = "", last = 0, before = null, timer = 0;
  const sure = () => burst.length >= SURE;
  const size = () => burst.replace(/\n/g, "").length;
  const wedge = (e) => {
    const fast = e.timeStamp - last < (sure() ? QUIET_MS : FAST_MS);
    const key = e.key === "Enter" ? "\n" : e.key;
    if (key.length !== 1 || e.ctrlKey || e.altKey || e.metaKey) return false;
    if (!fast) {
      burst = "";
      before = typing(document.activeElement) ? [document.activeElement, document.activeElement.value] : null;
    }
    last = e.timeStamp;
    burst += key;
    clearTimeout(timer);
    timer = setTimeout(handOver, WHOLE.includes(size()) ? QUIET_MS : 4 * QUIET_MS);
    if (fast && sure() && (key === "\n" || !before)) e.preventDefault();
    return fast && burst.length > 4;
  };
  const handOver = () => {
    const form = $("#wedge"), zone = burst.trim(), field = before;
    if (!form || size() < 60 || size() > 92) return;
    burst = "";
    if (field) field[0].value = field[1];
    form.elements.zone.value = zone;
    form.requestSubmit();
  };

  // Keys: aria-keyshortcuts on a button or link is the only declaration. A held key acts once.
  const named = (e) => (e.ctrlKey ? "Control+" : "") + (e.altKey ? "Alt+" : "") + (e.shiftKey ? "Shift+" : "") + e.key;
  const shown = (e) => e.getClientRects().length > 0;
  document.addEventListener("keydown", (e) => {
    if (e.isComposing) return;
    if ($("#wedge") && wedge(e)) return;
    const acts = [...document.querySelectorAll("[aria-keyshortcuts]")];
    const act = acts.find((a) => a.getAttribute("aria-keyshortcuts").split(" ").includes(named(e)) && shown(a));
    const group = e.target.closest && e.target.closest("[data-digits]");
    if (act) {
      e.preventDefault();
      if (!e.repeat) { act.click(); enter(act.parentElement); }
    } else if (group && e.target.type === "radio" && /^[1-9]$/.test(e.key)) {
      const choice = group.querySelectorAll("input[type=radio]")[e.key - 1];
      if (choice) { choice.click(); choice.focus(); }
    } else if (e.key === "Enter" && e.repeat) e.preventDefault();
  }, true);
  // What cannot be done now stays in reach of the keyboard and says why, but does nothing.
  document.addEventListener("click", (e) => {
    if (e.target.closest("[aria-disabled=true]")) { e.preventDefault(); e.stopPropagation(); }
  }, true);

  // Focus: the element with data-focus takes it once for each new token, unless somebody is typing elsewhere.
  let token = "";
  const focus = () => {
    const target = $("[data-focus]");
    const lost = !document.activeElement || document.activeElement === document.body;
    if (!target || (target.dataset.focus === token && !lost)) return;
    token = target.dataset.focus;
    if (!typing(document.activeElement)) target.focus({ preventScroll: !target.closest("[role=alert]") });
  };
  document.addEventListener("DOMContentLoaded", focus);
  document.addEventListener("htmx:after:swap", focus);

  // A drawer of the decision bar: what it asks first has focus; Escape closes it. One that came back with an error is open.
  const enter = (drawer) => {
    const first = drawer.open && drawer.matches(".bar details") && drawer.querySelector("input:not([type=hidden])");
    if (first && !drawer.querySelector(".drawer").contains(document.activeElement)) first.focus();
  };
  document.addEventListener("toggle", (e) => enter(e.target), true);
  document.addEventListener("keydown", (e) => {
    const drawer = e.key === "Escape" && e.target.closest(".bar details[open]");
    if (drawer) { drawer.open = false; drawer.querySelector("summary").focus(); }
  });
  document.addEventListener("htmx:after:swap", () => document.querySelectorAll("details[data-open]").forEach((d) => { d.open = true; }));

  // What went wrong with the form before is no news once another is sent.
  document.addEventListener("htmx:before:request", (e) => { if (e.target.matches("form")) $("#notices").replaceChildren(); });

  // The live line: a stream that was refused, or that ended, is asked for again; one that went silent is cut.
  const streamed = (e) => e.target.closest && e.target.closest("[hx-sse\\:connect]") === e.target && e.target;
  const open = new Map();
  const lost = (yes) => { const note = $("#link-lost"); if (note && note.hidden === yes) note.hidden = !yes; };
  const heard = (e) => { if (streamed(e)) { lost(false); if (open.has(e.target)) open.get(e.target).at = Date.now(); } };
  const again = (e) => {
    const source = streamed(e);
    if (!source || !source.isConnected || open.has(source)) return;
    lost(true);
    setTimeout(() => { if (source.isConnected && !open.has(source)) htmx.trigger(source, "comeback"); }, BACK_MS);
  };
  document.addEventListener("htmx:before:response", (e) => {
    const kind = e.detail.ctx.response.headers.get("Content-Type") || "";
    if (streamed(e) && !kind.includes("event-stream")) {
      if (e.detail.ctx.response.raw.redirected || e.detail.ctx.response.status === 401) location.reload();
      e.preventDefault();
    }
  });
  document.addEventListener("htmx:sse:after:connection", (e) => open.set(e.target, { at: Date.now(), line: e.detail.connection }));
  document.addEventListener("htmx:sse:before:message", heard);
  document.addEventListener("beat", heard);
  document.addEventListener("busy", () => lost(true));
  document.addEventListener("leave", () => location.reload());
  document.addEventListener("htmx:sse:error", () => lost(true));
  document.addEventListener("htmx:error", () => lost(true));
  document.addEventListener("htmx:sse:close", (e) => { open.delete(e.target); again(e); });
  document.addEventListener("htmx:finally:request", again);
  setInterval(() => {
    for (const { at, line } of open.values())
      if (Date.now() - at > BEAT_MS && line.reader) { lost(true); line.reader.cancel(); }
  }, 1000);
})();
