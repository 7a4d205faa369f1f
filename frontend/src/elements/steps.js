// <linli-steps> inside a form: one [data-step] at a time, back always works.
// Without script all steps stand below each other as one long form.
import { role, words } from "../words.js";

export class LinliSteps extends HTMLElement {
  connectedCallback() {
    if (this.steps) return;
    this.steps = [...this.querySelectorAll("[data-step]")];
    this.form = this.closest("form");
    this.addEventListener("click", (event) => {
      if (event.target.closest("[data-next]")) this.next();
      else if (event.target.closest("[data-previous]")) history.back();
      const jump = event.target.closest("[data-goto]");
      if (jump) this.go(this.indexOf(jump.dataset.goto), true);
    });
    window.addEventListener("popstate", (event) => {
      const at = event.state && event.state.step;
      this.show(Math.max(0, at ? this.indexOf(at) : 0), true);
    });
    const wrong = this.steps.findIndex((step) => step.querySelector("[aria-invalid=true]"));
    const start = wrong >= 0 ? wrong : Math.max(0, this.indexOf(this.dataset.start));
    history.replaceState({ step: this.steps[start].dataset.step }, "");
    this.show(start, false);
    // A draft goes on where it was left; starting again starts at the first step.
    const draft = this.closest("linli-draft");
    if (!draft || wrong >= 0) return;
    draft.addEventListener("linli-draft:restored", ({ detail }) => this.resume(this.indexOf(detail.step)));
    draft.addEventListener("linli-draft:discarded", () => this.resume(0));
  }

  resume(index) {
    if (index < 0 || index === this.at) return;
    history.replaceState({ step: this.steps[0].dataset.step }, "");
    if (index > 0) history.pushState({ step: this.steps[index].dataset.step }, "");
    this.show(index, false);
  }

  indexOf(name) {
    return this.steps.findIndex((step) => step.dataset.step === name);
  }

  /** Go on when the visible step is filled in; the browser's own words say what is missing. */
  next() {
    const step = this.steps[this.at];
    const wrong = [...step.querySelectorAll("input, select, textarea")].find((field) => !field.checkValidity());
    if (wrong) wrong.reportValidity();
    else this.go(this.at + 1, true);
  }

  go(index, focus) {
    if (index < 0 || index >= this.steps.length) return;
    history.pushState({ step: this.steps[index].dataset.step }, "");
    this.show(index, focus);
  }

  show(index, focus) {
    this.at = index;
    this.steps.forEach((step, i) => (step.hidden = i !== index));
    const step = this.steps[index];
    if (this.form) this.form.dataset.at = step.dataset.step;
    const bar = role(this, "progress");
    if (bar) {
      bar.querySelectorAll("li").forEach((item, i) => {
        item.className = i < index ? "is-done" : i === index ? "is-now" : "";
      });
      role(this, "count").textContent = words(this, "count", { n: index + 1, all: this.steps.length });
    }
    if (focus) {
      const heading = step.querySelector("h1, h2, legend, label");
      window.scrollTo(0, 0);
      if (heading) {
        heading.tabIndex = -1;
        heading.focus({ preventScroll: true });
      }
    }
    // Parts of a step that are asked for when it comes into sight: hx-trigger="shown".
    const tell = () => step.querySelectorAll("[data-when-shown]").forEach((part) => part.dispatchEvent(new CustomEvent("shown")));
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => setTimeout(tell), { once: true });
    else setTimeout(tell);
    this.dispatchEvent(new CustomEvent("linli-steps:show", { bubbles: true, detail: { step: step.dataset.step } }));
  }
}
