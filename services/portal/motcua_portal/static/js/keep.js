/* SPDX-License-Identifier: Apache-2.0
 * Saves the half-filled form of a task a moment after typing, and when the page is left. One save at a time, each naming the
 * revision that this page has seen; what was saved in another window is never overwritten, it is said. */
"use strict";
(() => {
  const form = document.querySelector("form[data-keep]");
  if (!form) return;
  const line = form.querySelector("[data-kept-line]");
  const REST = 2000, AGAIN = 10000;
  let changed = false, busy = null, unsure = null, stopped = false, timer = 0;

  const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
  const fileChosen = () => [...form.querySelectorAll("input[type=file]")].some((one) => one.files.length);

  function typed() {
    const sent = new FormData(form);
    for (const [name, value] of [...sent.entries()]) if (value instanceof File) sent.delete(name);
    return sent;
  }

  function tell(text, urgent) {
    line.setAttribute("role", urgent ? "alert" : "none");
    line.classList.toggle("error", urgent);
    if (line.textContent !== text) line.textContent = text;
  }

  function later(wait) {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, wait);
  }

  // A save whose answer was lost may have been done: the very same is sent again before anything newer.
  async function send(leaving) {
    const sent = unsure ?? typed();
    if (!unsure) { sent.set("save-id", newId()); changed = false; }
    unsure = sent;
    const answer = await fetch(form.dataset.keep, { method: "POST", body: sent, headers: { "HX-Request": "true" }, keepalive: leaving });
    if (answer.status >= 500) throw new Error(String(answer.status));
    unsure = null;
    if (answer.status === 204) { stopped = true; tell(line.dataset.ended, true); return; }
    const json = (answer.headers.get("content-type") ?? "").startsWith("application/json");
    const told = json ? await answer.json() : {};
    if (answer.ok) {
      for (const field of document.querySelectorAll("input[name=kept-revision]")) field.value = told.revision;
      tell(told.said, false);
    } else { stopped = true; changed = true; tell(told.said ?? line.dataset.ended, true); }
  }

  async function save(leaving = false) {
    if (stopped || busy || !(changed || unsure)) return;
    const repeated = unsure !== null;
    busy = send(leaving).then(() => { if (repeated && changed) later(0); }, () => { tell(line.dataset.failed, true); later(AGAIN); });
    await busy;
    busy = null;
    if (changed && !stopped && !unsure) later(REST);
  }

  const touched = () => { changed = true; if (!busy && !unsure) later(REST); };
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  if (form.dataset.unsaved !== undefined) touched();

  // The button saves in place; with a file it goes the long way, after what is under way has said its revision.
  form.addEventListener("submit", async (event) => {
    const save_ = event.submitter?.value === "save";
    if (save_ && !fileChosen() && !stopped) {
      event.preventDefault(); event.stopPropagation();
      window.clearTimeout(timer);
      while (busy) await busy;
      changed = true;
      await save();
      if (!unsure && !stopped) line.setAttribute("role", "status");
      return;
    }
    if (save_ && busy) {
      event.preventDefault(); event.stopPropagation();
      while (busy) await busy;
      form.requestSubmit(event.submitter);
      return;
    }
    window.clearTimeout(timer);
    if (!save_) { stopped = true; window.setTimeout(() => { stopped = false; }, 8000); }
    changed = false;
  });

  const leave = () => { if (changed && !busy && !unsure) save(true); };
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });
  window.addEventListener("pagehide", leave);
})();
