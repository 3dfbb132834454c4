const HIDDEN = "***";

/** Who may register or call with it stands in these; the scheme alone is shown. */
const CREDENTIALS = /^((?:proxy-)?authorization\s*:\s*[\w-]*)[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*/gim;
/** userinfo = user [":" password] "@"   RFC 3261 §25.1 */
// oxlint-disable-next-line offhook/no-header-regexp -- passwords go also from messages that no grammar reads
const URI_PASSWORD = /(\bsips?:[^\s:@<>;,"]{1,200}):[^\s@<>;,"]{1,200}@/gi;
/** SDES (RFC 4568 §9.1), ICE (RFC 8839 §5.4), MIKEY (RFC 4567 §3.1), and the keys of old (RFC 4566 §5.12). */
const SDP_KEYS: readonly (readonly [RegExp, string])[] = [
  [/^(a=crypto:\d+\s+\S+\s+).*$/gim, `$1inline:${HIDDEN}`],
  [/^(a=ice-pwd:).*$/gim, `$1${HIDDEN}`],
  [/^(a=key-mgmt:\S+\s+).*$/gim, `$1${HIDDEN}`],
  [/^(k=\w+).*$/gim, `$1:${HIDDEN}`],
];

/**
 * A SIP message as it may be kept and shown: without passwords and keys, and without what people press or write. A body
 * is shown where it is a session description; of anything else (DTMF in INFO, texts) only the length is shown.
 */
export function withoutSecrets(message: string): string {
  const end = message.indexOf("\r\n\r\n");
  const head = end < 0 ? message : message.slice(0, end);
  const body = end < 0 ? "" : message.slice(end + 4);
  const withoutCredentials = /authorization/i.test(head) ? head.replace(CREDENTIALS, `$1 ${HIDDEN}`) : head;
  const shown = withoutCredentials.replace(URI_PASSWORD, `$1:${HIDDEN}@`);
  if (body === "") return `${shown}\r\n\r\n`;
  return `${shown}\r\n\r\n${isSessionDescription(head) ? withoutKeys(body) : `(${body.length} characters)`}`;
}

/** content-type = ("Content-Type" / "c") HCOLON media-type   RFC 3261 §25.1 */
function isSessionDescription(head: string): boolean {
  return /^(?:content-type|c)\s*:\s*application\/sdp\s*(?:;|$)/im.test(head);
}

function withoutKeys(sdp: string): string {
  if (!/^(?:a=(?:crypto|ice-pwd|key-mgmt):|k=)/im.test(sdp)) return sdp;
  return SDP_KEYS.reduce((text, [key, shown]) => text.replace(key, shown), sdp);
}
