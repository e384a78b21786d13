// Papers: a figure is put into the text where the cursor stands, and the derivation of a figure is closed again.
"use strict";
document.addEventListener("click", (event) => {
  const insert = event.target.closest("[data-inserts]");
  if (insert) {
    const text = document.getElementById("text");
    // Never into the middle of a figure that stands there already: behind it.
    const before = text.value.slice(0, text.selectionStart);
    const inside = before.lastIndexOf("{") > before.lastIndexOf("}");
    const end = text.value.indexOf("}", text.selectionStart) + 1;
    if (inside && end) text.setSelectionRange(end, end);
    text.setRangeText(`{${insert.dataset.inserts}}`, text.selectionStart, text.selectionEnd, "end");
    text.focus();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const close = event.target.closest("[data-empties]");
  if (close) {
    const emptied = document.querySelector(close.dataset.empties);
    if (emptied) emptied.replaceChildren();
    else history.back();
  }
});
