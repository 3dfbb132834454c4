import { targetOf } from "../registrar/target.ts";
import type { Binding } from "../registrar/binding.ts";
import type { Headers } from "../srf/srf.ts";
import { parseSipUri } from "../sip/uri.ts";
import type { DeviceRecord } from "../settings/kinds/device.ts";
import type { TrunkRecord } from "../settings/kinds/trunk.ts";
import type { MediaPolicy, Whereabouts } from "./leg/media-path.ts";

/** What a device's settings say of its media. */
export function deviceMedia(device: Pick<DeviceRecord, "encryption"> | undefined): MediaPolicy {
  return { encryption: device?.encryption ?? undefined };
}

/** What a trunk's settings say of its media. */
export function trunkMedia({ relay, encryption }: Pick<TrunkRecord, "relay" | "encryption">): MediaPolicy {
  return { relay, encryption: encryption ?? undefined, isTrunk: true };
}

/** Where a call to this trunk goes to, and what its settings say of media. */
export function mediaTo(trunk: TrunkRecord): MediaPolicy & Whereabouts {
  return { ...trunkMedia(trunk), source: trunk.host };
}

/** Where a call to a registered phone goes to, and what its settings say of media. */
export function phoneTarget(
  binding: Binding,
  device: Pick<DeviceRecord, "encryption"> | undefined,
  headers: Headers,
): ReturnType<typeof targetOf> & { readonly media: MediaPolicy & Whereabouts } {
  const { source, contact, path } = binding;
  // Behind a proxy the REGISTER's address is the proxy's: it says nothing of where the phone is.
  const contactHost = path === undefined ? parseSipUri(contact)?.host : undefined;
  return { ...targetOf(binding, headers), media: { ...deviceMedia(device), source: source.address, contactHost } };
}
