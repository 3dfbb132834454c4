import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { defineConfig, type Plugin } from "vite";

/** "home.json?nav" is the name of a page alone: the navigation has all names, and each page's texts come with the page. */
const pageNames: Plugin = {
  name: "page-names",
  enforce: "pre",
  async load(id) {
    if (!id.endsWith(".json?nav")) return undefined;
    const { nav } = JSON.parse(await readFile(id.replace("?nav", ""), "utf8")) as { readonly nav: string };
    return { code: `export const nav = ${JSON.stringify(nav)};`, moduleType: "js" };
  },
};

/** The portal: src/portal to dist/portal. `npm start` builds it when its sources have changed. */
export default defineConfig({
  root: join(import.meta.dirname, "src", "portal"),
  plugins: [pageNames],
  // "dev" in front of a system that runs: npx vite, with OFFHOOK_URL if it isn't at its usual port.
  server: { proxy: { "/api/v1": process.env["OFFHOOK_URL"] ?? "http://127.0.0.1:8080" } },
  build: {
    target: "es2022",
    // Everything of it is under assets/ with its hash in the name: browsers keep it for ever.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // What the first page needs anyway comes as one file: a browser fetches six at a time over HTTP/1.1, and these were seventy.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "start", tags: ["$initial"] }] } } },
  },
});
