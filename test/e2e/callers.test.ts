import { describe, expect, it } from "vitest";
import { freePort } from "../support/free-ports.ts";
import { TRUNK_ADDRESS } from "../support/offhook.ts";
import { authorization } from "../support/digest.ts";
import { eventually } from "../support/eventually.ts";
import { IncomingCall, OutgoingCall } from "../support/sip-call.ts";
import { Registration, SipPeer } from "../support/sip-peer.ts";
import { header, headers, statusOf } from "../support/sip-text.ts";
import { Sipp } from "../support/sipp.ts";
import { peerPhone, providerPeer, secretOf, theOffice } from "./office.ts";
import { SDP } from "./outside.ts";

type Status = { readonly refusal?: { readonly reason: string } };

const office = theOffice({ environment: { SIP_DOMAINS: "pbx.example.com" } });

describe("a provider that challenges", () => {
  it("finds our INVITE, our BYE, and the BYE after its nonce was too old proven for what was sent", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await pbx.api.do("PATCH", "/tenant", { mainNumber: person.number });
    const port = await freePort(TRUNK_ADDRESS);
    const account = { name: "Challenger", priority: 0, username: "acme", password: "s3cret" };
    const trunk = await pbx.addTrunk(port, account);
    await using provider = await Sipp.start({ scenario: "trunk-challenges", address: TRUNK_ADDRESS, port });
    await using phone = await peerPhone(pbx, device);
    const from = `<sip:${device.sipUsername}@x>`;
    const call = await OutgoingCall.place(phone, { to: "0612340000", sdp: SDP, secret: secretOf(device), from });
    await call.answered();
    await call.hangsUp();
    await provider.succeeds();
    await pbx.api.do("DELETE", `/trunks/${trunk.id}`);
  });

  it("by what we don't know is told of in the trunk's status", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await pbx.api.do("PATCH", "/tenant", { mainNumber: person.number });
    const port = await freePort(TRUNK_ADDRESS);
    const account = { name: "Challenger", priority: 0, username: "acme", password: "s3cret" };
    const trunk = await pbx.addTrunk(port, account);
    await using provider = await SipPeer.open({ server: pbx.sip, address: TRUNK_ADDRESS, port });
    await using phone = await peerPhone(pbx, device);
    const from = `<sip:${device.sipUsername}@x>`;
    const reached = IncomingCall.at(provider, { from: 0, withinMs: 15_000 });
    const call = await OutgoingCall.place(phone, { to: "0612340000", sdp: SDP, secret: secretOf(device), from });
    const { invite } = await reached;
    provider.respond(invite, 407, "Proxy Authentication Required", {
      ...{ tag: "p", headers: ['Proxy-Authenticate: Bearer authz_server="https://example.com"'] },
    });
    await eventually("the trunk's refusal", async () => {
      const { refusal } = await pbx.api.do<Status>("GET", `/trunks/${trunk.id}/status`);
      expect(refusal?.reason).toBe("407 to INVITE: asks for Bearer, which is no digest");
    });
    call.cancels(); // it is at the next trunk by now
    await call.refused();
    await pbx.api.do("DELETE", `/trunks/${trunk.id}`);
  });
});

describe("a phone behind a proxy that rewrites the Request-URI", () => {
  it.each([
    ["pbx.example.com", 200],
    ["localhost", 200],
    ["elsewhere.example", 400],
  ])("with a proof for sip:%s gets %i", async (host, status) => {
    const { pbx } = office;
    const [, device] = await pbx.personWithPhone();
    await using desk = await SipPeer.open({ server: pbx.sip });
    const secret = secretOf(device);
    const registration = new Registration(desk, secret);
    const challenge = headers(await registration.sends(), "WWW-Authenticate")[0] ?? "";
    const proof = authorization({ ...secret, method: "REGISTER", uri: `sip:${host}`, challenge });
    expect(statusOf(await registration.sends(proof))).toBe(status);
  });
});

describe("a carrier's call", () => {
  it("shows the URI of its From, whatever the name says, and credentials for others don't matter", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await using carrier = await providerPeer(pbx);
    await using phone = await peerPhone(pbx, device);
    const call = await OutgoingCall.place(carrier, {
      ...{ to: person.number, sdp: SDP, from: '"sip:+33600000000@x" <sip:+33646914255@carrier>' },
      headers: ["Authorization: Bearer abc"],
    });
    const ringing = await IncomingCall.at(phone);
    expect(header(ringing.invite, "P-Asserted-Identity")).toContain("<sip:+33646914255@");
    await ringing.refuses(486, "Busy Here");
    await call.answered(); // the mailbox
    await call.hangsUp();
  });

  it("that requires reliable provisional responses is acknowledged step by step", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await using carrier = await providerPeer(pbx);
    await using phone = await peerPhone(pbx, device);
    const call = await OutgoingCall.place(carrier, { to: person.number, sdp: SDP, headers: ["Require: 100rel"] });
    const ringing = await IncomingCall.at(phone);
    ringing.rings();
    const progress = await call.rings();
    expect([header(progress, "Require"), statusOf(progress)]).toEqual(["100rel", 180]);
    const of = (name: "From" | "To") => header(progress, name).split(";tag=") as [string, string];
    const [[from, fromTag], [to, toTag]] = [of("From"), of("To")];
    const prack = carrier.request({
      ...{ method: "PRACK", uri: `sip:${pbx.sip}`, from, fromTag, to, toTag, callId: call.callId, cseq: 2 },
      headers: [`RAck: ${header(progress, "RSeq")} 1 INVITE`],
    });
    expect(statusOf(await carrier.receivesFinal(prack))).toBe(200);
    await ringing.answers(SDP);
    await call.answered();
    const ended = ringing.hungUp();
    await call.hangsUp();
    await ended;
  });
});
