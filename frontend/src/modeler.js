// The bpmn-js modeler, held to what a method may use: its palette, its pad, our panel. The bpmn.io
// mark stays, as its licence asks.
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn-codes.css";
import "./styles/modeler.scss";
import Modeler from "bpmn-js/lib/Modeler";
import linli from "./modeler/linli.json";
import { Panel } from "./modeler/panel.js";
import { tools } from "./modeler/tools.js";

/** Edit the BPMN `xml` in `box`, with `panel` beside it. `told`: `words` (Chinese to the reader's),
 * `choices` (names by kind), `findings` ({element, level, message}). `here`: whose panel opens. */
export async function edit(box, panel, xml, told, here) {
  const modeler = new Modeler({
    container: box,
    moddleExtensions: { linli },
    additionalModules: [tools(told.words)],
  });
  await modeler.importXML(xml);
  const canvas = modeler.get("canvas");
  const registry = modeler.get("elementRegistry");
  canvas.zoom("fit-viewport", "auto");
  for (const one of told.findings) {
    if (registry.get(one.element)) canvas.addMarker(one.element, one.level === "error" ? "is-wrong" : "is-doubtful");
  }
  new Panel(modeler, panel, told);
  const element = here && registry.get(here);
  if (element) {
    modeler.get("selection").select(element);
    canvas.scrollToElement(element);
  }
  const stack = modeler.get("commandStack");
  return {
    follow: (tell) => {
      const now = async () => tell((await modeler.saveXML({ format: true })).xml);
      tell(xml);
      modeler.on("commandStack.changed", now);
    },
    dirty: () => stack.canUndo(),
  };
}
