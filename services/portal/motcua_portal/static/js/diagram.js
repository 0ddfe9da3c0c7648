/* SPDX-License-Identifier: Apache-2.0
 * Draws the procedure and marks where the dossier stands: colour, outline and a sign, never colour alone. The viewer is fetched
 * when somebody opens the drawing. */
"use strict";
(() => {
  const fold = document.querySelector("[data-drawing-fold]");
  if (!fold) return;
  const box = fold.querySelector("[data-drawing]"), said = fold.querySelector("[data-drawing-said]");
  let begun = false;
  fold.addEventListener("toggle", async () => {
    if (!fold.open || begun) return;
    begun = true;
    said.textContent = fold.dataset.loading;
    try {
      const [xml] = await Promise.all([drawing(), ...fold.dataset.styles.split(" ").map(style), script(fold.dataset.viewer)]);
      await draw(box, xml, fold.querySelector(".drawing-tools"));
      said.textContent = "";
    } catch {
      begun = false; // opening it once more tries again
      box.hidden = true;
      box.replaceChildren();
      said.textContent = fold.dataset.failed;
    }
  });
  async function drawing() {
    const answer = await fetch(box.dataset.drawing, { headers: { accept: "application/xml" } });
    if (!answer.ok) throw new Error(`answered ${answer.status}`);
    return answer.text();
  }
  function added(element) {
    return new Promise((done, failed) => {
      element.onload = done;
      element.onerror = () => { element.remove(); failed(new Error("not loaded")); };
      document.head.append(element);
    });
  }
  function style(href) {
    if (document.querySelector(`link[href="${CSS.escape(href)}"]`)) return undefined;
    return added(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
  }
  function script(src) {
    return typeof BpmnJS === "undefined" ? added(Object.assign(document.createElement("script"), { src })) : undefined;
  }
})();
async function draw(box, xml, tools) {
  const words = (text) => (text || "").split(" ").filter(Boolean);
  box.hidden = false;
  const viewer = new BpmnJS({ container: box });
  await viewer.importXML(xml);
  const canvas = viewer.get("canvas"), overlays = viewer.get("overlays"), registry = viewer.get("elementRegistry");

  const SMALL = 60; // events and gateways: what leads out of them to the right has its words there
  function mark(id, marker, sign, title) {
    const shape = registry.get(id);
    if (!shape) return;
    canvas.addMarker(id, marker);
    const flag = document.createElement("div");
    flag.className = `flag ${marker}`;
    flag.textContent = sign;
    flag.title = title;
    overlays.add(id, { position: shape.width < SMALL ? { top: -12, left: -12 } : { top: -12, right: 12 }, html: flag });
  }
  for (const id of words(box.dataset.done)) mark(id, "is-done", "✓", box.dataset.passed);
  for (const id of words(box.dataset.active)) mark(id, "is-active", "▶", box.dataset.here);

  const fit = () => canvas.zoom("fit-viewport");
  // Large drawings are unreadable as a whole: begin at the step of the page, else where the dossier stands.
  function begin() {
    fit();
    const here = words(box.dataset.active), own = here.filter((id) => id === box.dataset.own);
    const active = [...own, ...here].map((id) => registry.get(id)).find(Boolean);
    if (!active || canvas.zoom() > 0.7) return;
    const view = canvas.viewbox();
    const width = view.outer.width / 0.8, height = view.outer.height / 0.8;
    canvas.viewbox({ x: active.x + active.width / 2 - width / 2, y: active.y + active.height / 2 - height / 2, width, height });
  }
  begin();
  // The wheel belongs to the page; zooming has its buttons.
  viewer.get("zoomScroll").toggle(false);
  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const how = event.target.closest("[data-zoom]")?.dataset.zoom;
    if (how === "fit") fit();
    else if (how) canvas.zoom(canvas.zoom() * (how === "in" ? 1.3 : 1 / 1.3));
  });
  // One stop for the keyboard: arrow keys move the drawing when it has the focus; the viewer's own stop has no name.
  box.tabIndex = 0;
  for (const svg of box.querySelectorAll("svg[tabindex]")) svg.setAttribute("tabindex", "-1");
  for (const link of box.querySelectorAll("a")) link.setAttribute("aria-label", "bpmn.io");
  box.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (!by) return;
    event.preventDefault();
    canvas.scroll({ dx: by[0], dy: by[1] });
  });
}
