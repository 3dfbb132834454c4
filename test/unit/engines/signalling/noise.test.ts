import { createSocket } from "node:dgram";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { OutgoingCall } from "../../../support/sip-call.ts";
import { statusOf } from "../../../support/sip-text.ts";
import { Rig, SDP, type Dialog } from "./rig.ts";

const MESSAGES = 20_000;

/** Numbers that look random and are the same each time. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const METHODS = [
  "INVITE",
  "OPTIONS",
  "REGISTER",
  "BYE",
  "CANCEL",
  "ACK",
  "PRACK",
  "UPDATE",
  "SUBSCRIBE",
  "NOTIFY",
  "REFER",
  "FOO",
];

/** A message that is nearly right: bytes changed, cut, doubled. */
function mutated(number: number, server: string, random: () => number): Buffer {
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)]!;
  if (random() < 0.1)
    return Buffer.from(Array.from({ length: Math.floor(random() * 200) }, () => Math.floor(random() * 256)));
  const method = pick(METHODS);
  const startLine =
    random() < 0.2 ? "SIP/2.0 200 OK" : `${method} sip:${pick(["a", "%00", "\u00e9", ""])}@${server} SIP/2.0`;
  const text = [
    startLine,
    `Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK${pick(["same", `${number}`])}`,
    `From: <sip:a@x>;tag=${pick(["1", "2"])}`,
    `To: <sip:b@x>${pick(["", ";tag=1", ";tag=zz"])}`,
    `Call-ID: ${pick(["noise", `noise-${number}`])}`,
    `CSeq: ${pick(["1", "4294967295", "-1"])} ${method}`,
    `Contact: ${pick(["<sip:a@127.0.0.1:9>", "*", "<sip:"])}`,
    ...(random() < 0.3
      ? ["RAck: 1 1 INVITE", "Session-Expires: 5;refresher=uac", "Subscription-State: terminated"]
      : []),
    ...(random() < 0.3 ? ["Record-Route: <sip:127.0.0.1:9;lr>", "Require: 100rel", "Supported: 100rel"] : []),
    `Content-Length: ${pick(["0", "3", "99999", "x"])}`,
    "",
    pick(["", "v=0", "abc"]),
  ].join("\r\n");
  const bytes = Buffer.from(text, "utf8");
  for (let changes = Math.floor(random() * 4); changes > 0; changes--)
    bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  return random() < 0.1 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes;
}

describe("noise from the network", () => {
  it(
    `${MESSAGES} random and mutated datagrams end nothing and leave nothing, while calls go on`,
    { timeout: 60_000 },
    async () => {
      await using rig = await Rig.start({ t1Ms: 10, waits: { unansweredMs: 500 } });
      const app = await rig.app({
        async invite(request, response) {
          if (!request.get("From").includes("caller")) return;
          const dialog = (await app.createUAS(request, response, { localSdp: SDP })) as Dialog;
          dialog.on("destroy", () => undefined);
        },
        options: (_request, response) => response.send(200),
      });
      const noise = createSocket("udp4");
      const port = Number(rig.server.split(":")[1]);
      const random = randomFrom(42);
      const peer = await rig.peer();
      for (let sent = 0; sent < MESSAGES; sent++) {
        noise.send(mutated(sent, rig.server, random), port, "127.0.0.1");
        if (sent % 250 === 0) await new Promise(setImmediate);
        if (sent % 4_000 === 0) {
          const call = await OutgoingCall.place(peer, { to: "204", from: "<sip:caller@x>", sdp: SDP });
          await call.answered();
          expect(statusOf(await call.hangsUp())).toBe(200);
        }
      }
      noise.close();
      await once(noise, "close");
      await rig.isIdle(20_000);
      expect(rig.engine.counts().clients).toBe(1);
    },
  );
});
