// <linli-list>: j/k move, Enter opens, x marks; any control with data-key answers its key.
// Rows are [data-row]; the first link in a row is what Enter opens.
import { beside, goOn } from "../beside.js";
import { role, words } from "../words.js";

const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]";

export class LinliList extends HTMLElement {
  connectedCallback() {
    this.press = (event) => this.key(event);
    document.addEventListener("keydown", this.press);
    this.addEventListener("change", (event) => {
      if (event.target.matches("[data-role=all]")) this.markAll(event.target.checked);
      this.count();
    });
    this.addEventListener("click", (event) => {
      const row = event.target.closest("[data-row]");
      if (!row) return;
      this.go(this.rows().indexOf(row), false);
      beside(event);
    });
    this.count();
    goOn(this);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.press);
  }

  rows() {
    return [...this.querySelectorAll("[data-row]")];
  }

  get here() {
    return this.rows().findIndex((row) => row.classList.contains("is-here"));
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest(TYPING) || document.querySelector("dialog[open]")) return;
    const row = this.rows()[this.here];
    if (event.key === "j") this.go(this.here + 1, true);
    else if (event.key === "k") this.go(this.here - 1, true);
    else if (event.key === "x" && row) this.toggle(row);
    else if (event.key === "Enter" && row && !event.target.closest("a, button, summary")) this.open(row);
    else if (!this.verb(event.key, row)) return;
    event.preventDefault();
  }

  /** A verb's key: first in the row that is lit, then anywhere on the page. */
  verb(key, row) {
    const find = (root) => [...root.querySelectorAll("[data-key]")].find((e) => e.dataset.key === key && e.offsetParent);
    const control = (row && find(row)) || find(document);
    if (!control) return false;
    if (control.matches(TYPING)) control.focus();
    else control.click();
    return true;
  }

  go(index, scroll) {
    const rows = this.rows();
    if (index < 0 || index >= rows.length) return;
    rows.forEach((row, i) => {
      row.classList.toggle("is-here", i === index);
      row.removeAttribute("aria-current");
    });
    rows[index].setAttribute("aria-current", "true");
    if (!scroll) return;
    rows[index].scrollIntoView({ block: "nearest" });
    const link = rows[index].querySelector("a[href]");
    if (link) link.focus({ preventScroll: true });
    this.dispatchEvent(new CustomEvent("linli-list:here", { bubbles: true, detail: { row: rows[index] } }));
  }

  open(row) {
    const link = row.querySelector("a[href]");
    if (link) link.click();
  }

  toggle(row) {
    const box = row.querySelector("input[type=checkbox]");
    if (!box) return;
    box.checked = !box.checked;
    this.count();
  }

  markAll(checked) {
    this.rows().forEach((row) => {
      const box = row.querySelector("input[type=checkbox]");
      if (box) box.checked = checked;
    });
  }

  count() {
    const marked = this.rows().filter((row) => row.querySelector("input[type=checkbox]:checked")).length;
    const bulk = role(this, "bulk");
    if (!bulk) return;
    bulk.hidden = marked === 0;
    role(this, "count").textContent = words(this, "count", { n: marked });
  }
}
