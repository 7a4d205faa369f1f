// <linli-ballot data-key data-motion data-voter data-sign data-cast data-csrf>…radios…</linli-ballot>
// data-phase: "papers" (to be taken only), "open" (to be cast only), or none where both are possible.
// A secret ballot: takes a paper (signed blindly, once per voter), hands it in without saying who.
// What happened so far lies on the phone before each request, so a lost network or a closed page
// costs nobody the vote. The server writes all words into data-text-*.
import * as ballots from "../ballots.js";
import { get, put, remove } from "../store.js";
import { role, words } from "../words.js";

const PATIENCE = 30000;
const LATER = [401, 408, 429];

/** No answer, or none that settles anything: the same request may be made again. */
class Unsettled extends Error {}

/** The server said no, in its own words. */
class Refused extends Error {
  constructor({ code = "", message = "" }) {
    super(message);
    this.code = code;
  }
}

async function post(url, body, options) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  const headers = { Accept: "application/json", "Content-Type": "application/json", ...options.headers };
  try {
    const rest = { ...options, headers, method: "POST", body: JSON.stringify(body), cache: "no-store", redirect: "error", signal: stop.signal };
    const response = await fetch(url, rest);
    const json = (response.headers.get("Content-Type") || "").includes("json");
    const said = json ? await response.json() : {};
    if (response.ok && json) return said;
    if (!json || response.status >= 500 || LATER.includes(response.status)) throw new Unsettled(said.message || "");
    throw new Refused(said);
  } catch (error) {
    if (error instanceof Refused || error instanceof Unsettled) throw error;
    throw new Unsettled("");
  } finally {
    clearTimeout(timer);
  }
}

const shown = (receipt) => `${receipt.slice(0, 5)}-${receipt.slice(5)}`;

export class LinliBallot extends HTMLElement {
  connectedCallback() {
    if (this.ready) return;
    this.storable = true;
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
    this.record = (await this.kept()) || { state: "none" };
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

  get name() {
    return `ballot:${this.dataset.motion}:${this.dataset.voter}`;
  }

  async kept() {
    try {
      return await get("drafts", this.name);
    } catch {
      this.storable = false;
      return null;
    }
  }

  async keep(record) {
    this.record = record;
    try {
      await put("drafts", { ...record, key: this.name, public: this.dataset.key }, true);
    } catch {
      this.storable = false;
    }
  }

  async act(what) {
    if (this.busy) return;
    if (what === "forget") {
      await this.forget();
      return;
    }
    if (this.storable) this.record = (await this.kept()) || this.record; // another tab may have gone on
    const chosen = this.record.choice || this.chosen();
    if (what === "cast" && !chosen) {
      this.say("choose");
      return;
    }
    this.work(true);
    try {
      if (!(await this.mayGoOn())) return;
      await this.take();
      if (what === "cast") await this.cast(chosen);
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
    if (this.record.state === "none") await this.keep({ state: "none" });
    if (this.storable || this.warned) return true;
    this.warned = true;
    this.say("storage");
    return false;
  }

  async take() {
    if (this.record.state === "none") {
      this.say("taking");
      await this.keep({ state: "blinded", ...(await ballots.prepare(this.dataset.key)) });
    }
    if (this.record.state !== "blinded") return;
    const headers = { "X-CSRFToken": this.dataset.csrf };
    // Never a second one in its place: this one may be signed already, the answer lost on its way.
    const answer = await post(this.dataset.sign, { blinded: this.record.blinded }, { headers, credentials: "same-origin" });
    const paper = await ballots.finish(this.dataset.key, this.record, answer.signature).catch(() => {
      throw new Refused({ message: words(this, "forged") });
    });
    await this.keep({ state: "paper", ...paper });
    this.say("taken");
  }

  async cast(choice) {
    if (this.record.state === "cast") return;
    this.say("casting");
    const receipt = await ballots.receipt(this.record.message);
    await this.keep({ ...this.record, state: "casting", choice, receipt });
    const ballot = await ballots.fill(this.record, choice);
    let answer;
    try {
      // Without cookies the server knows no language either: a refusal shall be read.
      const headers = { "Accept-Language": document.documentElement.lang || "zh-CN" };
      answer = await post(this.dataset.cast, ballot, { headers, credentials: "omit", referrerPolicy: "no-referrer" });
    } catch (error) {
      const unsure = this.record.unsure || error instanceof Unsettled;
      if (error instanceof Refused) await this.keep({ ...this.record, state: "paper", choice: undefined, unsure });
      else await this.keep({ ...this.record, unsure });
      throw error;
    }
    const { message, signature } = ballot;
    // The choice goes: who finds the phone shall not read it. The paper stays, to prove by it that
    // a ballot is missing from the list.
    await this.keep({ state: "cast", message, signature, receipt });
    this.say(answer.receipt === receipt ? "cast" : "mismatch");
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

  async drop() {
    this.record = { state: "none" };
    await remove("drafts", this.name).catch(() => {});
  }

  async forget() {
    if (this.record.state !== "cast") return;
    await this.drop();
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
