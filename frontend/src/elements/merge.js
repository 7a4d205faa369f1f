// <linli-merge>: a card of the triage board dragged onto another opens the page that asks whether
// both are one matter. The same page is a link and a field on every card, for the keyboard.
const CARD = "[data-merge]";

export class LinliMerge extends HTMLElement {
  connectedCallback() {
    this.addEventListener("dragstart", (event) => {
      const card = event.target.closest?.(CARD);
      if (!card || !event.dataTransfer) return;
      this.held = card;
      event.dataTransfer.setData("text/plain", card.dataset.merge);
      event.dataTransfer.effectAllowed = "link";
    });
    this.addEventListener("dragover", (event) => {
      if (this.aim(event)) event.preventDefault();
    });
    this.addEventListener("drop", (event) => {
      const card = this.aim(event);
      if (!card) return;
      event.preventDefault();
      const address = `${this.dataset.address}${this.held.dataset.merge}/merge`;
      window.location.assign(`${address}?into=${encodeURIComponent(card.dataset.merge)}`);
    });
    this.addEventListener("dragend", () => {
      this.held = null;
    });
  }

  /** The card under the pointer, if another one is being dragged. */
  aim(event) {
    const card = event.target.closest?.(CARD);
    return this.held && card && card.dataset.merge !== this.held.dataset.merge ? card : null;
  }
}
