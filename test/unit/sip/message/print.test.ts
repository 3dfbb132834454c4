import { describe, expect, it } from "vitest";
import { printMessage } from "../../../../src/sip/message/print.ts";
import { FIVE, accepted, invite, request, response, wire } from "./messages.ts";

describe("a message on the wire", () => {
  it("is byte for byte what it was when it was read", () => {
    const bytes = invite([...FIVE, "s: Привет", "l: 4", "X-Empty: "], "b\0dy");
    expect(printMessage(accepted(bytes)).equals(bytes)).toBe(true);
  });

  it("has the Content-Length of its body, in the place and spelling it had", () => {
    const changed = { ...request([...FIVE, "l: 3", "Subject: x"], "abc"), body: Buffer.from("déjà") };
    const text = printMessage(changed).toString();
    expect(text).toContain("\r\nl: 6\r\nSubject: x\r\n\r\ndéjà");
  });

  it("gets a Content-Length at its end when it has none, and never two", () => {
    expect(printMessage(request()).toString()).toMatch(/CSeq: 314159 INVITE\r\nContent-Length: 0\r\n\r\n$/);
    const twice = {
      ...request(),
      headers: [
        { name: "l", value: "x" },
        { name: "Content-Length", value: "5" },
      ],
    };
    expect(printMessage(twice).toString()).toBe("INVITE sip:bob@example.com SIP/2.0\r\nl: 0\r\n\r\n");
  });

  it("has its status line", () => {
    expect(printMessage(response([], "SIP/2.0 200 OK")).toString()).toBe("SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n");
  });

  it("has no header that a line break in a name, a URI or a reason would add", () => {
    const evil = "x\r\nEvil: yes\n";
    const printed = printMessage({
      ...request(),
      method: evil,
      uri: evil,
      headers: [
        { name: evil, value: "1" },
        { name: "Subject", value: evil },
        { name: "X-Bare", value: "a\rb" },
      ],
    });
    expect(printed.toString()).not.toMatch(/[\r\n]Evil|a\rb/);
    expect(printMessage({ ...response([]), reason: evil }).toString()).not.toMatch(/[\r\n]Evil/);
  });

  it("survives another reading and printing", () => {
    const bytes = wire(["SIP/2.0 200", "v: SIP/2.0/UDP a\r\n ;branch=b", "Subject  :x"]);
    const once = printMessage(accepted(bytes));
    expect(printMessage(accepted(once)).equals(once)).toBe(true);
  });
});
