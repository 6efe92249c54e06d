/* The keyboard of the inbox. Every key does what a link, field or button of the page does; nothing needs it.
   Single letters can be switched off, for those who steer by speech. */
"use strict";
(() => {
  const OFF = "kumpel-keys-off";
  const LAST = "kumpel-inbox-last";
  const list = document.getElementById("list");
  const review = document.getElementById("review");
  const rows = list ? [...list.tBodies[0].rows] : [];
  let current = -1;

  const kept = (store, name) => { try { return store.getItem(name); } catch { return null; } };
  const keep = (store, name, value) => { try { store.setItem(name, value); } catch { /* then it is not kept */ } };
  const isOn = () => kept(localStorage, OFF) !== "1";

  function select(index, focus = true) {
    if (!rows.length) return;
    current = Math.max(0, Math.min(index, rows.length - 1));
    rows.forEach((row, place) => row.classList.toggle("current", place === current));
    if (focus) rows[current].querySelector("a").focus();
    rows[current].scrollIntoView({ block: "nearest" });
  }

  const box = (row) => row.querySelector("input[type=checkbox]");
  const chosen = () => rows.filter((row) => box(row)?.checked);

  /* The rows that a key is meant for: those that are ticked, or else the current one, which it ticks. */
  function meant() {
    if (!list) return review ? [review] : [];
    if (!chosen().length) {
      if (current < 0) select(0, false);
      const one = current >= 0 && box(rows[current]);
      if (one) one.checked = true;
    }
    return chosen();
  }

  const has = (row, what) => row.classList.contains(what) || row.hasAttribute(`data-${what}`);

  /* Press one of a pair of buttons: the second one when all that are meant have it already. */
  function toggle(what) {
    const those = review ? meant() : [];
    if (!those.length) return;
    const did = those.every((row) => has(row, what)) ? `un${what}` : what;
    remember();
    review.requestSubmit(review.querySelector(`button[value=${did}]`));
  }

  function goTo(key) {
    const field = review?.querySelector(`[data-key=${key}]`);
    if (field && meant().length) field.focus();
  }

  function remember() {
    if (list) keep(sessionStorage, LAST, JSON.stringify([current, rows[current]?.id ?? ""]));
  }

  function press(key) {
    const target = document.querySelector(`[data-key=${key}]`);
    if (target) { remember(); target.click(); }
    return Boolean(target);
  }

  const help = document.getElementById("keys");
  const KEYS = {
    j: () => list ? select(current + 1) : press("j"),
    k: () => list ? select(current - 1) : press("k"),
    x: () => { if (current >= 0 && box(rows[current])) box(rows[current]).checked ^= true; },
    r: () => toggle("reviewed"),
    f: () => toggle("flagged"),
    t: () => goTo("t"),
    n: () => goTo("n"),
    a: () => goTo("a"),
    u: () => press("u"),
    z: () => press("z"),
    "/": () => { const field = document.getElementById("q"); if (field) { field.focus(); field.select(); } },
    "?": () => { help.open = !help.open; if (help.open) help.querySelector("summary").focus(); },
  };

  document.addEventListener("keydown", (event) => {
    const inField = event.target.closest("input:not([type=checkbox]), select, textarea");
    if (event.key === "Escape" && inField) { inField.blur(); if (list && current >= 0) select(current); return; }
    if (inField || event.ctrlKey || event.altKey || event.metaKey || !isOn()) return;
    const act = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : null;
    if (act) { event.preventDefault(); act(); }
  });

  if (list) {
    list.addEventListener("focusin", (event) => {
      const row = event.target.closest("tbody tr");
      if (row) select(rows.indexOf(row), false);
    });
    review?.addEventListener("submit", remember);
    const [index, id] = JSON.parse(kept(sessionStorage, LAST) ?? "[-1, \"\"]");
    const wanted = rows.findIndex((row) => `#${row.id}` === location.hash || row.id === id);
    const cameBack = location.hash || new URLSearchParams(location.search).has("did");
    /* Later than the browser's own jump to the line, which takes the focus away. */
    if (cameBack && (wanted >= 0 || index >= 0)) addEventListener("load", () => setTimeout(select, 0, wanted >= 0 ? wanted : index));
  }

  const button = document.getElementById("keys-switch");
  const show = () => { button.textContent = isOn() ? button.dataset.on : button.dataset.off; button.setAttribute("aria-pressed", String(isOn())); };
  button.hidden = false;
  button.addEventListener("click", () => { keep(localStorage, OFF, isOn() ? "1" : "0"); show(); });
  show();
})();
