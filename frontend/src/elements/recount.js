// <linli-recount data-key data-motion data-voter data-list>: counts the published ballots again in
// the reader's own browser, and looks for the reader's own: `data-voter` names all lines for which
// they vote, a space between. The list says {"ballots": […]}: each
// with message, signature, choice and mark, or, of so few voters that choices stay secret, sealed.
import * as ballots from "../ballots.js";
import { get } from "../store.js";
import { role, words } from "../words.js";

export class LinliRecount extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("[data-act=recount]");
    if (!button || this.ready) return;
    this.ready = true;
    if (!ballots.possible()) {
      this.tell("status", "insecure");
      return;
    }
    button.hidden = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      this.tell("status", "counting");
      await this.run().catch(() => this.tell("status", "failed"));
      button.disabled = false;
    });
  }

  /** The rows `data-choice` that the server wrote, by code. */
  rows() {
    return Array.from(this.querySelectorAll("[data-choice]"));
  }

  async run() {
    const response = await fetch(this.dataset.list, { cache: "no-store" });
    if (!response.ok) throw new Error(String(response.status));
    const { ballots: list } = await response.json();
    const sealed = list.some((ballot) => "sealed" in ballot);
    if (sealed) {
      this.tell("status", "sealed", { n: list.length });
    } else {
      const { good, bad } = await ballots.recount(this.dataset.key, list);
      for (const row of this.rows()) row.querySelector("output").textContent = String(good[row.dataset.choice] || 0);
      this.tell("status", bad.length ? "bad" : "good", { n: list.length, bad: bad.join(" ") });
      const recounted = role(this, "recounted");
      if (recounted) recounted.hidden = false;
    }
    await this.own(list);
  }

  async own(list) {
    const voters = (this.dataset.voter || "").split(" ").filter(Boolean);
    const told = [];
    for (const voter of voters) {
      const record = await get("drafts", `ballot:${this.dataset.motion}:${voter}`).catch(() => null);
      if (record && record.state === "cast") told.push(await this.about(record, list));
      else if (record && record.state !== "none") told.push(words(this, "uncast"));
    }
    if (voters.length && !told.length) told.push(words(this, "none"));
    role(this, "own").replaceChildren(
      ...told.filter(Boolean).map((text) => Object.assign(document.createElement("p"), { textContent: text })),
    );
  }

  /** Whether this ballot of the reader's is in the list, and what it says there. */
  async about({ receipt, message }, list) {
    const code = `${receipt.slice(0, 5)}-${receipt.slice(5)}`;
    const found = list.find((ballot) => (ballot.message ? ballot.message === message : ballot.receipt === receipt));
    if (!found) return words(this, "missing", { receipt: code });
    const codes = this.rows().map((row) => row.dataset.choice);
    const choice = found.message ? found.choice : await ballots.opened(message, found.sealed, codes);
    const row = this.rows().find((one) => one.dataset.choice === choice);
    return row ? words(this, "own", { receipt: code, choice: row.dataset.label }) : words(this, "unread", { receipt: code });
  }

  tell(place, name, values) {
    role(this, place).textContent = words(this, name, values);
  }
}
