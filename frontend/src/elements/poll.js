// <linli-poll data-src="/x" data-every="10">: asks again with the ETag, swaps when it changed.
// Quiet while the page is hidden, or while someone works inside it; says so when it is stale, and
// when the session has ended: asking by itself keeps no session alive.
import { byItself, role } from "../words.js";

const STALE_AFTER = 3;

export class LinliPoll extends HTMLElement {
  connectedCallback() {
    this.etag = this.dataset.etag || "";
    this.failures = 0;
    this.wake = () => !document.hidden && this.ask();
    document.addEventListener("visibilitychange", this.wake);
    this.timer = setInterval(this.wake, Number(this.dataset.every || 10) * 1000);
    if (this.hasAttribute("data-now")) this.ask();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.wake);
  }

  busy() {
    const active = document.activeElement;
    return this.contains(active) && /^(INPUT|TEXTAREA|SELECT)$/.test(active.tagName);
  }

  async ask() {
    if (this.asking || this.busy()) return;
    this.asking = true;
    try {
      const headers = { "HX-Request": "true", ...byItself };
      if (this.etag) headers["If-None-Match"] = this.etag;
      const response = await fetch(this.dataset.src, { headers, cache: "no-store" });
      if (response.status === 401) return this.end();
      if (response.status !== 304 && !response.ok) throw new Error(String(response.status));
      this.failures = 0;
      if (response.status === 304) return;
      this.etag = response.headers.get("ETag") || "";
      const html = this.dataset.fragment
        ? await (await fetch(this.dataset.fragment, { headers: { "HX-Request": "true", ...byItself } })).text()
        : await response.text();
      this.swap(html);
    } catch {
      this.failures += 1;
    } finally {
      this.asking = false;
      this.mark();
    }
  }

  end() {
    this.disconnectedCallback();
    const note = document.getElementById("session-ended");
    if (note) note.hidden = false;
  }

  swap(html) {
    const target = this.dataset.target ? document.querySelector(this.dataset.target) : role(this, "live") || this;
    if (!target) return;
    target.innerHTML = html;
    if (window.htmx) window.htmx.process(target);
    this.dispatchEvent(new CustomEvent("linli-poll:changed", { bubbles: true }));
  }

  mark() {
    const stale = this.failures >= STALE_AFTER;
    this.classList.toggle("is-stale", stale);
    const note = role(this, "stale");
    if (note) note.hidden = !stale;
  }
}
