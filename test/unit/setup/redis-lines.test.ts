import { expect, it } from "vitest";
import { createLogger } from "../../../src/observability/logging.ts";
import { logRedisLine } from "../../../src/setup/redis-lines.ts";

function logged(line: string): string {
  const lines: string[] = [];
  logRedisLine(line, createLogger("debug", { write: (text) => void lines.push(text) }));
  return lines.join("");
}

it.each([
  "123:C 29 Nov 2026 01:02:03.456 # oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo",
  "123:M 29 Nov 2026 01:02:03.456 # Server initialized",
  "123:C 29 Nov 2026 01:02:03.456 # WARNING Memory overcommit must be enabled!",
  "123:signal-handler (1795918462) Received SIGTERM scheduling shutdown...",
  "123:M 29 Nov 2026 01:02:03.456 # Redis is now ready to exit, bye bye...",
])("a newcomer sees nothing of what Redis says at each start and end: %s", (line) => {
  expect(logged(line)).toContain('"level":20');
});

it("an operator is warned of what Redis says besides", () => {
  const line = logged("123:M 29 Nov 2026 01:02:03.456 # Bad file format reading the append only file: truncated");
  expect(line).toContain('"level":40');
  expect(line).toContain('"text":"Bad file format reading the append only file: truncated"');
});
