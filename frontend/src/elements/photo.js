// <linli-photo>: take or choose photos; they are shrunk here, before they travel.
// Without script the plain file input inside does the work.
import { icon, role, words } from "../words.js";

const ORIGINAL_LIMIT = 10 * 1024 * 1024;

async function decode(file) {
  const url = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** A JPEG of at most `side` pixels; the file itself where this browser cannot read it (HEIC). */
export async function shrink(file, side) {
  const image = await decode(file);
  const scale = Math.min(1, side / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.naturalWidth * scale);
  canvas.height = Math.round(image.naturalHeight * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.82));
  if (!blob) return file;
  return new File([blob], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg" });
}

export class LinliPhoto extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=file]");
    if (!this.input || this.kept) return;
    this.kept = [];
    this.max = Number(this.dataset.max || 9);
    this.side = Number(this.dataset.side || 1600);
    this.input.addEventListener("change", () => this.add([...this.input.files]));
  }

  get files() {
    return this.kept.slice();
  }

  /** Take these files as they are (a draft gives back what was shrunk before). */
  set files(files) {
    this.kept = files.slice(0, this.max);
    this.show("");
  }

  async add(chosen) {
    this.say(words(this, "working"));
    this.toggleAttribute("aria-busy", true);
    let trouble = "";
    for (const file of chosen) {
      if (this.kept.includes(file)) continue;
      if (this.kept.length >= this.max) {
        trouble = words(this, "many", { n: this.max });
        break;
      }
      const ready = await this.prepare(file);
      if (ready) this.kept.push(ready);
      else trouble = words(this, "bad", { name: file.name });
    }
    this.toggleAttribute("aria-busy", false);
    this.show(trouble);
    this.dispatchEvent(new CustomEvent("linli-photo:change", { bubbles: true, detail: { files: this.files } }));
  }

  async prepare(file) {
    try {
      return await shrink(file, this.side);
    } catch {
      const known = /^image\/|^$/.test(file.type) && /\.(heic|heif|jpe?g|png|webp)$/i.test(file.name);
      return known && file.size <= ORIGINAL_LIMIT ? file : null;
    }
  }

  /** Put the kept files back into the input: the form sends them like any others. */
  show(trouble) {
    const carrier = new DataTransfer();
    this.kept.forEach((file) => carrier.items.add(file));
    this.input.files = carrier.files;
    const list = role(this, "list");
    list.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
    list.replaceChildren(...this.kept.map((file, index) => this.tile(file, index)));
    list.hidden = this.kept.length === 0;
    this.say(trouble || (this.kept.length ? words(this, "count", { n: this.kept.length, max: this.max }) : ""));
  }

  tile(file, index) {
    const item = document.createElement("li");
    const image = document.createElement("img");
    image.alt = words(this, "photo", { n: index + 1 });
    image.src = URL.createObjectURL(file);
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-label", words(this, "remove", { n: index + 1 }));
    button.append(icon(this, "close"));
    button.addEventListener("click", () => this.drop(file));
    item.append(image, button);
    return item;
  }

  drop(file) {
    this.kept = this.kept.filter((other) => other !== file);
    this.show("");
    this.input.focus();
    this.dispatchEvent(new CustomEvent("linli-photo:change", { bubbles: true, detail: { files: this.files } }));
  }

  say(text) {
    role(this, "status").textContent = text;
  }
}
