/* SPDX-License-Identifier: Apache-2.0
 * Renews the page when a file of the folder is saved, and draws the procedure with what the scenarios went through. */
"use strict";
(() => {
  const body = document.body;
  let typed = false;
  document.addEventListener("input", (event) => { if (event.target.form) typed = true; });
  const source = new EventSource(`/thay-doi?turn=${body.dataset.turn}`);
  source.onmessage = () => {
    source.close();
    // What somebody is typing, and what a form just answered, stay until they say so.
    const note = document.querySelector("[data-saved]");
    if (!typed && !("answered" in body.dataset)) location.reload();
    else if (note) note.hidden = false;
  };
})();
(async () => {
  const box = document.querySelector("[data-ways]");
  if (!box || typeof BpmnJS === "undefined") return;
  const answer = await fetch(box.dataset.ways);
  if (!answer.ok) return;
  const xml = await answer.text(), marks = JSON.parse(box.dataset.marks), ran = "ran" in box.dataset;
  box.hidden = false;
  const viewer = new BpmnJS({ container: box });
  try {
    await viewer.importXML(xml);
  } catch {
    box.hidden = true;
    return;
  }
  const canvas = viewer.get("canvas"), overlays = viewer.get("overlays"), registry = viewer.get("elementRegistry");
  const counted = (one) => /^bpmn:(SequenceFlow|.*Task|.*Event|.*Gateway|SubProcess)$/.test(one.type) && !one.labelTarget;
  // The middle of the longest stretch of a flow, from the corner of the box around it.
  function middle(points) {
    const stretches = points.slice(1).map((to, index) => [points[index], to]);
    const length = ([from, to]) => Math.hypot(to.x - from.x, to.y - from.y);
    const [from, to] = stretches.reduce((best, next) => (length(next) > length(best) ? next : best));
    const left = Math.min(...points.map((point) => point.x)), top = Math.min(...points.map((point) => point.y));
    return { top: (from.y + to.y) / 2 - top - 11, left: (from.x + to.x) / 2 - left - 11 };
  }
  for (const one of ran ? registry.filter(counted) : []) {
    const times = marks[one.id] || 0, kind = times ? "took" : "missed";
    canvas.addMarker(one.id, kind);
    if (one.waypoints && times) continue;
    const flag = document.createElement("div");
    flag.className = `flag ${kind}`;
    flag.textContent = times ? `✓${times > 1 ? times : ""}` : "✗";
    flag.title = (times ? box.dataset.took : box.dataset.missed).replace("{n}", times);
    const at = one.waypoints ? middle(one.waypoints) : { top: -12, left: -8 };
    overlays.add(one.id, { position: at, html: flag });
  }
  const fit = () => canvas.zoom("fit-viewport");
  fit();
  viewer.get("zoomScroll").toggle(false); // the wheel belongs to the page; zooming has its buttons
  const tools = document.querySelector(".drawing-tools");
  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const how = event.target.closest("[data-zoom]")?.dataset.zoom;
    if (how === "fit") fit();
    else if (how) canvas.zoom(canvas.zoom() * (how === "in" ? 1.3 : 1 / 1.3));
  });
  box.tabIndex = 0;
  for (const svg of box.querySelectorAll("svg[tabindex]")) svg.setAttribute("tabindex", "-1");
  for (const link of box.querySelectorAll("a")) link.setAttribute("aria-label", "bpmn.io");
  box.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (!by) return;
    event.preventDefault();
    canvas.scroll({ dx: by[0], dy: by[1] });
  });
})();
