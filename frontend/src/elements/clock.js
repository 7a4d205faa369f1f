// <linli-clock data-due="2026-03-02T16:00:00+08:00">(words)</linli-clock>
// The words are the server's; only the moment of becoming late is noticed here.

export class LinliClock extends HTMLElement {
  connectedCallback() {
    const left = Date.parse(this.dataset.due) - this.serverNow();
    const LONGEST = 2 ** 31 - 1;
    if (this.dataset.textLate && left > 0 && left < LONGEST) this.timer = setTimeout(() => this.late(), left);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  /** The phone's clock may be wrong: go by the moment the page was made. */
  serverNow() {
    return this.dataset.now ? Date.parse(this.dataset.now) + performance.now() : Date.now();
  }

  late() {
    const due = this.querySelector(".due");
    const text = this.querySelector("[data-role=words]") || this;
    text.textContent = this.dataset.textLate;
    if (due) due.className = "due due-late";
    this.dispatchEvent(new CustomEvent("linli-clock:late", { bubbles: true }));
  }
}
