// <linli-diagram data-src="….bpmn" data-done="a b" data-current="c">: the procedure with the
// open step lit. The list inside says the same in words and stays for keyboards.
import { lazy } from "../lazy.js";
import { role } from "../words.js";

const names = (text) => (text || "").split(/\s+/).filter(Boolean);

export class LinliDiagram extends HTMLElement {
  async connectedCallback() {
    if (this.started) return;
    this.started = true;
    const box = role(this, "picture");
    try {
      const [{ show }, response] = await Promise.all([lazy("diagram"), fetch(this.dataset.src)]);
      if (!response.ok) throw new Error(String(response.status));
      box.hidden = false;
      await show(box, await response.text(), names(this.dataset.done), names(this.dataset.current));
      this.dispatchEvent(new CustomEvent("linli-diagram:drawn", { bubbles: true }));
    } catch {
      box.hidden = true;
      const failed = role(this, "failed");
      if (failed) failed.hidden = false;
    }
  }
}
