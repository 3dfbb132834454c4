import { once } from "node:events";
import { createSocket } from "node:dgram";
import { describe, expect, it } from "vitest";
import { freePort } from "../../../support/free-ports.ts";
import { IncomingCall, OutgoingCall } from "../../../support/sip-call.ts";
import { callIdOf, header, statusOf, tagOf } from "../../../support/sip-text.ts";
import { HELD, requestBy, Rig, SDP, signal, type App, type Dialog, type Request } from "./rig.ts";

interface Calling {
  readonly dialog: Promise<Dialog>;
  /** The INVITE, as soon as the engine has sent it. */
  readonly sent: Promise<Request>;
}

function calls(app: App, uri: string, options: object = {}): Calling {
  const sent = signal<Request>();
  const dialog = app.createUAC(
    uri,
    { localSdp: SDP, ...options },
    { cbRequest: (...given: unknown[]) => sent.fire(given[1] as Request) },
  );
  dialog.catch(() => undefined); // its awaiter sees the failure
  return { dialog: dialog as Promise<Dialog>, sent: sent.promise };
}

describe("an application's call", () => {
  it("is answered and hung up by the phone; nothing is left", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const app = await rig.app();
    const phone = await rig.peer();
    const { dialog } = calls(app, `sip:bob@${phone.hostPort}`, { callingNumber: "15551234" });
    const call = await IncomingCall.at(phone);
    expect(header(call.invite, "From")).toContain(`<sip:15551234@${rig.server}>;tag=`);
    expect(header(call.invite, "Contact")).toBe(`<sip:15551234@${rig.server}>`);
    call.rings();
    await call.answers(SDP);
    const destroyed = once((await dialog) as unknown as NodeJS.EventEmitter, "destroy");
    await call.hangsUp();
    await destroyed;
    await rig.isIdle();
  });

  it("rings, and the callee may refresh it by UPDATE meanwhile, from where it is; an offer has to wait", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const phone = await rig.peer();
    const { dialog } = calls(await rig.app(), `sip:bob@${phone.hostPort}`);
    const call = await IncomingCall.at(phone);
    const [from, to] = [header(call.invite, "To"), header(call.invite, "From")];
    let cseq = 0;
    const update = (fromTag: string, body?: string) =>
      phone.receivesFinal(
        phone.request({
          ...{ method: "UPDATE", uri: `sip:${rig.server}`, callId: call.callId, cseq: ++cseq },
          ...{ from, fromTag, to: to.split(";tag")[0]!, toTag: tagOf(to), contact: phone.contact("bob") },
          ...(body === undefined ? {} : { body }),
        }),
      );
    expect(statusOf(await update("early"))).toBe(481);
    phone.respond(call.invite, 180, "Ringing", { tag: "early" });
    phone.respond(call.invite, 183, "Session Progress", { tag: "other" });
    const taken = await update("early");
    expect([statusOf(taken), header(taken, "Contact")]).toEqual([200, header(call.invite, "Contact")]);
    expect(statusOf(await update("other"))).toBe(200);
    const refused = await update("early", SDP);
    expect([statusOf(refused), header(refused, "Retry-After")]).toEqual([500, "2"]);
    expect(statusOf(await update("none"))).toBe(481);
    await call.answers(SDP);
    (await dialog).destroy();
    phone.respond(await phone.receivesRequest("BYE", { callId: call.callId }), 200, "OK");
    await rig.isIdle();
  });

  it("is hung up by the application", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const phone = await rig.peer();
    const { dialog } = calls(await rig.app(), `sip:bob@${phone.hostPort}`);
    const call = await IncomingCall.at(phone);
    await call.answers(SDP);
    (await dialog).destroy();
    const bye = await phone.receivesRequest("BYE", { callId: call.callId });
    phone.respond(bye, 200, "OK");
    expect(Number(header(bye, "CSeq").split(" ")[0])).toBe(Number(header(call.invite, "CSeq").split(" ")[0]) + 1);
    await rig.isIdle();
  });

  it("gets the same ACK again for a repeated 200, without the application", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const phone = await rig.peer();
    const { dialog } = calls(await rig.app(), `sip:bob@${phone.hostPort}`);
    const call = await IncomingCall.at(phone);
    await call.answers(SDP);
    await dialog;
    const from = phone.steps.all.length;
    call.responds(200, "OK", { sdp: SDP });
    const ack = await phone.receivesRequest("ACK", { callId: call.callId, from });
    expect(header(ack, "CSeq")).toBe(header(call.invite, "CSeq").replace("INVITE", "ACK"));
  });

  it("is refused: the application hears the status, the engine acknowledges", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const phone = await rig.peer();
    const { dialog } = calls(await rig.app(), `sip:bob@${phone.hostPort}`);
    const call = await IncomingCall.at(phone);
    await call.refuses(486, "Busy Here");
    await expect(dialog).rejects.toMatchObject({ status: 486 });
    await rig.isIdle();
  });

  it("is taken back while it rings, with the application's reason", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const phone = await rig.peer();
    const { dialog, sent } = calls(await rig.app(), `sip:bob@${phone.hostPort}`);
    const call = await IncomingCall.at(phone);
    call.rings();
    const request = await sent;
    const reason = 'SIP;cause=200;text="Call completed elsewhere"';
    (request as unknown as { cancel(options: object): void }).cancel({ headers: { Reason: reason } });
    const cancel = await phone.receivesRequest("CANCEL", { callId: call.callId });
    expect(header(cancel, "Reason")).toBe(reason);
    phone.respond(cancel, 200, "OK");
    await call.refuses(487, "Request Terminated");
    await expect(dialog).rejects.toMatchObject({ status: 487 });
    await rig.isIdle();
  });

  it("that is answered while its CANCEL is under way is acknowledged and hung up", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const phone = await rig.peer();
    const { dialog, sent } = calls(await rig.app(), `sip:bob@${phone.hostPort}`);
    const call = await IncomingCall.at(phone);
    call.rings();
    (await sent).cancel(() => undefined);
    const cancel = await phone.receivesRequest("CANCEL", { callId: call.callId });
    phone.respond(cancel, 481, "Call Does Not Exist");
    call.responds(200, "OK", { sdp: SDP });
    const destroyed = dialog.then((made) => once(made as unknown as NodeJS.EventEmitter, "destroy"));
    await call.acknowledged();
    const bye = await phone.receivesRequest("BYE", { callId: call.callId });
    phone.respond(bye, 200, "OK");
    expect(header(bye, "Reason")).toBe('SIP;cause=200;text="ACK-BYE due to cancel race condition"');
    await destroyed;
    await rig.isIdle();
  });

  it("that is answered without a Contact is acknowledged, hung up and forgotten", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const phone = await rig.peer();
    const { dialog } = calls(await rig.app(), `sip:bob@${phone.hostPort}`);
    const refused = expect(dialog).rejects.toMatchObject({ status: 500 });
    const invite = await phone.receivesRequest("INVITE");
    phone.respond(invite, 200, "OK", { tag: "nowhere", body: SDP });
    await phone.receivesRequest("ACK", { callId: callIdOf(invite) });
    const bye = await phone.receivesRequest("BYE", { callId: callIdOf(invite) });
    phone.respond(bye, 200, "OK");
    await refused;
    await rig.isIdle();
  });

  it("that two phones behind one address answer goes to the first; the other is hung up", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const phone = await rig.peer();
    const { dialog } = calls(await rig.app(), `sip:bob@${phone.hostPort}`);
    const invite = await phone.receivesRequest("INVITE");
    const contact = phone.contact("bob");
    phone.respond(invite, 200, "OK", { tag: "first", contact, body: SDP });
    await dialog;
    phone.respond(invite, 200, "OK", { tag: "second", contact, body: SDP });
    const bye = await phone.receivesRequest("BYE", { callId: callIdOf(invite) });
    phone.respond(bye, 200, "OK");
    expect(tagOf(header(bye, "To"))).toBe("second");
    expect(rig.engine.counts().dialogs).toBe(1);
  });

  it("is challenged, and comes back with the same Call-ID, its own tag and the next CSeq", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const phone = await rig.peer();
    const { dialog } = calls(await rig.app(), `sip:bob@${phone.hostPort}`, { auth: { username: "u", password: "p" } });
    const first = await IncomingCall.at(phone);
    first.responds(401, "Unauthorized", { more: ['WWW-Authenticate: Digest realm="x", nonce="n", qop="auth"'] });
    await first.acknowledged();
    const from = phone.steps.all.length;
    const again = await IncomingCall.at(phone, { from });
    expect(again.callId).toBe(first.callId);
    expect(tagOf(header(again.invite, "From"))).toBe(tagOf(header(first.invite, "From")));
    expect(Number.parseInt(header(again.invite, "CSeq"))).toBe(Number.parseInt(header(first.invite, "CSeq")) + 1);
    expect(header(again.invite, "Authorization")).toContain('username="u"');
    again.responds(200, "OK", { sdp: SDP });
    await expect(dialog).resolves.toBeDefined();
  });

  it("whose application goes away is taken back", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const app = await rig.app();
    const phone = await rig.peer();
    calls(app, `sip:bob@${phone.hostPort}`);
    const call = await IncomingCall.at(phone);
    call.rings();
    await expect.poll(() => rig.engine.counts().outgoing).toBe(1);
    rig.leave(app);
    phone.respond(await phone.receivesRequest("CANCEL", { callId: call.callId }), 200, "OK");
    await call.refuses(487, "Request Terminated");
    await rig.isIdle();
  });

  it.each([
    ["to a closed port fails with 503", async () => `sip:x@127.0.0.1:${await freePort()};transport=tcp`, 503],
    ["to a name that does not exist fails with 503", () => "sip:x@nosuchhost.invalid", 503],
  ])("%s", async (_what, uri, status) => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const { dialog } = calls(await rig.app(), await uri());
    await expect(dialog).rejects.toMatchObject({ status });
    await rig.isIdle();
  });

  it("to a silent address fails with 408 after 64*T1", async () => {
    await using rig = await Rig.start({ t1Ms: 5 });
    const silent = createSocket("udp4").bind(0, "127.0.0.1");
    await once(silent, "listening");
    const { dialog } = calls(await rig.app(), `sip:x@127.0.0.1:${silent.address().port}`);
    await expect(dialog).rejects.toMatchObject({ status: 408 });
    silent.close();
    await rig.isIdle();
  });

  it("to ourselves, or over a transport that isn't there, is refused", async () => {
    await using rig = await Rig.start();
    const app = await rig.app();
    await expect(calls(app, `sip:x@${rig.server}`).dialog).rejects.toThrow("can not send request to myself");
    await expect(calls(app, "sip:x@127.0.0.9:5060;transport=tls").dialog).rejects.toThrow(
      "requested protocol/transport not available",
    );
  });

  it("goes by the route that it names, with its request-uri untouched", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const phone = await rig.peer();
    calls(await rig.app(), "sip:+15551212@voip.example.com", { proxy: `sip:${phone.hostPort}` });
    const call = await IncomingCall.at(phone);
    expect(call.invite.startLine).toBe("INVITE sip:+15551212@voip.example.com SIP/2.0");
    expect(header(call.invite, "Route")).toBe("");
  });
});

describe("within a call", () => {
  /** A call between an application and a peer, up and acknowledged. */
  async function talking(rig: Rig) {
    const answered = signal<Dialog>();
    const app = await rig.app({
      async invite(request, response) {
        const dialog = (await app.createUAS(request, response, { localSdp: SDP })) as Dialog;
        dialog.on("ack", () => answered.fire(dialog));
      },
    });
    const peer = await rig.peer();
    const call = await OutgoingCall.place(peer, { to: "204", sdp: SDP });
    await call.answered();
    return { peer, call, dialog: await answered.promise };
  }

  it("the peer holds, and the application answers with the session", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const { call, dialog } = await talking(rig);
    const held = once(dialog as unknown as NodeJS.EventEmitter, "hold");
    const answer = await call.reinvites(HELD);
    expect(statusOf(answer)).toBe(200);
    expect(answer.body).toContain("a=recvonly");
    await held;
  });

  it("the application's re-INVITE may ring before it is answered", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const { peer, call, dialog } = await talking(rig);
    const from = peer.steps.all.length;
    const modified = dialog.modify(HELD);
    const invite = await peer.receivesRequest("INVITE", { callId: call.callId, from });
    peer.respond(invite, 180, "Ringing", { contact: peer.contact("caller") });
    peer.respond(invite, 200, "OK", { contact: peer.contact("caller"), body: SDP });
    await peer.receivesRequest("ACK", { callId: call.callId, from });
    expect(await modified).toBe(SDP);
  });

  it("our unanswered re-INVITE makes theirs wait: 491", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const { peer, call, dialog } = await talking(rig);
    const from = peer.steps.all.length;
    const modified = dialog.modify(HELD);
    const ours = await peer.receivesRequest("INVITE", { callId: call.callId, from });
    expect(statusOf(await call.reinvites(HELD))).toBe(491);
    peer.respond(ours, 491, "Request Pending");
    await expect(modified).rejects.toMatchObject({ status: 491 });
    await peer.receivesRequest("ACK", { callId: call.callId, from });
    expect(statusOf(await call.reinvites(HELD))).toBe(200);
  });

  it("a session interval below 90 s is refused by the engine", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const { peer, call } = await talking(rig);
    const success = peer.steps.all.find(({ message }) => message.startLine === "SIP/2.0 200 OK")!.message;
    const refusal = await peer.receivesFinal(
      peer.request({
        method: "UPDATE",
        uri: `sip:${rig.server}`,
        from: header(success, "From").split(";tag")[0]!,
        fromTag: tagOf(header(success, "From"))!,
        to: header(success, "To").split(";tag")[0]!,
        toTag: tagOf(header(success, "To")),
        callId: call.callId,
        cseq: 2,
        headers: ["Session-Expires: 60"],
        contact: peer.contact("caller"),
      }),
    );
    expect([refusal.startLine, header(refusal, "Min-SE")]).toEqual(["SIP/2.0 422 Session Interval Too Small", "90"]);
    expect(statusOf(await call.hangsUp())).toBe(200);
  });

  it("both sides may ask anything", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const { peer, call, dialog } = await talking(rig);
    const asked = (dialog as unknown as { request(options: object): Promise<{ status: number }> }).request({
      method: "INFO",
      headers: { "Content-Type": "text/plain" },
      body: "key 5",
    });
    const info = await peer.receivesRequest("INFO", { callId: call.callId });
    expect(info.body).toBe("key 5");
    peer.respond(info, 200, "OK");
    expect((await asked).status).toBe(200);
  });
});

describe("requests outside of calls", () => {
  it("are answered for the application by name, also at once", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const app = await rig.app();
    const phone = await rig.peer();
    for (let number = 0; number < 5; number++) {
      const from = phone.steps.all.length;
      const request = await requestBy(app, `sip:${phone.hostPort}`, { method: "OPTIONS" });
      const answered = once(request as unknown as NodeJS.EventEmitter, "response");
      phone.respond(await phone.receivesRequest("OPTIONS", { from }), 200, "OK");
      expect(((await answered) as { status: number }[])[0]?.status).toBe(200);
    }
    await rig.isIdle();
  });

  it("reach a phone on the connection that it registered on, until that is gone: 430, at once", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    let token = "";
    const app = await rig.app({
      register: (request, response) => {
        token = (request as unknown as { stackTxnId: string }).stackTxnId;
        response.send(200, { headers: { Contact: `${request.get("Contact")};expires=60` } });
      },
    });
    const phone = await rig.peer("127.0.0.1", "tcp");
    const registered = await phone.receivesFinal(
      phone.request({
        method: "REGISTER",
        uri: "sip:example.com",
        from: "<sip:alice@example.com>",
        to: "<sip:alice@example.com>",
        callId: "registration",
        fromTag: "1",
        cseq: 1,
        headers: ["Contact: <sip:alice@192.0.2.1:5060;transport=tcp>"],
      }),
    );
    expect(statusOf(registered)).toBe(200);
    expect(rig.engine.counts().flows).toBe(1);
    const uri = "sip:alice@192.0.2.1:5060;transport=tcp";
    const proxy = `sip:${token}@192.0.2.99:9;transport=tcp;ob`; // the token alone counts
    const { dialog } = calls(app, uri, { proxy });
    const call = await IncomingCall.at(phone);
    await call.answers(SDP);
    (await dialog).destroy();
    phone.respond(await phone.receivesRequest("BYE", { callId: call.callId }), 200, "OK");

    await phone[Symbol.asyncDispose]();
    await expect.poll(() => rig.engine.counts().connections).toBe(0);
    await expect(calls(app, uri, { proxy }).dialog).rejects.toMatchObject({ status: 430 });
    await using later = await rig.peer("127.0.0.1", "tcp");
    const forged = `sip:guessed@127.0.0.1:${later.port};transport=tcp;ob`;
    await expect(calls(app, uri, { proxy: forged }).dialog).rejects.toMatchObject({ status: 430 });
    expect(later.steps.all).toEqual([]);
  });
});
