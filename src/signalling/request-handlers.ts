import type { Bans } from "../bans/bans.ts";
import type { Calls } from "../calls/calls.ts";
import { admit } from "../calls/invite/admit.ts";
import { authenticate } from "../calls/invite/authenticate.ts";
import { checkRequest } from "../calls/invite/check-request.ts";
import { execute } from "../calls/invite/execute.ts";
import { identifySource } from "../calls/invite/identify-source.ts";
import { route } from "../calls/invite/route.ts";
import type { Logger } from "../observability/logging.ts";
import type { Metrics } from "../observability/metrics.ts";
import { answerOptions } from "../registrar/options.ts";
import { register, type RegistrarParts } from "../registrar/register.ts";
import type { IncomingRequest, OutgoingResponse } from "../registrar/request.ts";
import { Scope } from "../runtime/scope.ts";
import { METHODS_OUTSIDE_DIALOGS } from "../sip/capabilities.ts";
import { tagIn } from "../sip/name-addr.ts";
import type { Srf, SrfRequest, SrfResponse } from "../srf/srf.ts";
import { inOrder } from "./in-order.ts";

/** What the requests of one signalling engine are answered with. */
export interface RequestHandlersOptions {
  /** Names the signalling engine. */
  readonly engine: string;
  readonly calls: Pick<Calls, "receive" | "receiveMoved">;
  readonly registrar: RegistrarParts;
  readonly bans: Pick<Bans, "offend" | "admits">;
  /** Answers an instant message between users. */
  readonly message: RequestHandler;
  /** The event packages that phones can subscribe to. */
  readonly subscribable: () => readonly string[];
  /** False: the system comes to its end. */
  readonly takesCalls: () => boolean;
  readonly metrics: Pick<Metrics, "registrations">;
  readonly logger: Logger;
}

type RequestHandler = (req: SrfRequest, res: SrfResponse) => void;
type RegisterHandler = (req: IncomingRequest, res: OutgoingResponse) => void;

/**
 * What becomes of each request outside of dialogs. SUBSCRIBE is taken by `presence/subscriptions.ts`; what comes in a
 * dialog, by its leg (`calls/leg/`), unless it comes from elsewhere than the dialog's peer was.
 */
export function handleRequests(srf: Srf, options: RequestHandlersOptions): void {
  const { outside } = handleCalls(srf, options);
  srf.register(registerHandler(options));
  srf.options((req, res) => {
    const { status, headers } = answerOptions(req, options.subscribable(), options.takesCalls());
    res.send(status, { headers });
  });
  srf.message(outside(options.message));
  for (const method of ["publish", "notify", "info", "refer"] as const)
    srf[method](outside((_req, res) => res.send(405, { headers: { Allow: METHODS_OUTSIDE_DIALOGS } })));
}

/**
 * Calls begin, and go on where their peers have moved to.
 * @returns what gives a handler only the requests outside of dialogs
 */
export function handleCalls(
  srf: Pick<Srf, "invite" | "bye" | "update">,
  { calls, bans, logger }: Pick<RequestHandlersOptions, "calls" | "bans" | "logger">,
): { readonly outside: (handle: RequestHandler) => RequestHandler } {
  const moved: RequestHandler = (req, res) => {
    calls.receiveMoved(req, res).catch((fault: unknown) => {
      logger.error({ event: "request.fault", err: fault }, "a request failed by a fault of ours");
      res.send(500);
    });
  };
  const outside = (handle: RequestHandler): RequestHandler => {
    return (req, res) => (tagIn(req.get("To")) === undefined ? handle(req, res) : moved(req, res));
  };
  srf.invite(outside(inviteHandler({ calls, bans, logger })));
  srf.bye(moved);
  srf.update(moved);
  return { outside };
}

/** What an INVITE goes through, from its first line to the last event of its call. */
const throughSteps = inOrder(checkRequest, identifySource, authenticate, admit, route, execute);

/** A call begins, or is refused by the step that finds out why. */
function inviteHandler({
  calls,
  bans,
  logger,
}: Pick<RequestHandlersOptions, "calls" | "bans" | "logger">): RequestHandler {
  const handle = async (req: SrfRequest, res: SrfResponse): Promise<void> => {
    await using scope = new Scope();
    const received = calls.receive(req, res, scope);
    const { incoming } = received;
    try {
      const refusal = await throughSteps(received);
      if (refusal === undefined) return;
      const { refused: status, because, headers } = refusal;
      if (because === "untrusted-source") bans.offend(req.source_address, "untrusted-call");
      logger.debug({ event: "call.refused", status, because }, "call refused");
      incoming.reject(status, headers);
    } catch (fault) {
      logger.error({ event: "call.fault", callId: req.get("Call-ID"), err: fault }, "call failed by a fault of ours");
      incoming.reject(500);
    }
  };
  return (req, res) => {
    if (bans.admits(req)) void handle(req, res);
    else res.send(403);
  };
}

/** A phone registers (RFC 3261 §10.3). */
export function registerHandler({
  engine,
  registrar,
  metrics,
  logger,
}: Pick<RequestHandlersOptions, "engine" | "registrar" | "metrics" | "logger">): RegisterHandler {
  return (req, res) => {
    const counted: OutgoingResponse = {
      send: (status, options) => {
        metrics.registrations.inc({ outcome: String(status) });
        res.send(status, options);
      },
    };
    register(req, counted, engine, registrar).catch((fault: unknown) => {
      logger.error({ event: "register.fault", err: fault }, "registration failed by a fault of ours");
      res.send(500);
    });
  };
}
