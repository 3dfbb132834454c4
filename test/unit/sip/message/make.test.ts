import { describe, expect, it } from "vitest";
import { responseTo } from "../../../../src/sip/message/make.ts";
import type { SipMessage } from "../../../../src/sip/message/message.ts";
import { reasonPhrase } from "../../../../src/sip/reason-phrases.ts";
import { FIVE, fiveBut, request } from "./messages.ts";

function lines(message: SipMessage): readonly string[] {
  return message.headers.map(({ name, value }) => `${name}: ${value}`);
}

describe("a response", () => {
  it("copies Via, From, To, Call-ID and CSeq, and nothing else (RFC 3261 §8.2.6.2)", () => {
    const invite = request(
      [...FIVE, "v: SIP/2.0/UDP b", "Record-Route: <sip:p;lr>", "Timestamp: 54", "Subject: x"],
      "sdp",
    );
    expect(responseTo(invite, 486)).toMatchObject({ kind: "response", status: 486, reason: "Busy Here" });
    expect(responseTo(invite, 486).body).toHaveLength(0);
    expect(lines(responseTo(invite, 486))).toEqual([...FIVE, "v: SIP/2.0/UDP b"]);
  });

  it("gives To our tag unless it has one", () => {
    const tagged = (to: string) => lines(responseTo(request(fiveBut("To", to)), 200, "OK", { toTag: "z" })).at(-1);
    expect(tagged("<sip:b@b>")).toBe("To: <sip:b@b>;tag=z");
    expect(tagged("sip:b@b;x=y")).toBe("To: sip:b@b;x=y;tag=z");
    expect(tagged("<sip:b@b>;tag=old")).toBe("To: <sip:b@b>;tag=old");
    expect(tagged('"never closed <sip:b@b>')).toBe('To: "never closed <sip:b@b>;tag=z');
  });

  it("copies Record-Route where it makes a dialog, all of them in order (RFC 3261 §12.1.1)", () => {
    const invite = request([...FIVE, "Record-Route: <sip:p;lr>, <sip:q;lr>", "Record-Route: <sip:r;lr>"]);
    expect(lines(responseTo(invite, 200, undefined, { recordRoute: true })).slice(5)).toEqual([
      "Record-Route: <sip:p;lr>, <sip:q;lr>",
      "Record-Route: <sip:r;lr>",
    ]);
  });

  it("copies Timestamp into 100 only (RFC 3261 §8.2.6.1)", () => {
    const invite = request([...FIVE, "Timestamp: 54"]);
    expect(lines(responseTo(invite, 100))).toContain("Timestamp: 54");
    expect(lines(responseTo(invite, 180))).not.toContain("Timestamp: 54");
  });

  it("has headers, body and words of its own", () => {
    const response = responseTo(request(), 200, "Fine", {
      headers: [{ name: "Contact", value: "<sip:us>" }],
      body: Buffer.from("sdp"),
    });
    expect(response.reason).toBe("Fine");
    expect(lines(response).at(-1)).toBe("Contact: <sip:us>");
    expect(Buffer.from(response.body).toString()).toBe("sdp");
  });

  it("copies what there is of a request that lacks headers", () => {
    const poor = request(["Via: SIP/2.0/UDP a", "CSeq: 1 INVITE"]);
    expect(lines(responseTo(poor, 400, undefined, { toTag: "z" }))).toEqual(["Via: SIP/2.0/UDP a", "CSeq: 1 INVITE"]);
  });
});

describe("the words of a status", () => {
  it.each([
    [100, "Trying"],
    [487, "Request Terminated"],
    [199, "Early Dialog Terminated"],
    [184, "Session Progress"],
    [299, "OK"],
    [399, "Multiple Choices"],
    [499, "Bad Request"],
    [599, "Server Internal Error"],
    [699, "Decline"],
    [700, ""],
  ])("%d are %j", (status, words) => {
    expect(reasonPhrase(status)).toBe(words);
  });
});
