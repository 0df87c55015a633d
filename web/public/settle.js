// The tick box of an early-payment discount: shown while the amount typed is above zero and below the total, with the
// percentage that is left. The server works it out again; without this file the box is shown once an amount was sent.
(() => {
  const cents = (typed) => {
    const plain = typed.replace(/[\s\u00a0\u202f€]/g, "").replace(",", ".");
    return /^\d+(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : undefined;
  };
  const write = (hundredths) =>
    (hundredths / 100).toLocaleString(document.documentElement.lang === "en" ? "en-GB" : "fr-FR", {
      minimumFractionDigits: 2,
      maximumFractionDigits: 2,
    });

  document.addEventListener("input", (event) => {
    const form =
      event.target instanceof HTMLInputElement && event.target.name === "amount" && event.target.form;
    const box = form ? form.querySelector("[data-discount-total]") : null;
    if (!box) return;
    const total = Number(box.dataset.discountTotal);
    const paid = cents(event.target.value);
    const offered = paid !== undefined && paid > 0 && paid < total;
    box.hidden = !offered;
    if (!offered) {
      box.querySelector("input").checked = false;
      return;
    }
    const rest = total - paid;
    box.querySelector("[data-percent]").textContent = write(Math.floor((rest * 20000 + total) / (2 * total)));
    box.querySelector("[data-rest]").textContent = write(rest);
  });
})();
