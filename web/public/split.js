// What is left of a line while its split is typed. The server counts it again: without this file the figure follows "search".
(() => {
  /** Cents of an amount as people type it, or NaN. */
  function centsOf(typed) {
    const plain = typed
      .replace(/[\s\u00a0\u202f€]/g, "")
      .replace("−", "-")
      .replace(",", ".");
    if (plain === "") return 0;
    return /^-?\d{1,12}(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : Number.NaN;
  }

  function written(cents) {
    const decimal = new Intl.NumberFormat(document.documentElement.lang, {
      minimumFractionDigits: 2,
      maximumFractionDigits: 2,
    });
    return decimal
      .format(cents / 100)
      .replace(/\u202f/g, "\u00a0")
      .replace("-", "−");
  }

  function follow(form) {
    const parts = [...form.querySelectorAll("[data-part]")].map((field) => centsOf(field.value));
    const left = Number(form.dataset.line) - parts.reduce((sum, cents) => sum + cents, 0);
    const shown = form.querySelector("[data-remainder]");
    if (!shown) return;
    shown.textContent = Number.isNaN(left) ? "?" : written(left);
    shown.closest(".remainder")?.classList.toggle("is-zero", left === 0);
    const save = form.querySelector("[data-finish]");
    const gain = form.querySelector("[data-finish-gain]");
    if (save) save.disabled = left !== 0;
    if (gain) gain.disabled = !(left > 0);
  }

  const followAll = () => {
    for (const form of document.querySelectorAll("[data-split-form]")) follow(form);
  };
  document.addEventListener("input", (event) => {
    const form = event.target instanceof Element && event.target.closest("[data-split-form]");
    if (form) follow(form);
  });
  // Enter in a field of amounts saves when nothing is left, and searches from the field of the search.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
    const form = event.target.closest("[data-split-form]");
    if (!form) return;
    event.preventDefault();
    const button =
      event.target.name === "find"
        ? form.querySelector("[formaction]")
        : form.querySelector("[data-finish]:enabled, [data-finish-gain]:enabled");
    button?.click();
  });
  document.addEventListener("htmx:after:swap", followAll);
  followAll();
})();
