import type { Readiness } from "./api/parts.ts";
import type { WriteProbe } from "./redis/write-probe.ts";
import type { DiskSpace } from "./runtime/disk-space.ts";
import type { Settings } from "./settings/settings.ts";
import type { SignallingConnection } from "./signalling/connection.ts";

/** Ready: new calls are taken, what happens is kept, and voicemail can answer. */
export function readinessOf(
  { settings, writes }: { readonly settings: Settings; readonly writes: WriteProbe },
  now: {
    readonly connections: readonly SignallingConnection[];
    readonly disk: DiskSpace;
    readonly isDraining: boolean;
  },
): Readiness {
  const states = now.connections.map(({ isUp }) => isUp());
  return {
    accepting: !now.isDraining,
    redis: settings.inStep && writes.isWritten,
    disk: now.disk.hasRoom,
    signalling: states.some(({ signalling }) => signalling),
    media: states.some(({ media }) => media),
  };
}
