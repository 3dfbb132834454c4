import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from "vitest";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { Dialog } from "../../support/dialog.ts";
import type { IncomingInvite } from "../../support/incoming-invite.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { header, statusOf } from "../../support/sip-text.ts";
import { seededRandom } from "../../support/random.ts";
import { talk as talkTo } from "./transferring.ts";

let pbx: Office;
let alice: Person;
let carol: Person;
beforeAll(async () => {
  pbx = await openOffice();
  await trustedTrunk(pbx, ["127.0.0.1"]);
  alice = await pbx.person("1001", "+33170000001");
  carol = await pbx.person("1003", "+33170000003");
  await changeSettings(pbx, (draft) => draft.change("user", carol.id, { voicemail: { enabled: false } }));
});
afterAll(() => pbx[Symbol.asyncDispose]());

let provider: Phone;
let desk: Phone;
let other: Phone;
beforeEach(async () => {
  [provider, desk, other] = await Promise.all([pbx.phone(), pbx.phone(), pbx.phone()]);
  for (const phone of [provider, desk, other]) phone.takesChanges = true;
  pbx.registers(alice, desk);
  pbx.registers(carol, other);
});
afterEach(async () => {
  pbx.unregisterAll();
  await pbx.idle();
});

const talk = (): ReturnType<typeof talkTo> => talkTo(pbx, provider, desk, alice.number);

const TO_CAROL: [string, string][] = [["Refer-To", "<sip:1003@127.0.0.1>"]];

async function transferred(): Promise<{ caller: Dialog; callee: Dialog; ringing: IncomingInvite }> {
  const { caller, callee } = await talk();
  expect(statusOf(await callee.request("REFER", "", TO_CAROL))).toBe(202);
  return { caller, callee, ringing: await other.incoming() };
}

describe("in a transfer", () => {
  it("a transferor that hangs up at once has transferred all the same", async () => {
    const { caller, callee, ringing } = await transferred();
    await callee.bye();
    const taken = ringing.answer(sdp(other.port));
    await ringing.acked();
    await taken.bye();
    await caller.received("BYE");
  });

  it("a transferee that hangs up while it rings ends all: the target stops, the transferor is told", async () => {
    const { caller, callee, ringing } = await transferred();
    ringing.ring();
    await callee.received("NOTIFY");
    await callee.received("NOTIFY");
    await caller.bye();
    await ringing.cancelled();
    await callee.received("BYE");
    expect(desk.ladder).toContain("< NOTIFY");
  });

  it("a second REFER meanwhile has to wait", async () => {
    const { caller, callee, ringing } = await transferred();
    expect(statusOf(await callee.request("REFER", "", TO_CAROL))).toBe(491);
    const taken = ringing.answer(sdp(other.port));
    await ringing.acked();
    await callee.received("BYE");
    await caller.bye();
    await taken.received("BYE");
  });

  it("two REFERs at once: one is followed", async () => {
    const { caller, callee } = await talk();
    const answers = await Promise.all([callee.request("REFER", "", TO_CAROL), callee.request("REFER", "", TO_CAROL)]);
    expect(answers.map(statusOf).sort()).toEqual([202, 491]);
    const ringing = await other.incoming();
    ringing.answer(sdp(other.port));
    await ringing.acked();
    await callee.received("BYE");
    await caller.bye();
  });

  it("right behind a hold that isn't answered yet, the transferee is sent on when it is", async () => {
    const { caller, callee } = await talk();
    provider.takesChanges = false;
    const held = callee.request("INVITE", sdp(desk.port, "sendonly"));
    const change = await caller.received("INVITE");
    expect(statusOf(await callee.request("REFER", "", TO_CAROL))).toBe(202);
    caller.respond(change, 200, sdp(provider.port));
    provider.takesChanges = true;
    expect(statusOf(await held)).toBe(200);
    const ringing = await other.incoming();
    const taken = ringing.answer(sdp(other.port));
    await ringing.acked();
    await callee.received("BYE");
    await taken.bye();
    await caller.received("BYE");
  });

  it("the transferor may hold, resume and refresh while they wait", async () => {
    const { caller, callee, ringing } = await transferred();
    const held = await callee.request("INVITE", sdp(desk.port, "sendonly"));
    expect([statusOf(held), header(held, "content-type")]).toEqual([200, "application/sdp"]);
    expect(held.body).toContain("a=inactive");
    ringing.refuse(486);
    for (const status of [100, 486]) expect((await callee.received("NOTIFY")).body).toContain(String(status));
    await callee.bye();
    await caller.received("BYE");
  });

  it("a REFER that can't be read, or asks for something else, is refused and changes nothing", async () => {
    const { caller, callee } = await talk();
    const statuses: number[] = [];
    for (const to of [
      "",
      "1003",
      "<http://example.com/>",
      "<sip:1003@127.0.0.1;method=BYE>",
      "<sip:1003@x?Replaces=a>",
    ])
      statuses.push(statusOf(await callee.request("REFER", "", [["Refer-To", to]])));
    expect(statuses).toEqual([400, 400, 400, 603, 400]);
    await callee.bye();
    await caller.received("BYE");
  });

  it("any party hangs up at any time, and nothing is left behind", async () => {
    const seed = Number(process.env["SEED"] ?? pbx.clock.nowMs() % 100_000);
    const random = seededRandom(seed);
    const soon = (): Promise<void> => pbx.pause(random() * 60);
    const gone = (): undefined => undefined;
    for (let run = 0; run < 25; run++) {
      const { caller, callee, ringing } = await transferred();
      const rings = { answered: undefined as Dialog | undefined };
      const events = [
        soon().then(() => caller.bye().catch(gone)),
        soon().then(() => (random() < 0.7 ? callee.bye().catch(gone) : undefined)),
        soon().then(async () => {
          rings.answered = ringing.answer(sdp(other.port));
          await soon();
          await rings.answered.bye().catch(gone);
        }),
      ];
      await Promise.all(events);
      await pbx.idle().catch((failure: unknown) => {
        throw new Error(`run ${run} of SEED=${seed}`, { cause: failure });
      });
    }
  }, 60_000);
});
