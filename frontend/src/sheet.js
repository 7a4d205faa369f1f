// What is filled in on the form of a visit: kept, put back, and as the answers that are sent.
import { unpack } from "./store.js";

const fields = (form) => [...form.elements].filter((e) => e.name && e.type !== "file");

export const valuesOf = (form) => fields(form).map((e) => [e.name, e.value, "checked" in e ? e.checked : null]);

export const metIn = (form) => form.querySelector("[name=met][value=yes]").checked;

export function fillForm(form, record) {
  for (const element of fields(form)) {
    const choice = ["checkbox", "radio"].includes(element.type);
    const found = record.values.find(([name, value]) => name === element.name && (!choice || value === element.value));
    if (found && choice) [, , element.checked] = found;
    else if (found) [, element.value] = found;
  }
  const photo = form.querySelector("linli-photo");
  if (photo && record.photos.length) photo.files = record.photos.map(unpack);
}

/** `asked` says which questions take several answers and which take yes or no. */
export function answersOf(form, asked) {
  const [many, yes] = [asked.many.split(" "), asked.yes.split(" ")];
  const data = new FormData(form);
  const found = {};
  for (const name of new Set(data.keys())) {
    if (name === "met" || name === "photos") continue;
    if (many.includes(name)) found[name] = data.getAll(name);
    else if (yes.includes(name)) found[name] = true;
    else if (data.get(name)) found[name] = data.get(name);
  }
  return found;
}
