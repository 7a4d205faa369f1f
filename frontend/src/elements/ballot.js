// <linli-ballot data-key data-motion data-voter data-sign data-cast data-csrf>…radios…</linli-ballot>
// data-phase: "papers" (to be taken only), "open" (to be cast only), or none where both are possible.
// A secret ballot on a page: what `Voting` does, with buttons and words, which the server writes into
// data-text-*.
import * as ballots from "../ballots.js";
import { Refused, Unsettled, Voting } from "../voting.js";
import { role, words } from "../words.js";

const shown = (receipt) => `${receipt.slice(0, 5)}-${receipt.slice(5)}`;

export class LinliBallot extends HTMLElement {
  connectedCallback() {
    if (this.ready) return;
    const { motion, voter, key, sign, cast, csrf } = this.dataset;
    const name = `ballot:${motion}:${voter}`;
    this.voting = new Voting({ name, key, sign, cast, csrf, forged: words(this, "forged"), say: (what) => this.say(what) });
    this.addEventListener("click", (event) => {
      const button = event.target.closest("[data-act]");
      if (button) this.act(button.dataset.act);
    });
    this.ready = this.begin();
  }

  async begin() {
    if (!ballots.possible()) {
      this.say("insecure");
      this.offerPaper();
      return;
    }
    const fingerprint = role(this, "fingerprint");
    if (fingerprint) fingerprint.textContent = await ballots.fingerprint(this.dataset.key);
    await this.voting.load();
    if (this.record.state !== "none" && this.record.public !== this.dataset.key) {
      this.say("keychanged");
      return;
    }
    this.show();
    if (this.dataset.phase === "open" && this.record.state === "none") this.say("nopaper");
    // A ballot that was on its way when the page closed may or may not have arrived: the same one
    // goes again, and the server knows it.
    if (this.record.state === "casting" && this.dataset.phase !== "papers") await this.act("cast");
  }

  get record() {
    return this.voting.record;
  }

  async act(what) {
    if (this.busy) return;
    if (what === "forget") {
      await this.forget();
      return;
    }
    await this.voting.load();
    const chosen = this.record.choice || this.chosen();
    if (what === "cast" && !chosen) {
      this.say("choose");
      return;
    }
    this.work(true);
    try {
      if (!(await this.mayGoOn())) return;
      await this.voting.take();
      if (what === "cast") await this.voting.cast(chosen);
    } catch (error) {
      this.failed(error);
    } finally {
      this.work(false);
      this.show();
    }
  }

  /** One value, or several in the order of the page where several may be chosen. */
  chosen() {
    return Array.from(role(this, "choices").querySelectorAll("input:checked"), (input) => input.value).join(",");
  }

  /** Where nothing can be kept, a closed page would lose the vote: only who was told goes on. */
  async mayGoOn() {
    if (this.record.state === "none") await this.voting.keep({ state: "none" });
    if (this.voting.storable || this.warned) return true;
    this.warned = true;
    this.say("storage");
    return false;
  }

  failed(error) {
    const { state, unsure, receipt = "" } = this.record;
    const said = error instanceof Unsettled || error instanceof Refused ? error.message : words(this, "failed");
    let next = "";
    if (unsure) next = words(this, "uncertain", { receipt: shown(receipt) });
    else if (error instanceof Unsettled) next = words(this, "offline");
    this.tell([said, next].filter(Boolean).join(" "));
    if (error instanceof Refused && ["none", "blinded"].includes(state)) this.offerPaper();
  }

  async forget() {
    if (this.record.state !== "cast") return;
    await this.voting.drop();
    this.forgotten = true;
    this.say("forgotten");
    this.show();
  }

  /** Which buttons make sense now. */
  buttons() {
    const { state } = this.record;
    const { phase } = this.dataset;
    const untaken = state === "none" || state === "blinded";
    const open = state !== "cast" && !this.forgotten;
    return {
      take: open && untaken && phase !== "open",
      cast: open && phase !== "papers" && !(phase === "open" && state === "none"),
      forget: state === "cast",
    };
  }

  show() {
    const { state, receipt } = this.record;
    const sensible = this.buttons();
    for (const button of this.querySelectorAll("[data-act]")) button.hidden = !sensible[button.dataset.act];
    const choices = role(this, "choices");
    choices.disabled = !sensible.cast || state === "casting";
    choices.hidden = !sensible.cast;
    role(this, "done").hidden = state !== "cast";
    if (receipt) role(this, "receipt").textContent = shown(receipt);
    if (!role(this, "status").textContent && state === "paper") this.say("taken");
  }

  work(busy) {
    this.busy = busy;
    this.setAttribute("aria-busy", String(busy));
    for (const button of this.querySelectorAll("[data-act]")) button.disabled = busy;
    role(this, "choices").disabled = busy;
  }

  say(name) {
    this.tell(words(this, name));
  }

  tell(text) {
    role(this, "status").textContent = text;
  }

  offerPaper() {
    role(this, "paper").hidden = false;
  }
}
