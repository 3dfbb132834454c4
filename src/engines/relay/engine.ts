import type { Clock } from "../../runtime/clock.ts";
import { Scope } from "../../runtime/scope.ts";
import { mediaAddresses } from "../rtp/network/media-address.ts";
import { createMediaPorts } from "../rtp/network/ports.ts";
import { openControl } from "./control/control-server.ts";
import { Requests } from "./control/requests.ts";
import { RECEIVE_BUFFER_BYTES } from "./limits.ts";
import type { RelayLogger } from "./logger.ts";
import type { RelayEngineSettings } from "./settings.ts";

/** A running RTP relay, which is told what to do as rtpengine is. */
export interface RelayEngine extends AsyncDisposable {
  /** Where it is told, with the port that was found for 0. */
  readonly control: { readonly address: string; readonly port: number };
  /** Calls, and pairs of ports that are open. */
  counts(): { readonly calls: number; readonly rtpSockets: number };
}

/** Serves until disposed. @throws RelayListenFailed */
export async function startRelayEngine(
  { control: at, rtp }: RelayEngineSettings,
  { clock, logger }: { readonly clock: Clock; readonly logger: RelayLogger },
): Promise<RelayEngine> {
  const scope = new Scope();
  const { address } = rtp;
  const ports = createMediaPorts({
    range: rtp.ports,
    receiveBufferBytes: RECEIVE_BUFFER_BYTES,
    ...(address === undefined ? {} : { address }),
  });
  const requests = new Requests({ ports, mediaAddress: mediaAddresses(rtp, clock), clock, logger });
  scope.defer(() => requests[Symbol.dispose]());
  const control = scope.own(await openControl(at, clock, (request) => requests.answer(request)));
  return {
    control: { address: control.address, port: control.port },
    counts: () => ({ calls: requests.calls, rtpSockets: ports.opened }),
    [Symbol.asyncDispose]: () => scope[Symbol.asyncDispose](),
  };
}
