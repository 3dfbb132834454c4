import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";
import { expect, it } from "vitest";
import type { Device } from "../support/api-client.ts";
import { Offhook, type Person } from "../support/offhook.ts";
import { descendantsOf } from "../support/processes.ts";
import { RtpPeer } from "../support/rtp-peer.ts";
import { sdpOf } from "../support/sdp.ts";
import { OutgoingCall } from "../support/sip-call.ts";
import { provider, providerPeer, telephone } from "./office.ts";

/** How long the PBX may take to have all its processes again. */
const REPAIRED_WITHIN_MS = 15_000;

it("serves one PBX with several application processes, and replaces one that dies", async () => {
  await using pbx = await Offhook.start({ environment: { WORKERS: "2" } });
  await pbx.addTrunk();
  const [person, device] = await pbx.personWithPhone();
  const isWorker = (command: string): boolean => /dist\/main\.js\s*$/.test(command);
  const worker = descendantsOf(pbx.pid).find(({ command }) => isWorker(command));
  expect(worker).toBeDefined();

  // What is written through one process is there in the other: new connections go to either.
  for (let name = 1; name <= 10; name++) {
    await overNewConnection(pbx, "PATCH", `/users/${person.id}`, { name: `Name ${name}` });
    expect(await overNewConnection(pbx, "GET", `/users/${person.id}`)).toMatchObject({ name: `Name ${name}` });
  }

  // Whatever is asked meanwhile is answered or broken off: no program waits for an answer that no process owes it any more.
  const asked = Array.from({ length: 40 }, (_, index) => {
    if (index === 20) process.kill(worker!.pid, "SIGKILL");
    return overNewConnection(pbx, "GET", `/users/${person.id}`);
  });
  const outcomes = await Promise.allSettled(asked);
  expect(outcomes.filter(({ status }) => status === "fulfilled").length).toBeGreaterThan(0);
  await pbx.lines.waitFor((line) => line.includes('"engine.restarted"'), { withinMs: REPAIRED_WITHIN_MS });

  expect(descendantsOf(pbx.pid).filter(({ command }) => isWorker(command))).toHaveLength(2);
  // A call that needs no media after each that does: whichever process has it, the media server's connection finds it.
  const absent = await pbx.person();
  for (let round = 0; round < 3; round++) {
    await aCall(pbx, person, device);
    await reachesMailboxOf(pbx, absent);
  }
  expect(await pbx.stop("SIGINT")).toBe(0);
});

/** Those that `fetch` keeps may all lead to one process. */
async function overNewConnection({ api, ports }: Offhook, method: string, path: string, body?: unknown) {
  const headers = { Authorization: `Bearer ${api.token}`, "Content-Type": "application/json" };
  const asked = request({ host: "127.0.0.1", port: ports.http, path: `/api/v1${path}`, method, headers, agent: false });
  asked.end(body === undefined ? undefined : JSON.stringify(body));
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  const answered: unknown = await json(answer);
  expect([answer.statusCode, answered]).toEqual([200, expect.anything()]);
  return answered;
}

/** The provider calls this person, whose telephone answers. */
async function aCall(pbx: Offhook, person: Person, device: Device): Promise<void> {
  await using desk = await telephone(pbx, device, { scenario: "phone-answers" });
  await using caller = await provider(pbx, person.number);
  await Promise.all([caller.succeeds(), desk.succeeds()]);
}

async function reachesMailboxOf(pbx: Offhook, { number }: Person): Promise<void> {
  await using trunk = await providerPeer(pbx);
  await using ear = await RtpPeer.open();
  const sdp = sdpOf({ address: ear.address, port: ear.port, codecs: ["PCMA"], version: 1 });
  const call = await OutgoingCall.place(trunk, { to: number, sdp });
  await call.answered();
  await call.hangsUp();
}
