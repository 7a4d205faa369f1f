// Fails when what was built would not run where our users are: kernels of Chrome 87 and
// Safari 14, and a policy without inline script or eval. Also holds the first page to its budget.
import { readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { OUT } from "./vite.config.js";

const CSS_FORBIDDEN = [
  [/@layer\b/, "@layer: Chrome 99"],
  [/\boklch\(|\boklab\(|\blch\(|\blab\(/, "oklch and kin: Chrome 111"],
  [/color-mix\(/, "color-mix: Chrome 111"],
  [/@container\b/, "@container: Chrome 105"],
  [/:has\(/, ":has(): Chrome 105"],
  [/:is\(|:where\(/, ":is(), :where(): Chrome 88"],
  [/[{;]\s*inset:/, "inset: Safari 14.1"],
  [/\d(?:dvh|svh|lvh|cqw)\b/, "dynamic viewport units: Chrome 108"],
  [/@property\b/, "@property: Safari 16.4"],
  [/\{[^{}]*&[\s.:>[]/, "nesting: Chrome 112"],
  [/https?:\/\/(?!www\.w3\.org)/, "an address elsewhere"],
  [/@import\b/, "@import at run time"],
];
const JS_FORBIDDEN = [
  [/\beval\(/, "eval"],
  [/\bnew Function\(/, "new Function"],
  [/\bstatic\s*\{/, "static blocks: Chrome 94"],
  [/\bstructuredClone\(/, "structuredClone: Chrome 98"],
  [/\bObject\.hasOwn\(/, "Object.hasOwn: Chrome 93"],
  [/\.findLast\(/, "findLast: Chrome 97"],
  [/\bcrypto\.randomUUID\(/, "randomUUID: Chrome 92"],
];
const BUDGET_KB = 150;
const PAGE_KB = 20; // what the largest public page may weigh itself

const problems = [];
let firstPage = PAGE_KB;
const names = readdirSync(OUT);
for (const wanted of ["site.js", "site.css", "map.js", "map.css", "diagram.js", "diagram.css", "modeler.js", "modeler.css", "field.js", "ballot.js"]) {
  if (!names.includes(wanted)) problems.push(`${wanted} was not built`);
}
for (const name of names) {
  const text = readFileSync(`${OUT}/${name}`, "utf8");
  for (const [pattern, why] of name.endsWith(".css") ? CSS_FORBIDDEN : JS_FORBIDDEN) {
    const found = pattern.exec(text);
    if (found) problems.push(`${name}: ${why} (…${text.slice(Math.max(0, found.index - 30), found.index + 40)}…)`);
  }
  if (name.startsWith("site.")) firstPage += gzipSync(text).length / 1024;
}
if (firstPage > BUDGET_KB) problems.push(`first page ${firstPage.toFixed(1)} kB, budget ${BUDGET_KB} kB`);
for (const problem of problems) console.error(`  ${problem}`);
if (problems.length) process.exit(1);
console.log(`  first page at most ${firstPage.toFixed(1)} kB of ${BUDGET_KB} kB`);
