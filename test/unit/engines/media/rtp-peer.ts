import { createSocket } from "node:dgram";
import { clock } from "./clock.ts";
import type { AudioCodec } from "../../../../src/engines/rtp/codec.ts";
import { PCMA, PCMU } from "../../../../src/engines/rtp/g711.ts";
import { G722 } from "../../../../src/engines/rtp/g722.ts";
import { loadOpus, OPUS } from "../../../../src/engines/rtp/opus.ts";
import { amplitudeAt } from "../../../support/goertzel.ts";
import { readPacket, writePacket } from "../../../../src/engines/rtp/packet.ts";
import { StreamEncryption } from "../../../../src/engines/rtp/srtp/stream-encryption.ts";
import type { RtpPacket } from "../../../../src/engines/rtp/packet.ts";
import { eventOf, dtmfPackets, writeTelephoneEvent } from "../../../../src/engines/rtp/telephone-event.ts";
import { parseToneScript, toneGenerator } from "../../../../src/engines/rtp/tone-stream.ts";

/** A telephone without a face: sends a tone or keys by RTP, and keeps what it hears. */
export interface RtpPeer extends AsyncDisposable {
  readonly port: number;
  readonly ssrc: number;
  /** An SDP of it. */
  sdp(formats?: string, direction?: string): string;
  /** Where to send to: what the other side's SDP says. */
  talkTo(sdp: string): void;
  /** From now on its packets are encrypted, both ways. */
  encrypts(encryption: StreamEncryption): void;
  /** Sends bytes as they are, and hears of what comes as it comes. */
  sendRaw(datagram: Buffer): void;
  onDatagram(listener: (datagram: Buffer) => void): void;
  /** All that came, as it came over the wire. */
  readonly datagrams: readonly Buffer[];
  /** Says a tone for a time, in real time; 0 Hz is silence. */
  say(hz: number, forMs: number): Promise<void>;
  /** Says a tone over a network that delivers in bursts: nothing for so long, then all of it at once, each burst's last packet first. */
  sayInBursts(hz: number, forMs: number, burstMs: number): Promise<void>;
  /** Presses keys as a telephone without telephone-event: two tones each. */
  touch(keys: string): Promise<void>;
  /** The same over a bad network: every tenth packet lost, every seventh late by one, every fifth sent twice. */
  sayBadly(hz: number, forMs: number): Promise<void>;
  /** So many packets get lost on their way. */
  loses(count: number): void;
  /** Presses keys, one after the other. */
  press(keys: string): Promise<void>;
  readonly packets: readonly RtpPacket[];
  /** Telephone events that came in, as payloads. */
  readonly events: readonly RtpPacket[];
  /** What it heard since `forget`, decoded, at the rate of its codec. */
  heard(): Int16Array;
  forget(): void;
  /** Hears something, or the time is over. */
  hears(hz: number, withinMs?: number): Promise<void>;
}

const ROWS_HZ = [697, 770, 852, 941];
const COLUMNS_HZ = [1209, 1336, 1477, 1633];
const KEYS = ["123A", "456B", "789C", "*0#D"];
const KEY_TICKS = 800;
const EVENT_TYPE = 101;

let peers = 6;
const CODECS: readonly AudioCodec[] = [PCMA, PCMU, G722, OPUS];

/** @param ssrc  of its own unless said: what moves to another port keeps it */
export async function rtpPeer(
  codec: AudioCodec["name"] = "PCMU",
  { address = "127.0.0.1", ssrc = ++peers }: { readonly address?: string; readonly ssrc?: number } = {},
): Promise<RtpPeer> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, address, resolve));
  const { port } = socket.address();
  const coding = CODECS.find(({ name }) => name === codec) ?? PCMU;
  if (coding === OPUS) await loadOpus();
  const rate = coding.sampleRate;
  const frameTicks = coding.clockRate / 50;
  const encoder = coding.newEncoder();
  const decoders = new Map(
    CODECS.filter((each) => each !== OPUS || coding === OPUS).map((each) => [each.payloadType, each.newDecoder()]),
  );
  const encoded = (samples: Int16Array): Uint8Array => {
    const payload = new Uint8Array(1_275);
    return payload.subarray(0, encoder.encode(samples, payload));
  };
  let packets: RtpPacket[] = [];
  let target = { port: 0, address: "127.0.0.1" };
  let sequence = 65_500; // wraps during the tests
  let timestamp = 0xffff_ff00;
  const datagrams: Buffer[] = [];
  let encryption = new StreamEncryption();
  socket.on("message", (datagram) => {
    datagrams.push(datagram);
    const opened = encryption.open(Buffer.from(datagram));
    const packet = opened === undefined ? undefined : readPacket(opened);
    if (packet !== undefined) packets.push(packet);
  });
  const audio = (): RtpPacket[] =>
    packets.filter(({ payloadType }) => CODECS.some((each) => each.payloadType === payloadType));
  let closed = false;
  const transmit = (datagram: Buffer): void => {
    const sealed = encryption.seal(datagram);
    if (!closed && sealed !== undefined) socket.send(sealed, target.port, target.address);
  };
  const send = (payloadType: number, at: number, payload: Uint8Array): void => {
    transmit(writePacket({ marker: false, payloadType, sequence: sequence++, timestamp: at, ssrc, payload }));
  };
  const paced = async (count: number, sendOne: (index: number) => void): Promise<void> => {
    const startMs = clock.nowMs();
    for (let index = 0; index < count; index++) {
      sendOne(index);
      await clock.sleep(Math.max(0, startMs + 20 * (index + 1) - clock.nowMs()));
    }
  };
  const heard = (): Int16Array => {
    const parts = audio();
    const samples = new Int16Array(1_920 * (parts.length + 1));
    let at = 0;
    for (const { payloadType, payload } of parts)
      at += decoders.get(payloadType)?.decode(payload, samples.subarray(at)) ?? 0;
    return samples.subarray(0, at);
  };

  const sing = async (text: string, forMs: number): Promise<void> => {
    const script = parseToneScript(text);
    if (script === undefined) throw new Error("no tone");
    const tone = toneGenerator(script, rate);
    await paced(Math.round(forMs / 20), () => {
      const samples = new Int16Array(rate / 50);
      tone(samples);
      timestamp = (timestamp + frameTicks) >>> 0;
      send(coding.payloadType, timestamp, encoded(samples));
    });
  };

  return {
    port,
    ssrc,
    sdp: (formats = `${coding.payloadType} ${EVENT_TYPE}`, direction = "sendrecv") =>
      [
        "v=0",
        "o=- 1 1 IN IP4 127.0.0.1",
        "s=-",
        `c=IN IP4 ${address}`,
        "t=0 0",
        `m=audio ${port} RTP/AVP ${formats}`,
        ...(coding === OPUS ? [`a=rtpmap:${OPUS.payloadType} opus/48000/2`] : []),
        `a=rtpmap:${EVENT_TYPE} telephone-event/8000`,
        `a=fmtp:${EVENT_TYPE} 0-15`,
        `a=${direction}`,
        "",
      ].join("\r\n"),
    talkTo(sdp) {
      const groups = /^c=IN IP4 (?<address>\S+)[^]*?^m=audio (?<port>\d+)/m.exec(sdp)?.groups;
      target = { port: Number(groups?.["port"]), address: groups?.["address"] ?? "" };
    },
    encrypts(agreed) {
      encryption = agreed;
    },
    sendRaw(datagram) {
      if (!closed) socket.send(datagram, target.port, target.address);
    },
    onDatagram(listener) {
      socket.on("message", (datagram) => listener(Buffer.from(datagram)));
    },
    datagrams,
    say: (hz, forMs) => sing(`v=-7;%(${forMs},0${hz === 0 ? "" : `,${hz}`})`, forMs),
    loses(count) {
      sequence += count;
      timestamp = (timestamp + frameTicks * count) >>> 0;
    },
    async touch(keys) {
      for (const key of keys) {
        const row = KEYS.findIndex((line) => line.includes(key));
        const tones = `${ROWS_HZ[row] ?? 0},${COLUMNS_HZ[KEYS[row]?.indexOf(key) ?? 0] ?? 0}`;
        await sing(`v=-10;%(100,100,${tones})`, 200);
      }
    },
    async sayBadly(hz, forMs) {
      const omega = (2 * Math.PI * hz) / rate;
      const perFrame = rate / 50;
      const first = sequence;
      const begin = timestamp;
      const count = Math.round(forMs / 20);
      sequence += count;
      const sendAt = (index: number): void => {
        const samples = Int16Array.from(
          { length: perFrame },
          (_, i) => 10_000 * Math.sin(omega * (perFrame * index + i)),
        );
        const payload = encoded(samples);
        const at = (begin + frameTicks * index) >>> 0;
        const packet = {
          marker: false,
          payloadType: coding.payloadType,
          sequence: first + index,
          timestamp: at,
          ssrc,
          payload,
        };
        for (let copy = 0; copy < (index % 5 === 4 ? 2 : 1); copy++) transmit(writePacket(packet));
      };
      await paced(count, (index) => {
        const last = index === count - 1;
        if (index > 0 && (index - 1) % 7 === 3) sendAt(index - 1);
        if (last || (index % 10 !== 5 && index % 7 !== 3)) sendAt(index);
      });
    },
    async sayInBursts(hz, forMs, burstMs) {
      const script = parseToneScript(`v=-7;%(${forMs},0,${hz})`);
      if (script === undefined) throw new Error("no tone");
      const tone = toneGenerator(script, rate);
      const perBurst = burstMs / 20;
      let held: Buffer[] = [];
      await paced(forMs / 20, (index) => {
        const samples = new Int16Array(rate / 50);
        tone(samples);
        const payload = encoded(samples);
        timestamp = (timestamp + frameTicks) >>> 0;
        const packet = {
          marker: false,
          payloadType: coding.payloadType,
          sequence: sequence++,
          timestamp,
          ssrc,
          payload,
        };
        held.push(writePacket(packet));
        if ((index + 1) % perBurst !== 0 && index + 1 < forMs / 20) return;
        for (const datagram of [...held.slice(-1), ...held.slice(0, -1)]) transmit(datagram);
        held = [];
      });
    },
    async press(keys) {
      for (const key of keys) {
        timestamp = (timestamp + 1600) >>> 0;
        const events = dtmfPackets(eventOf(key) ?? 0, KEY_TICKS, 160);
        await paced(events.length, (index) => send(EVENT_TYPE, timestamp, writeTelephoneEvent(events[index]!)));
      }
    },
    get packets() {
      return audio();
    },
    get events() {
      return packets.filter(({ payloadType }) => payloadType === EVENT_TYPE);
    },
    heard,
    forget: () => {
      packets = [];
    },
    async hears(hz, withinMs = 3000) {
      const untilMs = clock.nowMs() + withinMs;
      for (;;) {
        if (amplitudeAt(heard().subarray(-rate / 10), hz, rate) > 2000) return;
        if (clock.nowMs() > untilMs) throw new Error(`no tone of ${hz} Hz heard within ${withinMs} ms`);
        await clock.sleep(20);
      }
    },
    [Symbol.asyncDispose]() {
      closed = true;
      return new Promise((resolve) => socket.close(resolve));
    },
  };
}

/** How much of the samples' energy lies at one frequency: near 1 for that tone alone. */
export function shareAt(samples: Int16Array, hz: number, rate = 8000): number {
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  const amplitude = amplitudeAt(samples, hz, rate);
  return energy === 0 ? 0 : (amplitude * amplitude * samples.length) / 2 / energy;
}
