import i18next from "i18next";
import { useTranslation } from "react-i18next";
import type { Fault } from "../../api-client/schema.d.ts";
import { ApiAway, ApiProblem } from "../api/problem.ts";

/** Of keys that the API's codes make; a test holds them to the texts. */
const translate = (key: string, parameters: object): string =>
  (i18next.t as unknown as (key: string, parameters: object) => string)(key, parameters);

/** What says no more than that something is wrong: the faults say what. */
const VAGUE: readonly string[] = ["SW_REQUEST_INVALID", "SW_SETTING_INVALID", "SW_SETTING_TAKEN", "SW_ROWS_REFUSED"];

/** A failure in the reader's language: by its code; where there is no text for it, in the server's words. */
export function problemText(failure: unknown): string {
  if (failure instanceof ApiAway) return i18next.t("errors:away");
  if (!(failure instanceof ApiProblem)) return i18next.t("errors:unknown");
  const { code, faults, document, message } = failure;
  const text = textOf(`codes.${code}`, document, message);
  if (!VAGUE.includes(code) || faults.length === 0) return text;
  return [text, ...new Set(faults.map(faultText))].join(" ");
}

/** What is wrong with one field. */
export function faultText({ code, params = {}, detail }: Fault): string {
  // "invalid" is none of the others: only the server's words say what.
  return code === "invalid" ? detail : textOf(`faults.${code}`, params, detail);
}

/** What is wrong with the field at this pointer, or in it. */
export function faultAt(failure: unknown, pointer: string): string | undefined {
  const faults = failure instanceof ApiProblem ? failure.faults : [];
  const fault =
    faults.find(({ field }) => field === pointer) ?? faults.find(({ field }) => field.startsWith(`${pointer}/`));
  return fault === undefined ? undefined : faultText(fault);
}

function textOf(name: string, parameters: object, fallback: string): string {
  const key = `errors:${name}`;
  return i18next.exists(key) ? translate(key, parameters) : fallback;
}

/** The same for components, which are drawn anew when the language changes. */
export function useProblemText(): (failure: unknown) => string {
  useTranslation("errors");
  return problemText;
}
