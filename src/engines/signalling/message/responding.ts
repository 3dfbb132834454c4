import type { ServerTransaction } from "../../sip/agent/agent.ts";
import type { Header } from "../../../sip/message/message.ts";
import { fillResponse, type OurPlace } from "./filling.ts";
import { newTag } from "./ids.ts";

const NOTHING = new Uint8Array();

/** Plain responses name no address of ours. */
const NOWHERE: OurPlace = { host: "localhost", port: 5060, protocol: "udp", user: "" };

/** The engine's own response: no application is behind it. */
export function respondPlainly(
  transaction: ServerTransaction,
  status: number,
  reason: string,
  { toTag = newTag(), extra = [] }: { readonly toTag?: string; readonly extra?: readonly Header[] } = {},
): void {
  const written = { kind: "response", status, reason, headers: [], body: NOTHING, startLine: "" } as const;
  transaction.respond(fillResponse(written, transaction.request, { toTag, place: NOWHERE, contact: undefined, extra }));
}
