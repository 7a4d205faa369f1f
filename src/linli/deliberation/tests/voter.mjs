// A voter's phone without the phone: runs frontend/src/ballots.js, as the page does, for the tests.
// One question (JSON: [what, ...arguments]) on standard input, one answer on standard output.
import * as ballots from "../../../../frontend/src/ballots.js";
import { RSABSSA } from "../../../../frontend/node_modules/@cloudflare/blindrsa-ts/lib/src/index.js";

const { PSS } = RSABSSA.SHA384;
const hex = (text) => Uint8Array.from(Buffer.from(text, "hex"));
const fromHex = (text) => Buffer.from(text, "hex").toString("base64url");
const toHex = (bytes) => Buffer.from(bytes).toString("hex");

/** Runs `work` with these bytes in place of chance, and says which were drawn. */
async function drawing(given, work) {
  const chance = crypto.getRandomValues.bind(crypto);
  const drawn = [];
  crypto.getRandomValues = (array) => {
    if (given) array.set(hex(given[drawn.length]));
    else chance(array);
    drawn.push(toHex(array));
    return array;
  };
  try {
    return { ...(await work()), drawn };
  } finally {
    crypto.getRandomValues = chance;
  }
}

async function keyOf({ n, e }) {
  const jwk = { kty: "RSA", ext: true, n: fromHex(n), e: fromHex(e.length % 2 ? `0${e}` : e) };
  return crypto.subtle.importKey("jwk", jwk, { name: "RSA-PSS", hash: "SHA-384" }, true, ["verify"]);
}

async function vector(v) {
  const suite = v.msg_prefix ? PSS.Randomized() : PSS.Deterministic();
  const key = await keyOf(v);
  const chance = v.msg_prefix ? [v.msg_prefix, v.salt, v.r] : ["", v.salt, v.r];
  const { message, blindedMsg, inv } = await drawing(chance, async () => {
    const message = suite.prepare(hex(v.msg));
    return { message, ...(await suite.blind(key, message)) };
  });
  const sig = await suite.finalize(key, message, hex(v.blind_sig), inv);
  return { name: suite.toString(), input_msg: toHex(message), blinded_msg: toHex(blindedMsg), inv: toHex(inv), sig: toHex(sig) };
}

/** Blinds a message again, with the salt and the factor that are said to have been used. */
async function blindAs(key, message, salt, factor) {
  const publicKey = await crypto.subtle.importKey("spki", ballots.decode(key), { name: "RSA-PSS", hash: "SHA-384" }, true, ["verify"]);
  const { blindedMsg } = await drawing([salt, factor], () => PSS.Randomized().blind(publicKey, ballots.decode(message)));
  return ballots.encode(blindedMsg);
}

const ACTIONS = {
  vector,
  blindAs,
  prepare: (key) => drawing(null, () => ballots.prepare(key)),
  finish: ballots.finish,
  fill: ballots.fill,
  receipt: ballots.receipt,
  fingerprint: ballots.fingerprint,
  recount: ballots.recount,
  opened: async (...asked) => (await ballots.opened(...asked)) || null,
};

let text = "";
for await (const part of process.stdin) text += part;
const answers = [];
for (const [what, ...rest] of JSON.parse(text)) {
  answers.push(await ACTIONS[what](...rest).catch((error) => ({ error: String(error) })));
}
process.stdout.write(JSON.stringify(answers));
