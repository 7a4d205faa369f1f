// How <linli-field> shows its list: what state each visit is in, and what else lies on this phone.
import { forget, records } from "./visits.js";
import { role, words } from "./words.js";

function pill(element, state) {
  const shown = element.querySelector("template[data-states]").content.querySelector(`[data-state="${state}"]`);
  return shown ? [shown.cloneNode(true)] : [];
}

function mark(element, row, record) {
  row.dataset.state = record ? record.state : "";
  role(row, "state").replaceChildren(...pill(element, row.dataset.state));
}

function line(element, record) {
  const item = element.querySelector("template[data-record]").content.cloneNode(true).querySelector("li");
  item.record = record;
  item.querySelector(".tap-title").textContent = record.title;
  item.querySelector(".tap-note").textContent = record.under;
  mark(element, item, record);
  role(item, "reason").textContent = record.reason || "";
  role(item, "reason").hidden = !record.reason;
  role(item, "actions").hidden = record.state === "ready";
  return item;
}

export async function showList(element, account) {
  const { own, others } = await records(account);
  const rows = [...element.querySelectorAll("li[data-plan]")];
  const byPlan = Object.fromEntries(own.map((one) => [one.plan, one]));
  rows.forEach((row) => mark(element, row, byPlan[row.dataset.plan]));
  const planned = new Set(rows.map((row) => row.dataset.plan));
  const rest = own.filter((one) => !planned.has(one.plan) || ["conflict", "refused"].includes(one.state));
  // What was sent and has left the list needs no trace here.
  for (const one of rest.filter((each) => each.state === "sent")) await forget(one);
  const shown = rest.filter((one) => one.state !== "sent");
  role(element, "records").replaceChildren(...shown.map((record) => line(element, record)));
  role(element, "kept").hidden = shown.length === 0;
  const waiting = own.filter((one) => one.state === "ready").length;
  const text = [waiting && words(element, "waiting", { n: waiting }), !navigator.onLine && words(element, "offline")];
  role(element, "tray").hidden = !text.some(Boolean);
  role(element, "status").textContent = text.filter(Boolean).join(" ");
  element.querySelector("[data-act=send]").hidden = !waiting;
  role(element, "others").hidden = !others;
  role(element, "others").textContent = words(element, "others", { n: others });
}
