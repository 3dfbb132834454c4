import { defineConfig } from "vitest/config";

/** What a test opens says how it may run: see the README of test/. */
const project = (name: string, { groupOrder = 0, alone = false, shared = false } = {}) => ({
  extends: true as const,
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    fileParallelism: !alone,
    // Shared: the files of a worker import the application once. So no module keeps anything, and what a file starts, it ends.
    isolate: !shared,
    sequence: { groupOrder },
  },
});

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // One more than the cores of the smallest machine: the longest tests mostly wait, for rings and prompts in real time.
    maxWorkers: 3,
    projects: [
      project("unit", { shared: true }),
      project("e2e"),
      project("soak"),
      // Upstream's suites race with the exit of their own sipp: they get the machine for themselves.
      project("conformance", { groupOrder: 1, alone: true }),
    ],
  },
});
