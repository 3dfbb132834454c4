import type { SwitchEvent, SwitchEventKind } from "./event.ts";

export type EventOf<Kind extends SwitchEventKind> = Extract<SwitchEvent, { kind: Kind }>;

/** Tells the parts of this process what happened, in order, synchronously. */
export interface EventBus {
  publish(event: SwitchEvent): void;
  on<Kind extends SwitchEventKind>(kind: Kind, listener: (event: EventOf<Kind>) => void): Disposable;
  onAny(listener: (event: SwitchEvent) => void): Disposable;
}
