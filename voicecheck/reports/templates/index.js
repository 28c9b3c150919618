"use strict";
(() => {
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const body = one(".calls tbody"), filter = one("#filter"), shown = one("#shown"), nothing = one("#nothing");
  const picks = all(".pick"), heads = all(".sort");
  const rows = [...body.rows].map((node, order) => ({
    node, order, text: node.textContent.toLowerCase(), outcome: node.dataset.outcome,
    rank: +node.dataset.rank, at: +node.dataset.at,
    call: node.querySelector("[data-of=call]").textContent, agent: node.querySelector("[data-of=agent]").textContent,
    reason: node.querySelector("[data-of=reason]").textContent,
  }));
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  let outcome = "";

  function show() {
    const wanted = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const fits = (!outcome || row.outcome === outcome) && wanted.every((word) => row.text.includes(word));
      row.node.hidden = !fits;
      count += fits;
    }
    shown.textContent = `${count} / ${rows.length} ${shown.dataset.word}`;
    nothing.hidden = count > 0;
  }

  function sort(head) {
    const cell = head.closest("th"), key = head.dataset.key;
    const down = cell.getAttribute("aria-sort") === "ascending";
    for (const other of heads) other.closest("th").removeAttribute("aria-sort");
    cell.setAttribute("aria-sort", down ? "descending" : "ascending");
    const compare = (a, b) => (typeof a[key] === "number" ? a[key] - b[key] : collator.compare(a[key], b[key]));
    rows.sort((a, b) => (down ? compare(b, a) : compare(a, b)) || a.order - b.order);
    body.append(...rows.map((row) => row.node));
  }

  for (const head of heads) head.addEventListener("click", () => sort(head));
  for (const pick of picks) pick.addEventListener("click", () => {
    outcome = pick.dataset.outcome;
    for (const other of picks) other.setAttribute("aria-pressed", String(other === pick));
    show();
  });
  filter.addEventListener("input", show);
  filter.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    filter.value = "";
    show();
  });
  one(".tools").hidden = false;
  heads[0].closest("th").setAttribute("aria-sort", "ascending");
  show();
})();
