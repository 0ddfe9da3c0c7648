/* SPDX-License-Identifier: Apache-2.0
 * Keys of the officers' pages, by the table in their help. Everything is also reachable by Tab and Enter; keys rest while
 * somebody types, and for good where they are switched off. */
"use strict";
(() => {
  const help = document.getElementById("keys");
  const table = document.querySelector("table.keys");
  const off = table === null || table.dataset.off !== undefined;
  const links = () => [...document.querySelectorAll("[data-list] .task-link")].filter((link) => link.offsetParent);
  const row = () => document.activeElement?.closest("[data-list] .task") ?? null;
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
    const form = row() ? row().querySelector("form[data-claim]") : document.querySelector("[data-list]") ? null : document.querySelector("form[data-claim]");
    form?.requestSubmit(form.querySelector("button"));
  }

  function search() {
    const field = document.querySelector("[data-search]");
    if (field) { field.focus(); field.select(); } else location.assign("/viec/ho-so");
  }

  function form() {
    const fields = [...document.querySelectorAll("form#do input:not([type=hidden]), form#do select, form#do textarea")];
    fields.find((field) => field.offsetParent && !field.disabled)?.focus();
  }

  /* A dialog keeps where it was scrolled to. */
  function showHelp() {
    help?.showModal();
    if (help) help.scrollTop = 0;
  }

  const deeds = { down: () => move(1), up: () => move(-1), open: () => row()?.querySelector(".task-link").click(), claim, search, form, help: showHelp };

  function act(line) {
    const { does, press, go } = line.dataset;
    if (does) deeds[does]();
    else if (go) location.assign(go);
    else [...document.querySelectorAll(press)].find((one) => one.offsetParent && !one.disabled)?.click();
  }

  const lines = new Map([...(table?.querySelectorAll("[data-key]") ?? [])].map((line) => [line.dataset.key, line]));
  const firsts = new Set([...lines.keys()].filter((key) => key.includes(" ")).map((key) => key.split(" ")[0]));

  if (!off) document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || typing(event.target) || document.querySelector("dialog[open]")) return;
    const key = pending ? `${pending} ${event.key}` : event.key;
    const first = !pending && firsts.has(event.key);
    pending = first ? event.key : "";
    if (first) { window.setTimeout(() => { pending = ""; }, 1500); event.preventDefault(); return; }
    if (!lines.has(key)) return;
    event.preventDefault();
    act(lines.get(key));
  });

  document.querySelector("[data-keys]")?.addEventListener("click", (event) => {
    if (!help) return;
    event.preventDefault();
    showHelp();
  });
})();
