import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IncomingRequest } from "../../../src/registrar/request.ts";
import { takeRegisters } from "../../../src/signalling/register-requests.ts";
import type { Srf } from "../../../src/srf/srf.ts";
import type { SipPeer } from "../../support/sip-peer.ts";
import { header, headers, statusOf, type SipText } from "../../support/sip-text.ts";
import { Rig } from "../engines/signalling/rig.ts";

/** All that the registrar reads of a REGISTER. */
const READ = [
  ...["to", "contact", "expires", "call-id", "cseq", "via", "require", "authorization", "user-agent", "allow"],
  ...["To", "Call-ID", "Supported"],
];
/** REGISTERs as phones write them, by what is unusual in them. */
const PHONES: Readonly<Record<string, readonly string[]>> = {
  "nothing unusual": ["Contact: <sip:alice@192.0.2.1>", "Expires: 300", "User-Agent: Desk 1.0"],
  "compact names": ["m: <sip:alice@192.0.2.1>", "k: path"],
  "several Contacts on several lines": ["Contact: <sip:a@192.0.2.1>", 'CONTACT: "A, B" <sip:b@192.0.2.1>;q=0.5'],
  "folded lines": ['Contact: <sip:alice@192.0.2.1>;expires=60;\r\n +sip.instance="<urn:x>"'],
  "several credentials": ['Authorization: Digest username="a"', 'Authorization: Digest username="b"'],
  "letters of many languages": ["User-Agent: Téléphone ☎", "Subject: здравствуйте"],
  "no value": ["Allow:", "Supported: "],
};

let rig: Rig;
let peer: SipPeer;
/** What an application has seen, in order. */
const seen: ReturnType<typeof read>[] = [];

beforeAll(async () => {
  rig = await Rig.start();
  const app = await rig.app({
    register(request, response) {
      seen.push(read(request as unknown as IncomingRequest));
      response.send(200, { headers: { Contact: "<sip:alice@192.0.2.1>;expires=60", "X-Two": "1\r\nX-Two: 2" } });
    },
  });
  peer = await rig.peer();
  for (const [nth, name] of Object.keys(PHONES).entries()) answers.push(await register(name, nth));
  takeRegisters(app as unknown as Srf, (request, response) => {
    seen.push(read(request));
    response.send(200, { headers: { Contact: "<sip:alice@192.0.2.1>;expires=60", "X-Two": "1\r\nX-Two: 2" } });
  });
});
afterAll(() => rig[Symbol.asyncDispose]());

const answers: SipText[] = [];

function read(request: IncomingRequest) {
  const { method, uri, source_address: address, protocol, receivedOn } = request;
  const folded = (value: string | undefined): string | undefined =>
    value
      ?.replace(/\s+/g, " ")
      .replace(/(?<=branch=)[^;]+|^\d+(?= REGISTER)/, "each time another")
      .trim();
  return {
    ...{ method, uri, address, protocol, receivedOn },
    headers: Object.fromEntries(READ.map((name) => [name, folded(request.get(name))])),
  };
}

async function register(name: string, nth: number): Promise<SipText> {
  return peer.receivesFinal(
    peer.request({
      ...{ method: "REGISTER", uri: "sip:pbx", from: "<sip:alice@pbx>", to: "<sip:alice@pbx>", fromTag: "one" },
      ...{ callId: `call-${nth}`, cseq: 1 + peer.steps.all.length },
      headers: PHONES[name] ?? [],
    }),
  );
}

describe("a REGISTER that is taken off the control connection", () => {
  it.each(Object.keys(PHONES).map((name, nth) => [name, nth] as const))(
    "is what drachtio-srf makes of it, with %s, and is answered alike",
    async (name, nth) => {
      const before = seen.length;
      const answer = await register(name, nth);
      expect(seen.slice(before)).toEqual([seen[nth]]);
      expect(statusOf(answer)).toBe(200);
      for (const of of ["Contact", "X-Two"]) expect(headers(answer, of)).toEqual(headers(answers[nth]!, of));
      expect(answer.startLine).toBe(answers[nth]?.startLine);
      expect(header(answer, "Content-Length")).toBe("0");
    },
  );
});
