import { describe, expect, it } from "vitest";
import { causeOf, causeOfReason, reasonOf } from "../../../../src/engines/media/channel/cause.ts";
import { createVariables, expand } from "../../../../src/engines/media/channel/variables.ts";
import { startMediaEngine } from "../../../../src/engines/media/engine.ts";
import { MAX_VARIABLES } from "../../../../src/engines/media/limits.ts";
import { createMediaPorts } from "../../../../src/engines/rtp/network/ports.ts";
import { mediaAddresses } from "../../../../src/engines/rtp/network/media-address.ts";
import { parseSettings } from "../../../../src/engines/media/settings.ts";
import type { MediaEngineSettings } from "../../../../src/engines/media/settings.ts";
import { parseInfoDtmf } from "../../../../src/engines/media/sip/info-dtmf.ts";
import { parseOutboundTarget } from "../../../../src/engines/media/sip/outbound-target.ts";
import { systemClock } from "../../../../src/runtime/clock.ts";
import { freePortRange } from "../../../support/free-ports.ts";

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

async function settings(): Promise<MediaEngineSettings> {
  const first = await freePortRange(4);
  return {
    eventSocket: { address: "127.0.0.1", port: 0, password: "ClueCon" },
    sip: { address: "127.0.0.1", port: 0 },
    rtp: { ports: [first, first + 3], address: "127.0.0.1" },
    soundsDir: "/nowhere",
    metrics: { address: "127.0.0.1", port: 0 },
  };
}

describe("the media engine", () => {
  it("tells what is alive in it", async () => {
    await using engine = await startMediaEngine(await settings(), { clock: systemClock, logger: silent });
    const answer = await fetch(`http://127.0.0.1:${engine.metrics?.port ?? 0}/counts`);
    expect(await answer.json()).toEqual({
      channels: 0,
      conferences: 0,
      rtpSockets: 0,
      timers: 0,
      sipTransactions: 0,
      eventSocketConnections: 0,
    });
    expect((await fetch(`http://127.0.0.1:${engine.metrics?.port ?? 0}/other`)).status).toBe(404);
  });

  it.each(["eventSocket", "sip", "metrics"] as const)(
    "says which port is taken (%s), and leaves nothing open",
    async (which) => {
      const given = await settings();
      await using first = await startMediaEngine(given, { clock: systemClock, logger: silent });
      const taken = which === "metrics" ? first.metrics! : first[which];
      const again = { ...given, [which]: { ...given[which], ...taken } };
      const failure = await startMediaEngine(again, { clock: systemClock, logger: silent }).catch(
        (error: unknown) => error,
      );
      expect((failure as Error).message).toContain(`port ${taken.port} of 127.0.0.1 is already in use`);
    },
  );
});

describe("the configuration", () => {
  it("is read as it was meant", async () => {
    const given = {
      ...(await settings()),
      rtp: { ports: [20_000, 20_999], publicAddress: "203.0.113.7", localNetworks: ["10.0.0.0/8"] },
    };
    expect(parseSettings(JSON.stringify(given))).toEqual({ ok: true, value: given });
  });

  it.each([
    [{ eventSocket: { address: "127.0.0.1", port: 8021 } }, "eventSocket.password: not a text"],
    [{ sip: { address: "localhost", port: 1 } }, "sip.address: not an IP address"],
    [{ sip: { address: "127.0.0.1", port: 70_000 } }, "sip.port: not a port"],
    [{ rtp: { ports: [5, 5] } }, "rtp.ports: no even port in the range"],
    [{ rtp: { ports: [20_000] } }, "rtp.ports: not [first, last]"],
    [{ rtp: { ports: [20_000, 20_010], publicAddress: "me" } }, "rtp.publicAddress: not an IP address"],
    [{ soundsDir: "" }, "soundsDir: not a text"],
  ])("with a fault names it: %j", async (part, problem) => {
    expect(parseSettings(JSON.stringify({ ...(await settings()), ...part }))).toEqual({ ok: false, problem });
  });

  it("that is no JSON is refused", () => {
    expect(parseSettings("{")).toEqual({ ok: false, problem: "configuration: not JSON" });
  });
});

describe("media ports", () => {
  it("are even, skip what is taken, come to an end, and can be given again", async () => {
    const first = await freePortRange(6);
    const even = first + (first % 2);
    const other = createMediaPorts({ range: [even + 2, even + 2], address: "127.0.0.1" });
    const blocking = await other.open(4);
    const ports = createMediaPorts({ range: [even, even + 4], address: "127.0.0.1" });
    const sockets = [await ports.open(4), await ports.open(4)];
    expect(sockets.map(({ audio }) => audio.address().port).sort()).toEqual([even, even + 4]);
    await expect(ports.open(4)).rejects.toMatchObject({ code: "SW_NO_MEDIA_PORT" });
    sockets[0]!.control?.close();
    await new Promise<void>((resolve) => sockets[0]!.audio.close(resolve));
    const again = await ports.open(4);
    for (const { audio, control } of [again, sockets[1]!, blocking])
      for (const socket of [audio, control]) socket?.close();
  });
});

describe("the address in a session description", () => {
  it("is the public one for peers outside, and our own one that faces the peer for all others", async () => {
    const address = mediaAddresses({ ports: [20_000, 20_010], publicAddress: "203.0.113.7" }, systemClock);
    expect(await address("198.51.100.5")).toBe("203.0.113.7");
    expect(await address("127.0.0.1")).toBe("127.0.0.1");
    const narrow = mediaAddresses(
      { ports: [20_000, 20_010], publicAddress: "203.0.113.7", localNetworks: ["10.0.0.0/8"] },
      systemClock,
    );
    expect(await narrow("127.0.0.1")).toBe("203.0.113.7");
  });
});

describe("small words", () => {
  it("causes are known by name and number, and go into a Reason and out of it", () => {
    expect(reasonOf(causeOf("user_busy"))).toBe('Q.850;cause=17;text="USER_BUSY"');
    expect(causeOf("18").name).toBe("NO_USER_RESPONSE");
    expect(causeOf("rubbish").name).toBe("NORMAL_CLEARING");
    expect(causeOfReason('SIP;cause=200, Q.850 ;cause=21;text="x"')?.name).toBe("CALL_REJECTED");
    expect(causeOfReason("SIP;cause=200")).toBeUndefined();
    expect(causeOfReason(undefined)).toBeUndefined();
  });

  it("keys come by INFO in the two forms that telephones use", () => {
    expect(parseInfoDtmf("application/dtmf-relay", "Signal= 5\r\nDuration= 160\r\n")).toEqual({
      digit: "5",
      durationMs: 160,
    });
    expect(parseInfoDtmf("application/dtmf-relay; x=y", "Signal=11\n")).toEqual({ digit: "#", durationMs: 250 });
    expect(parseInfoDtmf("application/dtmf", "*")).toEqual({ digit: "*", durationMs: 250 });
    expect(parseInfoDtmf("application/dtmf", "Z")).toBeUndefined();
    expect(parseInfoDtmf("text/plain", "5")).toBeUndefined();
  });

  it("an application's address is a host and a port", () => {
    expect(parseOutboundTarget("127.0.0.1:8085")).toEqual({ host: "127.0.0.1", port: 8085 });
    expect(parseOutboundTarget("[::1]:8085")).toEqual({ host: "::1", port: 8085 });
    for (const text of [undefined, "", "127.0.0.1", "host:0", "host:70000", "a b:1"])
      expect(parseOutboundTarget(text)).toBeUndefined();
  });

  it("variables are put into arguments, are not there when empty, and have a limit", () => {
    const variables = createVariables();
    variables.set("who", "204");
    expect(expand("/m/${who}/${nobody}.wav ${", variables)).toBe("/m/204/.wav ${");
    variables.set("who", "");
    expect(variables.get("who")).toBeUndefined();
    for (let i = 0; i < MAX_VARIABLES; i++) variables.set(`v${i}`, i);
    expect(variables.set("one more", "x")).toBe(false);
    expect(variables.set("v0", "changed")).toBe(true);
    expect(variables.set("v1", "x".repeat(100_000))).toBe(false);
  });
});
