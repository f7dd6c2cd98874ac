// The live map. Any element with data-map-url becomes one; rows with data-offer="<id>" beside it answer
// to it, and it to them. What people wrote is written with textContent, never as HTML.
"use strict";
(function () {
  const SVG = "http://www.w3.org/2000/svg";
  const one = (selector, within) => (within || document).querySelector(selector);
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));

  function make(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function drawing(className, paths, letter) {
    const svg = document.createElementNS(SVG, "svg");
    for (const [name, value] of [["class", className], ["viewBox", "0 0 24 24"], ["aria-hidden", "true"], ["focusable", "false"]]) svg.setAttribute(name, value);
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", paths);
    svg.append(path);
    if (letter) {
      const text = document.createElementNS(SVG, "text");
      text.setAttribute("x", "12");
      text.setAttribute("y", "16.2");
      text.textContent = letter;
      svg.append(text);
    }
    return svg;
  }

  const HOME = "M4 11l8-6.5 8 6.5M6 9.5V20h12V9.5";

  async function start(box) {
    box.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(box.dataset.mapUrl, { headers: { Accept: "application/json" } });
      if (answer.status === 401) { location.reload(); return; }
      if (!answer.ok) throw new Error(String(answer.status));
      const data = await answer.json();
      box.replaceChildren();
      box.classList.add("map-box", "is-ready");
      new LiveMap(box, data);
    } catch {
      fail(box);
    }
    box.removeAttribute("aria-busy");
  }

  function fail(box) {
    const again = make("button", "button button-secondary", "↻");
    again.type = "button";
    again.addEventListener("click", () => start(box));
    box.classList.remove("is-ready");
    box.replaceChildren(make("p", "map-wait", document.body.dataset.offline || ""), again);
  }

  class LiveMap {
    constructor(box, data) {
      Object.assign(this, { box, data, words: data.words, chosen: null, back: null });
      this.canvas = make("div", "map-canvas");
      this.canvas.setAttribute("role", "region");
      this.canvas.setAttribute("aria-label", this.words.map_label);
      box.append(this.canvas);
      this.map = L.map(this.canvas, { zoomControl: false, attributionControl: false, zoomSnap: 0.25, minZoom: 11, maxZoom: 17, keyboardPanDelta: 120 });
      this.map.fitBounds(data.extent, { animate: false });
      this.drawDongs();
      this.drawPlaces();
      this.drawHome();
      this.addControls();
      this.drawLegend();
      this.listen();
      this.refresh();
      new ResizeObserver(() => this.map.invalidateSize({ animate: false })).observe(this.canvas);
    }

    // ── what is drawn ───────────────────────────────────────────────────────
    drawDongs() {
      for (const dong of this.data.dongs) {
        const kind = "dong" + (dong.own ? " dong-own" : "") + (dong.approximate ? " dong-approximate" : "");
        const outline = L.polygon(dong.polygons, { className: kind, interactive: false }).addTo(this.map);
        if (dong.own) outline.bringToFront();
        const label = make("span", "", dong.name);
        label.setAttribute("aria-hidden", "true");
        const icon = L.divIcon({ className: "dong-label" + (dong.own ? " dong-label-own" : ""), html: label, iconSize: null });
        L.marker(dong.label, { icon, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(this.map);
      }
    }

    drawPlaces() {
      this.places = new Map(); // id -> { marker, entries, circle }
      const many = this.data.entries.length > 60;
      this.cluster = L.markerClusterGroup({
        maxClusterRadius: (zoom) => (zoom >= 16.5 ? 16 : many ? 28 : 14),
        showCoverageOnHover: false,
        spiderfyDistanceMultiplier: 1.6,
        spiderLegPolylineOptions: { weight: 1.5, color: "#4a5b60", opacity: 0.8 },
        animate: !matchMedia("(prefers-reduced-motion: reduce)").matches,
        iconCreateFunction: (cluster) => this.clusterIcon(cluster),
      });
      for (const entry of this.data.entries) this.addPlace([entry], this.pin(entry), entry.at);
      for (const area of this.data.areas) {
        const circle = L.circle(area.at, { radius: area.radius, className: "area", interactive: false });
        this.addPlace(area.entries, this.areaIcon(area), area.at, circle);
      }
      this.map.addLayer(this.cluster);
    }

    addPlace(entries, icon, at, circle) {
      const marker = L.marker(at, { icon, keyboard: true, riseOnHover: true });
      const place = { marker, entries, circle };
      marker.bindTooltip(() => make("span", "", entries.map((each) => each.name).join(", ")), { direction: "top", offset: [0, circle ? -12 : -16] });
      marker.bindPopup(() => this.popup(place), { maxWidth: 270, autoPanPaddingTopLeft: [16, 60], autoPanPaddingBottomRight: [52, 16] });
      marker.on("add", () => this.watchMarker(place));
      marker.on("popupopen", (event) => this.opened(place, event.popup));
      marker.on("popupclose", () => this.letGo());
      marker.on("mouseover", () => this.light(place, true));
      marker.on("mouseout", () => this.light(place, false));
      for (const entry of entries) this.places.set(entry.id, place);
    }

    pin(entry) {
      const sign = this.data.signs[entry.group];
      const html = make("span");
      html.append(drawing("sign sign-" + entry.group + (entry.existing ? " sign-existing" : ""), sign.shape, sign.letter));
      html.append(make("span", "unseen", [entry.name, sign.name, this.standing(entry)].filter(Boolean).join(", ")));
      if (entry.rank) html.append(make("span", "pin-rank", String(entry.rank)));
      return L.divIcon({ className: "pin", html, iconSize: [34, 34], iconAnchor: [17, 17], popupAnchor: [0, -14] });
    }

    areaIcon(area) {
      const sign = this.data.signs.neighbour;
      const label = make("span", "", sign.name + (area.entries.length > 1 ? " " + area.entries.length : ""));
      const ranks = area.entries.map((each) => each.rank).filter(Boolean);
      if (ranks.length) label.append(make("span", "pin-rank", String(Math.min(...ranks))));
      label.append(make("span", "unseen", ". " + this.words.area + ": " + area.entries.map((each) => each.name).join(", ")));
      return L.divIcon({ className: "pin pin-area", html: label, iconSize: null, popupAnchor: [0, -10] });
    }

    clusterIcon(cluster) {
      const count = cluster.getAllChildMarkers().length;
      const size = count < 10 ? 34 : count < 30 ? 40 : 46;
      const html = make("span", "", String(count));
      html.append(make("span", "unseen", " " + this.words.cluster));
      return L.divIcon({ className: "cluster", html, iconSize: [size, size] });
    }

    drawHome() {
      if (!this.data.home) return;
      const html = make("span");
      html.append(drawing("icon", HOME), make("span", "unseen", this.words.home));
      const icon = L.divIcon({ className: "pin pin-home", html, iconSize: [34, 34], iconAnchor: [17, 17] });
      const marker = L.marker(this.data.home, { icon, keyboard: true, zIndexOffset: 500 }).addTo(this.map);
      marker.bindTooltip(() => make("span", "", this.words.home), { direction: "top", offset: [0, -16] });
    }

    addControls() {
      L.control.zoom({ position: "topright", zoomInTitle: this.words.zoom_in, zoomOutTitle: this.words.zoom_out }).addTo(this.map);
      L.control.scale({ imperial: false, position: "bottomright" }).addTo(this.map);
      const outlines = this.data.dongs.flatMap((dong) => dong.polygons.flatMap((polygon) => polygon[0]));
      if (!outlines.length) return;
      const own = this.data.dongs.some((dong) => dong.own) && (this.data.of_case ? this.words.of_case_dong : this.words.own_dong);
      const views = [own && [own, this.data.extent], [this.words.whole_gu, L.latLngBounds(outlines)]].filter(Boolean);
      const control = L.control({ position: "topleft" });
      control.onAdd = () => {
        const bar = make("div", "map-view");
        for (const [name, bounds] of views) {
          const button = make("button", "", name);
          button.type = "button";
          button.addEventListener("click", () => this.map.fitBounds(bounds));
          bar.append(button);
        }
        L.DomEvent.disableClickPropagation(bar);
        return bar;
      };
      control.addTo(this.map);
    }

    drawLegend() {
      const { words, data } = this;
      const legend = make("details", "map-legend");
      legend.open = this.box.classList.contains("map-tall") && matchMedia("(min-width: 60rem)").matches;
      const list = make("ul");
      list.className = "map-legend-list";
      const add = (drawn, name) => { const item = make("li"); item.append(drawn, make("span", "", name)); list.append(item); };
      for (const group of data.groups.filter((each) => each !== "neighbour")) {
        const sign = data.signs[group];
        add(drawing("sign sign-" + group, sign.shape, sign.letter), sign.name);
      }
      add(make("span", "legend-area"), words.legend_area);
      if (data.of_case) {
        add(make("span", "pin-rank legend-rank", "1"), words.legend_rank);
        add(drawing("sign sign-agency sign-existing", data.signs.agency.shape, data.signs.agency.letter), words.legend_existing);
      }
      if (data.dongs.some((dong) => dong.own)) add(make("span", "legend-own"), data.of_case ? words.legend_case : words.legend_own);
      if (data.dongs.some((dong) => dong.approximate)) add(make("span", "legend-line"), words.legend_approximate);
      legend.append(make("summary", "", words.legend), list);
      if (data.of_case && !data.home) legend.append(make("p", "soft", words.no_home));
      this.box.append(legend);
      if (data.print) {
        const link = make("a", "map-print no-print", words.print);
        link.href = data.print;
        this.box.append(link);
      }
    }

    popup(place) {
      const { words } = this;
      const body = make("div", "popup");
      body.tabIndex = -1;
      if (!place.circle) { this.tell(body, place.entries[0]); return body; }
      body.append(make("strong", "", words.area), make("small", "", words.area_note));
      const list = make("ul", "popup-list");
      for (const entry of place.entries) { const item = make("li", "popup"); this.tell(item, entry); list.append(item); }
      body.append(list);
      return body;
    }

    tell(body, entry) {
      const { words } = this;
      body.append(make("strong", "", entry.name));
      body.append(make("small", "", [entry.kind, entry.where, this.standing(entry)].filter(Boolean).join(" · ")));
      if (entry.unit) body.append(make("span", "", entry.unit));
      for (const rank of entry.ranks) body.append(make("span", "", rank));
      if (entry.phone) body.append(make("span", "", words.phone + " " + entry.phone));
      if (entry.hours) body.append(make("span", "", words.hours + " " + entry.hours));
      if (entry.address) {
        const link = make("a", "", words.entry);
        link.href = entry.address;
        body.append(link);
      }
    }

    standing(entry) {
      if (entry.paused) return this.words.paused;
      if (entry.existing) return this.words.existing;
      return entry.rank ? this.words.suggested : "";
    }

    // ── list and map answer each other ──────────────────────────────────────
    rows(id) { return all('[data-offer="' + CSS.escape(id) + '"]').filter((row) => !this.box.contains(row)); }
    rowsOf(place) { return place.entries.flatMap((entry) => this.rows(entry.id)); }

    // The element that stands for the place now: its own sign, or the cluster it is in.
    shownElement(place) {
      const shown = this.cluster.hasLayer(place.marker) && this.cluster.getVisibleParent(place.marker);
      return shown ? shown.getElement() : null;
    }

    light(place, on) {
      const element = this.shownElement(place);
      if (element) element.classList.toggle("is-lit", on);
      if (place.circle && place.circle.getElement()) place.circle.getElement().classList.toggle("is-lit", on);
      for (const row of this.rowsOf(place)) row.classList.toggle("is-lit", on);
    }

    watchMarker(place) {
      const element = place.marker.getElement();
      element.addEventListener("focus", () => { this.light(place, true); place.marker.openTooltip(); this.reveal(this.rowsOf(place)[0], false); });
      element.addEventListener("blur", () => { this.light(place, false); place.marker.closeTooltip(); });
      element.classList.toggle("is-chosen", place === this.chosen);
    }

    // Scroll the list, and the page only where the reader asked for the row.
    reveal(row, asked) {
      if (!row) return;
      const list = row.closest("[data-map-list]");
      if (list && list.scrollHeight > list.clientHeight + 1) {
        const box = list.getBoundingClientRect(), at = row.getBoundingClientRect();
        if (at.top < box.top) list.scrollTop -= box.top - at.top + 8;
        else if (at.bottom > box.bottom) list.scrollTop += at.bottom - box.bottom + 8;
      } else if (asked) {
        row.scrollIntoView({ block: "nearest" });
      }
    }

    select(id, from) {
      const place = this.places.get(id);
      if (!place || !this.cluster.hasLayer(place.marker)) return;
      this.back = from || null;
      this.wanted = place;
      this.cluster.zoomToShowLayer(place.marker, () => {
        // Somebody who chose the next one meanwhile wants that one.
        if (this.wanted !== place || !this.map.hasLayer(place.marker)) return;
        if (!this.map.getBounds().pad(-0.05).contains(place.marker.getLatLng())) this.map.panTo(place.marker.getLatLng());
        place.marker.openPopup();
      });
    }

    opened(place, popup) {
      this.letGo();
      this.chosen = place;
      const element = place.marker.getElement();
      if (element) element.classList.add("is-chosen");
      const close = one(".leaflet-popup-close-button", popup.getElement());
      if (close) close.setAttribute("aria-label", this.words.close);
      const rows = this.rowsOf(place);
      rows.forEach((row) => { row.classList.add("is-active"); row.setAttribute("aria-current", "true"); });
      if (!this.back) {
        const focused = document.activeElement;
        this.reveal(rows[0], false);
        if (focused === element) one(".popup", popup.getElement()).focus({ preventScroll: true });
      }
    }

    letGo() {
      if (!this.chosen) return;
      const element = this.chosen.marker.getElement();
      if (element) element.classList.remove("is-chosen");
      this.rowsOf(this.chosen).forEach((row) => { row.classList.remove("is-active"); row.removeAttribute("aria-current"); });
      this.chosen = null;
    }

    // Escape closes what was opened, and the focus goes back to where it came from.
    escape() {
      const place = this.chosen;
      if (!place) return false;
      const inside = this.canvas.contains(document.activeElement);
      const back = this.back || place.marker.getElement();
      this.map.closePopup();
      if (back && (inside || back === this.back)) back.focus({ preventScroll: true });
      this.back = null;
      return true;
    }

    listen() {
      const placeOf = (target) => {
        const row = target.closest && target.closest("[data-offer]");
        return row && !this.box.contains(row) ? this.places.get(row.dataset.offer) : undefined;
      };
      for (const [kind, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
        document.addEventListener(kind, (event) => { const place = placeOf(event.target); if (place) this.light(place, on); });
      }
      document.addEventListener("click", (event) => {
        const row = event.target.closest("[data-offer]");
        if (!row || this.box.contains(row)) return;
        const own = event.target.closest("[data-map-select]");
        if (own) this.select(row.dataset.offer, own);
        else if (!event.target.closest("a, button, input, select, textarea, label, summary, dialog")) this.select(row.dataset.offer);
      });
      document.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && !one("dialog[open]") && this.escape()) event.preventDefault();
        // A row that can be focused itself is chosen by Enter.
        if (event.key === "Enter" && event.target.matches("[data-offer]") && !this.box.contains(event.target)) this.select(event.target.dataset.offer, event.target);
      });
      this.cluster.on("clustermouseover", (event) => this.lightAll(event.layer, true));
      this.cluster.on("clustermouseout", (event) => this.lightAll(event.layer, false));
      this.canvas.addEventListener("keydown", (event) => {
        // Leaflet opens a popup by itself; a cluster opens by Enter as by a click.
        if (event.key === " " && event.target.classList.contains("leaflet-interactive")) { event.preventDefault(); event.target.click(); }
      });
      this.filters();
    }

    lightAll(cluster, on) {
      const markers = new Set(cluster.getAllChildMarkers());
      for (const place of new Set(this.places.values())) {
        if (markers.has(place.marker)) for (const row of this.rowsOf(place)) row.classList.toggle("is-lit", on);
      }
    }

    // ── filters ─────────────────────────────────────────────────────────────
    // On the page of the map the form hides rows; on a case's page its own filter does. The map shows
    // what has a row that is not hidden.
    filters() {
      const form = one("[data-map-filters]");
      if (form) {
        form.addEventListener("change", () => { this.filterRows(form); this.refresh(); });
        one("[data-map-reset]", form).addEventListener("click", (event) => {
          event.preventDefault();
          all("input", form).forEach((box) => { box.checked = false; });
          all("select", form).forEach((box) => { box.value = ""; });
          this.filterRows(form);
          this.refresh();
        });
        return;
      }
      let waiting = 0;
      const watch = new MutationObserver((changes) => {
        if (changes.every((change) => this.box.contains(change.target))) return;
        clearTimeout(waiting);
        waiting = setTimeout(() => this.refresh(), 80);
      });
      watch.observe(one("main") || document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["hidden"] });
    }

    filterRows(form) {
      const wanted = new FormData(form);
      const groups = wanted.getAll("group"), dong = wanted.get("dong"), domain = wanted.get("domain");
      let shown = 0;
      for (const row of all(".map-row")) {
        const { group, dong: of, domains } = row.dataset;
        row.hidden = Boolean((groups.length && !groups.includes(group)) || (dong && of !== dong) || (domain && !domains.split(" ").includes(domain)));
        shown += row.hidden ? 0 : 1;
      }
      const count = one("[data-map-count]");
      count.textContent = shown === 1 ? count.dataset.one : count.dataset.many.replace("#", String(shown));
      one("[data-map-nothing]").hidden = shown > 0;
      const query = new URLSearchParams([...wanted].filter(([, value]) => value)).toString();
      history.replaceState(null, "", location.pathname + (query ? "?" + query : ""));
      const print = one("[data-map-print]");
      if (print) print.href = print.pathname + (query ? "?" + query : "");
      if (dong !== this.dong) { this.dong = dong; this.goTo(form, dong); }
    }

    goTo(form, dong) {
      const name = dong && one('option[value="' + CSS.escape(dong) + '"]', form).textContent;
      const shape = this.data.dongs.find((each) => each.name === name);
      this.map.fitBounds(shape ? L.polygon(shape.polygons).getBounds().pad(0.06) : this.data.extent);
    }

    refresh() {
      const hasRows = Boolean(one("[data-offer]"));
      const add = [], remove = [];
      for (const place of new Set(this.places.values())) {
        const wanted = !hasRows || this.rowsOf(place).some((row) => !row.closest("[hidden]"));
        const there = this.cluster.hasLayer(place.marker);
        if (wanted && !there) add.push(place.marker);
        if (!wanted && there) remove.push(place.marker);
        if (place.circle) place.circle[wanted ? "addTo" : "remove"](this.map);
      }
      if (this.chosen && remove.includes(this.chosen.marker)) this.map.closePopup();
      this.cluster.removeLayers(remove);
      this.cluster.addLayers(add);
      this.box.dataset.shown = String(this.cluster.getLayers().length);
    }
  }

  function toggle(button) {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    one("span", button).textContent = open ? button.dataset.hide : button.dataset.show;
  }

  function settle() {
    all("[data-map-url]").forEach((box) => { if (!box.dataset.started) { box.dataset.started = "yes"; start(box); } });
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.addEventListener("click", (event) => { const button = event.target.closest("[data-map-toggle]"); if (button) toggle(button); });
    settle();
    document.body.addEventListener("htmx:load", settle);
  });
})();
