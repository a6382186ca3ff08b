"use strict";
(() => {
  const form = document.querySelector("form.filters");
  if (!form) return;
  const table = document.querySelector("table.wide");
  const rows = [...table.querySelectorAll("tbody.f")];
  const shown = document.getElementById("shown");
  const none = document.getElementById("none");
  const query = document.getElementById("q");
  const groups = [...form.querySelectorAll("fieldset")];
  const before = shown.textContent;
  form.hidden = false;

  const texts = new Map();
  const textOf = (row) => {
    if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
    return texts.get(row);
  };

  const apply = () => {
    const off = groups.map((group) => [
      group.dataset.by,
      new Set([...group.querySelectorAll("input:not(:checked)")].map((box) => box.value)),
    ]);
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const hidden = off.some(([by, values]) => values.has(row.dataset[by]))
        || words.some((word) => !textOf(row).includes(word));
      row.hidden = hidden;
      if (!hidden) count += 1;
    }
    const all = count === rows.length;
    shown.textContent = all ? before : `${count.toLocaleString("en")} of ${rows.length.toLocaleString("en")} shown`;
    none.hidden = count > 0;
  };

  let waiting = 0;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 120);
  };
  form.addEventListener("change", apply);
  query.addEventListener("input", soon);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));

  for (const link of document.querySelectorAll("a[data-only]")) {
    link.addEventListener("click", () => {
      for (const box of form.querySelectorAll('fieldset[data-by="outcome"] input')) {
        box.checked = box.value === link.dataset.only;
      }
      apply();
    });
  }

  const numbers = new Set(["severity", "amount"]);
  const compare = (key, up) => (left, right) => {
    const a = left.dataset[key];
    const b = right.dataset[key];
    // What has no value stands last, whichever way the rest runs.
    if (!a || !b) return !a && !b ? 0 : a ? -1 : 1;
    const order = numbers.has(key) ? Number(a) - Number(b) : a.localeCompare(b, "en");
    return up ? order : -order;
  };
  for (const head of table.querySelectorAll("th[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of table.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      table.append(...rows.sort(compare(head.dataset.sort, up)));
    });
  }

  // A printed page shows every finding that was opened in full; when few are listed and none was opened, all of them.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...table.querySelectorAll("tbody.f:not([hidden]) .more > td > details:not([open])")];
    const chosen = table.querySelector("tbody.f:not([hidden]) .more > td > details[open]");
    if (chosen || opened.length > 20) opened = [];
    for (const box of opened) box.open = true;
  });
  addEventListener("afterprint", () => {
    for (const box of opened) box.open = false;
  });

  // A link to one finding opens it.
  const open = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    const box = target && target.querySelector("details");
    if (box) box.open = true;
  };
  addEventListener("hashchange", open);
  open();
})();
