import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ENGINES } from "../support/engines.ts";
import { SipPeer, newCallId, newTag } from "../support/sip-peer.ts";
import { callIdOf, statusOf, type SipText } from "../support/sip-text.ts";
import { provider, telephone, theOffice } from "./office.ts";

const office = theOffice();
/** Responses go to the port that a Via names, and these name none: 5060 (RFC 3261 §18.2.2). No other test has this address. */
const TESTER = { address: "127.0.0.5", port: 5060 };

/**
 * What the whole switch makes of each message, sent by a stranger over UDP: the RFC's verdict, where it comes to that
 * before the question for a password (401). "drop": no answer at all.
 */
const VERDICTS: readonly (readonly [verdict: number | "drop", names: string])[] = [
  [200, "badbranch lwsdisp semiuri transports zeromf"],
  [401, "baddate cparam01 cparam02 dblreq esc01 escnull longreq mpart01 regaut01 regescrt sdp01 unksm2"],
  [400, "badaspec baddn clerr escruri insuf ltgtruri lwsruri lwsstart mcl01 mismatch01 mismatch02"],
  [400, "multi01 ncl quotbal regbadct scalar02 trws"],
  [400, "inv2543"], // it has no Contact, which RFC 3261 §8.1.1.8 asks for: the dialog couldn't be ended
  [415, "invut"],
  [416, "novelsc unkscm"],
  [420, "bext01"],
  [481, "wsinv"], // its To has a tag, of a dialog that is not ours
  [501, "esc02 intmeth"],
  [505, "badvers"],
  ["drop", "bcast bigcode noreason scalarlg unreason"], // responses to nothing
  ["drop", "badinv01"], // refused, but its Via leads nowhere
];

const EACH = VERDICTS.flatMap(([verdict, names]) => names.split(" ").map((name) => [name, verdict] as const));

describe("the torture messages of RFC 4475", () => {
  let tester: SipPeer;
  beforeAll(async () => {
    tester = await SipPeer.open({ server: office.pbx.sip, ...TESTER });
  });
  afterAll(() => tester[Symbol.asyncDispose]());

  // The table is what our own engine makes of them; drachtio-server has its own ways with half of these.
  if (ENGINES.embedded) {
    it.each(EACH)("%s gets %s", async (name, verdict) => {
      const bytes = vector(name);
      const from = tester.steps.all.length;
      tester.send(bytes);
      const callId = /^(?:call-id|i)\s*:\s*(.*?)\s*$/im.exec(bytes.toString("latin1"))?.[1] ?? "";
      const isAnswer = (message: SipText): boolean => callIdOf(message) === callId && statusOf(message) >= 200;
      if (verdict !== "drop") {
        const answer = await tester.receives(`an answer to ${name}`, isAnswer, { from });
        expect(statusOf(answer)).toBe(verdict);
        return;
      }
      expect(await asks(tester)).toBe(200); // what was sent before was read before
      expect(tester.steps.all.slice(from).filter(({ message }) => isAnswer(message))).toEqual([]);
    });
  }

  it("leave the switch able to take a call", async () => {
    const { pbx } = office;
    for (const [name] of EACH) tester.send(vector(name));
    expect(await asks(tester)).toBe(200);
    const [person, device] = await pbx.personWithPhone();
    await using desk = await telephone(pbx, device, { scenario: "phone-answers" });
    await using caller = await provider(pbx, person.number);
    await Promise.all([caller.succeeds(), desk.succeeds()]);
    expect(pbx.lines.all.filter((line) => /"level":[56]0/.test(line))).toEqual([]);
  });
});

/** The message, with a branch of its own: some share one, and the second would be the first one's repetition. */
function vector(name: string): Buffer {
  const bytes = readFileSync(new URL(`../unit/sip/corpus/rfc4475/${name}.dat`, import.meta.url));
  return Buffer.from(bytes.toString("latin1").replace(/(branch=z9hG4bK)(?=[\w.])/, `$1${name}`), "latin1");
}

async function asks(peer: SipPeer): Promise<number> {
  const uri = `sip:${peer.server}`;
  const options = peer.request({
    method: "OPTIONS",
    uri,
    from: `<sip:anybody@${peer.hostPort}>`,
    to: `<${uri}>`,
    callId: newCallId(),
    fromTag: newTag(),
    cseq: 1,
  });
  return statusOf(await peer.receivesFinal(options));
}
