// <linli-near data-src data-into="#rows">: asks the device where it is, only when pressed, and shows
// the list by distance. The position goes in the body of one request, to some ten metres, and is
// kept nowhere: not in an address, not in the page.
import { role, words } from "../words.js";

export class LinliNear extends HTMLElement {
  connectedCallback() {
    if (this.started) return;
    this.started = true;
    this.button = this.querySelector("button");
    this.button.addEventListener("click", () => this.ask());
  }

  say(name) {
    role(this, "status").textContent = name ? words(this, name) : "";
  }

  busy(is) {
    if (is) this.button.setAttribute("aria-busy", "true");
    else this.button.removeAttribute("aria-busy");
  }

  ask() {
    if (!navigator.geolocation) {
      this.say("unable");
      return;
    }
    this.busy(true);
    this.say("looking");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.show(coords),
      () => {
        this.busy(false);
        this.say("unable");
      },
      { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 },
    );
  }

  async show({ longitude, latitude }) {
    const body = new URLSearchParams({ longitude: longitude.toFixed(4), latitude: latitude.toFixed(4) });
    const token = document.querySelector("[name=csrfmiddlewaretoken]");
    try {
      const response = await fetch(this.dataset.src, { method: "POST", body, headers: { "X-CSRFToken": token ? token.value : "", "HX-Request": "true" } });
      if (!response.ok) throw new Error(String(response.status));
      const into = document.querySelector(this.dataset.into);
      into.innerHTML = await response.text();
      document.dispatchEvent(new CustomEvent("linli:inserted", { detail: { panel: into } }));
      this.say("");
    } catch {
      this.say("failed");
    } finally {
      this.busy(false);
    }
  }
}
