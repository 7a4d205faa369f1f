// The voter's side of a secret ballot: RSABSSA-SHA384-PSS-Randomized of RFC 9474 by a library,
// ECDSA and digests by the browser. What is kept and sent is text (base64url), so that it lives
// through a reload. docs/secret-ballots.md tells the whole; deliberation/sealing.py is the other side.
import { RSABSSA } from "@cloudflare/blindrsa-ts";

const RSA = { name: "RSA-PSS", hash: "SHA-384" };
const PEN = { name: "ECDSA", namedCurve: "P-256" };
const MARKING = { name: "ECDSA", hash: "SHA-256" };
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // as kernel/ids.py
const suite = RSABSSA.SHA384.PSS.Randomized();

/** A page that did not come encrypted has no WebCrypto: no secret ballot can be made there. */
export const possible = () => Boolean(globalThis.crypto && crypto.subtle && crypto.getRandomValues);

export function encode(bytes) {
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

export function decode(text) {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
}

const publicKey = (text) => crypto.subtle.importKey("spki", decode(text), RSA, true, ["verify"]);
const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

/** A paper still to be signed. `blinded` goes to the server, the rest stays here. */
export async function prepare(key) {
  const pen = await crypto.subtle.generateKey(PEN, true, ["sign", "verify"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", pen.publicKey));
  const message = suite.prepare(point);
  const { blindedMsg, inv } = await suite.blind(await publicKey(key), message);
  return {
    message: encode(message),
    blinded: encode(blindedMsg),
    inverse: encode(inv),
    pen: await crypto.subtle.exportKey("jwk", pen.privateKey),
  };
}

/** The signed paper. Throws when the signature is not one of this key: `finalize` looks itself. */
export async function finish(key, paper, blindSignature) {
  const { message, pen } = paper;
  const signature = await suite.finalize(await publicKey(key), decode(message), decode(blindSignature), decode(paper.inverse));
  return { message, pen, signature: encode(signature) };
}

/** The ballot as it is handed in. */
export async function fill(paper, choice) {
  const pen = await crypto.subtle.importKey("jwk", paper.pen, PEN, false, ["sign"]);
  const words = new TextEncoder().encode(`linli ballot 1\n${choice}`);
  const mark = encode(new Uint8Array(await crypto.subtle.sign(MARKING, pen, words)));
  return { message: paper.message, signature: paper.signature, choice, mark };
}

function letters(bytes, count) {
  let text = "";
  for (let at = 0; at < count * 5; at += 5) {
    const pair = (bytes[at >> 3] << 8) | (bytes[(at >> 3) + 1] || 0);
    text += ALPHABET[(pair >> (11 - (at & 7))) & 31];
  }
  return text;
}

/** The ten characters by which the voter finds this ballot in the published list. */
export async function receipt(message) {
  const body = letters(await sha256(decode(message)), 9);
  const total = Array.from(body).reduce((sum, char, index) => sum + (index + 2) * ALPHABET.indexOf(char), 0);
  return body + ALPHABET[total % 31];
}

/** The key in short, to compare with the one that hangs out. */
export async function fingerprint(key) {
  return letters(await sha256(decode(key)), 16).match(/.{4}/g).join("-");
}

/** What is wrong with a published ballot: "" when its paper is ours and the choice its holder's. */
async function flaw(key, { receipt: said, message, signature, choice, mark }) {
  try {
    const bytes = decode(message);
    if ((await receipt(message)) !== said) return "receipt";
    if (!(await suite.verify(key, decode(signature), bytes))) return "paper";
    const holder = await crypto.subtle.importKey("raw", bytes.slice(32), PEN, false, ["verify"]);
    const words = new TextEncoder().encode(`linli ballot 1\n${choice}`);
    return (await crypto.subtle.verify(MARKING, holder, decode(mark), words)) ? "" : "mark";
  } catch {
    return "unreadable";
  }
}

/** Counts a published list again: `{ good: {choice: n}, bad: [receipt] }`. A paper counts once. */
export async function recount(keyText, list) {
  const key = await publicKey(keyText);
  const good = {};
  const bad = [];
  const seen = new Set();
  for (const ballot of list) {
    const wrong = seen.has(ballot.message) ? "twice" : await flaw(key, ballot);
    seen.add(ballot.message);
    if (wrong) bad.push(ballot.receipt);
    else good[ballot.choice] = (good[ballot.choice] || 0) + 1;
  }
  return { good, bad };
}

/** Which of these choices lies sealed beside a paper that we hold; undefined: none of them. */
export async function opened(message, sealed, choices) {
  const hash = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", decode(message), hash, false, ["sign"]);
  for (const choice of choices) {
    const words = new TextEncoder().encode(`linli ballot 1\n${choice}`);
    const bytes = new Uint8Array(await crypto.subtle.sign("HMAC", key, words));
    const text = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (text === sealed) return choice;
  }
  return undefined;
}
