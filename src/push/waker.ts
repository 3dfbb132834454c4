import type { Binding, BindingDirectory } from "../registrar/binding.ts";
import type { Clock } from "../runtime/clock.ts";
import type { DeviceId } from "../vocabulary/identifiers.ts";
import type { PushGateway } from "./push-gateway.ts";
import { pushTargetOf, type PushTarget } from "../registrar/push-target.ts";

/** RFC 8599 names no time: a telephone on a mobile network starts an application within some seconds. */
export const AWAKE_WITHIN_MS = 10_000;
/** Mobile telephones put an application to sleep about so long after its last word. */
const AWAKE_FOR_MS = 30_000;
/** The phone registers with whichever process its connection leads to. */
const LOOK_EACH_MS = 250;

export interface WakerOptions {
  readonly gateway: PushGateway;
  readonly directory: BindingDirectory;
  readonly clock: Clock;
}

/** Wakes phones up. */
export class Waker {
  readonly #options: WakerOptions;
  readonly #waking = new Map<string, Promise<Binding | undefined>>();

  constructor(options: WakerOptions) {
    this.#options = options;
  }

  /** Whether the phone of this binding has to be woken up before it is called. */
  isAsleep({ contact, registeredAtMs }: Binding): boolean {
    return this.#options.clock.nowMs() - registeredAtMs >= AWAKE_FOR_MS && pushTargetOf(contact) !== undefined;
  }

  /** Resolves with the binding that the phone has made when it was awake; undefined: it doesn't wake up. Never rejects. */
  wake(device: DeviceId, { contact }: Binding): Promise<Binding | undefined> {
    const target = pushTargetOf(contact);
    if (target === undefined) return Promise.resolve(undefined);
    const key = `${device} ${target.prid}`;
    const under = this.#waking.get(key);
    if (under !== undefined) return under;
    const waking = this.#wake(device, target).finally(() => this.#waking.delete(key));
    this.#waking.set(key, waking);
    return waking;
  }

  async #wake(device: DeviceId, target: PushTarget): Promise<Binding | undefined> {
    const { gateway, directory, clock } = this.#options;
    const sinceMs = clock.nowMs();
    void gateway.push(target);
    while (clock.nowMs() - sinceMs < AWAKE_WITHIN_MS) {
      await clock.sleep(LOOK_EACH_MS);
      const bindings = (await directory.bindingsOf([device])).get(device) ?? [];
      const awake = bindings.find(
        ({ contact, registeredAtMs }) => registeredAtMs >= sinceMs && pushTargetOf(contact)?.prid === target.prid,
      );
      if (awake !== undefined) return awake;
    }
    return undefined;
  }
}
