import { describe, expect, it } from "vitest";
import { ladderOf, partiesIn, type TracedMessage } from "../../../src/portal/pages/history/ladder.ts";

const message = (direction: "received" | "sent", address: string, text: string): TracedMessage => ({
  ...{ at: "2026-11-29T10:00:00.000Z", transport: "udp", direction, address },
  text: `${text}\r\n\r\n`,
});

describe("the ladder of a call", () => {
  it("names the caller and the phone that answered, not the one that declined", () => {
    const ladder = ladderOf([
      message("received", "trunk", "INVITE sip:1001@pbx SIP/2.0"),
      message("sent", "desk", "INVITE sip:desk@192.0.2.1 SIP/2.0"),
      message("sent", "mobile", "INVITE sip:mobile@192.0.2.2 SIP/2.0"),
      message("received", "desk", "SIP/2.0 486 Busy Here"),
      message("sent", "desk", "ACK sip:desk@192.0.2.1 SIP/2.0"),
      message("received", "mobile", "SIP/2.0 200 OK"),
      message("sent", "mobile", "ACK sip:mobile@192.0.2.2 SIP/2.0"),
      message("sent", "trunk", "SIP/2.0 200 OK"),
      message("sent", "desk", "OPTIONS sip:desk@192.0.2.1 SIP/2.0"),
      message("received", "desk", "SIP/2.0 200 OK"),
    ]);
    expect(ladder.sides).toEqual(["trunk", "desk", "mobile"]);
    expect(partiesIn(ladder)).toEqual({ caller: 0, answered: 2 });
  });

  it("names none who has answered where a caller hangs up before", () => {
    const ladder = ladderOf([
      message("received", "trunk", "INVITE sip:1001@pbx SIP/2.0"),
      message("sent", "desk", "INVITE sip:desk@192.0.2.1 SIP/2.0"),
      message("received", "trunk", "CANCEL sip:1001@pbx SIP/2.0"),
      message("sent", "desk", "CANCEL sip:desk@192.0.2.1 SIP/2.0"),
      message("received", "desk", "SIP/2.0 200 OK"),
      message("received", "desk", "SIP/2.0 487 Request Terminated"),
    ]);
    expect(partiesIn(ladder)).toEqual({ caller: 0, answered: undefined });
  });
});
