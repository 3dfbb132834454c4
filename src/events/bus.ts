import type { SwitchEvent, SwitchEventKind } from "./event.ts";
import { TooManyListeners } from "./errors.ts";

export type EventOf<Kind extends SwitchEventKind> = Extract<SwitchEvent, { kind: Kind }>;

/** Publishes what happened to the listeners in this process, in order, synchronously. */
export interface EventBus {
  publish(event: SwitchEvent): void;
  on<Kind extends SwitchEventKind>(kind: Kind, listener: (event: EventOf<Kind>) => void): Disposable;
  onAny(listener: (event: SwitchEvent) => void): Disposable;
}

/** Each part of the application listens once or twice; streams to browsers come on top. */
const MAXIMUM_LISTENERS = 1_000;

export interface EventBusOptions {
  readonly maximumListeners?: number;
  /** Called with the fault of a listener that threw; other listeners and the publisher go on. */
  readonly onFault: (fault: unknown, event: SwitchEvent) => void;
}

/** The event bus of one process. Listeners are called in the order of subscription; one added or removed during a publication takes effect with the next. */
export function createEventBus({ onFault, maximumListeners = MAXIMUM_LISTENERS }: EventBusOptions): EventBus {
  const listeners = new Set<(event: SwitchEvent) => void>();

  const listen = (listener: (event: SwitchEvent) => void): Disposable => {
    if (listeners.size >= maximumListeners) throw new TooManyListeners(maximumListeners);
    const own = (event: SwitchEvent): void => listener(event); // the same function may listen twice
    listeners.add(own);
    return { [Symbol.dispose]: () => void listeners.delete(own) };
  };

  return {
    publish(event) {
      for (const listener of [...listeners]) {
        try {
          listener(event);
        } catch (fault) {
          onFault(fault, event);
        }
      }
    },
    on(kind, listener) {
      return listen((event) => {
        if (isOf(kind, event)) listener(event);
      });
    },
    onAny: listen,
  };
}

function isOf<Kind extends SwitchEventKind>(kind: Kind, event: SwitchEvent): event is EventOf<Kind> {
  return event.kind === kind;
}
