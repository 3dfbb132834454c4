import type { Logger } from "../observability/logging.ts";
import type { Authenticator } from "../registrar/authentication.ts";
import type { BindingDirectory } from "../registrar/binding.ts";
import { sendToBinding } from "../registrar/send-to-binding.ts";
import { targetOf } from "../registrar/target.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Settings } from "../settings/settings.ts";
import { parseContentType } from "../sip/content-type.ts";
import { hopsLeft } from "../sip/max-forwards.ts";
import { nameAddress, printNameAddress } from "../sip/name-addr.ts";
import { printSipUri } from "../sip/uri.ts";
import type { Headers, Srf, SrfRequest, SrfResponse } from "../srf/srf.ts";
import type { DeviceId, UserId } from "../vocabulary/identifiers.ts";
import { addresseeOf } from "./addressee.ts";

export interface MessagesOptions {
  readonly srf: Pick<Srf, "request">;
  readonly authenticator: Authenticator;
  readonly directory: BindingDirectory;
  readonly settings: Pick<Settings, "snapshot">;
  /** Host of the URIs that phones see, with the port where it isn't SIP's own. */
  readonly domain: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** RFC 3428 §8 asks for 1,300 bytes where the path may be congested; a picture belongs elsewhere. In UTF-8 bytes. */
const LARGEST_BODY_BYTES = 8_192;
/** Messages of one device that wait for an answer: no user writes faster. */
const MOST_OF_A_DEVICE = 10;
/** Messages on their way through one connection; each holds its body. */
const MOST_ON_THEIR_WAY = 2_000;
const COME_AGAIN_SECONDS = "5";
const NOBODY_THERE = 480;

/** The answer of a MESSAGE. */
type Answered = { readonly status: number; readonly headers: Headers };

/** The instant messages of the phones on one signalling engine (RFC 3428). */
export class Messages {
  readonly #options: MessagesOptions;
  readonly #waiting = new Map<DeviceId, number>();
  #onTheirWay = 0;

  constructor(options: MessagesOptions) {
    this.#options = options;
  }

  /** Answers a MESSAGE outside of dialogs. */
  readonly take = (req: SrfRequest, res: SrfResponse): void => {
    this.#answer(req)
      .then(({ status, headers }) => res.send(status, { headers }))
      .catch((fault: unknown) => {
        this.#options.logger.error({ event: "message.fault", err: fault }, "a message failed by a fault of ours");
        res.send(500);
      });
  };

  async #answer(req: SrfRequest): Promise<Answered> {
    const refusal = refusalOf(req);
    if (refusal !== undefined) return refusal;
    const { authenticator, settings } = this.#options;
    const who = await authenticator.authenticate(req);
    if (who.kind === "refused") return who.answer;
    const { snapshot } = settings;
    const sender = snapshot.user(who.user);
    if (sender === undefined) return answer(403);
    const addressee = addresseeOf(req.uri, who.tenant, snapshot);
    if (addressee === undefined) return answer(404);
    if (!this.#begin(who.device)) return answer(503, { "Retry-After": COME_AGAIN_SECONDS });
    try {
      const from = printSipUri(sender.extension, this.#options.domain);
      return answer(await this.#pass(req, addressee, printNameAddress(nameAddress(from, sender.name))));
    } finally {
      this.#end(who.device);
    }
  }

  /** To all phones of a user at once. @returns the first success, or else the failure of the phone that registered last */
  async #pass(req: SrfRequest, addressee: UserId, from: string): Promise<number> {
    const { srf, directory, settings, domain, clock } = this.#options;
    const { snapshot } = settings;
    const devices = snapshot.devicesOf(addressee).map(({ id }) => id);
    const bindings = [...(await directory.bindingsOf(devices)).values()].flat();
    const to = printNameAddress(nameAddress(printSipUri(snapshot.user(addressee)?.extension ?? "", domain)));
    const hops = String(hopsLeft(req.get("Max-Forwards")) ?? 0);
    const headers = {
      "Max-Forwards": hops,
      From: from,
      To: to,
      "Content-Type": req.get("Content-Type") ?? "text/plain",
    };
    const body = req.body ?? "";
    const newestFirst = bindings.toSorted((one, other) => other.registeredAtMs - one.registeredAtMs);
    const sent = newestFirst.map((binding) =>
      sendToBinding({ method: "MESSAGE", ...targetOf(binding, headers), body }, srf, clock),
    );
    const taken = sent.map(async (status) => ((await status) < 300 ? 200 : Promise.reject(new NotTaken())));
    try {
      return await Promise.any(taken);
    } catch {
      const refused = await sent[0];
      return refused === undefined || isOfOurHop(refused) ? NOBODY_THERE : refused;
    }
  }

  #begin(device: DeviceId): boolean {
    const waiting = this.#waiting.get(device) ?? 0;
    if (waiting >= MOST_OF_A_DEVICE || this.#onTheirWay >= MOST_ON_THEIR_WAY) return false;
    this.#waiting.set(device, waiting + 1);
    this.#onTheirWay += 1;
    return true;
  }

  #end(device: DeviceId): void {
    const waiting = (this.#waiting.get(device) ?? 1) - 1;
    if (waiting === 0) this.#waiting.delete(device);
    else this.#waiting.set(device, waiting);
    this.#onTheirWay -= 1;
  }
}

/** A phone has refused a message, or said nothing. */
class NotTaken extends Error {}

/** A refusal that the sender's phone would take for its own: to ask for a password, go elsewhere, or turn from us (RFC 3261 §16.7). */
function isOfOurHop(status: number): boolean {
  return status < 400 || [401, 407, 482, 483, 503].includes(status);
}

/** What is wrong with a MESSAGE, of whichever device. */
function refusalOf(req: SrfRequest): Answered | undefined {
  const required = req.get("Require");
  if (required !== undefined) return answer(420, { Unsupported: required });
  if (hopsLeft(req.get("Max-Forwards")) === undefined) return answer(483);
  const encoding = req.get("Content-Encoding");
  if (encoding !== undefined && encoding.trim().toLowerCase() !== "identity")
    return answer(415, { "Accept-Encoding": "identity" });
  const body = req.body ?? "";
  if (Buffer.byteLength(body) > LARGEST_BODY_BYTES) return answer(413);
  const type = req.get("Content-Type");
  if (body !== "" && (type === undefined || parseContentType(type) === undefined)) return answer(400);
  return undefined;
}

function answer(status: number, headers: Headers = {}): Answered {
  return { status, headers };
}
