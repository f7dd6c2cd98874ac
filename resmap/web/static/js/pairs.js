/* Alt with S, D or U judges a pair in every browser and in every state of the Korean keyboard;
   without this file the access keys of the buttons do it. */
"use strict";

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
  const button = document.querySelector(`.pair-acts [data-key="${event.code}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});
