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
// On a narrow screen the pages of a dossier stand in a row that scrolls: the one that is open is brought into sight.
const open = document.querySelector("nav.dossier [aria-current]");
if (open) {
  const row = open.parentElement;
  row.scrollLeft = open.offsetLeft - row.offsetLeft - (row.clientWidth - open.offsetWidth) / 2;
}
