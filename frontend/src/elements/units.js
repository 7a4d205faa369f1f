// <linli-units>: a box that narrows a long list of choices folded by kind, and says what is chosen.
// Without script it is the same list, folded.
import { role, words } from "../words.js";

export class LinliUnits extends HTMLElement {
  connectedCallback() {
    if (this.started) return;
    this.started = true;
    this.find = role(this, "find");
    this.find.addEventListener("input", () => this.narrow(this.find.value.trim()));
    this.find.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    this.addEventListener("change", () => this.say());
    this.say();
  }

  narrow(text) {
    let shown = 0;
    this.querySelectorAll("details").forEach((fold) => {
      let inside = 0;
      fold.querySelectorAll("label").forEach((label) => {
        label.hidden = text !== "" && !label.textContent.includes(text) && !label.querySelector("input").checked;
        if (!label.hidden) inside += 1;
      });
      fold.hidden = inside === 0;
      fold.open = text !== "" ? inside > 0 : fold.querySelector("input:checked") !== null;
      shown += inside;
    });
    this.say(text !== "" && shown === 0);
  }

  say(none = false) {
    const names = [...this.querySelectorAll("input:checked")].map((box) => box.closest("label").textContent.trim());
    const text = names.length ? words(this, "chosen", { n: names.length, names: names.join(words(this, "comma")) }) : "";
    role(this, "said").textContent = none ? words(this, "none") : text || words(this, "nothing");
  }
}
