import { RequestInvalid } from "./errors.ts";

/** date-time   RFC 3339 §5.6. @throws RequestInvalid */
export function readTime(field: string, text: string): number {
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/i.test(text);
  const ms = isTime ? Date.parse(text) : NaN;
  if (Number.isNaN(ms))
    throw new RequestInvalid([{ field, code: "not-a-time", detail: "must be a time like 2026-01-31T08:00:00Z" }]);
  return ms;
}
