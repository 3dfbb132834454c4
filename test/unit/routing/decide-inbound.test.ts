import { describe, expect, it } from "vitest";

import { decideInbound, prerequisitesOfInbound } from "../../../src/routing/decide-inbound.ts";
import {
  ALICE,
  ALICE_DESK,
  ALICE_SOFT,
  CONFERENCE,
  e164,
  everyDevice,
  inbound,
  MAIN,
  noDevice,
  OTHERS_DID,
  tables,
} from "./builders.ts";

const noMailbox = { alice: { voicemail: { enabled: false, answerTimeSeconds: 25 } } };

describe("a call to a direct number", () => {
  it("rings all registered devices of its user together, then goes to the mailbox", () => {
    expect(decideInbound(inbound(), tables(), everyDevice)).toEqual({
      kind: "ring",
      callee: ALICE,
      branches: [
        { kind: "device", device: ALICE_DESK, user: ALICE },
        { kind: "device", device: ALICE_SOFT, user: ALICE },
      ],
      ringForMs: 25_000,
      otherwise: { kind: "voicemail", mailbox: ALICE, greeting: "no-answer", language: "fr" },
      whenBusy: { kind: "voicemail", mailbox: ALICE, greeting: "busy", language: "fr" },
      toVoicemail: { kind: "voicemail", mailbox: ALICE, greeting: "unavailable", language: "fr" },
    });
  });

  it("rings only the devices that are registered", () => {
    expect(decideInbound(inbound(), tables(), new Set([ALICE_SOFT]))).toMatchObject({
      branches: [{ device: ALICE_SOFT }],
    });
  });

  it("goes to the mailbox at once when no device is registered", () => {
    const plan = decideInbound(inbound(), tables(), noDevice);
    expect(plan).toEqual({ kind: "voicemail", mailbox: ALICE, greeting: "unavailable", language: "fr" });
  });

  it("gets 480 when no device is registered and there is no mailbox", () => {
    const plan = decideInbound(inbound(), tables(noMailbox), noDevice);
    expect(plan).toEqual({ kind: "reject", status: 480, because: "no-device-registered" });
  });

  it("rings for three minutes where there is no mailbox, then gets 480, or 486 when all are busy", () => {
    expect(decideInbound(inbound(), tables(noMailbox), everyDevice)).toMatchObject({
      kind: "ring",
      ringForMs: 180_000,
      otherwise: { kind: "reject", status: 480, because: "no-answer" },
      whenBusy: { kind: "reject", status: 486, because: "busy" },
    });
  });

  it("goes straight to the mailbox when the answer time is 0", () => {
    const answersAtOnce = { alice: { voicemail: { enabled: true, answerTimeSeconds: 0 } } };
    expect(decideInbound(inbound(), tables(answersAtOnce), everyDevice).kind).toBe("voicemail");
  });

  it("goes to the mailbox at once under do not disturb, and gets 480 without one", () => {
    const quiet = { doNotDisturb: true };
    expect(decideInbound(inbound(), tables({ alice: quiet }), everyDevice).kind).toBe("voicemail");
    expect(decideInbound(inbound(), tables({ alice: { ...quiet, ...noMailbox.alice } }), everyDevice)).toEqual({
      kind: "reject",
      status: 480,
      because: "do-not-disturb",
    });
  });

  it("gets 404 when the number is not assigned", () => {
    const plan = decideInbound(inbound({ dialled: e164("+33170999999") }), tables(), everyDevice);
    expect(plan).toEqual({ kind: "reject", status: 404, because: "unknown-number" });
  });

  it("gets the same 404 when the number is another company's, or was taken away", () => {
    const unknown = { kind: "reject", status: 404, because: "unknown-number" };
    expect(decideInbound(inbound({ dialled: OTHERS_DID }), tables(), everyDevice)).toEqual(unknown);
    expect(decideInbound(inbound(), tables({ gone: "numbers" }), everyDevice)).toEqual(unknown);
  });

  it("gets 404 when the number leads nowhere, or to a user who is gone", () => {
    const nowhere = { kind: "reject", status: 404, because: "no-destination" };
    expect(decideInbound(inbound({ dialled: MAIN }), tables(), everyDevice)).toEqual(nowhere);
    expect(decideInbound(inbound(), tables({ gone: "users" }), everyDevice)).toEqual(nowhere);
  });

  it("takes a message without ringing where the number leads to a mailbox", () => {
    const did = { kind: "mailbox", id: ALICE } as const;
    expect(decideInbound(inbound(), tables({ did }), everyDevice).kind).toBe("voicemail");
    expect(decideInbound(inbound(), tables({ did, ...noMailbox }), everyDevice)).toMatchObject({ status: 480 });
  });
});

describe("the registrations needed for a decision", () => {
  it("are those of the called user", () => {
    expect(prerequisitesOfInbound(inbound(), tables()).devices).toEqual([ALICE_DESK, ALICE_SOFT]);
  });

  it("are none when no phone is called", () => {
    expect(prerequisitesOfInbound(inbound({ dialled: MAIN }), tables()).devices).toEqual([]);
    expect(prerequisitesOfInbound(inbound({ dialled: e164("+33170999999") }), tables()).devices).toEqual([]);
  });
});

describe("a call to a conference", () => {
  it("meets the others there, and is refused when there is none any more", () => {
    const to = (id: typeof CONFERENCE) => tables({ did: { kind: "conference", id } });
    expect(decideInbound(inbound(), to(CONFERENCE), noDevice)).toEqual({ kind: "conference", conference: CONFERENCE });
    const gone = to("conference-gone" as typeof CONFERENCE);
    expect(decideInbound(inbound(), gone, noDevice)).toMatchObject({ kind: "reject", status: 404 });
  });
});
