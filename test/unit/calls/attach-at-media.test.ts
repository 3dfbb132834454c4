import { expect, it } from "vitest";
import { attachAtMedia } from "../../../src/calls/bridge/attach.ts";
import type { Leg } from "../../../src/calls/leg/leg.ts";
import { MediaRefused } from "../../../src/media/errors.ts";
import type { MediaEndpoint } from "../../../src/media/media-port.ts";

/** A telephone in a call, which answers re-INVITEs as it is told to, and an endpoint that takes its answers, or doesn't. */
function world({ status = 200, takesAnswer = true } = {}) {
  const log: string[] = [];
  const leg = {
    ...{ sentSdp: "what it was told before", remoteSdp: "", shown: undefined, isEncrypted: false },
    show: () => undefined,
    receive: () => undefined,
    fromPeer: (sdp: string) => sdp,
    hangUp: () => Promise.resolve(void log.push("leg ends")),
    reinvite: (offer: string) => {
      log.push(`re-INVITE with ${offer}`);
      return Promise.resolve({ status, body: status < 300 ? "its answer" : "" });
    },
  } as unknown as Leg;
  const endpoint = {
    localSdp: "the media server's offer",
    acceptAnswer: (answer: string) => {
      log.push(`endpoint takes ${answer}`);
      return takesAnswer ? Promise.resolve() : Promise.reject(new MediaRefused(488));
    },
    [Symbol.asyncDispose]: () => Promise.resolve(void log.push("endpoint ends")),
  } as unknown as MediaEndpoint;
  return { log, leg, attach: () => attachAtMedia(leg, undefined, () => Promise.resolve(endpoint)) };
}

it("brings a telephone that is in a call to the media server where its next party comes", async () => {
  const { log, leg, attach } = world();
  const attached = await attach();
  expect(log).toEqual(["re-INVITE with the media server's offer", "endpoint takes its answer"]);
  const callee = attached.kind === "attached" ? attached.callee : undefined;
  expect(callee).toMatchObject({ sdp: "its answer", isUp: true });
  expect(callee?.endpoint).toBeDefined();
  expect(await callee?.connect(undefined)).toBe(leg);
  await callee?.refuse(undefined);
  expect(log.slice(2)).toEqual(["leg ends", "endpoint ends"]);
});

it("leaves nothing at the media server of a telephone that refuses, and its session as it was", async () => {
  const { log, attach } = world({ status: 488 });
  expect(await attach()).toEqual({ kind: "refused", status: 488 });
  expect(log).toEqual(["re-INVITE with the media server's offer", "endpoint ends"]);
});

it("gives a telephone its session back whose answer the media server can't take", async () => {
  const { log, attach } = world({ takesAnswer: false });
  expect(await attach()).toEqual({ kind: "refused", status: 488 });
  expect(log.slice(2)).toEqual(["re-INVITE with what it was told before", "endpoint ends"]);
});

it("refuses where there is no media server", async () => {
  const { leg, log } = world();
  const away = attachAtMedia(leg, undefined, () => Promise.reject(new Error("away")));
  expect(await away).toEqual({ kind: "refused", status: 503 });
  expect(log).toEqual([]);
});
