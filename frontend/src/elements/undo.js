// <linli-undo data-seconds="10">: counts down beside its undo button and goes when time is up.
import { role } from "../words.js";

export class LinliUndo extends HTMLElement {
  connectedCallback() {
    this.left = Number(this.dataset.seconds || 10);
    this.show();
    this.timer = setInterval(() => {
      this.left -= 1;
      if (this.left > 0) this.show();
      else this.end();
    }, 1000);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  show() {
    const left = role(this, "left");
    if (left) left.textContent = String(this.left);
  }

  end() {
    clearInterval(this.timer);
    this.dispatchEvent(new CustomEvent("linli-undo:over", { bubbles: true }));
    if (this.contains(document.activeElement)) document.getElementById("main").focus();
    this.remove();
  }
}
