// The one script of every page: htmx without eval, our elements, small habits.
import "./styles/site.scss";
import htmx from "htmx.org/dist/htmx.esm.js";
import "./behaviours.js";
import { LinliClock } from "./elements/clock.js";
import { LinliDiagram } from "./elements/diagram.js";
import { LinliDraft } from "./elements/draft.js";
import { LinliList } from "./elements/list.js";
import { LinliMap } from "./elements/map.js";
import { LinliMerge } from "./elements/merge.js";
import { LinliModeler } from "./elements/modeler.js";
import { LinliNear } from "./elements/near.js";
import { LinliOutbox } from "./elements/outbox.js";
import { LinliPhoto } from "./elements/photo.js";
import { LinliPlace } from "./elements/place.js";
import { LinliPoll } from "./elements/poll.js";
import { LinliSteps } from "./elements/steps.js";
import { LinliUndo } from "./elements/undo.js";
import { LinliUnits } from "./elements/units.js";

// Our policy allows no eval, and no page asks for it: attributes that would need it fail loudly.
function refuse() {
  throw new Error("scripts in attributes are not allowed");
}
htmx.registerExtension("linli", { init: (internal) => internal.initSecurity(null, refuse, refuse) });

document.addEventListener("htmx:config:request", (event) => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  const { request } = event.detail.ctx;
  if (token && request.method !== "GET") request.headers["X-CSRFToken"] = token.value;
});

// A fragment that came without htmx (a matter beside the list) gets its habits too.
document.addEventListener("linli:inserted", (event) => htmx.process(event.detail.panel));

const ELEMENTS = {
  "linli-photo": LinliPhoto,
  "linli-steps": LinliSteps,
  "linli-place": LinliPlace,
  "linli-draft": LinliDraft,
  "linli-map": LinliMap,
  "linli-diagram": LinliDiagram,
  "linli-poll": LinliPoll,
  "linli-undo": LinliUndo,
  "linli-units": LinliUnits,
  "linli-list": LinliList,
  "linli-clock": LinliClock,
  "linli-merge": LinliMerge,
  "linli-modeler": LinliModeler,
  "linli-near": LinliNear,
  "linli-outbox": LinliOutbox,
};
for (const [name, element] of Object.entries(ELEMENTS)) customElements.define(name, element);
