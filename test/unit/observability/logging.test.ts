import { describe, expect, it } from "vitest";
import { consoleLines } from "../../../src/observability/console-lines.ts";
import { createLogger } from "../../../src/observability/logging.ts";
import { maskNumber } from "../../../src/observability/mask-number.ts";

function logged(fields: Record<string, unknown>): string {
  const lines: string[] = [];
  createLogger("info", { write: (line) => void lines.push(line) }).info(fields, "a line");
  return lines.join("");
}

describe("a log line", () => {
  it.each(["password", "pin", "secret", "token", "authorization", "ha1Md5", "sipPassword"])(
    "never shows a %s",
    (field) => {
      const line = logged({ [field]: "hunter2", user: { [field]: "hunter2" }, change: { to: { [field]: "hunter2" } } });
      expect(line).not.toContain("hunter2");
      expect(line).toContain("[secret]");
    },
  );

  it("shows no secret of an error, of a list or of what each line of a logger says", () => {
    const lines: string[] = [];
    const logger = createLogger("info", { write: (line) => void lines.push(line) });
    const failure = Object.assign(new Error("refused"), {
      token: "hunter2",
      request: { headers: { cookie: "hunter2" } },
    });
    logger
      .child({ secret: "hunter2" })
      .warn({ err: failure, devices: [{ sipPassword: "hunter2", label: "desk" }] }, "a line");
    logger.error(failure, "a fault");
    expect(lines.join("")).not.toContain("hunter2");
    expect(lines[0]).toContain('"devices":[{"sipPassword":"[secret]","label":"desk"}]');
    expect(lines[0]).toMatch(/"err":\{"type":"Error","message":"refused","stack":"Error: refused/);
    expect(lines[1]).toContain('"message":"refused"');
  });

  it("leaves what it is given as it was", () => {
    const user = { pin: "1234" };
    logged({ user });
    expect(user).toEqual({ pin: "1234" });
  });

  it("shows of a caller's number the beginning and the last two digits, and extensions whole", () => {
    expect(logged({ caller: "+33612345678", dialled: "1001" })).toMatch(/"caller":"\+336…78","dialled":"1001"/);
  });
});

describe("a masked number", () => {
  it("is also masked inside a SIP URI", () => {
    expect(maskNumber("sip:+33612345678@trunk.example")).toBe("sip:+336…78@trunk.example");
  });
  it("leaves what is no text alone", () => {
    expect(maskNumber(undefined)).toBeUndefined();
  });
});

describe("the log at a terminal", () => {
  it("reads as time, level, text and facts", () => {
    const lines: string[] = [];
    const logger = createLogger(
      "info",
      consoleLines((line) => void lines.push(line)),
    );
    logger.warn({ event: "engine.died", engine: "media", code: 1 }, "engine died");
    expect(lines.join("")).toMatch(/^\d\d:\d\d:\d\d\.\d{3} warn  engine died engine=media code=1\n$/);
  });

  it("writes addresses and lists as a person does, and shows what a terminal would obey", () => {
    const lines: string[] = [];
    const listening = [
      { protocol: "udp", address: "0.0.0.0", port: 5060 },
      { protocol: "tcp", address: "::1", port: 5060 },
    ];
    const facts = { control: { address: "127.0.0.1", port: 9022 }, listening, missing: [], over: { calls: 1 } };
    const logger = createLogger(
      "info",
      consoleLines((line) => void lines.push(line)),
    );
    logger.info({ ...facts, userAgent: "evil\u001b[2J\nnext\u202e" }, "ready");
    expect(lines.join("").slice(19)).toBe(
      "ready control=127.0.0.1:9022 listening=udp 0.0.0.0:5060, tcp [::1]:5060 missing=none over=(calls=1) " +
        String.raw`userAgent=evil\u001b[2J\nnext\u202e` +
        "\n",
    );
  });

  it("passes on a line that is not JSON as it came", () => {
    const lines: string[] = [];
    consoleLines((line) => void lines.push(line)).write("plain text\n");
    expect(lines).toEqual(["plain text\n"]);
  });
});
