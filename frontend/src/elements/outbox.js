// <linli-outbox>: forms marked data-outbox are kept here while there is no network and sent in
// the order in which they were filled in, each with its own client key.
import { all, newKey, pack, put, remove, unpack } from "../store.js";
import { byItself, role, words } from "../words.js";

const EVERY = 30000;
const PATIENCE = 4000;

export class LinliOutbox extends HTMLElement {
  connectedCallback() {
    this.onSubmit = (event) => this.submit(event);
    this.onOnline = () => this.send();
    document.addEventListener("submit", this.onSubmit);
    window.addEventListener("online", this.onOnline);
    this.timer = setInterval(this.onOnline, EVERY);
    this.addEventListener("click", (event) => {
      if (event.target.closest("[data-act=send]")) this.again();
      if (event.target.closest("[data-act=drop]")) this.drop();
    });
    // Older Safari does not tell which button sent a form.
    this.onClick = (event) => (this.pressed = event.target.closest("button"));
    document.addEventListener("click", this.onClick, true);
    this.send();
  }

  disconnectedCallback() {
    document.removeEventListener("submit", this.onSubmit);
    document.removeEventListener("click", this.onClick, true);
    window.removeEventListener("online", this.onOnline);
    clearInterval(this.timer);
  }

  async reachable() {
    if (!navigator.onLine) return false;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      return (await fetch(this.dataset.ping, { cache: "no-store", headers: byItself, signal: stop.signal })).ok;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  async submit(event) {
    const form = event.target;
    if (!form.matches("form[data-outbox]") || event.defaultPrevented) return;
    event.preventDefault();
    const data = new FormData(form);
    const button = event.submitter || (this.pressed && this.pressed.form === form ? this.pressed : null);
    if (button && button.name) data.append(button.name, button.value);
    if (!data.get("client_key")) data.set("client_key", newKey());
    if (await this.reachable()) {
      this.leave(form, button, data.get("client_key"));
      return;
    }
    await this.keep(form.action, data);
    form.dispatchEvent(new CustomEvent("linli-outbox:kept", { bubbles: true }));
    if (form.dataset.kept) location.assign(form.dataset.kept);
  }

  /** The ordinary way: the form goes as the browser would have sent it. */
  leave(form, button, key) {
    const carry = { client_key: key };
    if (button && button.name) carry[button.name] = button.value;
    for (const [name, value] of Object.entries(carry)) {
      const there = form.querySelector(`input[type=hidden][name="${name}"]`);
      const field = there || form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
      field.value = value;
    }
    HTMLFormElement.prototype.submit.call(form);
  }

  async keep(url, data) {
    const entries = [];
    for (const [name, value] of data.entries()) {
      if (value instanceof File && !value.name && !value.size) continue; // an input left empty
      entries.push([name, value instanceof File ? await pack(value) : value]);
    }
    await put("outbox", { url, entries, at: Date.now(), failed: "" });
    await this.show();
  }

  async again() {
    for (const letter of await all("outbox")) if (letter.failed) await put("outbox", { ...letter, failed: "" });
    await this.send();
  }

  /** Give up what the server will not take, on the person's word. */
  async drop() {
    for (const letter of await all("outbox")) if (letter.failed) await remove("outbox", letter.sequence);
    await this.show();
  }

  async send() {
    if (this.sending) return;
    this.sending = true;
    try {
      for (const letter of await all("outbox")) {
        if (letter.failed) continue;
        const outcome = await this.post(letter);
        if (outcome === "later") break;
        if (outcome === "sent") await remove("outbox", letter.sequence);
        else await put("outbox", { ...letter, failed: outcome });
      }
    } catch {
      // No database here (private browsing): nothing was queued either.
    } finally {
      this.sending = false;
      await this.show();
    }
  }

  /** "sent", "later", or the status that will not change by waiting. */
  async post(letter) {
    if (!navigator.onLine) return "later";
    const body = new FormData();
    letter.entries.forEach(([name, value]) => body.append(name, typeof value === "string" ? value : unpack(value)));
    const token = document.querySelector("[name=csrfmiddlewaretoken]");
    if (token) body.set("csrfmiddlewaretoken", token.value);
    try {
      const response = await fetch(letter.url, { method: "POST", body });
      const login = this.dataset.login && new URL(response.url).pathname.startsWith(this.dataset.login);
      if (login || response.status >= 500 || [401, 408, 429].includes(response.status)) return "later";
      return response.ok ? "sent" : String(response.status);
    } catch {
      return "later";
    }
  }

  async show() {
    const letters = await all("outbox").catch(() => []);
    const failed = letters.filter((letter) => letter.failed).length;
    this.hidden = letters.length === 0;
    const text = failed ? words(this, "failed", { n: failed }) : words(this, "waiting", { n: letters.length });
    role(this, "status").textContent = text;
    const drop = this.querySelector("[data-act=drop]");
    if (drop) drop.hidden = failed === 0;
    this.dispatchEvent(new CustomEvent("linli-outbox:count", { bubbles: true, detail: { waiting: letters.length, failed } }));
  }
}
