import { describe, expect, it } from "vitest";
import { gatheredLines } from "../../../src/observability/gathered-lines.ts";
import { createLogger } from "../../../src/observability/logging.ts";
import { atNextBeat, PATIENCE_MS } from "../../../src/runtime/gather-writes.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";

function aLog() {
  const clock = new VirtualClock();
  const written: string[] = [];
  const lines = gatheredLines(
    (text) => void written.push(text),
    (flush) => void atNextBeat(clock, flush),
  );
  return { clock, written, lines, logger: createLogger("info", lines) };
}

const textsIn = (written: readonly string[]): string[][] =>
  written.map((text) =>
    text
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as { msg: string }).msg),
  );

describe("the log", () => {
  it("writes the calm lines of a moment together", () => {
    const { clock, written, logger } = aLog();
    logger.info("call started");
    logger.info("phone rings");
    clock.advance(PATIENCE_MS - 1);
    expect(written).toEqual([]);
    clock.advance(1);
    expect(textsIn(written)).toEqual([["call started", "phone rings"]]);
  });

  it("writes a warning at once, behind the lines before it", () => {
    const { clock, written, logger } = aLog();
    logger.info("call started");
    logger.warn("signalling engine lost");
    logger.error("a listener failed");
    expect(textsIn(written)).toEqual([["call started", "signalling engine lost"], ["a listener failed"]]);
    clock.advance(PATIENCE_MS);
    expect(written).toHaveLength(2);
  });

  it("writes at once what isn't its own, such as a line of an engine", () => {
    const { written, lines } = aLog();
    lines.write("not JSON\n");
    expect(written).toEqual(["not JSON\n"]);
  });

  it("loses nothing at the end of the process, and holds no more than so much", () => {
    const { written, lines, logger } = aLog();
    logger.info("system ends");
    lines.flush();
    lines.flush();
    expect(textsIn(written)).toEqual([["system ends"]]);
    logger.info("x".repeat(70_000));
    expect(written).toHaveLength(2);
  });
});
