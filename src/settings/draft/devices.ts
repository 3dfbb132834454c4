import type { DeviceId, UserId } from "../../vocabulary/identifiers.ts";
import type { DevicePatch, DeviceRecord, NewDevice } from "../schemas/device.ts";
import type { DeviceCredentials } from "../secrets.ts";
import { find, lay, requireVersion, take } from "./desk.ts";
import type { Desk } from "./desk.ts";

export function addDevice(desk: Desk, owner: UserId, device: NewDevice, credentials: DeviceCredentials): DeviceRecord {
  find(desk, "user", owner);
  return lay(desk, "device", {
    id: desk.tools.makeId() as DeviceId,
    tenantId: desk.tenantId,
    userId: owner,
    label: device.label,
    kind: device.kind,
    macAddress: canonicalMac(device.macAddress ?? null),
    ...(device.siteId === undefined ? {} : { siteId: device.siteId }),
    ...stored(credentials),
    version: 0,
  });
}

export function changeDevice(
  desk: Desk,
  id: DeviceId,
  patch: DevicePatch & { readonly credentials?: DeviceCredentials },
  ifMatch?: number,
): DeviceRecord {
  const before = find(desk, "device", id);
  requireVersion(before, ifMatch);
  const { credentials, macAddress = before.macAddress, ...plain } = patch;
  return lay(desk, "device", {
    ...before,
    ...plain,
    macAddress: canonicalMac(macAddress),
    ...(credentials === undefined ? {} : stored(credentials)),
  });
}

export function removeDevice(desk: Desk, id: DeviceId, ifMatch?: number): void {
  requireVersion(find(desk, "device", id), ifMatch);
  take(desk, "device", id);
}

/** The password stays behind. */
function stored({ sipUsername, ha1Md5, ha1Sha256 }: DeviceCredentials) {
  return { sipUsername, ha1Md5, ha1Sha256 };
}

function canonicalMac(text: string | null): string | null {
  return text === null ? null : text.toLowerCase().replace(/[^0-9a-f]/g, "");
}
