import { setImmediate as turn } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import type { BranchEvent, BranchInProgress } from "../../../src/calls/dial/branch.ts";
import { mediaBranch, type MediaBranchParts } from "../../../src/calls/dial/media-branch.ts";
import type { AnsweredCallee } from "../../../src/calls/leg/answered-callee.ts";
import type { Leg } from "../../../src/calls/leg/leg.ts";
import { MediaRefused } from "../../../src/media/errors.ts";
import type { MediaEndpoint } from "../../../src/media/media-port.ts";

/** A media server with one endpoint, a browser that is called from it, and what the fork is told. */
function world(open?: () => Promise<MediaEndpoint>) {
  const log: string[] = [];
  const endpoint = {
    localSdp: "plain offer",
    acceptAnswer: (sdp: string) => Promise.resolve(void log.push(`endpoint takes ${sdp}`)),
    [Symbol.asyncDispose]: () => Promise.resolve(void log.push("endpoint ends")),
  } as unknown as MediaEndpoint;
  const leg = {
    fromPeer: (sdp: string) => `${sdp}, as the leg has it`,
    hangUp: () => Promise.resolve(void log.push("leg ends")),
  } as unknown as Leg;
  const callee: AnsweredCallee = {
    sdp: "the browser's answer",
    connect: () => Promise.resolve((log.push("ACK"), leg)),
    refuse: () => Promise.resolve(void log.push("callee is refused")),
  };
  const told: BranchEvent[] = [];
  let phone: ((event: BranchEvent) => void) | undefined;
  const cancelled = vi.fn();
  const parts = {
    media: { open: open ?? (() => Promise.resolve(endpoint)) },
    log: { error: () => undefined },
    call: "call-1",
  } as unknown as MediaBranchParts;
  const start = mediaBranch(
    (offer, tell): BranchInProgress => {
      log.push(`offered ${offer}`);
      phone = tell;
      return { cancel: cancelled };
    },
    ({ localSdp }) => `for browsers: ${localSdp}`,
    parts,
  );
  const branch = start("the caller's offer", (event) => told.push(event));
  return { log, told, branch, callee, cancelled, phone: (event: BranchEvent) => phone?.(event) };
}

it("offers the callee what the media server offers it, and connects it there when it has won", async () => {
  const { log, told, phone, callee } = world();
  await turn();
  expect(log).toEqual(["offered for browsers: plain offer"]);
  phone({ kind: "early-media", status: 183, sdp: "an announcement" });
  phone({ kind: "answered", callee });
  expect(told[0]).toEqual({ kind: "ringing", status: 180 });
  const answered = told[1]?.kind === "answered" ? told[1].callee : undefined;
  expect(answered?.endpoint).toBeDefined();
  await answered?.connect(undefined);
  expect(log.slice(1)).toEqual(["ACK", "endpoint takes the browser's answer, as the leg has it"]);
  await answered?.refuse(undefined);
  expect(log.slice(3)).toEqual(["leg ends", "endpoint ends"]);
});

it("leaves nothing at the media server of a callee who refuses, or who has lost", async () => {
  const refusing = world();
  await turn();
  refusing.phone({ kind: "refused", status: 486 });
  expect(refusing.log).toContain("endpoint ends");
  expect(refusing.told).toEqual([{ kind: "refused", status: 486 }]);

  const losing = world();
  await turn();
  losing.phone({ kind: "answered", callee: losing.callee });
  const [answered] = losing.told;
  if (answered?.kind === "answered") await answered.callee.refuse("Call completed elsewhere");
  expect(losing.log.slice(1)).toEqual(["callee is refused", "endpoint ends"]);
});

it("calls nobody whom it was told to leave before there was a media server", async () => {
  const { log, told, branch, cancelled } = world();
  branch.cancel("Call completed elsewhere");
  await turn();
  expect(log).toEqual(["endpoint ends"]);
  expect(told).toEqual([{ kind: "refused", status: 487 }]);
  expect(cancelled).not.toHaveBeenCalled();
});

it("fails where no media server can stand between the two", async () => {
  const away = world(() => Promise.reject(new Error("away")));
  const unfit = world(() => Promise.reject(new MediaRefused(488)));
  await turn();
  expect(away.told).toEqual([{ kind: "refused", status: 503 }]);
  expect(unfit.told).toEqual([{ kind: "refused", status: 488 }]);
});
