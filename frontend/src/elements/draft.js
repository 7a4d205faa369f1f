// <linli-draft data-key="report">…form…</linli-draft>: what was typed survives a closed page.
// <linli-draft data-forget="report"> on the page after sending drops it.
import { get, newKey, pack, put, remove, unpack } from "../store.js";
import { role } from "../words.js";

const PAUSE = 400;
const NEVER = new Set(["csrfmiddlewaretoken", "next"]);

export class LinliDraft extends HTMLElement {
  connectedCallback() {
    if (this.dataset.forget) {
      remove("drafts", this.dataset.forget).catch(() => {});
      return;
    }
    this.form = this.querySelector("form");
    if (!this.form || this.ready) return;
    this.ready = this.restore().catch(() => this.giveKey(newKey()));
    const later = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), PAUSE);
    };
    for (const name of ["input", "change", "linli-photo:change", "linli-place:change"]) {
      this.addEventListener(name, later);
    }
    // Leaving the page must not lose the last words.
    document.addEventListener("visibilitychange", () => document.hidden && this.timer && this.save());
    // Once sent, the next page forgets the draft: nothing may be saved after that.
    this.form.addEventListener("submit", () => this.timer && this.save());
    const discard = role(this, "discard");
    if (discard) discard.addEventListener("click", () => this.discard());
  }

  fields() {
    return [...this.form.elements].filter(
      (e) => e.name && !NEVER.has(e.name) && !["password", "file", "submit", "button"].includes(e.type),
    );
  }

  giveKey(key) {
    const field = this.form.elements.namedItem(this.dataset.clientKey || "client_key");
    if (field && !field.value) field.value = key;
  }

  photos() {
    return [...this.querySelectorAll("linli-photo")];
  }

  async save() {
    clearTimeout(this.timer);
    this.timer = 0;
    const values = this.fields().map((e) => [e.name, e.value, "checked" in e ? e.checked : null]);
    const photos = [];
    for (const element of this.photos()) {
      photos.push(await Promise.all((element.files || []).map(pack)));
    }
    await put("drafts", { key: this.dataset.key, values, photos, step: this.form.dataset.at || "", at: Date.now() }).catch(() => {});
    this.dispatchEvent(new CustomEvent("linli-draft:saved", { bubbles: true }));
  }

  /** A form that the server sent back with errors already holds the newest words. */
  async restore() {
    const draft = this.hasAttribute("data-bound") ? null : await get("drafts", this.dataset.key);
    if (draft) {
      this.fill(draft.values);
      this.photos().forEach((element, index) => {
        const files = (draft.photos[index] || []).map(unpack);
        if (files.length) element.files = files;
      });
      const said = draft.values.some(([name, value, checked]) => value && checked !== false && name !== "client_key");
      const note = role(this, "restored");
      if (note && (said || draft.photos.some((files) => files.length))) note.hidden = false;
    }
    this.giveKey(newKey());
    this.dispatchEvent(new CustomEvent("linli-draft:restored", { bubbles: true, detail: { step: draft ? draft.step : "" } }));
  }

  fill(values) {
    const waiting = values.slice();
    for (const element of this.fields()) {
      const choice = element.type === "checkbox" || element.type === "radio";
      const index = waiting.findIndex(([name, value]) => name === element.name && (!choice || value === element.value));
      if (index < 0) continue;
      const [[, value, checked]] = waiting.splice(index, 1);
      if (choice) element.checked = checked;
      else element.value = value;
    }
  }

  async discard() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.form.reset();
    this.fields().forEach((e) => e.type === "hidden" && !e.hasAttribute("data-fixed") && (e.value = ""));
    this.photos().forEach((element) => (element.files = []));
    this.giveKey(newKey());
    role(this, "restored").hidden = true;
    await remove("drafts", this.dataset.key).catch(() => {});
    this.dispatchEvent(new CustomEvent("linli-draft:discarded", { bubbles: true }));
  }
}
