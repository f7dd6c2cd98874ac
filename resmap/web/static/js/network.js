// The picture of a network. Everything in it stands in the list beside it as well: picture and list answer
// each other, and where the page is about an entry of the register, pressing a node goes there.
"use strict";
(function () {
  const one = (selector, within) => (within || document).querySelector(selector);
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const FONT = '"Pretendard Variable", Pretendard, "Malgun Gothic", "Noto Sans KR", "Noto Sans CJK KR", sans-serif';
  const INK = "#16272b", BRAND = "#0d5c63", STOP = "#a1261d", PALE = "#93a5a2", WARM = "#f0b23e";
  const HOUSE = "-1 1 -1 -0.25 0 -1 1 -0.25 1 1";

  // What somebody is, told by shape first.
  const SHAPES = {
    client: { shape: "ellipse", "background-color": WARM, "border-color": INK, "border-width": 5, "border-style": "double" },
    household: { shape: "ellipse", "background-color": "#fff", "border-color": INK, "border-width": 2 },
    resident: { shape: "ellipse", "background-color": "#d7ebe9", "border-color": BRAND, "border-width": 2 },
    neighbour: { shape: "ellipse", "background-color": "#fff", "border-color": BRAND, "border-width": 2, "border-style": "dashed" },
    shop: { shape: "round-rectangle", "background-color": "#f7e6d3", "border-color": "#8a4508", "border-width": 2 },
    association: { shape: "diamond", "background-color": "#e8e1f4", "border-color": "#5b3a8e", "border-width": 2 },
    gathering: { shape: "hexagon", "background-color": "#dff0e6", "border-color": "#14613a", "border-width": 2 },
    agency: { shape: "polygon", "shape-polygon-points": HOUSE, "background-color": "#e1eaf7", "border-color": "#1b4c8c", "border-width": 2 },
    organization: { shape: "rectangle", "background-color": "#e1eaf7", "border-color": "#1b4c8c", "border-width": 3 },
    department: { shape: "rectangle", "background-color": "#fff", "border-color": "#1b4c8c", "border-width": 1.5 },
    place: { shape: "triangle", "background-color": "#edf1f0", "border-color": "#4a5b60", "border-width": 2 },
  };

  // A jagged line: to and fro across the straight one.
  const TEETH = 14;
  const WEIGHTS = Array.from({ length: TEETH }, (_, i) => ((i + 1) / (TEETH + 1)).toFixed(3)).join(" ");
  const DISTANCES = Array.from({ length: TEETH }, (_, i) => (i % 2 ? -6 : 6)).join(" ");
  const LINES = {
    strong: { width: 5 },
    usual: { width: 1.8 },
    weak: { width: 1.8, "line-style": "dashed", "line-dash-pattern": [7, 6] },
    household: { width: 2.6, "line-style": "dashed", "line-dash-pattern": [1, 5], "line-cap": "round" },
    structure: { width: 1.2, "line-color": PALE },
    served: { width: 2.4, "line-color": "#fff", "line-outline-width": 1.8, "line-outline-color": BRAND, "target-arrow-color": BRAND, "source-arrow-color": BRAND },
    conflict: { width: 2, "line-color": STOP, "curve-style": "segments", "segment-weights": WEIGHTS, "segment-distances": DISTANCES, color: STOP },
  };

  function looks() {
    return [
      { selector: "node", style: { width: 34, height: 34, label: "data(label)", "font-family": FONT, "font-size": 13, "font-weight": 600, color: INK, "text-valign": "bottom", "text-margin-y": 4, "text-wrap": "wrap", "text-max-width": 104, "text-outline-color": "#f8faf9", "text-outline-width": 3, "line-height": 1.2, "overlay-opacity": 0 } },
      { selector: "node[hops = 0]", style: { width: 70, height: 70, "font-size": 20, "font-weight": 700, "text-max-width": 190 } },
      { selector: "node[hops = 1]", style: { width: 50, height: 50, "font-size": 18, "text-max-width": 150 } },
      { selector: "node[hops >= 2]", style: { width: 30, height: 30, "font-weight": 500, "font-size": 16, "text-max-width": 112 } },
      ...Object.entries(SHAPES).map(([what, style]) => ({ selector: `node[what = "${what}"]`, style })),
      { selector: "edge", style: { "curve-style": "bezier", "line-color": INK, "target-arrow-color": INK, "source-arrow-color": INK, "arrow-scale": 1.15, "font-family": FONT, "font-size": 12, color: INK, "text-background-color": "#fff", "text-background-opacity": 0.95, "text-background-padding": 3, "text-background-shape": "roundrectangle", "overlay-opacity": 0 } },
      { selector: "edge[?from]", style: { "source-arrow-shape": "triangle" } },
      { selector: "edge[?to]", style: { "target-arrow-shape": "triangle" } },
      ...Object.entries(LINES).map(([kind, style]) => ({ selector: `edge[style = "${kind}"]`, style })),
      // Ties of the person themself first; those among others stay in the background until asked for.
      { selector: "edge[ring >= 1]", style: { opacity: 0.5, "arrow-scale": 0.9 } },
      { selector: 'edge[ring >= 1][style = "strong"]', style: { width: 3 } },
      { selector: "edge[ring >= 2]", style: { opacity: 0.16, width: 1.2 } },
      { selector: ".dim", style: { opacity: 0.14 } },
      { selector: "edge.lit", style: { label: "data(word)", "z-index": 9, opacity: 1, "font-size": 16 } },
      { selector: "node.lit", style: { "z-index": 10, "underlay-color": WARM, "underlay-opacity": 0.45, "underlay-padding": 7, "underlay-shape": "ellipse" } },
      { selector: "node.chosen", style: { "underlay-color": BRAND, "underlay-opacity": 0.4, "underlay-padding": 8, "underlay-shape": "ellipse" } },
    ];
  }

  async function start(box) {
    box.setAttribute("aria-busy", "true");
    try {
      const [answer] = await Promise.all([
        fetch(box.dataset.networkUrl, { headers: { Accept: "application/json" } }),
        // A canvas draws with whatever font is there: wait for ours.
        document.fonts.load('600 14px "Pretendard Variable"', "가").catch(() => null),
      ]);
      if (answer.status === 401) { location.reload(); return; }
      if (!answer.ok) throw new Error(String(answer.status));
      draw(box, await answer.json());
    } catch {
      fail(box);
    }
    box.removeAttribute("aria-busy");
  }

  function fail(box) {
    const words = document.createElement("p");
    words.className = "network-wait";
    words.textContent = document.body.dataset.offline || "";
    box.replaceChildren(words);
  }

  function draw(box, data) {
    const canvas = document.createElement("div");
    canvas.className = "network-canvas";
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", box.dataset.label);
    box.replaceChildren(canvas);
    const stretch = Math.min(1.5, Math.max(0.75, box.clientWidth / box.clientHeight));
    const cy = cytoscape({
      container: canvas,
      style: looks(),
      layout: { name: "preset" },
      elements: [
        ...data.nodes.map((node) => ({
          data: { ...node, label: node.hops === 1 && node.what !== "household" ? node.name + "\n" + node.word : node.name },
          position: { x: node.x * stretch, y: node.y },
        })),
        ...data.lines.map((line, i) => ({ data: { ...line, id: "line-" + i } })),
      ],
      minZoom: 0.25,
      maxZoom: 2.5,
      autoungrabify: true,
      boxSelectionEnabled: false,
      selectionType: "single",
    });
    const fit = (found) => { cy.resize(); cy.fit(found, 26); if (cy.zoom() > 1.25) { cy.zoom(1.25); cy.center(found); } };
    // Where there is little room, the nearest first: the whole is a press away.
    const near = cy.nodes("[hops <= 1]");
    const first = () => fit(box.clientWidth < 480 && near.length > 2 ? near : undefined);
    first();
    new ResizeObserver(first).observe(canvas);
    tools(box, cy, fit);
    answer(box, cy);
    box.dataset.drawn = String(data.nodes.length);
  }

  function tools(box, cy, fit) {
    const bar = document.createElement("div");
    bar.className = "network-tools";
    const zoom = (by) => cy.zoom({ level: cy.zoom() * by, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
    for (const [words, label, act] of [["+", box.dataset.zoomIn, () => zoom(1.3)], ["−", box.dataset.zoomOut, () => zoom(1 / 1.3)], [box.dataset.fit, "", () => fit()]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = words;
      if (label) button.setAttribute("aria-label", label);
      button.addEventListener("click", act);
      bar.append(button);
    }
    box.append(bar);
  }

  function answer(box, cy) {
    const page = box.closest(".network-page");
    const goesThere = page.hasAttribute("data-network-recentres");
    const rowsOf = (id) => all('.tie[data-node="' + CSS.escape(id) + '"]', page);

    function light(found) {
      cy.batch(() => {
        cy.elements().removeClass("lit dim");
        if (!found || found.empty()) return;
        cy.elements().addClass("dim");
        found.removeClass("dim").addClass("lit");
      });
    }
    const around = (node) => node.closedNeighborhood();
    const inRow = (row) => {
      if (row.dataset.node) {
        const node = cy.getElementById(row.dataset.node);
        const centre = cy.nodes("[hops = 0]");
        return node.union(centre).union(node.edgesWith(centre));
      }
      const [source, target] = [cy.getElementById(row.dataset.source), cy.getElementById(row.dataset.target)];
      return source.union(target).union(source.edgesWith(target));
    };

    function choose(node) {
      cy.nodes().removeClass("chosen");
      all(".tie.is-active", page).forEach((row) => { row.classList.remove("is-active"); row.removeAttribute("aria-current"); });
      if (!node) return;
      node.addClass("chosen");
      const rows = rowsOf(node.id());
      rows.forEach((row) => { row.classList.add("is-active"); row.setAttribute("aria-current", "true"); });
      if (rows[0]) rows[0].scrollIntoView({ block: "nearest" });
    }

    cy.on("mouseover", "node", (event) => {
      light(around(event.target));
      rowsOf(event.target.id()).forEach((row) => row.classList.add("is-lit"));
      box.classList.toggle("is-pressable", goesThere && Boolean(event.target.data("address")));
    });
    cy.on("mouseout", "node", (event) => { light(null); rowsOf(event.target.id()).forEach((row) => row.classList.remove("is-lit")); });
    cy.on("mouseover", "edge", (event) => light(event.target.union(event.target.connectedNodes())));
    cy.on("mouseout", "edge", () => light(null));
    cy.on("tap", (event) => {
      if (event.target === cy) { choose(null); return; }
      if (!event.target.isNode()) return;
      const address = event.target.data("address");
      if (goesThere && address && event.target.data("hops") > 0) location.assign(address);
      else choose(event.target);
    });
    for (const [kind, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
      page.addEventListener(kind, (event) => {
        const row = event.target.closest && event.target.closest(".tie");
        if (!row) return;
        row.classList.toggle("is-lit", on);
        light(on ? inRow(row) : null);
      });
    }
    page.addEventListener("click", (event) => {
      const row = event.target.closest(".tie[data-node]");
      if (row && !event.target.closest("a, button, input, label, summary")) choose(cy.getElementById(row.dataset.node));
    });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") { choose(null); light(null); } });
    box.network = cy;
  }

  document.addEventListener("DOMContentLoaded", () => all("[data-network-url]").forEach(start));
})();
