import { MAX_VARIABLE_CHARACTERS, MAX_VARIABLES } from "../limits.ts";

/** The variables of one channel. Setting nothing removes: FreeSWITCH makes no difference between empty and absent. */
export interface Variables {
  get(name: string): string | undefined;
  /** False when there are too many, or the value is too long; nothing has changed then. */
  set(name: string, value: string | number | undefined): boolean;
  entries(): Iterable<readonly [string, string]>;
}

export function createVariables(): Variables {
  const values = new Map<string, string>();
  return {
    get: (name) => values.get(name),
    set(name, value) {
      const text = value === undefined ? "" : String(value);
      if (text === "") {
        values.delete(name);
        return true;
      }
      if (name === "" || text.length > MAX_VARIABLE_CHARACTERS) return false;
      if (values.size >= MAX_VARIABLES && !values.has(name)) return false;
      values.set(name, text);
      return true;
    },
    entries: () => values.entries(),
  };
}

/** Puts variables into an application's argument: ${name}; what is not set becomes nothing. */
export function expand(text: string, variables: Variables): string {
  return text.replace(/\$\{(?<name>[\w.-]+)\}/g, (_, name: string) => variables.get(name) ?? "");
}

/** FreeSWITCH's idea of a true value. */
export function isTrue(value: string | undefined): boolean {
  return /^(?:true|yes|on|t|y|enabled|active|allow|[1-9]\d*)$/i.test(value ?? "");
}
