import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import type { Generator } from "./generator.ts";
import { PHONE_ADDRESS, TRUNK_ADDRESS, type Server } from "./servers/server.ts";

const RINGS_WITHIN_MS = 15_000;

/**
 * A number is pointed at another user, and called at once: the time from the change's request to the INVITE at that user's
 * phone, in ms, sorted.
 */
export async function changeObeyed(server: Server, generator: Generator, changes: number): Promise<readonly number[]> {
  const [first, second] = server.phones;
  if (server.redirect === undefined || first === undefined || second === undefined) return [];
  const phonePort = await generator.stopAnswering();
  const phone = await bound(PHONE_ADDRESS, phonePort);
  const trunk = await bound(TRUNK_ADDRESS, 0);
  const times: number[] = [];
  try {
    for (let nth = 0; nth < changes; nth++) {
      const to = nth % 2 === 0 ? second : first;
      const startedMs = performance.now();
      await server.redirect(first, to);
      const rings = rang(phone, `bench-${nth}`);
      trunk.send(invite(`bench-${nth}`, first.number, server, trunk.address().port), server.port, server.host);
      const user = await rings;
      times.push(performance.now() - startedMs);
      if (user !== to.username) throw new Error(`a changed number rang ${user}, not ${to.username}`);
    }
  } finally {
    phone.close();
    trunk.close();
    await generator.answer("after-100-ms");
  }
  return times.sort((a, b) => a - b);
}

async function bound(address: string, port: number): Promise<Socket> {
  const socket = createSocket("udp4");
  socket.bind(port, address);
  await once(socket, "listening");
  return socket;
}

/** The user in the Request-URI of the next INVITE for this caller, which is declined. */
function rang(phone: Socket, caller: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const tooLate = setTimeout(() => reject(new Error("a changed number did not ring within 15 s")), RINGS_WITHIN_MS);
    const listen = (data: Buffer, { address, port }: { address: string; port: number }): void => {
      const text = data.toString();
      const user = /^INVITE sip:([^@]+)@/.exec(text)?.[1];
      if (user === undefined) return;
      phone.send(declined(text), port, address);
      if (!text.includes(caller)) return;
      clearTimeout(tooLate);
      phone.off("message", listen);
      resolve(user);
    };
    phone.on("message", listen);
  });
}

function declined(invite: string): string {
  const copied = invite.split("\r\n").filter((line) => /^(?:via|v|from|f|to|t|call-id|i|cseq):/i.test(line));
  const lines = copied.map((line) => (/^(?:to|t):/i.test(line) ? `${line};tag=bench` : line));
  return ["SIP/2.0 486 Busy Here", ...lines, "Content-Length: 0", "", ""].join("\r\n");
}

function invite(caller: string, number: string, { host, port }: Server, ownPort: number): string {
  const body = [
    "v=0",
    `o=- 1 1 IN IP4 ${TRUNK_ADDRESS}`,
    "s=-",
    `c=IN IP4 ${TRUNK_ADDRESS}`,
    "t=0 0",
    "m=audio 50000 RTP/AVP 0",
    "",
  ];
  const sdp = body.join("\r\n");
  return [
    `INVITE sip:${number}@${host}:${port} SIP/2.0`,
    `Via: SIP/2.0/UDP ${TRUNK_ADDRESS}:${ownPort};branch=z9hG4bK${caller};rport`,
    "Max-Forwards: 70",
    `From: "${caller}" <sip:+33612345678@${TRUNK_ADDRESS}>;tag=${caller}`,
    `To: <sip:${number}@${host}:${port}>`,
    `Call-ID: ${caller}@${TRUNK_ADDRESS}`,
    "CSeq: 1 INVITE",
    `Contact: <sip:trunk@${TRUNK_ADDRESS}:${ownPort}>`,
    "Content-Type: application/sdp",
    `Content-Length: ${Buffer.byteLength(sdp)}`,
    "",
    sdp,
  ].join("\r\n");
}
