/* SPDX-License-Identifier: Apache-2.0
 * Papers beside the form where there is room for both; elsewhere the links open tabs of their own, as they do without scripts. */
"use strict";
(() => {
  const room = document.querySelector("[data-viewer]");
  if (!room) return;
  const wide = window.matchMedia("(min-width: 75rem)");
  const find = (name) => room.querySelector(`[data-viewer-${name}]`);
  const pane = find("pane"), said = find("said"), toggle = find("toggle"), tools = room.querySelector(".viewer-tools");
  const papers = [...room.querySelectorAll("[data-viewer-paper]")];
  let at = -1, asked = 0;

  function fit() {
    tools.hidden = !wide.matches;
    if (!wide.matches) close();
  }

  function mark() {
    papers.forEach((link, place) => { if (place === at && !pane.hidden) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current"); });
    toggle.setAttribute("aria-expanded", String(!pane.hidden));
    toggle.textContent = pane.hidden ? toggle.dataset.open : toggle.dataset.close;
    room.closest(".two")?.classList.toggle("reading", !pane.hidden);
  }

  function close() {
    pane.hidden = true;
    said.textContent = "";
    mark();
  }

  async function open(place) {
    at = (place + papers.length) % papers.length;
    const own = ++asked, link = papers[at];
    const appears = pane.hidden;
    pane.hidden = false;
    said.textContent = said.dataset.opening;
    mark();
    if (appears) pane.scrollIntoView({ block: "nearest" });
    try {
      const answer = await fetch(link.href, { headers: { "HX-Request": "true" } });
      const found = answer.ok && !answer.redirected ? new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-viewer-body]") : null;
      if (own !== asked) return;
      if (!found) throw new Error(String(answer.status));
      pane.replaceChildren(...found.childNodes);
      pane.scrollTop = 0;
      said.textContent = `${at + 1}/${papers.length}: ${link.textContent.trim()}`;
    } catch {
      if (own !== asked) return;
      pane.replaceChildren();
      said.textContent = said.dataset.failed;
    }
  }

  papers.forEach((link, place) => link.addEventListener("click", (event) => {
    if (!wide.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(place);
  }));
  toggle.addEventListener("click", () => { if (pane.hidden) open(Math.max(0, at)); else close(); });
  find("next").addEventListener("click", () => open(pane.hidden ? Math.max(0, at) : at + 1));
  find("before").addEventListener("click", () => open(pane.hidden ? Math.max(0, at) : at - 1));
  wide.addEventListener("change", fit);
  fit();
})();
