import { defineConfig } from "vitest/config";

/** What a test opens says how it may run: see the README of test/. */
const project = (name: string, groupOrder: number, alone = false) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.ts`], fileParallelism: !alone, sequence: { groupOrder } },
});

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // One more than the cores of the smallest machine: the longest tests mostly wait, for rings and prompts in real time.
    maxWorkers: 3,
    projects: [
      project("unit", 0),
      project("e2e", 0),
      project("soak", 0),
      // Upstream's suites race with the exit of their own sipp: they get the machine for themselves.
      project("conformance", 1, true),
    ],
  },
});
