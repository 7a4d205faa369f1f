// Visits written down on this phone. One record goes from draft to sent in one place, so that no
// moment exists in which it lies in neither of two. What is kept here survives a killed tab.
import { all, put, remove, unpack } from "./store.js";

const PREFIX = "visit:";
const FIRST_PAUSE = 5000;
const LONGEST_PAUSE = 600000;
const PATIENCE = 60000;

export const keyOf = (account, plan) => `${PREFIX}${account}:${plan}`;

/** The records of this account in their order, and how many of others lie here unsent. */
export async function records(account) {
  const kept = (await all("drafts")).filter((one) => one.key.startsWith(PREFIX));
  const own = kept.filter((one) => one.account === account).sort((a, b) => a.sequence - b.sequence);
  const others = kept.filter((one) => one.account !== account && one.state === "ready").length;
  return { own, others };
}

export const save = (record) => put("drafts", record, true); // a visit is no mere draft
export const forget = (record) => remove("drafts", record.key);

/** What remains of a record that the server has: no answers, no photos. */
const stub = (record, state, reason) => ({ ...record, state, reason, values: [], photos: [], answers: {} });

function cookie(name) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

function token() {
  const field = document.querySelector("[name=csrfmiddlewaretoken]");
  return cookie("csrftoken") || (field ? field.value : "");
}

function body(record) {
  const { client_key, kind, subject, plan, at, met, answers, form_stamp } = record;
  const sent_at = new Date().toISOString();
  const data = new FormData();
  data.append("visit", JSON.stringify({ client_key, kind, subject, plan, at, met, answers, form_stamp, sent_at }));
  record.photos.map(unpack).forEach((photo) => data.append("photos", photo));
  return data;
}

/** One record to the server: `later`, or what became of it and why. */
async function post(url, record) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const headers = { "X-CSRFToken": token(), Accept: "application/json" };
    const response = await fetch(url, { method: "POST", body: body(record), headers, signal: stop.signal });
    const json = (response.headers.get("Content-Type") || "").includes("json");
    const said = json ? await response.json() : {};
    if (!json || response.status >= 500 || [401, 408, 429].includes(response.status)) {
      return { state: "later", login: response.status === 401 || response.redirected || response.status === 403, reason: said.message || "" };
    }
    if (!response.ok) return { state: "refused", reason: [said.message, ...Object.values(said.fields || {})].join(" ") };
    return { state: said.state === "conflict" ? "conflict" : "sent", reason: said.message };
  } catch {
    return { state: "later", reason: "" };
  } finally {
    clearTimeout(timer);
  }
}

/** Sends what is ready, one after the other, each acknowledged by itself; waits longer each time. */
export class Sender {
  constructor(account, url, changed) {
    Object.assign(this, { account, url, changed, pause: FIRST_PAUSE, running: false, login: false });
  }

  /** `now`: a person asked, or the network is back. */
  async run(now = false) {
    clearTimeout(this.timer);
    if (now) this.pause = FIRST_PAUSE;
    if (this.running) return;
    this.running = true;
    let later = false;
    try {
      const { own } = await records(this.account);
      for (const record of own.filter((one) => one.state === "ready")) {
        const done = navigator.onLine ? await post(this.url, record) : { state: "later" };
        this.login = Boolean(done.login);
        later = done.state === "later";
        if (later) break;
        this.pause = FIRST_PAUSE;
        await save(done.state === "refused" ? { ...record, state: "refused", reason: done.reason } : stub(record, done.state, done.reason));
        await this.changed();
      }
    } finally {
      this.running = false;
      if (later) this.again();
      await this.changed();
    }
  }

  again() {
    this.timer = setTimeout(() => this.run(), this.pause * (0.75 + Math.random() / 2));
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }
}
