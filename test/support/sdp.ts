/** A session description of a test's peer: one audio stream of these payload types. */
export interface SdpOptions {
  readonly address: string;
  readonly port: number;
  readonly codecs?: readonly (keyof typeof CODECS)[];
  readonly direction?: "sendrecv" | "sendonly" | "recvonly" | "inactive";
  readonly version?: number;
}

const CODECS = { PCMU: "0 PCMU/8000", PCMA: "8 PCMA/8000", G729: "18 G729/8000", EVENTS: "101 telephone-event/8000" };

export function sdpOf(options: SdpOptions): string {
  const { address, port, codecs = ["PCMA", "PCMU", "EVENTS"], direction = "sendrecv", version = 1 } = options;
  const family = address.includes(":") ? "IP6" : "IP4";
  const lines = [
    "v=0",
    `o=peer ${port} ${version} IN ${family} ${address}`,
    "s=-",
    `c=IN ${family} ${address}`,
    "t=0 0",
    `m=audio ${port} RTP/AVP ${codecs.map((codec) => CODECS[codec].split(" ")[0]).join(" ")}`,
    ...codecs.map((codec) => `a=rtpmap:${CODECS[codec]}`),
    ...(codecs.includes("EVENTS") ? ["a=fmtp:101 0-15"] : []),
    "a=ptime:20",
    `a=${direction}`,
  ];
  return `${lines.join("\r\n")}\r\n`;
}

/** An offer or answer for audio at this port. */
export function sdp(port: number, direction = "sendrecv", codec = "0 8"): string {
  return [
    "v=0",
    `o=- ${port} ${direction.length} IN IP4 127.0.0.1`,
    "s=-",
    "c=IN IP4 127.0.0.1",
    "t=0 0",
    `m=audio ${port} RTP/AVP ${codec}`,
    `a=${direction}`,
    "",
  ].join("\r\n");
}

/** An offer with keys (RFC 4733). */
export function keysSdp(port: number): string {
  return `${sdp(port, "sendrecv", "8 101")}a=rtpmap:101 telephone-event/8000\r\n`;
}
