import i18next from "i18next";
import { useTranslation } from "react-i18next";
import { ApiAway, ApiProblem, type Fault } from "../api/problem.ts";

/** Of keys that the API's codes make; a test holds them to the texts. */
const translate = (key: string, parameters: object): string =>
  (i18next.t as unknown as (key: string, parameters: object) => string)(key, parameters);

/** A failure in the reader's language: by its code; where there is no text for it, in the server's words. */
export function problemText(failure: unknown): string {
  if (failure instanceof ApiAway) return i18next.t("errors:away");
  if (failure instanceof ApiProblem) return textOf(failure.code, failure.document, failure.message);
  return i18next.t("errors:unknown");
}

/** What is wrong with one field. */
export function faultText({ code, params = {}, detail }: Fault): string {
  return code === undefined ? detail : textOf(code, params, detail);
}

function textOf(code: string, parameters: object, fallback: string): string {
  const key = `errors:codes.${code}`;
  return i18next.exists(key) ? translate(key, parameters) : fallback;
}

/** The same for components, which are drawn anew when the language changes. */
export function useProblemText(): (failure: unknown) => string {
  useTranslation("errors");
  return problemText;
}
