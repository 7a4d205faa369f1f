// Small habits of every page, by data attributes. All of them have a way without script.
import { goOn } from "./beside.js";

function openDialog(trigger, event) {
  const dialog = document.querySelector(trigger.dataset.dialog);
  // A browser without <dialog> follows the link to the page that asks the same.
  if (!dialog || typeof dialog.showModal !== "function") return;
  event.preventDefault();
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const { target } = event;
  const trigger = target.closest("[data-dialog]");
  if (trigger) openDialog(trigger, event);
  const close = target.closest("[data-close]");
  if (close) {
    event.preventDefault();
    close.closest("dialog").close();
  }
  if (target.closest("[data-print]")) window.print();
  const dismiss = target.closest("[data-dismiss]");
  if (dismiss) dismiss.closest(dismiss.dataset.dismiss).remove();
  const fill = target.closest("[data-fill]");
  if (fill) {
    const field = document.querySelector(fill.dataset.fill);
    field.value = fill.dataset.value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  document.querySelectorAll("details.menu[open]").forEach((menu) => menu.contains(target) || menu.removeAttribute("open"));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  });
});

// "/" goes to the search box wherever no list answers keys itself.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.defaultPrevented || event.target.closest("input, textarea, select")) return;
  const search = document.querySelector('input[type=search][data-key="/"]');
  if (!search) return;
  event.preventDefault();
  search.focus();
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto]");
  if (form) form.submit();
});

// A form is sent once, however often the button is tapped.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.hasAttribute("data-outbox") || form.method === "get") return;
  if (form.dataset.sent) event.preventDefault();
  else form.dataset.sent = "1";
  form.querySelectorAll("button:not([type=button])").forEach((button) => button.setAttribute("aria-busy", "true"));
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  });
});

// Counters below long answers.
document.addEventListener("input", (event) => {
  const count = event.target.id && document.querySelector(`[data-count-for="${event.target.id}"]`);
  if (count) count.textContent = `${event.target.value.length} / ${event.target.maxLength}`;
});

// What scrolls sideways must be reachable without a mouse.
function reachable() {
  document.querySelectorAll(".table-wrap, .order-wrap, .split-detail, .office-nav, .tabs").forEach((box) => {
    const scrolls = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
    if (scrolls) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  });
}
window.addEventListener("resize", reachable);
document.addEventListener("htmx:after:swap", reachable);

function start() {
  reachable();
  if (!document.querySelector("linli-list")) goOn(null); // the last one is done
  const errors = document.querySelector(".errors[tabindex]");
  if (errors) errors.focus();
}
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();

// The library of security keys says on the document that something went wrong.
document.addEventListener("allauth.error", () => {
  document.querySelectorAll('[data-shown-on="allauth.error"]').forEach((notice) => notice.removeAttribute("hidden"));
});
