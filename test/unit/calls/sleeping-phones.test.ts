import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { PushTarget } from "../../../src/registrar/push-target.ts";
import { Scope } from "../../../src/runtime/scope.ts";
import { openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { statusOf } from "../../support/sip-text.ts";

const scope = new Scope();
let pbx: Office;
let alice: Person;
let pushed: PushTarget[] = [];
beforeAll(async () => {
  const pushGateway = {
    push: (target: PushTarget) => {
      pushed.push(target);
      return Promise.resolve();
    },
  };
  pbx = scope.own(await openOffice({ pushGateway }));
  await trustedTrunk(pbx, ["127.0.0.1"]);
  alice = await pbx.person("1001", "+33170000001", 2);
});
afterAll(() => scope[Symbol.asyncDispose]());
afterEach(async () => {
  await pbx.idle();
  pbx.unregisterAll();
  pushed = [];
});

/** Alice's softphone has registered so long ago. */
function registers(mobile: Phone, agoMs: number): void {
  const contact = `sip:phone@127.0.0.1:${mobile.port};pn-provider=fcm;pn-param=project;pn-prid=token-1`;
  pbx.registers(alice, mobile, 0, { contact, registeredAtMs: pbx.clock.nowMs() - agoMs });
}

const once = (): Promise<void> => pbx.until(() => expect(pushed).toHaveLength(1));

describe("a softphone that sleeps", () => {
  it("is woken up by push, and gets the call when it has registered anew", async () => {
    const [provider, mobile] = [await pbx.phone(), await pbx.phone()];
    registers(mobile, 3_600_000);
    const call = provider.call(pbx.port, alice.number);
    await once();
    expect(pushed).toEqual([{ provider: "fcm", param: "project", prid: "token-1" }]);
    expect(mobile.ladder).toEqual([]);
    await pbx.pause(6_000); // longer than a phone that is awake may be silent
    expect(mobile.ladder).toEqual([]);
    pbx.unregisterAll();
    registers(mobile, 0);
    const callee = (await mobile.incoming()).answer(sdp(mobile.port));
    const caller = await call.answered();
    await caller.bye();
    await callee.received("BYE");
  });

  it("isn't called where it doesn't wake up, and the call goes on without it", async () => {
    const [provider, mobile, desk] = [await pbx.phone(), await pbx.phone(), await pbx.phone()];
    registers(mobile, 3_600_000);
    pbx.registers(alice, desk, 1);
    const call = provider.call(pbx.port, alice.number);
    const rings = await desk.incoming();
    rings.ring();
    await pbx.pause(12_000);
    const callee = rings.answer(sdp(desk.port));
    const caller = await call.answered();
    await caller.bye();
    await callee.received("BYE");
    expect(mobile.ladder).toEqual([]);
  });

  it("isn't called any more when the caller has hung up before it was awake", async () => {
    const [provider, mobile] = [await pbx.phone(), await pbx.phone()];
    registers(mobile, 3_600_000);
    const call = provider.call(pbx.port, alice.number);
    await once();
    call.cancel();
    expect(statusOf(await call.refused())).toBe(487);
    pbx.unregisterAll();
    registers(mobile, 0);
    await pbx.pause(12_000);
    expect(mobile.ladder).toEqual([]);
  });

  it("is woken up once by two calls at a time", async () => {
    const [one, other, mobile] = [await pbx.phone(), await pbx.phone(), await pbx.phone()];
    registers(mobile, 3_600_000);
    const calls = [one.call(pbx.port, alice.number), other.call(pbx.port, alice.number)];
    await once();
    await pbx.pause(1_000);
    expect(pushed).toHaveLength(1);
    for (const call of calls) call.cancel();
    await Promise.all(calls.map((call) => call.refused()));
    await pbx.pause(12_000);
  });

  it("is called at once where it has registered a moment ago", async () => {
    const [provider, mobile] = [await pbx.phone(), await pbx.phone()];
    registers(mobile, 5_000);
    const call = provider.call(pbx.port, alice.number);
    const rings = await mobile.incoming();
    rings.ring();
    await call.provisional();
    expect(pushed).toEqual([]);
    call.cancel();
    await rings.cancelled();
    await call.refused();
  });
});
