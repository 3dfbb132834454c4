import type { Clock } from "../runtime/clock.ts";
import { MediaServerSilent } from "./errors.ts";

/** What the media server promises, or MediaServerSilent after so long: its libraries' promises may never settle. */
export function within<Value>(ms: number, command: string, promised: Promise<Value>, clock: Clock): Promise<Value> {
  return new Promise((resolve, reject) => {
    const alarm = clock.arm(ms, () => reject(new MediaServerSilent(command)));
    promised.then(
      (value) => {
        alarm.disarm();
        resolve(value);
      },
      (failure: unknown) => {
        alarm.disarm();
        reject(failure instanceof Error ? failure : new MediaServerSilent(command, { cause: failure }));
      },
    );
  });
}
