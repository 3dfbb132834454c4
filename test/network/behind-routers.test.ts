import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Scope } from "../../src/runtime/scope.ts";
import { loudSeconds, shareOf } from "../support/audio.ts";
import type { Device, Voicemail } from "../support/api-client.ts";
import { Softphone, type SoftphoneOptions } from "../support/baresip.ts";
import { eventually } from "../support/eventually.ts";
import { NetworkNamespace } from "../support/network-namespace.ts";
import { Offhook } from "../support/offhook.ts";

/** The PBX's address on this test's Internet. */
const PBX = "5.5.5.1";
const PROVIDER = "5.7.7.1";
/** So much of what is heard is the other one's tone. */
const CLEARLY = 0.5;
const TALK_MS = 2_000;
/** The greeting and its tone take less. */
const GREETING_MS = 10_000;

/** A home: its router gives all its machines one address of the Internet, and lets in only answers (NAT). */
interface Home {
  readonly router: NetworkNamespace;
  readonly machine: NetworkNamespace;
  readonly address: string;
}

const machines = new Scope();
let internet: NetworkNamespace;
let pbx: Offhook;
beforeAll(async () => {
  internet = machines.own(await NetworkNamespace.create());
  await internet.ip("address", "add", `${PBX}/32`, "dev", "lo");
  await internet.run("sysctl", "-q", "-w", "net.ipv4.ip_forward=1");
  pbx = machines.own(await Offhook.start({ at: { machine: internet, address: PBX } }));
});
afterAll(() => machines[Symbol.asyncDispose]());

/** Both homes have the same private network, as most have. */
async function home(id: number): Promise<Home> {
  const router = machines.own(await NetworkNamespace.create());
  const machine = machines.own(await NetworkNamespace.create());
  await internet.cable(router, { address: `5.6.${id}.1/24`, otherAddress: `5.6.${id}.2/24` });
  await router.cable(machine, { address: "192.168.1.1/24", otherAddress: "192.168.1.10/24" });
  await router.ip("route", "add", "default", "via", `5.6.${id}.1`);
  await machine.ip("route", "add", "default", "via", "192.168.1.1");
  await router.run("sysctl", "-q", "-w", "net.ipv4.ip_forward=1");
  for (const rule of [
    "add table ip home",
    "add chain ip home out { type nat hook postrouting priority srcnat ; }",
    `add rule ip home out ip saddr 192.168.1.0/24 masquerade random`,
    "add chain ip home in { type filter hook forward priority filter ; policy drop ; }",
    "add rule ip home in ip saddr 192.168.1.0/24 accept",
    "add rule ip home in ct state established accept",
  ])
    await router.run("nft", rule);
  return { router, machine, address: "192.168.1.10" };
}

function phoneAt(
  { machine, address }: Home,
  { sipUsername, sipPassword }: Device,
  options: Pick<SoftphoneOptions, "hears"> & Partial<SoftphoneOptions>,
): Promise<Softphone> {
  return Softphone.start({
    ...{ username: sipUsername, password: sipPassword, server: pbx.sip, machine, address },
    ...options,
  });
}

/** Each calls the other, and both hear each other's tone. */
async function talkBothWays(
  one: Softphone,
  two: Softphone,
  numbers: readonly [one: string, two: string],
): Promise<void> {
  for (const [caller, callee, dialled] of [
    [one, two, numbers[1]],
    [two, one, numbers[0]],
  ] as const) {
    const from = [caller.events.all.length, callee.events.all.length] as const;
    await caller.dial(dialled);
    await callee.tells("CALL_ESTABLISHED", { from: from[1] });
    await new Promise((resolve) => setTimeout(resolve, TALK_MS)); // they talk
    await callee.hangsUp();
    await caller.tells("CALL_CLOSED", { from: from[0] });
  }
  expect(shareOf(two.options.hears, one.heard())).toBeGreaterThan(CLEARLY);
  expect(shareOf(one.options.hears, two.heard())).toBeGreaterThan(CLEARLY);
}

describe.each([["udp"], ["tcp"]] as const)("phones at home, each behind its own router, over %s", (transport) => {
  it("hear each other, whoever calls, and their voicemail takes messages", async () => {
    const one = await home(transport === "udp" ? 1 : 3);
    const two = await home(transport === "udp" ? 2 : 4);
    const [alice, aliceDevice] = await pbx.personWithPhone();
    const [bruno, brunoDevice] = await pbx.personWithPhone();
    await using hers = await phoneAt(one, aliceDevice, { hears: 440, answer: "auto", transport });
    await using his = await phoneAt(two, brunoDevice, { hears: 880, answer: "auto", transport });

    await talkBothWays(hers, his, [alice.extension, bruno.extension]);

    const absent = await pbx.person();
    const from = hers.events.all.length;
    await hers.dial(absent.extension);
    await hers.tells("CALL_ESTABLISHED", { from });
    await new Promise((resolve) => setTimeout(resolve, GREETING_MS + TALK_MS));
    await hers.hangsUp();
    const [message] = await eventually("message", async (): Promise<readonly Voicemail[]> => {
      const { items } = await pbx.api.do<{ items: Voicemail[] }>("GET", `/users/${absent.id}/voicemails`);
      expect(items).toHaveLength(1);
      return items;
    });
    expect(message?.durationSeconds).toBeGreaterThan(0);
    expect(loudSeconds(hers.heard())).toBeGreaterThan(2);
  });
});

describe("a phone at home", () => {
  it("calls out by a trunk, and is called by its number, and both sides hear each other", async () => {
    await internet.ip("address", "add", `${PROVIDER}/32`, "dev", "lo");
    const [alice, device] = await pbx.personWithPhone();
    await using hers = await phoneAt(await home(7), device, { hears: 440, answer: "auto" });
    // baresip takes calls to the name of its account only.
    const account = { username: "+33612345678", password: "none", server: pbx.sip, registerEvery: 0 };
    const place = { machine: internet, address: PROVIDER };
    await using provider = await Softphone.start({ ...account, ...place, hears: 880, answer: "auto" });
    await pbx.addTrunk(Number(provider.sip.split(":")[1]), { host: PROVIDER, trustedAddresses: [PROVIDER] });
    await talkBothWays(hers, provider, [alice.number, "0612345678"]);
  });
});

describe("a phone at home whose router forgets in half a minute", () => {
  it("is reached after a minute of silence", async () => {
    const place = await home(8);
    for (const timeout of ["udp_timeout", "udp_timeout_stream"])
      await place.router.run("sysctl", "-q", "-w", `net.netfilter.nf_conntrack_${timeout}=30`);
    const [alice, device] = await pbx.personWithPhone();
    await using hers = await phoneAt(place, device, { hears: 440 });
    await new Promise((resolve) => setTimeout(resolve, 60_000)); // the silence
    const [, other] = await pbx.personWithPhone();
    await using his = await phoneAt(await home(9), other, { hears: 880 });
    const from = hers.events.all.length;
    await his.dial(alice.extension);
    await hers.tells("CALL_INCOMING", { from, withinMs: 3_000 });
    await his.hangsUp();
  });
});

describe("phones at home that hold each other", () => {
  it("hear each other again afterwards", async () => {
    const [, aliceDevice] = await pbx.personWithPhone();
    const [bruno, brunoDevice] = await pbx.personWithPhone();
    await using hers = await phoneAt(await home(10), aliceDevice, { hears: 440 });
    await using his = await phoneAt(await home(11), brunoDevice, { hears: 880, answer: "auto" });
    await hers.dial(bruno.extension);
    await his.tells("CALL_ESTABLISHED");
    await new Promise((resolve) => setTimeout(resolve, TALK_MS));
    await hers.holds();
    await new Promise((resolve) => setTimeout(resolve, TALK_MS)); // he hears music
    await hers.resumes();
    await new Promise((resolve) => setTimeout(resolve, TALK_MS));
    await his.hangsUp();
    await hers.tells("CALL_CLOSED");
    expect(shareOf(880, hers.heard())).toBeGreaterThan(CLEARLY);
    expect(shareOf(440, his.heard())).toBeGreaterThan(CLEARLY);
  });
});

describe("a phone at home that takes no call in the clear", () => {
  it("talks to one that can't encrypt, and hears a greeting", async () => {
    const [alice, aliceDevice] = await pbx.personWithPhone();
    await pbx.api.do("PATCH", `/devices/${aliceDevice.id}`, { encryption: "required" });
    const [bruno, brunoDevice] = await pbx.personWithPhone();
    await using hers = await phoneAt(await home(5), aliceDevice, { hears: 440, answer: "auto", encryption: "sdes" });
    await using his = await phoneAt(await home(6), brunoDevice, { hears: 880, answer: "auto" });
    await talkBothWays(hers, his, [alice.extension, bruno.extension]);

    const heardBefore = loudSeconds(hers.heard());
    const from = hers.events.all.length;
    await hers.dial((await pbx.person()).extension);
    await hers.tells("CALL_ESTABLISHED", { from });
    await new Promise((resolve) => setTimeout(resolve, TALK_MS)); // she hears the greeting
    await hers.hangsUp();
    expect(loudSeconds(hers.heard()) - heardBefore).toBeGreaterThan(0.5);
  });
});
