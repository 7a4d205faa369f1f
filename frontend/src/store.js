// One small database in the browser: drafts by key, the outbox by sequence number.

const NAME = "linli";
let opening;

function open() {
  opening =
    opening ||
    new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("drafts", { keyPath: "key" });
        request.result.createObjectStore("outbox", { keyPath: "sequence", autoIncrement: true });
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  return opening;
}

async function run(store, mode, use, strict = false) {
  const database = await open();
  return new Promise((resolve, reject) => {
    // What was written must outlive the phone's battery, not only the tab. A form's draft is saved
    // at every pause of typing, and must be there before the next page forgets it: quickly.
    const lasting = mode === "readwrite" && (store !== "drafts" || strict);
    const transaction = database.transaction(store, mode, { durability: lasting ? "strict" : "default" });
    const request = use(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export const get = (store, key) => run(store, "readonly", (s) => s.get(key));
export const all = (store) => run(store, "readonly", (s) => s.getAll());
export const put = (store, value, strict) => run(store, "readwrite", (s) => s.put(value), strict);
export const remove = (store, key) => run(store, "readwrite", (s) => s.delete(key));

/** Files as older Safari can keep them: bytes, not File objects. */
export async function pack(file) {
  return { name: file.name, type: file.type, bytes: await file.arrayBuffer() };
}

export function unpack(packed) {
  return new File([packed.bytes], packed.name, { type: packed.type });
}

/** 32 random hex digits: the key by which the server knows a form sent twice. */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
}
