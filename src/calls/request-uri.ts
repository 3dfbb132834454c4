/** More than anybody dials. */
const MOST_CHARACTERS = 128;

/** What was dialled: the user part of a Request-URI, unescaped (RFC 3261 §19.1.1); "" where there is none. */
export function dialledUser(uri: string): string {
  const tel = /^tel:([^;]*)/i.exec(uri)?.[1]; // RFC 3966: visual separators are nobody's digits
  return tel === undefined ? userOf(uri) : unescaped(tel.replace(/[-.()]/g, ""));
}

/** The user part of the first sip: URI in a header, without a password or parameters. */
export function userOf(header: string): string {
  return unescaped(/sips?:([^@:;>\s]*)[^@>\s]*@/i.exec(header)?.[1] ?? "");
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text).slice(0, MOST_CHARACTERS);
  } catch {
    return text.slice(0, MOST_CHARACTERS); // a "%" that escapes nothing
  }
}
