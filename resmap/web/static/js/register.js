// Choosing all entries of a page at once; without it the second button does the same.
"use strict";
(function () {
  function settle(form) {
    const all = form.querySelector("[data-all]");
    // Boxes may stand outside of their form: rows of the queue hold small forms of their own.
    const boxes = Array.from(form.elements).filter((box) => box.matches("[data-choice]"));
    if (!all || all.dataset.ready) return;
    all.dataset.ready = "yes";
    all.closest("[hidden]").hidden = false;
    const tell = () => {
      const chosen = boxes.filter((box) => box.checked).length;
      all.checked = chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
      boxes.forEach((box) => box.closest("tr").classList.toggle("is-active", box.checked));
    };
    all.addEventListener("change", () => { boxes.forEach((box) => { box.checked = all.checked; }); tell(); });
    boxes.forEach((box) => box.addEventListener("change", tell));
    tell();
  }
  const look = () => document.querySelectorAll("[data-choices]").forEach(settle);
  document.addEventListener("DOMContentLoaded", look);
  document.addEventListener("htmx:load", look);
  if (document.readyState !== "loading") look();
})();
