/* SPDX-License-Identifier: Apache-2.0
 * What pages can do better with JavaScript; everything works without it. */
"use strict";

// A form is sent once: the second press of a button would be a second request with the same id, which the server answers
// with the first result anyway; this only spares the wait. Shows that something goes on.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  for (const busy of form.querySelectorAll(".busy")) busy.classList.add("shown");
  window.setTimeout(() => { delete form.dataset.sent; }, 8000);
});
window.addEventListener("pageshow", () => { for (const form of document.forms) delete form.dataset.sent; });

// Fields that only matter for one answer of another field (the server decides again).
function applyConditions(root) {
  const outside = root.id ? document.querySelectorAll(`[data-hidden-by="${CSS.escape(root.id)}"]`) : [];
  for (const block of [...root.querySelectorAll("[data-hidden-field]"), ...outside]) {
    const inputs = root.querySelectorAll(`[name="${CSS.escape(block.dataset.hiddenField)}"]`);
    const values = [...inputs].filter((i) => ((i.type !== "radio" && i.type !== "checkbox") || i.checked) && !i.closest("[data-hidden-field][hidden]")).map((i) => i.value);
    const equal = JSON.parse(block.dataset.hiddenValues).some((one) => values.includes(one));
    block.hidden = block.dataset.hiddenNegated === "1" ? !equal : equal;
  }
  // What must not be answered while it is hidden is not sent then.
  for (const block of root.querySelectorAll("[data-hidden-empty]")) {
    for (const input of block.querySelectorAll("input, select, textarea")) input.disabled = block.closest("[data-hidden-field][hidden]") !== null;
  }
}
for (const form of document.querySelectorAll("form[data-conditions]")) {
  applyConditions(form);
  form.addEventListener("change", () => applyConditions(form));
}

// A day outside of what its help text says is marked at once; the server decides again.
function isoDay(text) {
  const found = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text.trim());
  return found ? `${found[3]}-${found[2].padStart(2, "0")}-${found[1].padStart(2, "0")}` : "";
}
document.addEventListener("change", (event) => {
  const { min, max } = event.target.dataset ?? {};
  if (event.target.tagName !== "INPUT" || !(min || max)) return;
  const day = isoDay(event.target.value);
  const outside = day !== "" && ((min && day < min) || (max && day > max));
  event.target.closest(".field")?.classList.toggle("bad", Boolean(outside));
  if (outside) event.target.setAttribute("aria-invalid", "true");
  else event.target.removeAttribute("aria-invalid");
});

// The error summary takes the focus, so that it is read out first.
document.querySelector("[data-focus]")?.focus();
