import { defineConfig } from "vitest/config";

/** Upstream's suites race with the exit of their own sipp: they get the machine for themselves. */
const ALONE = ["test/conformance/**/*.test.ts"];

export default defineConfig({
  root: new URL(".", import.meta.url).pathname,
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // One more than the cores of the smallest machine: the longest tests mostly wait, for rings and prompts in real time.
    maxWorkers: 3,
    projects: [
      {
        extends: true,
        test: {
          name: "house",
          include: ["test/**/*.test.ts"],
          exclude: ["node_modules/**", "test/bench/**", ...ALONE],
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: "alone", include: ALONE, fileParallelism: false, sequence: { groupOrder: 1 } } },
    ],
  },
});
