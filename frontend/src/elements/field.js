// <linli-field>: today's visits. A form is saved at each change and sent when there is a network.
import { answersOf, fillForm, metIn, valuesOf } from "../sheet.js";
import { newKey, pack } from "../store.js";
import { showList } from "../visitlist.js";
import { Sender, forget, keyOf, records, save } from "../visits.js";
import { role, words } from "../words.js";

const PAUSE = 300;

export class LinliField extends HTMLElement {
  connectedCallback() {
    const { account, sync, worker, scope } = this.dataset;
    this.account = account;
    this.saving = Promise.resolve();
    this.sender = new Sender(account, sync, () => this.show());
    this.addEventListener("click", (event) => this.act(event.target.closest("[data-act]")));
    for (const name of ["input", "change", "linli-photo:change"]) this.addEventListener(name, () => this.later());
    this.addEventListener("submit", (event) => this.finish(event));
    window.addEventListener("online", () => this.sender.run(true));
    window.addEventListener("offline", () => this.show());
    document.addEventListener("visibilitychange", () => document.hidden && this.timer && this.keep());
    if (navigator.serviceWorker) navigator.serviceWorker.register(worker, { scope }).catch(() => {});
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
    this.show().then(() => this.sender.run(true));
  }

  show() {
    return showList(this, this.account);
  }

  act(button) {
    const name = button && button.dataset.act;
    const item = button && button.closest("li");
    if (name === "open") this.open(item);
    if (name === "back") this.close();
    if (name === "record") this.openRecord(item.record);
    if (name === "drop") forget(item.record).then(() => this.show());
    if (name !== "send") return;
    if (this.sender.login) location.assign(this.dataset.login);
    else this.sender.run(true);
  }

  async open(row) {
    const { plan, subject, kind } = row.dataset;
    const { own } = await records(this.account);
    const identity = { key: keyOf(this.account, plan), account: this.account, plan, subject, kind };
    const blank = { ...identity, client_key: newKey(), sequence: Date.now(), state: "draft", values: [], photos: [], answers: {} };
    const [title, under] = [".tap-title", ".tap-note"].map((name) => row.querySelector(name).textContent.trim().replace(/\s+/g, " "));
    this.openRecord({ ...(own.find((one) => one.plan === plan) || blank), title, under });
  }

  /** Only what the server has certainly not taken may be changed. */
  openRecord(record) {
    if (!["draft", "refused"].includes(record.state)) return;
    const template = this.querySelector(`template[data-kind="${record.kind}"]`);
    this.record = record;
    role(this, "heading").textContent = record.title;
    role(this, "under").textContent = record.under;
    const why = template ? record.reason : words(this, "noForm");
    const notice = this.querySelector("[data-role=sheet] [data-role=reason]");
    notice.hidden = !why;
    role(this, "why").textContent = why || "";
    role(this, "saved").textContent = "";
    role(this, "form").replaceChildren(...(template ? [document.importNode(template.content, true)] : []));
    this.asked = template && template.dataset;
    this.form = this.querySelector("[data-role=form] form");
    if (this.form) {
      fillForm(this.form, record);
      this.ask();
    }
    role(this, "list").hidden = true;
    role(this, "sheet").hidden = false;
    role(this, "heading").focus();
    window.scrollTo(0, 0);
  }

  /** Nobody there: nothing to ask. */
  ask() {
    role(this.form, "questions").disabled = !metIn(this.form);
  }

  later() {
    if (!this.form) return;
    this.ask();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), PAUSE);
  }

  /** One after the other: an older draft must not come to lie over what is ready to be sent. */
  keep(more = {}) {
    clearTimeout(this.timer);
    this.timer = 0;
    const next = this.saving.catch(() => {}).then(() => this.write(more));
    this.saving = next;
    return next;
  }

  async write(more) {
    if (!this.form) return;
    const photo = this.form.querySelector("linli-photo");
    const values = valuesOf(this.form);
    const photos = await Promise.all(((photo && photo.files) || []).map(pack));
    const record = { ...this.record, values, photos, state: "draft", reason: "", ...more };
    try {
      await save(record);
      this.record = record;
      role(this, "saved").textContent = words(this, "saved");
    } catch (error) {
      role(this, "saved").textContent = words(this, "unsaved");
      throw error;
    }
  }

  async finish(event) {
    event.preventDefault();
    if (this.finishing) return;
    this.finishing = true;
    try {
      const met = metIn(this.form);
      const answers = met ? answersOf(this.form, this.asked) : {};
      await this.keep({ state: "ready", met, answers, at: new Date().toISOString(), sequence: Date.now(), form_stamp: this.asked.stamp });
      this.form = null;
      await this.close();
      this.sender.run(true);
    } finally {
      this.finishing = false;
    }
  }

  async close() {
    if (this.form && this.timer) await this.keep();
    this.form = null;
    role(this, "form").replaceChildren();
    role(this, "sheet").hidden = true;
    role(this, "list").hidden = false;
    await this.show();
  }
}
