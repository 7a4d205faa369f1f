// Leaflet without tiles: grids as polygons, things as points. WGS-84 in and out.
import "./styles/map.scss";
import { circleMarker, control, geoJSON, map as leaflet } from "leaflet";

const STATES = new Set(["done", "soon", "late"]);
const look = (properties) =>
  (STATES.has(properties.state) ? ` is-${properties.state}` : "") + (properties.level > 0 ? ` is-level-${properties.level}` : "");
const idOf = (feature) => String(feature.id || feature.properties.id || "");

/** A name as text, never as markup. */
function plain(name) {
  const box = document.createElement("span");
  box.textContent = name;
  return box;
}

/**
 * Draw a GeoJSON FeatureCollection into `box`.
 * properties: id, name, state (done | soon | late), url. zoomIn, zoomOut: words of the buttons.
 * pick(longitude, latitude): every tap; open(url): a tap on a feature with an address.
 * Returns { highlight(id), mark(longitude, latitude) }.
 */
export function draw(box, { areas, pick, open, labels = false, zoomIn = "+", zoomOut = "−" }) {
  const chart = leaflet(box, { attributionControl: false, zoomControl: false, zoomSnap: 0.25, minZoom: 6, maxZoom: 20 });
  control.zoom({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(chart);
  const byId = new Map();
  const none = { type: "FeatureCollection", features: [] };
  const layer = geoJSON(areas || none, {
    style: (feature) => ({ className: `map-area${look(feature.properties)}` }),
    pointToLayer: (feature, at) => circleMarker(at, { radius: feature.properties.small ? 4 : 8, className: `map-point${look(feature.properties)}` }),
    onEachFeature: (feature, shape) => {
      byId.set(idOf(feature), shape);
      const name = feature.properties.name;
      if (name) shape.bindTooltip(plain(name), { permanent: labels && feature.geometry.type !== "Point", direction: "center", className: "map-label" });
      if (open && feature.properties.url) shape.on("click", () => open(feature.properties.url));
    },
  }).addTo(chart);
  const bounds = layer.getBounds();
  if (bounds.isValid()) chart.fitBounds(bounds, { padding: [12, 12] });
  else chart.setView([35, 105], 6);

  let marked;
  const mark = (longitude, latitude) => {
    if (marked) marked.remove();
    marked = circleMarker([latitude, longitude], { radius: 9, className: "map-point is-late" }).addTo(chart);
    if (!chart.getBounds().contains([latitude, longitude])) chart.panTo([latitude, longitude]);
  };
  if (pick) {
    chart.on("click", ({ latlng }) => {
      mark(latlng.lng, latlng.lat);
      pick(latlng.lng, latlng.lat);
    });
  }

  let lit;
  const paint = (shape, on) => shape.getElement && shape.getElement() && shape.getElement().classList.toggle("is-here", on);
  return {
    mark,
    refresh(fresh) {
      byId.clear();
      layer.clearLayers();
      layer.addData(fresh || none);
    },
    highlight(id) {
      if (lit) paint(lit, false);
      lit = byId.get(String(id));
      if (lit) paint(lit, true);
    },
  };
}
