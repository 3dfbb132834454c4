import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCommand } from "../../../../src/engines/signalling/control/commands.ts";

const parse = (text: string) => parseCommand(Buffer.from(text, "utf8"));
const sip = (...lines: string[]) => lines.join("\r\n");

describe("an application's command", () => {
  it("shows its secret, with or without tags", () => {
    expect(parse("id|authenticate|cymru|")).toEqual({ kind: "authenticate", id: "id", secret: "cymru", tags: [] });
    expect(parse("id|authenticate|cymru|a,b")).toMatchObject({ tags: ["a", "b"] });
    expect(parse("id|authenticate|cymru")).toMatchObject({ secret: "cymru", tags: [] });
  });

  it("asks to be sent a verb, and to be sent it no more", () => {
    expect(parse("id|route|invite")).toEqual({ kind: "route", id: "id", verb: "invite" });
    expect(parse("id|remove_route|invite")).toEqual({ kind: "remove-route", id: "id", verb: "invite" });
    expect(parse("id|ping")).toEqual({ kind: "ping", id: "id" });
    expect(parse("id|ping|200")).toEqual({ kind: "ping", id: "id", pulse: { intervalMs: 200 } });
    const pulse = { intervalMs: 200, busyMs: 31, sinceAnswerMs: 207 };
    expect(parse("id|ping|200|31|207")).toEqual({ kind: "ping", id: "id", pulse });
    expect(parse("id|ping|soon|31|207")).toEqual({ kind: "ping", id: "id" });
  });

  it("sends a request outside of dialogs, by a route if it names one", () => {
    const text = sip(
      "id|sip|||sip:127.31.0.32:5066",
      "INVITE sip:+1@voip.example.com SIP/2.0",
      "Subject: hi",
      "",
      "v=0",
    );
    expect(parse(text)).toMatchObject({
      kind: "sip",
      transactionId: "",
      dialogId: "",
      routeUri: "sip:127.31.0.32:5066",
      message: { kind: "request", method: "INVITE", uri: "sip:+1@voip.example.com", body: Buffer.from("v=0") },
    });
  });

  it("keeps of what came with it no more than its own session description", () => {
    const read = Buffer.from(`${"x".repeat(4_000)}id|sip|||\r\nINVITE sip:1@example.com SIP/2.0\r\n\r\nv=0`).subarray(
      4_000,
    );
    const command = parseCommand(read);
    const body = command.kind === "sip" ? command.message.body : undefined;
    expect(body).toEqual(Buffer.from("v=0"));
    expect(body?.buffer.byteLength).toBe(3);
  });

  it("answers a request by its transaction", () => {
    expect(parse(sip("id|sip|txn|", "SIP/2.0 486 Busy Here", "retry-after: 10", "", ""))).toMatchObject({
      kind: "sip",
      transactionId: "txn",
      message: { kind: "response", status: 486, reason: "Busy Here", headers: [{ name: "Retry-After", value: "10" }] },
    });
    expect(parse(sip("id|sip||", "SIP/2.0 200 OK", "", ""))).toMatchObject({
      kind: "invalid",
      problem: "transaction id missing",
    });
  });

  it("can't say what is the engine's to say, and header lines that are none are skipped", () => {
    const text = sip(
      "id|sip||",
      "INVITE sip:bob@127.0.0.1 SIP/2.0",
      "Via: SIP/2.0/UDP 9.9.9.9",
      "Route: <sip:9.9.9.9;lr>",
      "Record-Route: <sip:9.9.9.9;lr>",
      "RSeq: 7",
      "Content-Length: 99",
      "this is no header",
      "bad name: x",
      "x-Mine: 1",
      "p-weird-name: z",
      "k: timer",
      "call-id: abc",
      "",
      "",
    );
    const command = parse(text);
    expect(command.kind === "sip" && command.message.headers).toEqual([
      { name: "x-Mine", value: "1" },
      { name: "P-Weird-Name", value: "z" },
      { name: "Supported", value: "timer" },
      { name: "Call-ID", value: "abc" },
    ]);
  });

  it("splits header lines at either line break, so that no value smuggles one in", () => {
    const command = parse("id|sip||\r\nOPTIONS sip:a@b SIP/2.0\r\nSubject: one\nX-Two: 2\rX-Three: 3\r\n\r\n");
    expect(command.kind === "sip" && command.message.headers.map(({ name }) => name)).toEqual([
      "Subject",
      "X-Two",
      "X-Three",
    ]);
  });

  it("asks to forward a request", () => {
    const text = sip(
      "id|proxy|txn|remainInDialog|fullResponse|followRedirects|simultaneous|500ms||sip:1.1.1.1|sip:2.2.2.2",
      "INVITE sip:1.1.1.1 SIP/2.0",
      "",
      "",
    );
    expect(parse(text)).toEqual({ kind: "proxy", id: "id" });
  });

  it.each([
    ["alone", "Invalid message format"],
    ["id|bogus|x", "Unknown message type"],
    ["id|sip||", "Invalid message format"],
    ["id|sip||\r\nSIP/2.0 999 What\r\n\r\n", "Invalid message format"],
  ])("is not understood: %j", (text, problem) => {
    expect(parse(text)).toMatchObject({ kind: "invalid", problem });
  });

  it("never throws, whatever it is", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.constantFrom("", "id|sip||\r\n", "id|sip|x|y\r\nINVITE ", "id|proxy|"),
        (text, start) => {
          expect(typeof parse(start + text).kind).toBe("string");
        },
      ),
    );
  });
});
