// A voter's paper on this phone: taken (signed blindly, once per voter), then handed in without saying
// who. What happened so far is kept before each request, so a lost network or a closed page costs
// nobody the vote. No page is known here: `say` is told what to say.
import * as ballots from "./ballots.js";
import { get, put, remove } from "./store.js";

const PATIENCE = 30000;
const LATER = [401, 408, 429];

/** No answer, or none that settles anything: the same request may be made again. */
export class Unsettled extends Error {}

/** The server said no, in its own words. */
export class Refused extends Error {
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

export class Voting {
  /** `at`: name (what the paper is kept under), key, sign and cast (addresses), csrf, forged (words for
   * a signature that is none), say(name). */
  constructor(at) {
    this.at = at;
    this.storable = true;
    this.record = { state: "none" };
  }

  /** What the phone knows; another tab may have gone on. */
  async load() {
    if (this.storable) this.record = (await this.kept()) || this.record;
  }

  async kept() {
    try {
      return await get("drafts", this.at.name);
    } catch {
      this.storable = false;
      return null;
    }
  }

  async keep(record) {
    this.record = record;
    try {
      await put("drafts", { ...record, key: this.at.name, public: this.at.key }, true);
    } catch {
      this.storable = false;
    }
  }

  async take() {
    if (this.record.state === "none") {
      this.at.say("taking");
      await this.keep({ state: "blinded", ...(await ballots.prepare(this.at.key)) });
    }
    if (this.record.state !== "blinded") return;
    const headers = { "X-CSRFToken": this.at.csrf };
    // Never a second one in its place: this one may be signed already, the answer lost on its way.
    const answer = await post(this.at.sign, { blinded: this.record.blinded }, { headers, credentials: "same-origin" });
    const paper = await ballots.finish(this.at.key, this.record, answer.signature).catch(() => {
      throw new Refused({ message: this.at.forged });
    });
    await this.keep({ state: "paper", ...paper });
    this.at.say("taken");
  }

  async cast(choice) {
    if (this.record.state === "cast") return;
    this.at.say("casting");
    const receipt = await ballots.receipt(this.record.message);
    await this.keep({ ...this.record, state: "casting", choice, receipt });
    const ballot = await ballots.fill(this.record, choice);
    let answer;
    try {
      // Without cookies the server knows no language either: a refusal shall be read.
      const headers = { "Accept-Language": document.documentElement.lang || "zh-CN" };
      answer = await post(this.at.cast, ballot, { headers, credentials: "omit", referrerPolicy: "no-referrer" });
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
    this.at.say(answer.receipt === receipt ? "cast" : "mismatch");
  }

  async drop() {
    this.record = { state: "none" };
    await remove("drafts", this.at.name).catch(() => {});
  }
}
