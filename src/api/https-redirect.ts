import { isLoopbackHost } from "../runtime/address-class.ts";
import type { Api } from "./parts.ts";

/** What machines ask for without a password or in a way that they can't follow elsewhere. */
const ANSWERED_PLAINLY = /^\/(?:healthz|readyz|metrics|provisioning)(?:[/?]|$)/;

/**
 * Where the API has a port for HTTPS, what comes from other machines unencrypted is led there, whatever the method (308, RFC 9110 §15.4.9):
 * no password is typed into a page that anybody on the way can read. Programs on this machine may go on.
 */
export function leadToHttps(api: Api, httpsPort: number | undefined): void {
  if (httpsPort === undefined) return;
  api.addHook("onRequest", async (request, reply) => {
    if (request.protocol === "https" || isLoopbackHost(request.ip) || ANSWERED_PLAINLY.test(request.url)) return;
    const port = httpsPort === 443 ? "" : `:${httpsPort}`;
    await reply.redirect(`https://${request.hostname}${port}${request.url}`, 308);
  });
}
