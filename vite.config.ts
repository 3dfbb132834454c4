import { join } from "node:path";
import { defineConfig } from "vite";

/** The portal: src/portal to dist/portal. `npm start` builds it when its sources have changed. */
export default defineConfig({
  root: join(import.meta.dirname, "src", "portal"),
  // "dev" in front of a system that runs: npx vite, with OFFHOOK_URL if it isn't at its usual port.
  server: { proxy: { "/api/v1": process.env["OFFHOOK_URL"] ?? "http://127.0.0.1:8080" } },
  build: {
    target: "es2022",
    // Everything of it is under assets/ with its hash in the name: browsers keep it for ever.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
