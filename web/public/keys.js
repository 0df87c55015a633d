// Keys for the list of lines to decide. Every key has its button or link: without this file nothing is lost.
(() => {
  const inField = (target) =>
    target instanceof Element && target.closest("input, select, textarea, [contenteditable]");
  const lines = () => document.getElementById("lines");
  const rows = () => [...document.querySelectorAll("#lines .line:not(.is-done)")];
  const openRow = () => document.querySelector("#lines .line.is-on");

  // While a decision is under way the next key must not fall on the line that is leaving.
  let deciding = false;

  function press(selector, within = document) {
    const target = within.querySelector(selector);
    if (!target) return false;
    if (target.matches("[data-answer], [data-undo]")) {
      if (deciding || target.disabled) return true;
      deciding = true;
    }
    target.click();
    return true;
  }

  function move(step) {
    const all = rows();
    const at = all.indexOf(openRow());
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step];
    return next ? press(".payer a", next) : false;
  }

  /** Opens a fold and puts the cursor in its first field. */
  function unfold(selector) {
    const fold = openRow()?.querySelector(selector);
    if (!fold) return false;
    fold.open = true;
    fold.querySelector("textarea, select")?.focus();
    return true;
  }

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => openRow() && press("[data-answer='1']", openRow()),
    s: () => openRow() && press("[data-split]", openRow()),
    w: () => openRow() && press("[data-gap]", openRow()),
    n: () => unfold("[data-note]"),
    a: () => unfold("[data-assign]"),
    r: () => openRow() && press("[data-rule]", openRow()),
    u: () => press("#foot [data-undo]"),
    Escape: () => press("[data-close]"),
    "?": () => {
      const help = document.querySelector("#foot details");
      if (help) help.open = !help.open;
      return Boolean(help);
    },
  };

  document.addEventListener("keydown", (event) => {
    // Escape leaves the open form, from its fields too: nothing was written.
    if (event.key === "Escape" && press(".pay [data-close], .split [data-close]"))
      return event.preventDefault();
    if (event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return;
    if (event.key === "/") {
      const search = document.querySelector("[data-search-here]") ?? document.querySelector("[data-search]");
      if (!search) return;
      event.preventDefault();
      search.focus();
      return;
    }
    if (!lines()) return;
    // Enter on a link or a button is that link or button
    if (
      event.key === "Enter" &&
      event.target instanceof Element &&
      event.target.closest("a, button, summary")
    )
      return;
    if (event.key.startsWith("Arrow") && !openRow()) return;
    if (event.key === "Enter" && event.shiftKey) {
      if (press("[data-alike]")) event.preventDefault();
      return;
    }
    const act = /^[1-9]$/.test(event.key)
      ? () => openRow() && press(`[data-answer='${event.key}']`, openRow())
      : keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act?.()) event.preventDefault();
  });

  function showOpenRow() {
    const row = openRow();
    if (!row) return;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    row.querySelector(".split [autofocus]")?.focus();
  }

  document.addEventListener("htmx:after:swap", showOpenRow);
  document.addEventListener("htmx:finally:request", (event) => {
    const ctx = event.detail?.ctx;
    deciding = false;
    // htmx keeps no history here: going back is the browser's, and a reload shows the same line open
    if (ctx?.hx?.replaceurl) history.replaceState(null, "", ctx.hx.replaceurl);
    const status = ctx?.response?.status;
    const notice = document.getElementById("notice");
    if (!notice || (status && status < 500)) return;
    const text = document.createElement("p");
    text.className = "note bad";
    text.textContent = notice.dataset.lost ?? "";
    notice.replaceChildren(text);
  });
  if (location.hash.startsWith("#line-")) showOpenRow();

  // A form is sent once: its button says that it is under way.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    const busy = button?.dataset?.busy;
    if (!busy || event.defaultPrevented) return;
    button.setAttribute("aria-busy", "true");
    button.textContent = busy;
  });
})();
