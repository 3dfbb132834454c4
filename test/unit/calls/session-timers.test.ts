import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  agreedIn,
  agreeWith,
  askForLonger,
  askForTimer,
  timerInRequest,
  timerInResponse,
  tooShortFor,
} from "../../../src/calls/leg/session-timer.ts";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { CallOptions } from "../../support/outgoing-invite.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { header, statusOf } from "../../support/sip-text.ts";

const policy = { seconds: 1_800, minimumSeconds: 90 };
const message = (headers: Record<string, string>) => ({ get: (name: string) => headers[name] });

describe("what two ends of a leg agree on", () => {
  it("is asked for in each INVITE of ours, unless no side wants it", () => {
    expect(askForTimer(policy)).toEqual({ "Session-Expires": "1800", "Min-SE": "90" });
    expect(askForTimer({ ...policy, seconds: 0 })).toEqual({});
    expect(askForLonger(message({ "Min-SE": "3600" }))).toEqual({ "Session-Expires": "3600", "Min-SE": "3600" });
    expect(askForLonger(message({}))).toBeUndefined();
  });

  it.each([
    [{}, undefined],
    [{ Supported: "timer" }, { seconds: 1_800, refresher: "we" }],
    [
      { Supported: "replaces, timer", "Session-Expires": "600;refresher=uac" },
      { seconds: 600, refresher: "they" },
    ],
    [
      { Supported: "timer", "Session-Expires": "600;refresher=uas" },
      { seconds: 600, refresher: "we" },
    ],
    [
      { Supported: "timer", "Session-Expires": "7200" },
      { seconds: 1_800, refresher: "we" },
    ],
    [
      { Supported: "timer", "Session-Expires": "7200", "Min-SE": "3600" },
      { seconds: 3_600, refresher: "we" },
    ],
    [
      { Supported: "timer", "Session-Expires": "nonsense" },
      { seconds: 1_800, refresher: "we" },
    ],
  ])("is, for an INVITE with %j, %j", (headers, agreed) => {
    expect(agreeWith(message(headers), policy)).toEqual(agreed);
  });

  it("is refused where the interval is too short for us, by a caller who can understand that", () => {
    const short = { "Session-Expires": "60" };
    expect(tooShortFor(message({ ...short, Supported: "timer" }), policy)).toEqual({ "Min-SE": "90" });
    expect(tooShortFor(message(short), policy)).toBeUndefined();
    expect(tooShortFor(message({ "Session-Expires": "90", Supported: "timer" }), policy)).toBeUndefined();
  });

  it("is what a 200 says, and is carried on by each request and answer", () => {
    expect(agreedIn(message({}))).toBeUndefined();
    const theirs = agreedIn(message({ "Session-Expires": "600;refresher=uas" }));
    expect(theirs).toEqual({ seconds: 600, refresher: "they" });
    expect(agreedIn(message({ "Session-Expires": "600" }))).toEqual({ seconds: 600, refresher: "we" });
    expect(timerInRequest(theirs)).toEqual({ "Session-Expires": "600;refresher=uas" });
    expect(timerInResponse(theirs)).toEqual({ "Session-Expires": "600;refresher=uac", Require: "timer" });
    expect(timerInResponse(undefined)).toEqual({});
  });
});

describe("a call with session timers", () => {
  let pbx: Office;
  let alice: Person;
  let provider: Phone;
  let desk: Phone;
  beforeAll(async () => {
    pbx = await openOffice();
    await trustedTrunk(pbx, ["127.0.0.1"]);
    alice = await pbx.person("1001", "+33170000001");
    await changeSettings(pbx, (draft) => draft.change("tenant", draft.tenantId, { sessionTimer: { seconds: 90 } }));
  });
  afterAll(() => pbx[Symbol.asyncDispose]());
  beforeEach(async () => {
    provider = await pbx.phone();
    desk = await pbx.phone();
    pbx.registers(alice, desk);
    pbx.events.length = 0;
  });
  afterEach(async () => {
    pbx.unregisterAll();
    await pbx.idle();
  });
  const supporting: CallOptions = { headers: [["Supported", "timer"]] };

  it("is asked for on both legs, refreshed, and ended with its reason when one side is gone without a word", async () => {
    const call = provider.call(pbx.port, alice.number, supporting);
    const ringing = await desk.incoming();
    expect(ringing.header("session-expires")).toBe("90");
    expect(ringing.header("supported")).toContain("timer");
    const callee = ringing.answer(sdp(desk.port));
    const caller = await call.answered();
    expect(header(caller.response, "session-expires")).toBe("90;refresher=uas");

    const refresh = await caller.received("INVITE"); // 45 s, sixty times as fast
    expect(header(refresh, "session-expires")).toBe("90;refresher=uac");
    caller.respond(refresh, 200, sdp(provider.port));
    await caller.received("ACK");
    // From now on the caller is silent: the next refresh is not answered.
    await caller.received("INVITE");
    await callee.received("BYE");
    await pbx.until(() =>
      expect(pbx.events.find(({ kind }) => kind === "call.ended")).toMatchObject({
        outcome: "answered",
        because: "session-timer",
        hungUpBy: "system",
      }),
    );
  });

  it("has none with a caller who knows none", async () => {
    const call = provider.call(pbx.port, alice.number);
    const callee = (await desk.incoming()).answer(sdp(desk.port));
    const caller = await call.answered();
    expect(header(caller.response, "session-expires")).toBe("");
    await caller.bye();
    await callee.received("BYE");
  });

  it("is refused with 422 where the caller's interval is too short", async () => {
    await changeSettings(pbx, (draft) =>
      draft.change("tenant", draft.tenantId, { sessionTimer: { minimumSeconds: 600 } }),
    );
    const call = provider.call(pbx.port, alice.number, {
      headers: [
        ["Supported", "timer"],
        ["Session-Expires", "120"],
      ],
    });
    const refusal = await call.refused();
    expect([statusOf(refusal), header(refusal, "min-se")]).toEqual([422, "600"]);
    await changeSettings(pbx, (draft) =>
      draft.change("tenant", draft.tenantId, { sessionTimer: { minimumSeconds: 90 } }),
    );
  });

  it("is asked for once more, longer, where a phone wants it longer", async () => {
    const call = provider.call(pbx.port, alice.number);
    const first = await desk.incoming();
    desk.respond(first.invite, 422, { tag: first.tag, headers: [["Min-SE", "900"]] });
    const second = await desk.incoming();
    expect([second.header("session-expires"), second.header("min-se")]).toEqual(["900", "900"]);
    const callee = second.answer(sdp(desk.port));
    await (await call.answered()).bye();
    await callee.received("BYE");
  });
});
