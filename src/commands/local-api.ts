import type { Environment } from "../runtime/environment.ts";
import { SwitchError } from "../vocabulary/switch-error.ts";

/** No system answers at the address that the environment names. */
class SystemAway extends SwitchError {
  readonly code = "SW_SYSTEM_AWAY";

  constructor(address: string, cause: unknown) {
    super(`no Offhook answers at ${address}; is it started, and with this HTTP_PORT?`, { cause });
  }
}

const ANSWER_WITHIN_MS = 3_000;

export interface LocalRequest {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}
export type LocalApi = (path: string, request?: LocalRequest) => Promise<Response>;

/** The API of the system on this machine; HTTP goes on beside HTTPS for us. Throws SystemAway where none answers. */
export function localApi({ http }: Pick<Environment, "http">): LocalApi {
  const host = http.host === "0.0.0.0" ? "127.0.0.1" : http.host === "::" ? "[::1]" : http.host;
  const address = `http://${host}:${http.port}`;
  return (path, { method = "GET", headers = {}, body } = {}) =>
    fetch(`${address}${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    }).catch((cause: unknown) => {
      throw new SystemAway(address, cause);
    });
}
