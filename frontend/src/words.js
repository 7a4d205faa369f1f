// Words of an element: the server writes them into data-text-* attributes, translated.

/** The text `data-text-<name>` of an element, with {placeholders} filled. */
export function words(element, name, values = {}) {
  const key = "text" + name.charAt(0).toUpperCase() + name.slice(1);
  const text = element.dataset[key] || "";
  return text.replace(/\{(\w+)\}/g, (whole, placeholder) => (placeholder in values ? String(values[placeholder]) : whole));
}

/** The child that plays a role: `data-role="status"`. */
export function role(element, name) {
  return element.querySelector(`[data-role="${name}"]`);
}

/** An icon that the server put into the element as `<template data-icon="close">`. */
export function icon(element, name) {
  const template = element.querySelector(`template[data-icon="${name}"]`);
  return template ? template.content.cloneNode(true) : document.createTextNode("");
}

/** A row that looks like a tap row and acts as a button. */
export function tapButton(title, note, act) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tap";
  const box = document.createElement("span");
  box.className = "tap-words";
  for (const [name, text] of [["tap-title", title], ["tap-note", note]]) {
    if (!text) continue;
    const span = document.createElement("span");
    span.className = name;
    span.textContent = text;
    box.append(span);
  }
  button.append(box);
  button.addEventListener("click", act);
  item.append(button);
  return item;
}

/** Headers of what a page asks without anybody having touched it: no sign of use. */
export const byItself = { "X-Linli-Poll": "1" };
