// Makes the table sortable by mouse and keyboard, and gives it a filter. The
// sorting itself is sortable's, which listens to clicks on the heads.
(function () {
  "use strict";
  const table = document.querySelector("table.sortable");
  if (!table) return;

  for (const head of table.tHead.rows[0].cells) {
    if (head.classList.contains("no-sort")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    if (head.textContent === "Open Repositories") head.setAttribute("aria-sort", "descending");
    // Numbers begin with the largest, words with the first.
    head.addEventListener("click", () => table.classList.toggle("asc", !head.classList.contains("number")));
  }

  const words = document.getElementById("words"), found = document.getElementById("found");
  const rows = Array.from(table.tBodies[0].rows, (row) => ({ row, text: row.textContent.toLowerCase() }));
  words.addEventListener("input", () => {
    const wanted = words.value.toLowerCase().split(/\s+/);
    let n = 0;
    for (const { row, text } of rows) {
      row.hidden = !wanted.every((word) => text.includes(word));
      if (!row.hidden) n++;
    }
    found.textContent = wanted.join("") ? `${n} of ${rows.length}` : "";
  });
  document.getElementById("filter").hidden = false;
})();
