// <linli-map data-src="….geojson">: areas and points, read only. The list inside is the same
// content for keyboards and screen readers; its rows light up their area.
import { lazy } from "../lazy.js";
import { byItself, role, words } from "../words.js";

export class LinliMap extends HTMLElement {
  async connectedCallback() {
    if (this.started) return;
    this.started = true;
    const box = role(this, "map");
    try {
      const [{ draw }, shapes] = await Promise.all([lazy("map"), this.load()]);
      box.hidden = false;
      this.map = draw(box, { areas: shapes, open: (url) => location.assign(url), labels: this.hasAttribute("data-labels"), zoomIn: words(this, "in"), zoomOut: words(this, "out") });
      this.dispatchEvent(new CustomEvent("linli-map:drawn", { bubbles: true }));
    } catch {
      const failed = role(this, "failed");
      box.hidden = true;
      if (failed) failed.hidden = false;
      return;
    }
    // A page that is kept fresh by a poll keeps its map fresh too, once a minute at most.
    this.follow = () => this.redraw();
    document.addEventListener("linli-poll:changed", this.follow);
    const light = (event) => {
      const row = event.target.closest("[data-area]");
      if (row) this.map.highlight(row.dataset.area);
    };
    this.addEventListener("focusin", light);
    this.addEventListener("mouseover", light);
  }

  disconnectedCallback() {
    document.removeEventListener("linli-poll:changed", this.follow);
  }

  async redraw() {
    const now = Date.now();
    const { href } = new URL(this.dataset.src, location.href);
    if (now - (this.drawn || 0) < 60000 || !href.includes("/county/")) return;
    this.drawn = now;
    try {
      this.map.refresh(await this.load(byItself));
    } catch {
      // The page says itself that it is stale.
    }
  }

  async load(more = {}) {
    const response = await fetch(this.dataset.src, { headers: { Accept: "application/json", ...more } });
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  }
}
