import { describe, expect, it } from "vitest";
import { OutgoingCall } from "../../../support/sip-call.ts";
import { header, statusOf, tagOf } from "../../../support/sip-text.ts";
import { HELD, Rig, SDP, signal, type Dialog, type Request, type Response } from "./rig.ts";

/** Rings first, then answers when told. */
function ringingApp() {
  const invited = signal<{ request: Request; response: Response }>();
  const cancelled = signal<string | undefined>();
  return {
    invited,
    cancelled,
    invite(request: Request, response: Response) {
      request.on("cancel", (cancel) => cancelled.fire((cancel as Request | undefined)?.get("Reason")));
      response.send(180);
      invited.fire({ request, response });
    },
  };
}

describe("a call to an application", () => {
  it("rings, is answered, and is hung up by the caller; nothing is left", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const answered = signal<Dialog>();
    const destroyed = signal<unknown>();
    const app = await rig.app({
      async invite(request, response) {
        response.send(180);
        const dialog = await app.createUAS(request, response, { localSdp: SDP });
        dialog.on("destroy", () => destroyed.fire(true));
        answered.fire(dialog as Dialog);
      },
    });
    const peer = await rig.peer();
    const call = await OutgoingCall.place(peer, { to: "204", sdp: SDP });
    await call.rings();
    const success = await call.answered();
    expect(success.body).toBe(SDP);
    expect(header(success, "Contact")).toBe(`<sip:${rig.server}>`);
    expect((await answered.promise).id).toBe(
      `${call.callId};from-tag=${/tag=([^;]+)/.exec(header(success, "From"))?.[1] ?? ""}`,
    );
    await call.hangsUp();
    await destroyed.promise;
    expect(call.ladder).toEqual(["> INVITE", "< 100", "< 180", "< 200 INVITE", "> ACK", "> BYE", "< 200 BYE"]);
    await rig.isIdle();
  });

  it("is hung up by the application", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const answered = signal<Dialog>();
    const app = await rig.app({
      async invite(request, response) {
        answered.fire((await app.createUAS(request, response, { localSdp: SDP })) as Dialog);
      },
    });
    const call = await OutgoingCall.place(await rig.peer(), { to: "204", sdp: SDP });
    await call.answered();
    (await answered.promise).destroy();
    expect(header(await call.hungUp(), "CSeq")).toBe("2 BYE");
    await rig.isIdle();
  });

  it("is refused with the application's own reason and headers", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    await rig.app({
      invite: (_request, response) => response.send(486, "Gone Fishing", { headers: { "retry-after": "10" } }),
    });
    const call = await OutgoingCall.place(await rig.peer(), { to: "204", sdp: SDP });
    const refusal = await call.refused();
    expect(refusal.startLine).toBe("SIP/2.0 486 Gone Fishing");
    expect(header(refusal, "Retry-After")).toBe("10");
    await rig.isIdle();
  });

  it("is cancelled while it rings: the application hears why, the caller gets 487", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const ringing = ringingApp();
    await rig.app({ invite: (request, response) => ringing.invite(request, response) });
    const call = await OutgoingCall.place(await rig.peer(), { to: "204", sdp: SDP });
    await call.rings();
    call.cancels(['Reason: SIP;cause=200;text="Call completed elsewhere"']);
    expect(statusOf(await call.refused())).toBe(487);
    expect(await ringing.cancelled.promise).toBe('SIP;cause=200;text="Call completed elsewhere"');

    const { response } = await ringing.invited.promise;
    const late = signal<string | null>();
    response.send(200, "OK", { body: SDP }, (failure: string | null) => late.fire(failure));
    expect(await late.promise).toBe("Response not sent due to unknown transaction");
    await rig.isIdle();
  });

  it("is cancelled before the application has said a word", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const cancelled = signal<true>();
    const invited = signal<true>();
    await rig.app({
      invite(request) {
        request.on("cancel", () => cancelled.fire(true));
        invited.fire(true);
      },
    });
    const call = await OutgoingCall.place(await rig.peer(), { to: "204", sdp: SDP });
    await invited.promise;
    call.cancels();
    expect(statusOf(await call.refused())).toBe(487);
    await cancelled.promise;
    await rig.isIdle();
  });

  it("whose ACK never comes is hung up after 64*T1, and the application is told", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const destroyed = signal<unknown>();
    const app = await rig.app({
      async invite(request, response) {
        const dialog = await app.createUAS(request, response, { localSdp: SDP });
        (dialog as NodeJS.EventEmitter).on("destroy", (_bye: unknown, reason: unknown) => destroyed.fire(reason));
      },
    });
    const peer = await rig.peer();
    const call = await OutgoingCall.place(peer, { to: "204", sdp: SDP });
    const bye = await peer.receivesRequest("BYE", { callId: call.callId });
    peer.respond(bye, 200, "OK");
    expect(header(bye, "Reason")).toBe('SIP;cause=200;text="ACK timeout"');
    expect(await destroyed.promise).toBe("ACK timeout");
    const repetitions = peer.steps.all.filter(({ message }) => message.startLine === "SIP/2.0 200 OK");
    expect(repetitions.length).toBeGreaterThan(3);
    await rig.isIdle();
  });

  it("waits for an application that disconnects: 503 at once", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const invited = signal<true>();
    const app = await rig.app({ invite: () => invited.fire(true) });
    const call = await OutgoingCall.place(await rig.peer(), { to: "204", sdp: SDP });
    await invited.promise;
    rig.leave(app);
    expect(statusOf(await call.refused())).toBe(503);
    await rig.isIdle();
  });

  it("goes on while its application is gone: 481 to what phones ask, and BYE ends it", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const answered = signal<Dialog>();
    const app = await rig.app({
      async invite(request, response) {
        const dialog = (await app.createUAS(request, response, { localSdp: SDP })) as Dialog;
        dialog.on("ack", () => answered.fire(dialog));
      },
    });
    const call = await OutgoingCall.place(await rig.peer(), { to: "204", sdp: SDP });
    await call.answered();
    await answered.promise;
    const people = async (): Promise<void> => {
      rig.leave(app);
      await expect.poll(() => rig.engine.counts().clients).toBe(0);
      expect(rig.engine.counts().dialogs).toBe(1);
      expect(statusOf(await call.reinvites(HELD))).toBe(481);
      expect(statusOf(await call.hangsUp())).toBe(481);
    };
    await rig.clock.hold(people()); // with nothing else to wait for, the hours after which the engine ends it would be over
    await rig.isIdle();
  });

  it("finds no application: 503", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const call = await OutgoingCall.place(await rig.peer(), { to: "204", sdp: SDP });
    expect(statusOf(await call.refused())).toBe(503);
    await rig.isIdle();
  });

  it("is answered by the engine when the application never does: 480", async () => {
    await using rig = await Rig.start({ t1Ms: 25, waits: { unansweredMs: 60 } });
    const cancelled = signal<true>();
    await rig.app({ invite: (request) => request.on("cancel", () => cancelled.fire(true)) });
    const call = await OutgoingCall.place(await rig.peer(), { to: "204", sdp: SDP });
    expect(statusOf(await call.refused())).toBe(480);
    await cancelled.promise;
    await rig.isIdle();
  });

  it("is shared among applications in turn", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const served: string[] = [];
    for (const name of ["a", "b"])
      await rig.app({
        invite(_request, response) {
          served.push(name);
          response.send(486);
        },
      });
    const peer = await rig.peer();
    for (let number = 0; number < 4; number++)
      await (await OutgoingCall.place(peer, { to: "204", sdp: SDP })).refused();
    expect(served).toEqual(["a", "b", "a", "b"]);
  });
});

describe("a reliable provisional response", () => {
  it("is repeated until its PRACK, which the application gets to answer", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const pracked = signal<string>();
    const app = await rig.app({
      invite(request, response) {
        const onPrack = (prack: Request): void => {
          pracked.fire(prack.get("RAck"));
          void app.createUAS(request, response, { localSdp: SDP });
        };
        (response as unknown as { send: (...all: unknown[]) => void }).send(
          183,
          { headers: { Require: "100rel" }, body: SDP },
          undefined,
          onPrack,
        );
      },
    });
    const peer = await rig.peer();
    const call = await OutgoingCall.place(peer, { to: "204", sdp: SDP, headers: ["Supported: 100rel"] });
    const progress = await call.rings();
    await peer.steps.waitFor(({ message }) => message !== progress && message.startLine === progress.startLine);
    const rseq = header(progress, "RSeq");
    const prack = peer.request({
      method: "PRACK",
      uri: `sip:${rig.server}`,
      from: header(progress, "From").split(";")[0]!,
      fromTag: /tag=(.*)/.exec(header(progress, "From"))![1]!,
      to: header(progress, "To").split(";")[0]!,
      toTag: /tag=(.*)/.exec(header(progress, "To"))![1]!,
      callId: call.callId,
      cseq: 2,
      headers: [`RAck: ${rseq} 1 INVITE`],
    });
    expect(statusOf(await peer.receivesFinal(prack))).toBe(200);
    expect(await pracked.promise).toBe(`${rseq} 1 INVITE`);
    await call.answered();
    expect(statusOf(await call.hangsUp())).toBeGreaterThanOrEqual(200);
  });

  it("that is never acknowledged costs the call: 504", async () => {
    await using rig = await Rig.start({ t1Ms: 5 });
    await rig.app({
      invite: (_request, response) => response.send(183, { headers: { Require: "100rel" }, body: SDP }),
    });
    const call = await OutgoingCall.place(await rig.peer(), { to: "204", sdp: SDP, headers: ["Supported: 100rel"] });
    await call.rings();
    expect(statusOf(await call.refused())).toBe(504);
    await rig.isIdle();
  });

  it("isn't sent to a caller that can't acknowledge it", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const told = signal<string | null>();
    await rig.app({
      invite(_request, response) {
        response.send(183, "Session Progress", { headers: { Require: "100rel" } }, (failure: string | null) => {
          told.fire(failure);
          response.send(480);
        });
      },
    });
    const call = await OutgoingCall.place(await rig.peer(), { to: "204", sdp: SDP });
    expect(statusOf(await call.refused())).toBe(480);
    expect(await told.promise).toBe("Remote endpoint does not support 100rel");
  });
});

describe("a request in a dialog that comes from elsewhere than its peer is", () => {
  it("is 481, and leaves the dialog as it was: the peer's next BYE is taken", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const ended = signal<unknown>();
    const agrees = (_request: Request, response: Response): void => response.send(200);
    const app = await rig.app({
      async invite(request, response) {
        const dialog = await app.createUAS(request, response, { localSdp: SDP });
        dialog.on("destroy", () => ended.fire(true));
      },
      // What is answered 200 to any sender, or to any user of the system, says nothing about the dialog's peer.
      ...{ options: agrees, register: agrees, message: agrees, notify: agrees, publish: agrees, subscribe: agrees },
    });
    const call = await OutgoingCall.place(await rig.peer(), { to: "204", sdp: SDP });
    const success = await call.answered();
    const stranger = await rig.peer("127.0.0.66");
    const names = {
      ...{ uri: `sip:${rig.server}`, from: "<sip:x@y>", to: "<sip:204@z>", callId: call.callId },
      ...{ fromTag: tagOf(header(success, "From"))!, toTag: tagOf(header(success, "To")) },
    };
    const harmless = ["OPTIONS", "REGISTER", "MESSAGE", "NOTIFY", "PUBLISH", "SUBSCRIBE"];
    for (const method of [...harmless, "BYE", "INFO", "UPDATE", "REFER", "PRACK"]) {
      const request = stranger.request({ method, ...names, cseq: 9_000, contact: stranger.contact("x") });
      expect(statusOf(await stranger.receivesFinal(request))).toBe(481);
    }
    await call.hangsUp();
    await ended.promise;
    await rig.isIdle();
  });

  it("is for the application to believe: challenged first, then taken, and the dialog goes on from there", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const ended = signal<unknown>();
    const dialogs: Dialog[] = [];
    const app = await rig.app({
      async invite(request, response) {
        const [dialog] = dialogs;
        if (dialog === undefined) {
          const made = (await app.createUAS(request, response, { localSdp: SDP })) as Dialog;
          dialogs.push(made);
          made.on("destroy", () => ended.fire(true));
        } else if (!request.has("Authorization")) response.send(401);
        else (dialog as unknown as { handle(...of: unknown[]): void }).handle(request, response);
      },
    });
    const call = await OutgoingCall.place(await rig.peer(), { to: "204", sdp: SDP });
    const success = await call.answered();
    const moved = await rig.peer("127.0.0.66");
    const names = {
      ...{ uri: `sip:${rig.server}`, from: "<sip:x@y>", to: "<sip:204@z>", callId: call.callId },
      ...{ fromTag: tagOf(header(success, "From"))!, toTag: tagOf(header(success, "To")), contact: moved.contact("x") },
    };
    const first = moved.request({ method: "INVITE", ...names, cseq: 2, body: HELD });
    expect(statusOf(await moved.receivesFinal(first))).toBe(401);
    moved.request({ method: "ACK", ...names, cseq: 2, branch: /branch=([^;]+)/.exec(header(first, "Via"))![1]! });
    const again = moved.request({
      method: "INVITE",
      ...names,
      cseq: 3,
      body: HELD,
      headers: ["Authorization: Digest x"],
    });
    const taken = await moved.receivesFinal(again);
    expect([statusOf(taken), taken.body]).toEqual([200, SDP]);
    moved.request({ method: "ACK", ...names, cseq: 3 });
    dialogs[0]!.destroy();
    const bye = await moved.receivesRequest("BYE");
    expect(bye.startLine).toContain("127.0.0.66");
    moved.respond(bye, 200, "OK");
    await rig.isIdle();
  });
});
