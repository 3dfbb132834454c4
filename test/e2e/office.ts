import { afterAll, beforeAll } from "vitest";
import type { Device } from "../support/api-client.ts";
import { Softphone, type SoftphoneOptions } from "../support/baresip.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free-ports.ts";
import { Offhook, TRUNK_ADDRESS, type OffhookOptions } from "../support/offhook.ts";
import { Sipp, type SippOptions } from "../support/sipp.ts";
import type { Secret } from "../support/digest.ts";
import { SipPeer, type SipPeerOptions } from "../support/sip-peer.ts";
import { statusOf } from "../support/sip-text.ts";

/** The telephone system that the tests of one file share, with a provider's trunk. */
export interface Office {
  readonly pbx: Offhook;
  /** Where the provider takes calls of ours, at TRUNK_ADDRESS. */
  readonly trunkPort: number;
}

/** Starts it before the first test of the file, and sees in the end that no call is left. */
export function theOffice(options: OffhookOptions = {}): Office {
  let pbx: Offhook | undefined;
  let trunkPort = 0;
  beforeAll(async () => {
    pbx = await Offhook.start(options);
    trunkPort = await freePort(TRUNK_ADDRESS);
    await pbx.addTrunk(trunkPort);
  });
  afterAll(async () => {
    await using _ended = pbx;
    if (pbx !== undefined) await silence(pbx);
  });
  return {
    get pbx() {
      if (pbx === undefined) throw new Error("the office opens with the first test");
      return pbx;
    },
    get trunkPort() {
      return trunkPort;
    },
  };
}

/** A telephone of sipp's: registers this device at `target` (the switch), then follows a script. */
export async function telephone(
  { sip }: Offhook,
  { sipUsername, sipPassword }: Device,
  { target = sip, ...options }: SippOptions,
): Promise<Sipp> {
  const port = options.port ?? (await freePort(options.address));
  const { address, transport } = options;
  await using registered = await Sipp.run({
    scenario: "phone-registers",
    target,
    port,
    keys: { username: sipUsername, password: sipPassword },
    ...(address !== undefined && { address }),
    ...(transport !== undefined && { transport }),
  });
  return await Sipp.start({ ...options, port: registered.port });
}

/** A desk phone; registered when this resolves. */
export function deskPhone(
  { sip }: Offhook,
  { sipUsername, sipPassword }: Device,
  options: Pick<SoftphoneOptions, "hears"> & Partial<SoftphoneOptions>,
): Promise<Softphone> {
  return Softphone.start({ username: sipUsername, password: sipPassword, server: sip, ...options });
}

/** The provider brings a call to this number and follows a script. */
export function provider({ sip }: Offhook, dialled: string, options: Partial<SippOptions> = {}): Promise<Sipp> {
  const { scenario = "trunk-calls", keys, ...more } = options;
  return Sipp.start({ scenario, target: sip, address: TRUNK_ADDRESS, ...more, keys: { dialled, ...keys } });
}

/** A provider's switch that does only what the test says. */
export function providerPeer({ sip }: Offhook): Promise<SipPeer> {
  return SipPeer.open({ server: sip, address: TRUNK_ADDRESS });
}

/** A telephone that does only what the test says; registered when this resolves. */
export async function peerPhone(
  { sip }: Offhook,
  device: Device,
  options: Partial<SipPeerOptions> = {},
): Promise<SipPeer> {
  const peer = await SipPeer.open({ server: sip, ...options });
  const answer = await peer.registers(secretOf(device));
  if (statusOf(answer) !== 200) throw new Error(`not registered: ${answer.startLine}`);
  return peer;
}

export function secretOf({ sipUsername, sipPassword }: Device): Secret {
  return { username: sipUsername, password: sipPassword };
}

/** Waits until no call goes on any more. */
export function silence({ api }: Offhook): Promise<void> {
  return eventually("silence", async () => {
    // One line, or with several application processes a line for each.
    const lines = [...(await api.metrics())].filter(([name]) => /^offhook_live_calls(?:$|\{)/.test(name));
    const calls = lines.reduce((sum, [, value]) => sum + value, 0);
    if (lines.length === 0 || calls > 0) throw new Error(`${lines.length === 0 ? "uncounted" : calls} calls go on`);
  });
}
