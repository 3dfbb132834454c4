import { resolve } from "node:path";
import type { pino } from "pino";
import { startMediaEngine, type MediaEngine } from "../../src/engines/media/engine.ts";
import { parseConfig } from "../../src/engines/signalling/config.ts";
import { startSignalling, type Signalling } from "../../src/engines/signalling/engine.ts";
import { Sockets } from "../../src/engines/sip/transport/sockets.ts";
import type { SipWire } from "../../src/engines/sip/transport/wire.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { Scope } from "../../src/runtime/scope.ts";
import { portsForSound } from "./free-ports.ts";

const SECRET = "test-secret";

/** The engines that a test's PBX uses: its own, or those that SIGNALLING_URL and MEDIA_URL name. */
export interface Engines {
  readonly control: { host: string; port: number; secret: string };
  readonly eventSocket: { host: string; port: number; secret: string };
  signalling: Signalling | undefined;
  readonly mediaEngine: MediaEngine | undefined;
  /** From the signalling engine to the network. */
  cable: Cable;
}

interface Cable {
  isCut: boolean;
}

interface SignallingParts {
  readonly logger: pino.Logger;
  readonly clock: Clock;
  readonly cable: Cable;
}

/** @param control  port of the control protocol; 0: a free one. @param sip  UDP port; 0: a free one */
export function signallingAt(
  control: number,
  sip: number,
  { logger, clock, cable }: SignallingParts,
): Promise<Signalling> {
  const config = {
    admin: { address: "127.0.0.1", port: control, secret: SECRET },
    contacts: [{ uri: `sip:127.0.0.1:${sip};transport=udp` }],
  };
  const openWire = (): SipWire => {
    const listen = [{ protocol: "udp", address: "127.0.0.1", port: sip } as const];
    const wire: SipWire = new Sockets({ listen, clock, logger });
    const send = wire.send.bind(wire);
    wire.send = (...message) => (cable.isCut ? undefined : send(...message));
    return wire;
  };
  return startSignalling({ config: parseConfig(JSON.stringify(config)), clock, log: logger, openWire });
}

export async function startEngines(scope: Scope, logger: pino.Logger, clock: Clock): Promise<Engines> {
  const cable = { isCut: false };
  const given = [process.env["SIGNALLING_URL"], process.env["MEDIA_URL"]];
  if (given[0] !== undefined && given[1] !== undefined) {
    const [control, eventSocket] = given.map((text) => {
      const url = new URL(text ?? "");
      return { host: url.hostname, port: Number(url.port), secret: url.password || url.username };
    });
    return { control: control!, eventSocket: eventSocket!, signalling: undefined, mediaEngine: undefined, cable };
  }
  const signalling = scope.own(await signallingAt(0, 0, { logger, clock, cable }));
  const mediaEngine = scope.own(
    await startMediaEngine(
      {
        eventSocket: { address: "127.0.0.1", port: 0, password: SECRET },
        sip: { address: "127.0.0.1", port: 0 },
        rtp: { ports: portsForSound(), address: "127.0.0.1" },
        soundsDir: resolve("config/prompts"),
      },
      { clock, logger },
    ),
  );
  return {
    control: { host: "127.0.0.1", port: signalling.control.port, secret: SECRET },
    eventSocket: { host: "127.0.0.1", port: mediaEngine.eventSocket.port, secret: SECRET },
    signalling,
    mediaEngine,
    cable,
  };
}
