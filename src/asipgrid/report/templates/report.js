
"use strict";
// Without a script, all requests follow the overview; with one, each opens on a page of its own.
const root = document.documentElement;
root.classList.add("js");
addEventListener("DOMContentLoaded", () => {
  const all = (where, what) => Array.from(where.querySelectorAll(what));
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const words = new Intl.Collator(document.documentElement.lang, { numeric: true });

  // Sorting: first up, then down, then as the page came. Empty cells stay last.
  const key = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.s === undefined ? cell.textContent.trim() : cell.dataset.s;
  };
  const compare = (a, b) => {
    const [x, y] = [Number(a), Number(b)];
    return Number.isNaN(x) || Number.isNaN(y) ? words.compare(a, b) : x - y;
  };
  const sort = (table, heads, column, way) => {
    const body = table.tBodies[0];
    const rows = Array.from(body.rows).filter((row) => row.dataset.n !== undefined);
    const line = all(body, "tr.line");
    const found = rows.map((row) => [row, key(row, column)]);
    found.sort(([a, x], [b, y]) => {
      if (way !== 0 && (x === "") !== (y === "")) return x === "" ? 1 : -1;
      return (way === 0 ? 0 : way * compare(x, y)) || a.dataset.n - b.dataset.n;
    });
    const fragment = document.createDocumentFragment();
    for (const [row] of found) {
      fragment.append(row);
      if (way === 0) for (const each of line) if (each.dataset.after === row.dataset.n) fragment.append(each);
    }
    for (const each of line) {
      each.hidden = way !== 0;
      if (way !== 0) fragment.append(each);
    }
    body.append(fragment);
    heads.forEach((head, n) => head.setAttribute("aria-sort", n !== column || way === 0 ? "none" : way > 0 ? "ascending" : "descending"));
  };
  for (const table of all(document, "table.sort")) {
    let n = 0;
    for (const row of table.tBodies[0].rows) {
      if (row.classList.contains("line")) row.dataset.after = n - 1;
      else row.dataset.n = n++;
    }
    const heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      head.setAttribute("aria-sort", "none");
      const first = head.classList.contains("n") && !head.classList.contains("rank") || head.classList.contains("score") ? -1 : 1;
      button.addEventListener("click", () => {
        const now = { none: 0, ascending: 1, descending: -1 }[head.getAttribute("aria-sort")];
        sort(table, heads, column, now === 0 ? first : now === first ? -first : 0);
      });
    });
  }

  // Searching: every word has to stand in the row.
  const search = document.getElementById("search");
  const found = document.getElementById("found");
  const body = document.getElementById("table").tBodies[0];
  const texts = Array.from(body.rows).filter((row) => !row.classList.contains("line")).map((row) => [row, plain(row.textContent)]);
  search.closest("[hidden]").hidden = false;
  search.addEventListener("input", () => {
    const wanted = plain(search.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [row, text] of texts) {
      row.hidden = !wanted.every((word) => text.includes(word));
      shown += !row.hidden;
    }
    body.classList.toggle("searched", wanted.length > 0);
    found.textContent = wanted.length ? found.dataset.says.replace("{shown}", shown).replace("{of}", texts.length) : "";
  });

  // Opening: a request takes the place of the overview, which comes back where it was left.
  let now = null;
  let left = 0;
  const open = () => {
    const target = document.getElementById(location.hash.slice(1));
    const one = target !== null && target.classList.contains("request") && !root.classList.contains("all") ? target : null;
    if (now === null && one !== null) left = scrollY;
    if (now !== null) now.classList.remove("now");
    root.classList.toggle("one", one !== null);
    if (one !== null) {
      one.classList.add("now");
      one.focus({ preventScroll: true });
      scrollTo(0, 0);
    } else if (target !== null) target.scrollIntoView();
    else if (now !== null) scrollTo(0, left);
    now = one;
  };
  addEventListener("hashchange", open);
  const box = document.getElementById("all");
  box.closest("[hidden]").hidden = false;
  box.addEventListener("change", () => root.classList.toggle("all", box.checked));
  root.classList.toggle("all", box.checked);
  if (location.hash) open();

  // Letters are opened all at once, and folded.
  const letters = all(document, "details.letter");
  const every = document.getElementById("letters");
  if (every !== null) {
    every.closest("[hidden]").hidden = false;
    every.addEventListener("change", () => letters.forEach((each) => { each.open = every.checked; }));
    if (every.checked) letters.forEach((each) => { each.open = true; });
  }

  // What is folded is printed all the same, letters excepted.
  const folded = all(document, "details:not(.letter)");
  addEventListener("beforeprint", () => folded.forEach((each) => { each.dataset.was = each.open ? "1" : ""; each.open = true; }));
  addEventListener("afterprint", () => folded.forEach((each) => { each.open = each.dataset.was === "1"; }));
});
