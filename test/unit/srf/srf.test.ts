import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { parseConfig } from "../../../src/engines/signalling/config.ts";
import { startSignalling } from "../../../src/engines/signalling/engine.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import { Scope } from "../../../src/runtime/scope.ts";
import { createSrf } from "../../../src/srf/create-srf.ts";
import type { Srf, SrfDialog, SrfMessage, SrfRequest, SrfResponse } from "../../../src/srf/srf.ts";
import { sdpOf } from "../../support/sdp.ts";
import { SipPeer, type RequestOptions } from "../../support/sip-peer.ts";
import { header, tagOf } from "../../support/sip-text.ts";

type Kind = "function" | "object" | "string" | "number" | "boolean";
/** Every member of a declaration with what it must be; what is declared and not named here doesn't compile. */
type Members<Declared> = Readonly<Record<keyof Declared, Kind>>;

const MESSAGE: Members<SrfMessage> = { body: "string", get: "function", has: "function" };
const REQUEST: Members<SrfRequest> = {
  ...MESSAGE,
  ...{ method: "string", uri: "string", source: "string", source_address: "string", source_port: "number" },
  ...{ protocol: "string", stackTxnId: "string", receivedOn: "string", on: "function", cancel: "function" },
};
const RESPONSE: Members<SrfResponse> = {
  ...MESSAGE,
  ...{ status: "number", reason: "string", source_address: "string", finalResponseSent: "boolean", send: "function" },
  ...{ source_port: "number", protocol: "string", req: "object" },
};
const DIALOG: Members<SrfDialog> = {
  ...{ id: "string", connected: "boolean", sip: "object", remote: "object", local: "object" },
  ...{ on: "function", once: "function", destroy: "function", request: "function", handle: "function" },
  ...{ type: "string", req: "object", res: "object" },
};
const SRF: Members<Srf> = {
  ...{ connect: "function", disconnect: "function", on: "function", once: "function", removeDialog: "function" },
  unregisterForMessages: "function",
  ...{ createUAC: "function", createUAS: "function", request: "function", _app: "function" },
  ...{ invite: "function", register: "function", options: "function", message: "function", publish: "function" },
  ...{
    notify: "function",
    info: "function",
    refer: "function",
    subscribe: "function",
    bye: "function",
    update: "function",
  },
};

function kindsOf<Declared extends object>(real: Declared, members: Members<Declared>): Record<string, string> {
  const names = Object.keys(members) as (keyof Declared & string)[];
  return Object.fromEntries(names.map((name) => [name, typeof real[name]]));
}

const scope = new Scope();
let server: string;
let srf: Srf;

beforeAll(async () => {
  const config = {
    admin: { address: "127.0.0.1", port: 0, secret: "test" },
    contacts: [{ uri: "sip:127.0.0.1:0;transport=udp" }],
  };
  const engine = scope.own(
    await startSignalling({
      config: parseConfig(JSON.stringify(config)),
      clock: systemClock,
      log: pino({ level: "silent" }),
    }),
  );
  srf = createSrf();
  srf.on("error", () => undefined);
  scope.defer(() => srf.disconnect());
  const up = new Promise<string>((resolve) => srf.once("connect", (_failure, hostPorts) => resolve(hostPorts)));
  srf.connect({ host: engine.control.address, port: engine.control.port, secret: "test" });
  server = (await up).split("/").at(-1)!;
});
afterAll(() => scope[Symbol.asyncDispose]());

describe("drachtio-srf has what we declare of it", () => {
  it("a connection", () => {
    expect(kindsOf(srf, SRF)).toEqual(SRF);
    expect(typeof srf._app.client.wp.prependListener).toBe("function");
  });

  it("an INVITE that came in, and its dialog", async () => {
    await using phone = await SipPeer.open({ server });
    const dialog = new Promise<SrfDialog>((resolve, reject) => {
      srf.invite((req, res) => {
        expect(kindsOf(req, REQUEST)).toEqual(REQUEST);
        expect([typeof res.send, res.finalResponseSent]).toEqual(["function", false]);
        const options = { localSdp: sdpOf({ address: "127.0.0.1", port: 4000 }), headers: {} };
        srf.createUAS(req, res, options, (failure, made) => (made ? resolve(made) : reject(errorOf(failure))));
      });
    });
    const invite = phone.request(requestOf(phone, "INVITE"));
    const accepted = await phone.receivesFinal(invite);
    phone.request({ ...requestOf(phone, "ACK"), toTag: tagOf(header(accepted, "To"))! });
    expect(kindsOf(await dialog, DIALOG)).toEqual(DIALOG);
    await hangsUpInVain(await dialog);
  });

  it("a request of ours, and its response", async () => {
    await using phone = await SipPeer.open({ server });
    const response = new Promise<SrfResponse>((resolve, reject) => {
      srf.request(`sip:${phone.hostPort}`, { method: "OPTIONS", headers: {} }, (failure, request) => {
        if (request === undefined) return reject(errorOf(failure));
        expect(typeof request.get("Call-ID")).toBe("string");
        request.on("response", resolve);
      });
    });
    phone.respond(await phone.receivesRequest("OPTIONS"), 200, "OK", { tag: "phone" });
    expect(kindsOf(await response, RESPONSE)).toEqual(RESPONSE);
  });
});

/** A BYE in a dialog that the engine doesn't have: who awaits it hears of that, and where its promise is forgotten, nothing happens. */
async function hangsUpInVain(dialog: SrfDialog): Promise<void> {
  const strays: unknown[] = [];
  const note = (failure: unknown): void => void strays.push(failure);
  process.on("unhandledRejection", note);
  try {
    // As drachtio-fsmrf calls it, without a callback.
    const gone = Object.assign(Object.create(dialog) as { destroy(): Promise<unknown> }, { res: {} });
    Object.defineProperty(gone, "id", { value: "no-dialog-of-this-name" });
    void gone.destroy();
    await expect(gone.destroy()).rejects.toMatchObject({ code: "ENODIALOG" });
    await new Promise((resolve) => setImmediate(resolve)); // Node tells of strays after a turn of its microtasks
    expect(strays).toEqual([]);
  } finally {
    process.off("unhandledRejection", note);
  }
}

/** One call of this phone; each request of it has these. */
function requestOf(phone: SipPeer, method: "INVITE" | "ACK"): RequestOptions {
  const user = `<sip:alice@${server}>`;
  return {
    ...{ method, uri: `sip:bob@${server}`, from: user, to: `<sip:bob@${server}>` },
    ...{ callId: "srf-test", fromTag: "alice", cseq: 1, contact: phone.contact("alice") },
    ...(method === "ACK" ? {} : { body: sdpOf({ address: "127.0.0.1", port: 4002 }) }),
  };
}

function errorOf(failure: unknown): Error {
  return failure instanceof Error ? failure : new Error(String(failure));
}
