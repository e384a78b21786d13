// What the pages need beside htmx. No script stands in a page itself, so that none can be slipped into one.
"use strict";
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});
document.addEventListener("submit", (event) => {
  const asked = event.submitter && event.submitter.dataset.asks;
  if (asked && !window.confirm(asked)) event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  // Ctrl+Enter saves the form in which one stands.
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) event.target.form.requestSubmit();
});
