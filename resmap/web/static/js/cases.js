// The case page: comparing is possible from two picks on, rows answer Enter, a folded row opens
// when the map chooses it. Without it everything still works, with one more page now and then.
"use strict";
(function () {
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const MOST = 4;

  // ── compare: two to four ────────────────────────────────────────────────
  function picksOf(form) { return all('input[type="checkbox"][form="' + form.id + '"]'); }

  function weigh(form) {
    const picks = picksOf(form);
    const chosen = picks.filter((pick) => pick.checked).length;
    const button = form.querySelector("button");
    button.setAttribute("aria-disabled", String(chosen < 2));
    for (const pick of picks) pick.disabled = !pick.checked && chosen >= MOST;
  }

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form && "compare" in form.dataset) weigh(form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if ("compare" in form.dataset && picksOf(form).filter((pick) => pick.checked).length < 2) event.preventDefault();
  });

  // ── rows and the map ────────────────────────────────────────────────────
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.classList.contains("offer")) event.target.click();
  });

  function unfold(row) {
    const rest = row.closest("details.offers-rest");
    if (rest && !rest.open) { rest.open = true; row.scrollIntoView({ block: "nearest" }); }
  }
  const watcher = new MutationObserver((changes) => {
    for (const change of changes) if (change.target.matches(".offer.is-active")) unfold(change.target);
  });

  // ── an opened form takes the focus ──────────────────────────────────────
  document.addEventListener("toggle", (event) => {
    const opened = event.target;
    if (!opened.open || !opened.matches("details.answer")) return;
    const field = opened.querySelector("input:not([type=hidden]), select, textarea");
    if (field) field.focus({ preventScroll: true });
  }, true);

  function close(opened, focus) {
    opened.open = false;
    if (focus) opened.querySelector("summary").focus({ preventScroll: true });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const opened = event.target.closest("details.answer[open]");
    if (opened) { event.preventDefault(); event.stopPropagation(); close(opened, true); }
  }, true);
  document.addEventListener("mousedown", (event) => {
    for (const opened of all(".offer-acts details.answer[open]")) {
      if (!opened.contains(event.target) && !opened.querySelector("[name=why]").value) close(opened, false);
    }
  });

  function settle() {
    all("form[data-compare]").forEach(weigh);
    const needs = document.getElementById("needs");
    if (needs) watcher.observe(needs, { attributes: true, attributeFilter: ["class"], subtree: true });
  }
  document.addEventListener("DOMContentLoaded", () => {
    settle();
    document.body.addEventListener("htmx:load", settle);
  });
})();
