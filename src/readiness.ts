import type { Api, Readiness } from "./api/parts.ts";
import type { WriteProbe } from "./redis/write-probe.ts";
import type { DiskSpace } from "./runtime/disk-space.ts";
import { EnvironmentFaulty, type Environment } from "./runtime/environment.ts";
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

/** @throws EnvironmentFaulty where the address or port can't be had */
export async function listen(api: Api, { host, port }: Environment["http"]): Promise<void> {
  try {
    await api.listen({ host, port });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "EADDRINUSE")
      throw new EnvironmentFaulty([`HTTP_PORT: ${port} on ${host} is taken by another program`]);
    if (code === "EACCES") throw new EnvironmentFaulty([`HTTP_PORT: ${port} may not be opened by this user`]);
    if (code === "EADDRNOTAVAIL") throw new EnvironmentFaulty([`HTTP_HOST: ${host} is no address of this machine`]);
    throw cause;
  }
}
