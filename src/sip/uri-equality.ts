import { findParam, type Param } from "./params.ts";
import { unquote } from "./quoted-string.ts";
import type { SipUri, TelUri, Uri } from "./uri.ts";

/** Parameters that must be in both URIs or in neither (RFC 3261 §19.1.4); transport is one by its examples. */
const DECISIVE = ["user", "ttl", "method", "maddr", "transport"];

/**
 * Whether two URIs name the same thing (RFC 3261 §19.1.4): user and password by case, the rest without; an absent port
 * is not 5060; parameters that only one has are ignored unless they are decisive; headers must be the same.
 * tel: by RFC 3966 §4. Other schemes by their text.
 */
export function isSameUri(one: Uri, other: Uri): boolean {
  if (one.kind === "sip" && other.kind === "sip") return isSameSipUri(one, other);
  if (one.kind === "tel" && other.kind === "tel") return isSameTelUri(one, other);
  return one.kind === "other" && other.kind === "other" && one.text === other.text;
}

function isSameSipUri(one: SipUri, other: SipUri): boolean {
  return (
    one.scheme === other.scheme &&
    plain(one.user) === plain(other.user) &&
    plain(one.password) === plain(other.password) &&
    one.host.toLowerCase() === other.host.toLowerCase() &&
    one.port === other.port &&
    paramsAgree(one.params, other.params) &&
    paramsAgree(other.params, one.params) &&
    headerSet(one) === headerSet(other)
  );
}

/** Every parameter of `params` that `others` has too agrees, and none that is decisive is missing there. */
function paramsAgree(params: readonly Param[], others: readonly Param[]): boolean {
  return params.every((param) => {
    const twin = findParam(others, param.name);
    if (twin === undefined) return !DECISIVE.includes(param.name.toLowerCase());
    return plain(param.value)?.toLowerCase() === plain(twin.value)?.toLowerCase();
  });
}

/** Headers in one order: their order means nothing. */
function headerSet(uri: SipUri): string {
  if (uri.headers === undefined) return "";
  return uri.headers
    .split("&")
    .map((header) => {
      const [name = "", ...value] = header.split("=");
      return `${plain(name)?.toLowerCase()}=${plain(value.join("="))}`;
    })
    .sort()
    .join("&");
}

/** RFC 3966 §4: visual separators mean nothing; parameters are the same set. */
function isSameTelUri(one: TelUri, other: TelUri): boolean {
  const digits = (number: string): string => number.replace(/[().-]/g, "").toLowerCase();
  const params = (uri: TelUri): string =>
    uri.params
      .map(({ name, value }) => `${name.toLowerCase()}=${digits(unquote(value ?? ""))}`)
      .sort()
      .join(";");
  return digits(one.number) === digits(other.number) && params(one) === params(other);
}

/**
 * One spelling for all escapes: a character outside the reserved set equals its %HH (RFC 3261 §19.1.4), a reserved one
 * does not, so that one stays escaped.
 */
function plain(text: string | undefined): string | undefined {
  if (text?.includes("%") !== true) return text;
  return text.replace(/%[0-9A-Fa-f]{2}/g, (escape) => {
    const char = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return /[A-Za-z0-9\-_.!~*'()#[\]]/.test(char) ? char : escape.toUpperCase();
  });
}
