/** Before it, drachtio-server loses a media server for good after an ACK that is too large for UDP, and crashes now and then. */
const LEAST = [0, 9, 10] as const;

/**
 * What an operator must know of the drachtio-server that was connected; undefined: it serves.
 *
 * @param version  as it tells it when it accepts us: "v0.9.10", with "-3-gabcdef" after a build between two versions.
 *   Servers so old that they tell none are too old; a bare commit, of a build without tags, is taken as new enough.
 */
export function versionWarning(version: string | undefined): string | undefined {
  const { major, minor, patch } =
    /^v?(?<major>\d{1,5})\.(?<minor>\d{1,5})\.(?<patch>\d{1,5})/.exec(version ?? "")?.groups ?? {};
  if (major === undefined) {
    return version === undefined || version === "" ? `drachtio-server tells no version: ${needed()}` : undefined;
  }
  const [given, least] = [[major, minor, patch].map(Number), LEAST];
  const differs = least.findIndex((part, index) => part !== given[index]);
  const isOld = differs !== -1 && (given[differs] ?? 0) < (least[differs] ?? 0);
  return isOld ? `drachtio-server ${version ?? ""} is too old: ${needed()}` : undefined;
}

function needed(): string {
  return `${LEAST.join(".")} or newer is needed`;
}
