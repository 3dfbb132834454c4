import { useEffect, useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

export interface TimeFormat {
  /** "14:05" today, "26 Nov, 14:05" before, with the year where it is another. */
  readonly when: (instant: string | number) => string;
  /** "Thursday 26 November 2026, 14:05:09" */
  readonly exactly: (instant: string | number) => string;
  /** "12 min ago" */
  readonly ago: (instant: string | number, nowMs: number) => string;
  readonly number: (amount: number) => string;
  readonly money: (amount: number | string, currency: string) => string;
}

/** Dates, numbers and money as the reader's language writes them, in the zone of the reader's device or in another one. */
export function useFormat(timeZone?: string): TimeFormat {
  const { i18n } = useTranslation();
  return formatIn(i18n.language === "fr" ? "fr-FR" : "en-GB", timeZone);
}

const formats = new Map<string, TimeFormat>();

function formatIn(locale: string, timeZone: string | undefined): TimeFormat {
  const key = `${locale} ${timeZone ?? ""}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const dates = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale, timeZone === undefined ? options : { ...options, timeZone });
  const clock = dates({ hour: "2-digit", minute: "2-digit" });
  const day = dates({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  const year = dates({ dateStyle: "medium", timeStyle: "short" });
  const exact = dates({ dateStyle: "full", timeStyle: "medium" });
  const dayOf = dates({ year: "numeric", month: "numeric", day: "numeric" });
  const yearOf = dates({ year: "numeric" });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });
  const plain = new Intl.NumberFormat(locale);
  const format: TimeFormat = {
    when: (instant) => {
      const [then, now] = [new Date(instant), new Date()];
      if (dayOf.format(then) === dayOf.format(now)) return clock.format(then);
      return (yearOf.format(then) === yearOf.format(now) ? day : year).format(then);
    },
    exactly: (instant) => exact.format(new Date(instant)),
    ago: (instant, nowMs) => {
      const minutes = Math.round((new Date(instant).getTime() - nowMs) / MINUTE_MS);
      if (Math.abs(minutes) < 60) return relative.format(minutes, "minute");
      const hours = Math.round(minutes / 60);
      return Math.abs(hours) < 24 ? relative.format(hours, "hour") : relative.format(Math.round(hours / 24), "day");
    },
    number: (amount) => plain.format(amount),
    money: (amount, currency) => {
      const digits = Number(amount) % 1 === 0 ? { minimumFractionDigits: 0 } : {};
      return new Intl.NumberFormat(locale, { style: "currency", currency, ...digits }).format(Number(amount));
    },
  };
  formats.set(key, format);
  return format;
}

/** An instant (RFC 3339), short; the whole of it on hovering. */
export function Time({ at }: { readonly at: string }): ReactElement {
  const { when, exactly } = useFormat();
  return (
    <time dateTime={at} title={exactly(at)} className="numbers" style={{ whiteSpace: "nowrap" }}>
      {when(at)}
    </time>
  );
}

/** 65 → "1:05", 3700 → "1:01:40". */
export function writeDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (part: number): string => String(part).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

export function Duration({ seconds }: { readonly seconds: number }): ReactElement {
  return <span className="numbers">{writeDuration(seconds)}</span>;
}

/** How long something has gone on, counting. */
export function DurationSince({ at }: { readonly at: string }): ReactElement {
  const now = useNow(SECOND_MS);
  return <Duration seconds={(now - new Date(at).getTime()) / SECOND_MS} />;
}

/** The time, anew at each interval. */
function useNow(eachMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), eachMs);
    return () => clearInterval(timer);
  }, [eachMs]);
  return now;
}
