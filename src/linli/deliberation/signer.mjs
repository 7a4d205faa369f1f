// One raw RSA private operation, by the OpenSSL inside Node: BlindSign of RFC 9474. Python's
// `cryptography` offers none. Reads {"key", "blinded"} (base64) from standard input, writes
// {"signature"}; runs once and ends, so that no key stays in memory. See sealing.py.
import { Buffer } from "node:buffer";
import { constants, createPrivateKey, createPublicKey, privateDecrypt, publicEncrypt } from "node:crypto";

const LONGEST = 16384;
const MALFORMED = 3;

async function asked() {
  let text = "";
  for await (const part of process.stdin) {
    text += part;
    if (text.length > LONGEST) process.exit(MALFORMED);
  }
  const { key, blinded } = JSON.parse(text);
  return { key: Buffer.from(key, "base64"), blinded: Buffer.from(blinded, "base64") };
}

const { key: der, blinded } = await asked();
const padding = constants.RSA_NO_PADDING;
const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
if (key.asymmetricKeyType !== "rsa" || blinded.length * 8 !== key.asymmetricKeyDetails.modulusLength) process.exit(MALFORMED);
let signature;
try {
  signature = privateDecrypt({ key, padding }, blinded);
} catch (error) {
  if (error.code === "ERR_OSSL_RSA_DATA_TOO_LARGE_FOR_MODULUS") process.exit(MALFORMED);
  throw error;
}
// A signature spoilt by a fault of the machine would give the key away: RFC 9474 asks to look.
if (!publicEncrypt({ key: createPublicKey(key), padding }, signature).equals(blinded)) throw new Error("signing failure");
process.stdout.write(JSON.stringify({ signature: signature.toString("base64") }));
