import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TrunkRecord } from "../../../src/settings/kinds/trunk.ts";
import { changeSettings, openOffice, type Office, type Person } from "../../support/office.ts";
import type { Dialog } from "../../support/dialog.ts";
import type { OutgoingInvite } from "../../support/outgoing-invite.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { header, isRequest, methodOf, statusOf, type SipText } from "../../support/sip-text.ts";

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

let pbx: Office;
let alice: Person;
let trunk: TrunkRecord;
let provider: Phone;
let desk: Phone;
beforeAll(async () => {
  pbx = await openOffice();
  alice = await pbx.person("1001", "+33170000001");
  await changeSettings(pbx, (draft) => draft.change("tenant", draft.tenantId, { mainNumber: alice.number }));
});
afterAll(() => pbx[Symbol.asyncDispose]());
beforeEach(async () => {
  [provider, desk] = [await pbx.phone(), await pbx.phone()];
  const account = {
    username: "acme",
    password: "secret",
    healthCheckSeconds: 0,
    trustedAddresses: ["127.0.0.1"],
  } as const;
  trunk = (await changeSettings(pbx, (draft) =>
    draft.add("trunk", { name: "carrier", host: "127.0.0.1", port: provider.port, ...account }),
  )) as TrunkRecord;
  pbx.events.length = 0;
  (pbx.log as string[]).length = 0;
});
afterEach(async () => {
  pbx.unregisterAll();
  await pbx.idle();
  await changeSettings(pbx, (draft) => draft.remove("trunk", trunk.id));
});

const callsOut = (): OutgoingInvite => {
  const { username } = alice.devices[0]!;
  const headers = [["Authorization", `Test ${username}`]] as const;
  return desk.call(pbx.port, "0612345678", { from: `<sip:${username}@pbx>`, headers });
};
const uriOf = (request: SipText): string => request.startLine.split(" ")[1] ?? "";
const fieldOf = (credentials: string, name: string): string | undefined =>
  new RegExp(`[ ,]${name}="?([^",]*)"?`).exec(credentials)?.[1];

/** Whether a provider that compares everything believes a request. */
function isProven(request: SipText, where: "authorization" | "proxy-authorization", password = "secret"): boolean {
  const credentials = header(request, where);
  const value = (name: string): string => fieldOf(credentials, name) ?? "";
  const [ha1, ha2] = [md5(`acme:${value("realm")}:${password}`), md5(`${methodOf(request)}:${uriOf(request)}`)];
  const counted = value("qop") === "" ? "" : `${value("nc")}:${value("cnonce")}:${value("qop")}:`;
  return value("uri") === uriOf(request) && value("response") === md5(`${ha1}:${value("nonce")}:${counted}${ha2}`);
}

function challenge(request: SipText, nonce: string, more = ""): void {
  const headers = [["Proxy-Authenticate", `Digest realm="carrier", nonce="${nonce}", qop="auth"${more}`]] as [
    string,
    string,
  ][];
  provider.respond(request, 407, { tag: "proxy", headers });
}

/** A call to the provider that is up. */
async function conversation(): Promise<{ outside: Dialog; side: Dialog }> {
  const call = callsOut();
  const outside = (await provider.incoming()).answer(sdp(provider.port));
  return { outside, side: await call.answered() };
}

describe("a trunk that challenges our INVITE", () => {
  it("gets it again: same Call-ID and From, next CSeq, proven for the Request-URI that is sent", async () => {
    const call = callsOut();
    const first = await provider.incoming();
    challenge(first.invite, "n1", ', opaque="o,1", algorithm=MD5');
    const second = await provider.incoming();
    for (const name of ["call-id", "from"]) expect(second.header(name)).toBe(first.header(name));
    expect(parseInt(second.header("cseq"))).toBe(parseInt(first.header("cseq")) + 1);
    expect(uriOf(second.invite)).toBe(uriOf(first.invite));
    expect(isProven(second.invite, "proxy-authorization")).toBe(true);
    expect(second.header("proxy-authorization")).toContain('opaque="o,1"');
    second.refuse(486);
    expect(statusOf(await call.refused())).toBe(486);
  });

  it("again, as its nonce was too old, gets it with the new nonce", async () => {
    const call = callsOut();
    challenge((await provider.incoming()).invite, "n1");
    challenge((await provider.incoming()).invite, "n2", ", stale=true");
    const third = await provider.incoming();
    expect(fieldOf(third.header("proxy-authorization"), "nonce")).toBe("n2");
    expect(isProven(third.invite, "proxy-authorization")).toBe(true);
    third.refuse(486);
    await call.refused();
  });

  it("behind a proxy that challenges as well gets the answers to both", async () => {
    const call = callsOut();
    challenge((await provider.incoming()).invite, "n1");
    const second = await provider.incoming();
    const headers = [["WWW-Authenticate", 'Digest realm="switch", nonce="n2"']] as [string, string][];
    provider.respond(second.invite, 401, { tag: "switch", headers });
    const third = await provider.incoming();
    expect([isProven(third.invite, "authorization"), isProven(third.invite, "proxy-authorization")]).toEqual([
      true,
      true,
    ]);
    third.refuse(486);
    await call.refused();
  });

  it("with one nonce for all its requests sees them counted", async () => {
    for (const count of ["00000001", "00000002"]) {
      const call = callsOut();
      challenge((await provider.incoming()).invite, "always");
      const again = await provider.incoming();
      expect(fieldOf(again.header("proxy-authorization"), "nc")).toBe(count);
      again.refuse(486);
      await call.refused();
    }
  });

  it("whose challenge can't be answered is told of in its state, the log and one event, until it takes a call", async () => {
    for (let time = 0; time < 2; time++) {
      const call = callsOut();
      challenge((await provider.incoming()).invite, "n", ", algorithm=SHA-1024");
      expect(statusOf(await call.refused())).toBe(503);
    }
    const reason = "407 to INVITE: asks for digest with the unknown algorithm SHA-1024";
    expect(pbx.network.trunks.of(trunk.id).refusal).toMatchObject({ reason });
    const told = pbx.events.filter(({ kind }) => kind === "trunk.not-authenticated");
    expect(told).toMatchObject([{ tenant: pbx.tenant, trunk: trunk.id, reason }]);
    expect(pbx.log.filter((event) => event === "trunk.not-authenticated")).toHaveLength(2);

    const call = callsOut();
    challenge((await provider.incoming()).invite, "n");
    const outside = (await provider.incoming()).answer(sdp(provider.port));
    const side = await call.answered();
    const hasCredentials = (message: SipText) => header(message, "proxy-authorization").includes('nonce="n"');
    await provider.next("ACK with credentials", (message) => isRequest(message, "ACK") && hasCredentials(message));
    await side.bye();
    await outside.received("BYE");
    expect(pbx.network.trunks.of(trunk.id).refusal).toBeUndefined();
  });

  it("that refuses the password isn't asked again and again", async () => {
    const call = callsOut();
    challenge((await provider.incoming()).invite, "n1");
    challenge((await provider.incoming()).invite, "n2");
    expect(statusOf(await call.refused())).toBe(503);
    expect(pbx.network.trunks.of(trunk.id).refusal?.reason).toBe("407 to INVITE: refuses the username or password");
    expect(provider.ladder.filter((line) => line === "< INVITE")).toHaveLength(2);
  });

  it("is cancelled, by whichever INVITE is under way", async () => {
    const call = callsOut();
    challenge((await provider.incoming()).invite, "n1");
    const second = await provider.incoming();
    second.ring();
    await call.provisional();
    call.cancel();
    await second.cancelled();
    expect(statusOf(await call.refused())).toBe(487);
  });
});

describe("a trunk with credentials", () => {
  it("is to refresh the session itself: what the signalling engine refreshes can't be proven", async () => {
    const call = callsOut();
    const outside = await provider.incoming();
    expect(outside.header("session-expires")).toMatch(/^\d+;refresher=uas$/);
    outside.refuse(486);
    await call.refused();

    pbx.registers(alice, desk);
    const inbound = provider.call(pbx.port, alice.number, { headers: [["Supported", "timer"]] });
    const deskSide = (await desk.incoming()).answer(sdp(desk.port));
    const side = await inbound.answered();
    expect(header(side.response, "session-expires")).toMatch(/;refresher=uac$/);
    await side.bye();
    await deskSide.received("BYE");
  });
});

describe("a trunk that challenges what we send in a dialog", () => {
  it("gets the BYE again, proven for the Request-URI that is sent, and again where its nonce was too old", async () => {
    const { outside, side } = await conversation();
    provider.takesByes = false;
    await side.bye();
    const first = await outside.received("BYE");
    challenge(first, "b1");
    const second = await outside.received("BYE");
    expect(uriOf(second)).toBe(`sip:phone@127.0.0.1:${provider.port}`);
    expect(isProven(second, "proxy-authorization")).toBe(true);
    challenge(second, "b2", ", stale=true");
    const third = await outside.received("BYE");
    expect(isProven(third, "proxy-authorization")).toBe(true);
    expect(parseInt(header(third, "cseq"))).toBeGreaterThan(parseInt(header(second, "cseq")));
    outside.respond(third, 200);
    await pbx.idle();
    expect(pbx.log).not.toContain("trunk.bye-refused");
  });

  it("and goes on refusing our BYE is logged with its name, and nothing of the call stays with us", async () => {
    const { outside, side } = await conversation();
    provider.takesByes = false;
    await side.bye();
    challenge(await outside.received("BYE"), "b1");
    challenge(await outside.received("BYE"), "b2");
    await pbx.until(() => expect(pbx.log).toContain("trunk.bye-refused"));
    await pbx.idle();
  });

  it("gets a re-INVITE and an INFO again, and the other side hears how they went", async () => {
    const { outside, side } = await conversation();
    const held = side.request("INVITE", sdp(desk.port, "sendonly"));
    challenge(await outside.received("INVITE"), "i1");
    const again = await outside.received("INVITE");
    expect(isProven(again, "proxy-authorization")).toBe(true);
    outside.respond(again, 200, sdp(provider.port, "recvonly"));
    expect(statusOf(await held)).toBe(200);
    const resumed = side.request("INVITE", sdp(desk.port));
    outside.respond(await outside.received("INVITE"), 200, sdp(provider.port));
    await resumed;

    const info = side.request("INFO", "Signal=1\r\n", [["Content-Type", "application/dtmf-relay"]]);
    challenge(await outside.received("INFO"), "i2");
    const proven = await outside.received("INFO");
    expect([isProven(proven, "proxy-authorization"), proven.body]).toEqual([true, "Signal=1\r\n"]);
    outside.respond(proven, 200);
    expect(statusOf(await info)).toBe(200);
    await side.bye();
    await outside.received("BYE");
  });

  it("is answered on calls that it brings, too", async () => {
    pbx.registers(alice, desk);
    const call = provider.call(pbx.port, alice.number);
    const deskSide = (await desk.incoming()).answer(sdp(desk.port));
    const side = await call.answered();
    provider.takesByes = false;
    await deskSide.bye();
    challenge(await side.received("BYE"), "b1");
    const again = await side.received("BYE");
    expect(isProven(again, "proxy-authorization")).toBe(true);
    side.respond(again, 200);
  });
});
