/** One SIP message of a call's trace. */
export interface TracedMessage {
  readonly at: string;
  readonly direction: "received" | "sent";
  readonly transport: string;
  readonly address: string;
  readonly text: string;
}

/** One arrow of the ladder. */
export interface Rung {
  readonly index: number;
  /** Which of the sides, counted from the left; the system itself is between the first and the second. */
  readonly side: number;
  readonly isSent: boolean;
  /** "INVITE", "200 OK". */
  readonly label: string;
  readonly tone: "request" | "progress" | "success" | "failure";
  /** Since the first message. */
  readonly atMs: number;
}

export interface Ladder {
  /** Addresses of the other sides, in the order in which they appear. */
  readonly sides: readonly string[];
  readonly rungs: readonly Rung[];
}

/** A call's messages as arrows between the system and each address that it spoke with. */
export function ladderOf(messages: readonly TracedMessage[]): Ladder {
  const sides = [...new Set(messages.map(({ address }) => address))];
  const startMs = Date.parse(messages[0]?.at ?? "");
  const rungs = messages.map(({ at, direction, address, text }, index) => ({
    index,
    side: sides.indexOf(address),
    isSent: direction === "sent",
    ...labelOf(text),
    atMs: Date.parse(at) - startMs,
  }));
  return { sides, rungs };
}

/** Which sides are the caller and the one who answered; undefined: none of those that the messages tell of. */
export function partiesIn({ rungs }: Ladder): {
  readonly caller: number | undefined;
  readonly answered: number | undefined;
} {
  const asked = new Map<number, string>();
  let caller: number | undefined;
  let answered: number | undefined;
  for (const { side, isSent, label, tone } of rungs) {
    if (tone === "request" && isSent) asked.set(side, label);
    if (tone === "request" && !isSent && label === "INVITE") caller ??= side;
    if (tone === "success" && !isSent && asked.get(side) === "INVITE") answered ??= side;
  }
  return { caller, answered };
}

function labelOf(text: string): Pick<Rung, "label" | "tone"> {
  const [first = ""] = text.split(/\r?\n/, 1);
  const words = first.split(" ");
  if (words[0] !== "SIP/2.0") return { label: words[0] ?? "", tone: "request" };
  const status = Number(words[1]);
  const label = words.slice(1).join(" ");
  return { label, tone: status < 200 ? "progress" : status < 300 ? "success" : "failure" };
}

/** As a text that Wireshark imports ("Import from Hex Dump" with timestamps), a packet a message. */
export function hexDump(messages: readonly TracedMessage[]): string {
  const encoder = new TextEncoder();
  return messages
    .map(({ at, direction, text }) => {
      const lines: string[] = [];
      const bytes = encoder.encode(text);
      for (let from = 0; from < bytes.length; from += 16) {
        const row = [...bytes.slice(from, from + 16)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
        lines.push(`${from.toString(16).padStart(6, "0")} ${row}`);
      }
      return `${direction === "received" ? "I" : "O"} ${at.replace("Z", "")}\n${lines.join("\n")}`;
    })
    .join("\n\n");
}
