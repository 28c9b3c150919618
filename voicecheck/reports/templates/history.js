"use strict";
(() => {
  const table = document.querySelector(".heat");
  if (!table) return;
  const body = table.tBodies[0], heads = [...table.querySelectorAll(".sort")];
  const rows = [...body.rows].map((node, order) => ({ node, order, values: [...node.cells].map((cell) => cell.dataset.v) }));
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

  function compare(a, b, column, down) {
    const one = a.values[column], other = b.values[column];
    if (!column) return (down ? -1 : 1) * collator.compare(one, other);
    if (one === "" || other === "") return (one === "") - (other === "");
    return (down ? -1 : 1) * (one - other);
  }

  function sort(head) {
    const cell = head.closest("th"), column = +head.dataset.column;
    const down = cell.getAttribute("aria-sort") === "ascending";
    for (const other of heads) other.closest("th").removeAttribute("aria-sort");
    cell.setAttribute("aria-sort", down ? "descending" : "ascending");
    rows.sort((a, b) => compare(a, b, column, down) || a.order - b.order);
    body.append(...rows.map((row) => row.node));
  }

  for (const head of heads) head.addEventListener("click", () => sort(head));
  heads[0].closest("th").setAttribute("aria-sort", "ascending");
})();
