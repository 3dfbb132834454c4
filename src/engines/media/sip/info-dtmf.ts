import { parseContentType } from "../../../sip/content-type.ts";

/** DTMF that a telephone sent by SIP INFO (RFC 6086; `application/dtmf-relay`). */
export interface InfoDtmf {
  readonly digit: string;
  readonly durationMs: number;
}

const DEFAULT_DURATION_MS = 250;

/**
 * Reads `application/dtmf-relay` ("Signal=5", "Duration=160" in ms) and `application/dtmf` (the digit alone).
 * @returns undefined for another body
 */
export function parseInfoDtmf(contentType: string, body: string): InfoDtmf | undefined {
  const type = parseContentType(contentType)?.type;
  if (type === "application/dtmf") return infoDtmf(body.trim(), undefined);
  if (type !== "application/dtmf-relay") return undefined;
  const signal = /^\s*Signal\s*=\s*(?<signal>\S{1,2})\s*$/im.exec(body)?.groups?.["signal"];
  const duration = /^\s*Duration\s*=\s*(?<ms>\d{1,5})\s*$/im.exec(body)?.groups?.["ms"];
  return infoDtmf(signal ?? "", duration);
}

function infoDtmf(signal: string, duration: string | undefined): InfoDtmf | undefined {
  const digit = signal === "10" ? "*" : signal === "11" ? "#" : signal.toUpperCase();
  if (!/^[0-9*#A-D]$/.test(digit)) return undefined;
  return { digit, durationMs: duration === undefined ? DEFAULT_DURATION_MS : Number(duration) };
}
