import { describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { TRUNK_ADDRESS } from "../support/offhook.ts";
import { descendantsOf } from "../support/processes.ts";
import { sdpOf } from "../support/sdp.ts";
import { IncomingCall, OutgoingCall } from "../support/sip-call.ts";
import { SipPeer } from "../support/sip-peer.ts";
import { peerPhone, providerPeer, secretOf, theOffice } from "./office.ts";

const office = theOffice({ environment: { WORKERS: "2" } });
const SDP = sdpOf({ address: "127.0.0.1", port: 40_000 });
const KEY = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj\r\n";
/** A process that died is missed after 15 s. */
const MISSED_WITHIN_MS = 25_000;

/* oxlint-disable typescript/no-explicit-any -- a test reads what it expects */
/** The record of the newest call to this number, once it is there. */
function recordOf(number: string, withinMs?: number): Promise<any> {
  const find = async (): Promise<any> => {
    const query = `/call-records?number=${encodeURIComponent(number)}`;
    const { items } = await office.pbx.api.do<{ items: any[] }>("GET", query);
    if (items[0] === undefined) throw new Error("none");
    return items[0];
  };
  return eventually("call record", find, { withinMs });
}

function traceOf(record: any): Promise<any> {
  return office.pbx.api.do("GET", `/call-records/${record.id}/trace`);
}

async function liveCalls(dialled: string): Promise<any[]> {
  const { items } = await office.pbx.api.do<{ items: any[] }>("GET", "/calls");
  return items.filter((call) => call.dialled === dialled);
}

/** Two who talk: the provider's caller and this phone. */
async function talking(number: string, desk: Awaited<ReturnType<typeof peerPhone>>, sdp = SDP) {
  const from = desk.steps.all.length;
  const trunk = await providerPeer(office.pbx);
  const caller = await OutgoingCall.place(trunk, { to: number, sdp });
  const callee = await IncomingCall.at(desk, { from });
  callee.rings();
  await callee.answers(SDP);
  await caller.answered();
  return { caller, callee, [Symbol.asyncDispose]: () => trunk[Symbol.asyncDispose]() };
}

describe("the record of a call", () => {
  it("says who called, who answered, and how it ended; its trace why, as it was explained before", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await using desk = await peerPhone(pbx, device);
    const { items: trunks } = await pbx.api.do<{ items: { id: string }[] }>("GET", "/trunks");
    const question = { from: { trunkId: trunks[0]!.id, number: "anonymous" }, to: person.number };
    const explained = await pbx.api.do<any>("POST", "/routing/explain", question);
    {
      await using talk = await talking(person.number, desk, `${SDP}${KEY}`);
      await eventually("call that goes on", async () =>
        expect(await liveCalls(person.number)).toMatchObject([{ direction: "inbound", state: "answered" }]),
      );
      await talk.caller.hangsUp();
    }
    const record = await recordOf(person.number);
    expect(record).toMatchObject({
      direction: "inbound",
      caller: { trunk: { name: "Provider" } },
      dialled: person.number,
      userId: person.id,
      answeredBy: { userId: person.id, number: person.extension, name: person.name, deviceId: device.id },
      outcome: "answered",
      hungUpBy: "caller",
      legs: [{ party: { deviceId: device.id }, status: null }],
      media: null,
    });
    expect(await pbx.api.do("GET", `/call-records/${record.id}`)).toEqual(record);

    const trace = await traceOf(record);
    expect(trace.plan).toEqual(explained.plan);
    const rules = (from: any): unknown[] => from.decisions.map(({ rule, result }: any) => [rule, result]);
    expect(rules(trace)).toEqual(rules(explained));
    expect(rules(trace).at(0)).toEqual(["number", "the company's"]);
    const ladder = trace.messages.map(({ direction, text }: any) => `${direction} ${firstWords(text)}`);
    expect(ladder[0]).toBe("received INVITE");
    expect(ladder).toEqual(expect.arrayContaining(["sent INVITE", "received 180", "sent 180", "received 200"]));
    expect(ladder).toEqual(expect.arrayContaining(["sent 200", "received BYE", "sent BYE"]));
    const toPhone = trace.messages.find(
      ({ direction, text }: any) => direction === "sent" && text.startsWith("INVITE"),
    );
    expect(toPhone.address).toBe(desk.hostPort);
    expect(JSON.stringify(trace)).not.toContain("d0RmdmcmVCspeEc3QGZiNWpV");
    expect(JSON.stringify(trace)).toContain("inline:***");
  });

  it("of a call outside names the trunk, and keeps no credentials; its own user sees it, a colleague does not", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    const [colleague] = await pbx.personWithPhone();
    await using desk = await peerPhone(pbx, device);
    await using carrier = await SipPeer.open({ server: pbx.sip, address: TRUNK_ADDRESS, port: office.trunkPort });
    const call = await OutgoingCall.place(desk, { to: "0699999901", sdp: SDP, secret: secretOf(device) });
    const mobile = await IncomingCall.at(carrier);
    mobile.rings();
    await mobile.refuses(486, "Busy Here");
    await call.refused();
    const record = await recordOf("0699999901");
    expect(record).toMatchObject({
      direction: "outbound",
      outcome: "busy",
      caller: { userId: person.id, number: person.extension },
    });
    expect(record.legs[0].party).toMatchObject({ number: "+33699999901", trunk: { name: "Provider" } });

    const text = JSON.stringify(await traceOf(record));
    expect(text).toContain("Authorization: Digest ***");
    expect(text).not.toMatch(/response=/);

    const seenBy = async (userId: string): Promise<number> => {
      const { token } = await pbx.api.do<{ token: string }>("POST", "/tokens", { name: "p", userId });
      const answer = await fetch(`http://127.0.0.1:${pbx.ports.http}/api/v1/call-records?number=0699999901`, {
        headers: { Authorization: `Bearer ${token}` },
      });
      return ((await answer.json()) as { items: unknown[] }).items.length;
    };
    expect([await seenBy(person.id), await seenBy(colleague.id)]).toEqual([1, 0]);
  });

  it("says who was rung in vain when the caller gives up, and is in the CSV", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await using desk = await peerPhone(pbx, device);
    await using trunk = await providerPeer(pbx);
    const caller = await OutgoingCall.place(trunk, { to: person.number, sdp: SDP });
    const ringing = await IncomingCall.at(desk);
    ringing.rings();
    await caller.rings();
    caller.cancels();
    await ringing.cancelled();
    const record = await recordOf(person.number);
    expect(record).toMatchObject({ outcome: "cancelled", answeredAt: null, answeredBy: null, hungUpBy: "caller" });
    expect(record.legs[0].ringingAt).not.toBeNull();

    const answer = await fetch(`http://127.0.0.1:${pbx.ports.http}/api/v1/call-records.csv?user=${person.id}`, {
      headers: { Authorization: `Bearer ${pbx.api.token}` },
    });
    expect(answer.headers.get("content-type")).toContain("text/csv");
    const [head, line, end] = (await answer.text()).split("\r\n");
    expect(head).toMatch(/^id,direction,startedAt,/);
    expect(line).toContain(record.id);
    expect(end).toBe("");
  });
});

describe("calls that go on", () => {
  it("are seen and hung up from any process, and recorded also when theirs dies", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await using desk = await peerPhone(pbx, device);
    for (let call = 0; call < 3; call++) {
      await using talk = await talking(person.number, desk);
      const [live] = await eventually("call that goes on", async () => {
        const calls = await liveCalls(person.number);
        expect(calls).toHaveLength(1);
        return calls;
      });
      await pbx.api.do("DELETE", `/calls/${live.id}`);
      await Promise.all([talk.caller.hungUp(), talk.callee.hungUp()]);
      await eventually("end of the call", async () => expect(await liveCalls(person.number)).toEqual([]));
    }
    expect(await recordOf(person.number)).toMatchObject({ outcome: "answered", hungUpBy: "system" });

    const [other, phone] = await pbx.personWithPhone();
    await using kitchen = await peerPhone(pbx, phone);
    await using _talk = await talking(other.number, kitchen);
    // Known to every process: a call that was never written down dies without a trace.
    await eventually("call that goes on", async () => {
      for (let asked = 0; asked < 10; asked++)
        expect(await liveCalls(other.number)).toMatchObject([{ state: "answered" }]);
    });
    const workers = descendantsOf(pbx.pid).filter(({ command }) => /dist\/main\.js\s*$/.test(command));
    expect(workers).toHaveLength(2);
    for (const { pid } of workers) process.kill(pid, "SIGKILL");
    const isReady = async (): Promise<void> => expect(await pbx.api.isReady()).toBe(true);
    await eventually("API", isReady, { withinMs: MISSED_WITHIN_MS });
    const record = await recordOf(other.number, MISSED_WITHIN_MS);
    expect(record).toMatchObject({ outcome: "answered", because: "process-lost", hungUpBy: "system" });
    expect(await liveCalls(other.number)).toEqual([]);
  });
});

/** "INVITE" or "180". */
function firstWords(text: string): string {
  const [first = "", second = ""] = text.split(" ");
  return first.startsWith("SIP/") ? second : first;
}
