import type { SwitchEvent, SwitchEventKind } from "./event.ts";
import { TooManyListeners } from "./errors.ts";

export type EventOf<Kind extends SwitchEventKind> = Extract<SwitchEvent, { kind: Kind }>;

/** Tells the parts of this process what happened, in order, synchronously. */
export interface EventBus {
  publish(event: SwitchEvent): void;
  on<Kind extends SwitchEventKind>(kind: Kind, listener: (event: EventOf<Kind>) => void): Disposable;
  onAny(listener: (event: SwitchEvent) => void): Disposable;
}

/** Each part of the application listens once or twice; streams to browsers come on top. */
const MAXIMUM_LISTENERS = 1_000;

export interface EventBusOptions {
  readonly maximumListeners?: number;
  /** Hears of a listener that threw; the others and the publisher don't. */
  readonly onFault: (fault: unknown, event: SwitchEvent) => void;
}

/** A bus of one process. Listeners are told in the order in which they came; one that comes or goes meanwhile waits. */
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
