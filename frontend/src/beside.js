// A link with data-beside="#panel" opens its page's fragment beside the list where there is room;
// on a narrow screen, with a modifier key, or when the fragment fails, it is an ordinary link.
// What is done in the panel comes back to the list with the row's step and the next one's behind
// the #, so that the desk goes on with the next: that part of an address never leaves the browser.
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

/** After something was done in the panel: open what is still there, else the next, else the first
 * row; say so when none is left. */
export function goOn(list) {
  const asked = new URLSearchParams(location.hash.slice(1));
  if (!asked.has("at")) return;
  const came = location.hash;
  history.replaceState(history.state, "", location.pathname + location.search);
  // whoever takes it back sees it again
  document.querySelectorAll("linli-undo input[name=next]").forEach((field) => (field.value += came));
  if (!window.matchMedia(WIDE).matches) return;
  const rows = list ? list.rows() : [];
  const find = (step) => rows.findIndex((row) => row.dataset.step === step);
  const index = [find(asked.get("at")), find(asked.get("then")), 0].find((one) => one >= 0);
  const link = rows[index] && rows[index].querySelector("a[data-beside]");
  if (!link) {
    sayDone();
    return;
  }
  list.go(index, true);
  load(link, document.querySelector(link.dataset.beside));
}

function sayDone() {
  const panel = document.querySelector("[data-text-done]");
  if (!panel) return;
  const words = document.createElement("p");
  words.className = "beside-empty";
  words.setAttribute("role", "status");
  words.textContent = panel.dataset.textDone;
  panel.replaceChildren(words);
}

/** The list's address, with this row's step and the following one's. */
function comeBack(link) {
  const address = location.pathname + location.search;
  const row = link.closest("[data-step]");
  if (!row) return address;
  const rows = [...row.closest("linli-list").querySelectorAll("[data-step]")];
  const then = rows[(rows.indexOf(row) + 1) % rows.length];
  return `${address}#${new URLSearchParams({ at: row.dataset.step, then: then.dataset.step })}`;
}

async function load(link, panel) {
  const asked = (latest += 1);
  const here = encodeURIComponent(comeBack(link));
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
