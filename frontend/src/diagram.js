// The bpmn-js viewer with finished and open steps lit. The bpmn.io mark stays, as its licence asks.
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

const viewers = new WeakMap();

/** Show the BPMN `xml` in `box`; `done` and `current` are node ids. Drawing again replaces. */
export async function show(box, xml, done, current) {
  const old = viewers.get(box);
  if (old) old.destroy();
  const viewer = new NavigatedViewer({ container: box });
  viewers.set(box, viewer);
  await viewer.importXML(xml);
  const canvas = viewer.get("canvas");
  const registry = viewer.get("elementRegistry");
  for (const [ids, mark] of [[done, "is-done"], [current, "is-now"]]) {
    ids.filter((id) => registry.get(id)).forEach((id) => canvas.addMarker(id, mark));
  }
  canvas.zoom("fit-viewport", "auto");
}
