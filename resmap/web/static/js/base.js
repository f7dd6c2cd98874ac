// What every page does: menu, dialogs, confirmations, one press for one act, the idle logout, htmx.
// Everything works without it, only less comfortably; it writes text, never HTML.
"use strict";
(function () {
  const root = document.documentElement;
  root.classList.add("js");

  const one = (selector, within) => (within || document).querySelector(selector);
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const store = {
    get(name) { try { return localStorage.getItem("resmap." + name); } catch { return null; } },
    set(name, value) { try { localStorage.setItem("resmap." + name, value); } catch { /* private window */ } },
  };

  // ── menu on narrow windows ────────────────────────────────────────────────
  function turnMenu(button, open) {
    button.setAttribute("aria-expanded", String(open));
    button.setAttribute("aria-label", open ? button.dataset.closeWords : button.dataset.openWords);
    document.getElementById(button.getAttribute("aria-controls")).classList.toggle("is-open", open);
  }

  // ── confirmations ─────────────────────────────────────────────────────────
  function toast(words) {
    const shape = one("#toast-shape").content.firstElementChild.cloneNode(true);
    one("span", shape).textContent = words;
    one("#toasts").append(shape);
    fade(shape);
  }

  // Long enough to read; stays while the pointer or the focus rests on it.
  function fade(shape) {
    const wait = 4000 + 80 * shape.textContent.length;
    setTimeout(() => (shape.matches(":hover, :focus-within") ? fade(shape) : shape.remove()), wait);
  }

  // ── one press, one act ────────────────────────────────────────────────────
  // The server refuses a second act with the same key anyway; this spares people the page that says so.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    all("button", form).forEach((button) => button.setAttribute("aria-disabled", "true"));
  });
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    all("button", form).forEach((button) => button.removeAttribute("aria-disabled"));
  }));

  // ── presses ───────────────────────────────────────────────────────────────
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("button, a");
    if (!pressed) return;
    const data = pressed.dataset;
    if ("menu" in data) turnMenu(pressed, pressed.getAttribute("aria-expanded") !== "true");
    else if (data.opens) document.getElementById(data.opens).showModal();
    else if (data.closes) document.getElementById(data.closes).close();
    else if ("dismiss" in data) pressed.closest("[data-toast]").remove();
    else if ("print" in data) window.print();
    else if ("back" in data) { if (history.length > 1) history.back(); else location.assign("/"); }
    else if ("reload" in data) { event.preventDefault(); location.reload(); }
    else if (data.fillName) {
      one("#name").value = data.fillName;
      one("#password").value = data.fillPassword;
      one("form[data-once] button").focus();
    }
  });

  // A press beside a dialog closes it, like Escape.
  document.addEventListener("mousedown", (event) => {
    if (event.target.tagName === "DIALOG" && event.target.open && event.target.id !== "idle") {
      const box = event.target.getBoundingClientRect();
      const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
      if (!inside) event.target.close();
    }
  });

  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !writing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const field = one("[data-search], input[type=search]");
      if (field) { event.preventDefault(); field.focus(); field.select(); }
    }
    if (event.key === "Escape") {
      const button = one("[data-menu][aria-expanded=true]");
      if (button) { turnMenu(button, false); button.focus(); }
    }
  });

  // ── the idle logout (P-14): warn two minutes before, then go ──────────────
  // Every tab tells the others when the server last heard of us, so that a resting tab does not log out a busy one.
  function watchIdle(body) {
    const limit = Number(body.dataset.idleSeconds) * 1000;
    if (!limit) return;
    const warning = Math.min(120000, limit / 3);
    const dialog = document.getElementById("idle");
    const heard = () => store.set("heard", String(Date.now()));
    const lastHeard = () => Number(store.get("heard")) || loaded;
    const loaded = Date.now();
    heard();
    document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) heard(); });
    one("[data-idle-stay]").addEventListener("click", async () => {
      const token = JSON.parse(body.getAttribute("hx-headers"))["X-CSRFToken"];
      const answer = await fetch(body.dataset.keep, { method: "POST", headers: { "X-CSRFToken": token, Accept: "application/json" } }).catch(() => null);
      if (answer && answer.ok) { heard(); dialog.close(); } else { leave(); }
    });
    function leave() {
      const back = location.pathname + location.search;
      location.replace(body.dataset.login + "?ended=idle&next=" + encodeURIComponent(back));
    }
    setInterval(() => {
      const left = lastHeard() + limit - Date.now();
      if (left <= 0) { leave(); return; }
      if (left <= warning) {
        const seconds = Math.ceil(left / 1000);
        one("[data-idle-left]").textContent = Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
        if (!dialog.open) dialog.showModal();
      } else if (dialog.open) { dialog.close(); }
    }, 1000);
  }

  // ── whenever something new stands on the page ─────────────────────────────
  function settle(within) {
    const wanted = one("[data-takes-focus]", within);
    if (wanted) wanted.focus();
    all("[data-toast]", within).forEach(fade);
    all("details[data-remembers]", within).forEach((details) => {
      const name = "open." + details.dataset.remembers;
      if (store.get(name) === "no") details.open = false;
      details.addEventListener("toggle", () => store.set(name, details.open ? "yes" : "no"));
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    settle(document);
    watchIdle(document.body);
    const body = document.body;
    body.addEventListener("htmx:load", (event) => { if (event.detail.elt !== body) settle(event.detail.elt); });
    body.addEventListener("htmx:sendError", () => toast(body.dataset.offline));
    body.addEventListener("htmx:timeout", () => toast(body.dataset.offline));
    body.addEventListener("toast", (event) => toast(event.detail.value)); // HX-Trigger: {"toast": "…"}
  });

  window.resmap = { toast };
})();
