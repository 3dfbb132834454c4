import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * They begin first, so that none of them runs on when the others are through. vitest orders the rest: by how long they
 * took last time, or, in a fresh clone, by size.
 */
const LONGEST = [
  "test/portal/employee.test.ts",
  "test/portal/administration.test.ts",
  "test/portal/extensions.test.ts",
  "test/portal/tour.test.ts",
  "test/e2e/weather.test.ts",
  "test/e2e/voicemail-complete.test.ts",
  "test/e2e/dying-parts.test.ts",
  "test/e2e/mail-crash-matrix.test.ts",
  "test/e2e/restart.test.ts",
  "test/e2e/failed-start.test.ts",
  "test/e2e/groups-receptionist-conference.test.ts",
  "test/e2e/voicemail.test.ts",
  "test/unit/calls/press-1.test.ts",
  "test/unit/mail/mail-queue.test.ts",
  "test/unit/calls/listen.test.ts",
  "test/unit/calls/press-1-behind-receptionist.test.ts",
];
for (const file of LONGEST)
  if (!existsSync(join(import.meta.dirname, file))) throw new Error(`vitest.config.ts: there is no ${file}`);

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification): number => {
      const place = LONGEST.indexOf(relative(import.meta.dirname, moduleId));
      return 1_000 * project.config.sequence.groupOrder + (place === -1 ? LONGEST.length : place);
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}

/** What a test opens says how it may run. */
const project = (name: string, { groupOrder = 0, alone = false, shared = false, without = [] as string[] } = {}) => ({
  extends: true as const,
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    exclude: without,
    fileParallelism: !alone,
    // Shared: the files of a worker import the application once. So no module keeps anything, and what a file starts, it ends.
    isolate: !shared,
    sequence: { groupOrder },
  },
});

export default defineConfig({
  test: {
    // Against what hangs: whatever must be quick says so in its test. A busy machine takes many times as long as a quiet one.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    expect: { poll: { timeout: 30_000 } },
    setupFiles: ["test/support/setup.ts"],
    // One more than the cores of the smallest machine: the longest tests mostly wait, for rings and prompts in real time.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // Of the tests that run in this process: what whole products and browsers run isn't counted.
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      exclude: ["src/portal/**", "src/api-client/schema.d.ts"],
      reporter: ["text-summary", "html"],
      reportsDirectory: "node_modules/.coverage",
    },
    projects: [
      project("unit", { shared: true }),
      project("e2e", { shared: true }),
      // A browser, the product and phones at once: a machine of two cores bears two such files at a time.
      project("portal", { groupOrder: 1, shared: true }),
      // Whole processes, and minutes: only `npm run test:soak` asks for it.
      project("soak", { without: process.env["MEMORY_CALLS"] === undefined ? ["test/soak/memory.test.ts"] : [] }),
      // Machines behind routers: only `npm run test:network` asks for them, as an administrator.
      project("network", { alone: true }),
      // Calls of a browser, with their sound: only `npm run test:sound` asks for them, as about one handshake in a hundred fails yet.
      project("sound", { alone: true }),
      // Upstream's suites race with the exit of their own sipp: they get the machine for themselves.
      project("conformance", { groupOrder: 2, alone: true }),
    ],
  },
});
