/* SPDX-License-Identifier: Apache-2.0
 * Keeps an open inbox true: counters and the marks of rows change in place, new tasks wait behind a button. Nothing moves under
 * a pointer, the focus stays where it is; a page that nobody looks at asks for nothing. */
"use strict";
(() => {
  const bar = document.querySelector("[data-live]");
  if (!bar || !("EventSource" in window)) return;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "secondary" }), title = document.title;
  button.dataset.newsShow = "";
  const REST = 3000, TRY_AGAIN = 60000;
  const NEWS = ["xong", "tra-lai", "thay-doi", "dang-do"];
  let version = bar.dataset.version, source = null, busy = false, wanted = "", found = null;

  const place = (root) => root.querySelector("[data-live-list]");
  const rows = (root) => new Map([...root.querySelectorAll("[data-list] .task")].map((row) => [row.querySelector(".task-link").getAttribute("href"), row]));
  const words = (element) => element.textContent.replace(/\s+/g, " ").trim();
  const held = (element) => element.contains(document.activeElement) || element.querySelector("input:checked") !== null;

  function address() {
    const here = new URL(location.href);
    for (const name of NEWS) here.searchParams.delete(name);
    return here;
  }

  function count(fresh) {
    const now = new Map([...fresh.querySelectorAll(".counters a")].map((link) => [link.getAttribute("href"), link]));
    for (const link of document.querySelectorAll(".counters a")) {
      const other = now.get(link.getAttribute("href"));
      if (!other || words(other) === words(link)) continue;
      link.replaceChildren(...[...other.childNodes].map((node) => document.importNode(node, true)));
      link.parentElement.className = other.parentElement.className;
    }
  }

  // What ends before something that is still there has gone; what ends after it may only have moved to the next page.
  function mark(old, now) {
    const known = [...old.keys()], last = known.findLastIndex((key) => now.has(key));
    const whole = found.querySelector("[data-live-list] [rel=next]") === null;
    known.forEach((key, at) => {
      const row = old.get(key), side = row.querySelector(".task-side"), other = now.get(key)?.querySelector(".task-side");
      const gone = !other && (whole || at < last);
      if (gone === row.classList.contains("task-gone") && (!other || words(other) === words(side))) return;
      if (held(side)) return;
      row.classList.toggle("task-gone", gone);
      if (other) side.replaceChildren(...[...other.childNodes].map((node) => document.importNode(node, true)));
      else if (gone) side.replaceChildren(Object.assign(document.createElement("span"), { className: "tag", textContent: bar.dataset.gone }));
    });
  }

  function offer(old, now) {
    const news = [...now.keys()].filter((key) => !old.has(key)).length;
    const text = news === 0 ? "" : news === 1 ? bar.dataset.one : bar.dataset.many.replace("#", String(news));
    if (button.textContent !== text) button.textContent = text;
    if (news === 0) button.remove();
    else if (!button.isConnected) bar.append(button);
    document.title = news ? `(${news}) ${title}` : title;
  }

  async function refresh(next) {
    wanted = next;
    if (busy) return;
    busy = true;
    while (wanted !== version) {
      const seen = wanted;
      try {
        const answer = await fetch(address(), { headers: { "HX-Request": "true", "Motcua-Unasked": "1" } });
        if (!answer.ok || answer.redirected) break;
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (!place(fresh)) break;
        found = fresh;
        version = seen;
        const old = rows(document), now = rows(fresh);
        count(fresh); mark(old, now); offer(old, now);
      } catch { break; }
      await new Promise((done) => window.setTimeout(done, REST));
    }
    busy = false;
  }

  function show() {
    if (!found) return;
    const old = rows(document);
    const fresh = document.importNode(place(found), true);
    const ticked = new Set([...place(document).querySelectorAll("input[type=checkbox]:checked")].map((one) => one.name + one.value));
    for (const one of fresh.querySelectorAll("input[type=checkbox]")) one.checked = ticked.has(one.name + one.value);
    place(document).replaceWith(fresh);
    button.remove(); document.title = title;
    const first = [...rows(document)].find(([key]) => !old.has(key)) ?? [...rows(document)][0];
    first?.[1].querySelector(".task-link").focus();
  }

  function watch() {
    if (source || document.visibilityState === "hidden") return;
    source = new EventSource(bar.dataset.live);
    source.addEventListener("version", (event) => { if (event.data !== version) refresh(event.data); });
    source.addEventListener("error", () => {
      if (source?.readyState !== EventSource.CLOSED) return;  // it comes again by itself
      rest();
      window.setTimeout(watch, TRY_AGAIN);
    });
  }

  function rest() {
    source?.close();
    source = null;
  }

  button.addEventListener("click", show);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") rest(); else watch(); });
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", (event) => { if (event.persisted) watch(); });
  window.setTimeout(watch, 1000);
})();
