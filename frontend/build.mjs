// Builds every entry into src/linli/ui/static/ui/built/ and says what each weighs on the wire.
import { mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { OUT, configFor } from "./vite.config.js";

export const ENTRIES = ["site", "map", "diagram", "modeler", "field", "ballot"];

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
for (const entry of ENTRIES) await build(configFor(entry));
for (const name of readdirSync(OUT).sort()) {
  const bytes = readFileSync(`${OUT}/${name}`);
  console.log(`  ${name.padEnd(14)} ${(gzipSync(bytes).length / 1024).toFixed(1).padStart(7)} kB gzip`);
}
