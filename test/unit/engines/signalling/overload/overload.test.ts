import { describe, expect, it } from "vitest";
import { isEmergency } from "../../../../../src/engines/signalling/overload/emergency.ts";
import { emergencyNumbers } from "../../../../../src/numbering/emergency.ts";
import { parseCountry } from "../../../../../src/numbering/country.ts";
import { OutgoingCall } from "../../../../support/sip-call.ts";
import { header, statusOf } from "../../../../support/sip-text.ts";
import { Rig, SDP, type App, type Request, type Response } from "../rig.ts";

/** An application that says how it does, as often as it is told to. */
async function pulsingApp(rig: Rig): Promise<{ readonly app: App; readonly beats: () => Promise<void> }> {
  const app: App = await rig.app({
    async invite(request: Request, response: Response) {
      await app.createUAS(request, response, { localSdp: SDP });
    },
    register: (_request: Request, response: Response) => response.send(200),
    options: (_request: Request, response: Response) => response.send(200),
  });
  const { client } = (app as unknown as { _app: { client: Client } })._app;
  const [socket, connection] = [...client.mapServer][0]!;
  const beats = (): Promise<void> =>
    new Promise((resolve) => {
      connection.pendingRequests.set(client.wp.send(socket, "ping|200"), () => resolve());
    });
  return { app, beats };
}

interface Client {
  readonly mapServer: ReadonlyMap<object, { readonly pendingRequests: Map<string, () => void> }>;
  readonly wp: { send(socket: object, command: string): string };
}

describe("an application that doesn't come to its work", () => {
  it("has new calls and registrations refused for it, but no emergency call, and nothing that belongs to a call", async () => {
    await using rig = await Rig.start();
    const { beats } = await pulsingApp(rig);
    const peer = await rig.peer();
    await beats();
    const call = await OutgoingCall.place(peer, { to: "204", sdp: SDP });
    await call.answered();
    await rig.clock.sleep(6_000);

    const refused = await OutgoingCall.place(peer, { to: "205", sdp: SDP });
    const refusal = await refused.refused();
    expect(statusOf(refusal)).toBe(503);
    expect(Number(header(refusal, "Retry-After"))).toBeGreaterThanOrEqual(5);
    expect(rig.engine.counts().shed).toBe(1);
    const emergency = await OutgoingCall.place(peer, { to: "112", sdp: SDP });
    await emergency.answered();
    await call.hangsUp();
    await emergency.hangsUp();
    expect(rig.engine.counts().dialogs).toBe(0);
  });

  it("is given all calls again once it does", async () => {
    await using rig = await Rig.start();
    const { beats } = await pulsingApp(rig);
    const peer = await rig.peer();
    await beats();
    await rig.clock.sleep(6_000);
    await (await OutgoingCall.place(peer, { to: "205", sdp: SDP })).refused();
    for (let beat = 0; beat < 30; beat++) {
      await beats();
      await rig.clock.sleep(200);
    }
    for (let nth = 0; nth < 3; nth++) {
      const call = await OutgoingCall.place(peer, { to: "205", sdp: SDP });
      await call.answered();
      await call.hangsUp();
    }
    expect(rig.engine.counts().shed).toBe(1);
  });

  it("because the engine itself stood still gets all calls", async () => {
    let stoodStillMs = 0;
    await using rig = await Rig.start({ stoodStillMs: () => stoodStillMs });
    const { beats } = await pulsingApp(rig);
    const peer = await rig.peer();
    await beats();
    await rig.clock.sleep(6_000);
    stoodStillMs = 6_000;
    const call = await OutgoingCall.place(peer, { to: "205", sdp: SDP });
    await call.answered();
    await call.hangsUp();
    expect(rig.engine.counts().shed).toBe(0);
  });

  it("that says nothing of itself gets everything, as applications of others do", async () => {
    await using rig = await Rig.start();
    await pulsingApp(rig);
    await rig.clock.sleep(60_000);
    const call = await OutgoingCall.place(await rig.peer(), { to: "204", sdp: SDP });
    await call.answered();
    await call.hangsUp();
  });
});

describe("a call to an emergency service", () => {
  it("is known by every number that any country's service has", () => {
    for (const name of ["FR", "GB", "IE", "US", "CA", "DE", "AT", "BE", "CH", "ES", "IT", "LU", "PL", "NO", "AU"]) {
      const numbers = emergencyNumbers(parseCountry(name)!);
      for (const number of numbers) {
        expect(isEmergency(`sip:${number}@pbx.example`)).toBe(true);
        expect(isEmergency(`sip:0${number};phone-context=x@pbx.example;user=phone`)).toBe(true);
      }
    }
    expect(isEmergency("urn:service:sos.fire")).toBe(true);
    expect(isEmergency("tel:112")).toBe(true);
  });

  it.each(["sip:204@pbx.example", "sip:+33112000000@pbx.example", "sip:pbx.example", "urn:service:counseling"])(
    "is not %s",
    (uri) => expect(isEmergency(uri)).toBe(false),
  );
});
