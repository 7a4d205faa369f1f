// <linli-modeler data-src="….bpmn" data-here="element">: the BPMN modeler with our panel. The chunk
// comes only here. What is drawn goes into the form's textarea.
import { lazy } from "../lazy.js";
import { role } from "../words.js";

export class LinliModeler extends HTMLElement {
  async connectedCallback() {
    if (this.started) return;
    this.started = true;
    try {
      const [{ edit }, response] = await Promise.all([lazy("modeler"), fetch(this.dataset.src)]);
      if (!response.ok) throw new Error(String(response.status));
      role(this, "work").hidden = false;
      const told = JSON.parse(this.querySelector('script[type="application/json"]').textContent);
      this.editor = await edit(role(this, "canvas"), role(this, "panel"), await response.text(), told, this.dataset.here);
      this.classList.add("is-ready");
      this.guard();
    } catch {
      role(this, "work").hidden = true;
      role(this, "failed").hidden = false;
    }
  }

  /** What is drawn stands in the form at once; leaving without sending it asks first. */
  guard() {
    const form = this.querySelector("form");
    if (!form) return;
    let sending = false;
    this.editor.follow((xml) => (form.elements.body.value = xml));
    form.addEventListener("submit", () => (sending = true));
    window.addEventListener("beforeunload", (event) => {
      if (!sending && this.editor.dirty()) event.preventDefault();
    });
  }
}
