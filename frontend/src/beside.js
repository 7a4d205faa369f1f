// A link with data-beside="#panel" opens its page's fragment beside the list where there is room;
// on a narrow screen, with a modifier key, or when the fragment fails, it is an ordinary link.
const WIDE = "(min-width: 1100px)";
let latest = 0;

/** Handle a click inside a list; true if the panel takes it. */
export function beside(event) {
  const link = event.target.closest("a[data-beside]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || !window.matchMedia(WIDE).matches) return false;
  const panel = document.querySelector(link.dataset.beside);
  if (!panel) return false;
  event.preventDefault();
  load(link, panel);
  return true;
}

async function load(link, panel) {
  const asked = (latest += 1);
  const here = encodeURIComponent(location.pathname + location.search);
  panel.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(`${link.href}?beside=1&next=${here}`, { headers: { "HX-Request": "true" } });
    if (!response.ok) throw new Error(String(response.status));
    const html = await response.text();
    if (asked !== latest) return; // another row was opened meanwhile
    panel.innerHTML = html;
    panel.scrollTop = 0;
    document.dispatchEvent(new CustomEvent("linli:inserted", { detail: { panel } }));
  } catch {
    location.assign(link.href);
  } finally {
    panel.removeAttribute("aria-busy");
  }
}
