/* SPDX-License-Identifier: Apache-2.0
 * Keys of the officers' pages. Everything is also reachable by Tab and Enter; keys rest while somebody types. */
"use strict";
(() => {
  const links = () => [...document.querySelectorAll("[data-list] .task-link")];
  const help = document.getElementById("keys");
  let pending = "";

  const typing = (element) =>
    element instanceof HTMLElement && (element.isContentEditable || element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select"));

  function move(step) {
    const all = links();
    if (!all.length) return;
    const here = all.findIndex((link) => link.closest(".task").contains(document.activeElement));
    const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, here + step));
    all[next].focus();
    all[next].scrollIntoView({ block: "nearest" });
  }

  function claim() {
    const row = document.activeElement?.closest(".task");
    const form = row ? row.querySelector("form[data-claim]") : document.querySelector("[data-list]") ? null : document.querySelector("form[data-claim]");
    form?.requestSubmit(form.querySelector("button"));
  }

  const search = () => { const field = document.querySelector("[data-search]"); if (field) { field.focus(); field.select(); } else { location.assign("/viec/ho-so"); } };
  const actions = { j: () => move(1), k: () => move(-1), c: claim, "/": search, "?": () => help?.showModal(), "g i": () => location.assign("/viec") };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || typing(event.target) || help?.open) return;
    const key = pending ? `${pending} ${event.key}` : event.key;
    pending = !pending && event.key === "g" ? "g" : "";
    if (pending) { window.setTimeout(() => { pending = ""; }, 1500); event.preventDefault(); return; }
    if (!actions[key]) return;
    event.preventDefault();
    actions[key]();
  });

  document.querySelector("[data-keys]")?.addEventListener("click", (event) => {
    if (!help) return;
    event.preventDefault();
    help.showModal();
  });
})();
