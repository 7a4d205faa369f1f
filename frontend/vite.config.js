// One entry at a time (build.mjs): every file stands alone, under a fixed name that Django's
// static files storage hashes. Pictures and fonts of libraries go into the style sheets, because
// the policy allows data: and hashed names inside CSS need no care then.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
export const TARGET = ["chrome87", "safari14"];
export const OUT = here("../src/linli/ui/static/ui/built");

// Three newer functions inside bpmn-js, in words that our oldest kernels know.
const OLDER_WORDS = [
  [/\bObject\.hasOwn\(/g, "Object.prototype.hasOwnProperty.call("],
  [/\bstructuredClone\(([\w.]+)\)/g, "JSON.parse(JSON.stringify($1))"],
  [/color-mix\((?:[^()]|\([^()]*\))*\)/g, "transparent"],
];
const olderWords = {
  name: "older-words",
  enforce: "pre",
  transform(code, id) {
    if (!id.includes("/node_modules/")) return null;
    const plain = OLDER_WORDS.reduce((text, [pattern, words]) => text.replace(pattern, words), code);
    return plain === code ? null : { code: plain, map: null };
  },
};

export const configFor = (entry) =>
  defineConfig({
    root: here("."),
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    plugins: [olderWords],
    css: {
      preprocessorOptions: {
        scss: {
          loadPaths: [here("node_modules")],
          quietDeps: true,
          // Bootstrap 5.3 is written for @import; its successor will be written for @use.
          silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
        },
      },
    },
    build: {
      target: TARGET,
      cssTarget: TARGET,
      outDir: OUT,
      emptyOutDir: false,
      assetsInlineLimit: 1e9,
      cssCodeSplit: false,
      modulePreload: false,
      sourcemap: false,
      rollupOptions: {
        input: { [entry]: here(`src/${entry}.js`) },
        output: { format: "es", entryFileNames: "[name].js", assetFileNames: `${entry}.[ext]`, codeSplitting: false },
        preserveEntrySignatures: "strict",
      },
    },
  });

export default configFor("site");
