import { createServer } from "node:https";
import { once } from "node:events";
import type { Api } from "./api/parts.ts";
import { SERVER_LIMITS } from "./api/create-api.ts";
import { routeUpgrades } from "./api/upgrades.ts";
import type { Logger } from "./observability/logging.ts";
import { CertificateFiles, readCertificate } from "./runtime/certificate-files.ts";
import type { Clock } from "./runtime/clock.ts";
import { EnvironmentFaulty, type Environment } from "./runtime/environment.ts";
import type { Scope } from "./runtime/scope.ts";

interface Listening {
  readonly environment: Pick<Environment, "http" | "https">;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly scope: Scope;
}

/**
 * Opens the ports of the API: HTTP, and HTTPS with the certificate of TLS_CERT, which is read again when it is renewed.
 *
 * @throws EnvironmentFaulty where an address or port can't be had, or the certificate can't be used
 */
export async function listen(api: Api, listening: Listening): Promise<void> {
  const { http, https } = listening.environment;
  await openPort("HTTP", http, () => api.listen(http));
  if (https !== undefined) await listenEncrypted(api, https, listening);
}

async function listenEncrypted(
  api: Api,
  { certificate: certFile, key: keyFile, port }: NonNullable<Environment["https"]>,
  { environment, clock, logger, scope }: Listening,
): Promise<void> {
  const paths = { certFile, keyFile };
  const shown = await readCertificate(paths).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : "unreadable";
    throw new EnvironmentFaulty([`TLS_CERT, TLS_KEY: are no certificate and its key: ${why}`]);
  });
  const server = createServer({ ...SERVER_LIMITS, ...shown }, (request, answer) => api.routing(request, answer));
  routeUpgrades(api, server);
  scope.defer(() => {
    server.close();
    server.closeAllConnections();
  });
  const { host } = environment.http;
  await openPort("HTTPS", { host, port }, async () => {
    server.listen(port, host);
    await once(server, "listening");
  });
  server.on("error", (err) => logger.error({ event: "https.failed", err }, "the HTTPS port has failed"));
  scope.own(
    new CertificateFiles(paths, shown, {
      clock,
      onChange(renewed) {
        server.setSecureContext(renewed);
        logger.info({ event: "certificate.renewed", part: "https" }, "new connections show the renewed certificate");
      },
      onFault: (err) =>
        logger.error(
          { event: "certificate.unusable", err },
          "the files of the certificate can't be used: the last one is shown",
        ),
    }),
  );
}

/** @throws EnvironmentFaulty that names the variable to change */
async function openPort(
  name: "HTTP" | "HTTPS",
  { host, port }: Environment["http"],
  open: () => Promise<unknown>,
): Promise<void> {
  try {
    await open();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "EADDRINUSE")
      throw new EnvironmentFaulty([`${name}_PORT: ${port} on ${host} is taken by another program`]);
    if (code === "EACCES") throw new EnvironmentFaulty([`${name}_PORT: ${port} may not be opened by this user`]);
    if (code === "EADDRNOTAVAIL") throw new EnvironmentFaulty([`HTTP_HOST: ${host} is no address of this machine`]);
    throw cause;
  }
}
