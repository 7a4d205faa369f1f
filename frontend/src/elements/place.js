// <linli-place>: where is it? "I am here", a tap on the map, a name, estate then building,
// or simply words: whichever the person finds easiest. Every way ends in the same fields.
import { lazy } from "../lazy.js";
import { role, tapButton, words } from "../words.js";

const PAUSE = 250;

async function ask(url, values) {
  const query = new URLSearchParams(values);
  const response = await fetch(`${url}?${query}`, { headers: { Accept: "application/json" } });
  if (!response.ok) return null;
  return response.json();
}

const rows = (body) => (Array.isArray(body) ? body : (body && body.areas) || []);

export class LinliPlace extends HTMLElement {
  connectedCallback() {
    if (this.started) return;
    this.started = true;
    this.addEventListener("click", (event) => {
      const button = event.target.closest("[data-act]");
      if (!button) return;
      if (button.dataset.act === "here") this.here();
      if (button.dataset.act === "map") this.openMap();
      if (button.dataset.act === "list") this.below(this.dataset.root || "");
      if (button.dataset.act === "clear") this.take(null);
    });
    const search = role(this, "search");
    if (search) {
      search.addEventListener("input", () => {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.find(search.value.trim()), PAUSE);
      });
      search.addEventListener("keydown", (event) => {
        if (event.key === "Enter") event.preventDefault();
      });
    }
  }

  field(name) {
    return this.querySelector(`[data-field="${name}"]`);
  }

  say(text) {
    role(this, "status").textContent = text;
  }

  here() {
    if (!navigator.geolocation) {
      this.say(words(this, "unable"));
      return;
    }
    this.say(words(this, "looking"));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.point(coords.longitude, coords.latitude),
      () => this.say(words(this, "unable")),
      { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 },
    );
  }

  /** A point keeps its coordinates even where no grid is drawn. */
  async point(longitude, latitude) {
    this.field("longitude").value = longitude.toFixed(6);
    this.field("latitude").value = latitude.toFixed(6);
    const area = await ask(this.dataset.at, { lon: longitude.toFixed(6), lat: latitude.toFixed(6) }).catch(() => null);
    if (this.map) this.map.mark(longitude, latitude);
    const found = area && (area.area || (area.id ? area : null));
    if (found) this.take(found, { longitude, latitude });
    else this.say(words(this, "outside"));
  }

  async openMap() {
    const box = role(this, "map");
    box.hidden = false;
    if (this.map) return;
    const [{ draw }, shapes] = await Promise.all([lazy("map"), ask(this.dataset.shapes, { kind: this.dataset.kind || "grid" })]);
    this.map = draw(box, { areas: shapes, pick: (longitude, latitude) => this.point(longitude, latitude), zoomIn: words(this, "in"), zoomOut: words(this, "out") });
  }

  async find(text) {
    const list = role(this, "list");
    if (text.length < 2) {
      list.replaceChildren();
      list.hidden = true;
      return;
    }
    const found = rows(await ask(this.dataset.find, { q: text }).catch(() => null));
    this.offer(found);
    this.say(found.length ? "" : words(this, "none"));
  }

  async below(of) {
    const found = rows(await ask(this.dataset.children, of ? { of } : {}).catch(() => null));
    if (found.length) this.offer(found);
    return found.length;
  }

  /** One tap takes an area; where there is more below (an estate's buildings), it is offered next. */
  offer(areas) {
    const list = role(this, "list");
    list.replaceChildren(
      ...areas.map((area) =>
        tapButton(area.name, area.full_name && area.full_name !== area.name ? area.full_name : "", async () => {
          this.take(area);
          if (!area.has_children || !(await this.below(area.id))) list.hidden = true;
        }),
      ),
    );
    list.hidden = areas.length === 0;
  }

  take(area, point = null) {
    this.field("area").value = area ? area.id : "";
    if (!area || !point) for (const name of ["longitude", "latitude"]) this.field(name).value = point ? point[name] : "";
    const found = role(this, "found");
    found.hidden = !area;
    role(this, "name").textContent = area ? area.full_name || area.name : "";
    this.say("");
    if (this.map && area) this.map.highlight(area.id);
    this.dispatchEvent(new CustomEvent("linli-place:change", { bubbles: true, detail: { area, point } }));
  }
}
