import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import Fastify, { LogController, type FastifyBaseLogger } from "fastify";
import { sourceOf } from "../runtime/address-block.ts";
import type { Actor } from "../settings/schemas/audit.ts";
import { compressJson } from "./compress-json.ts";
import { takeDryRuns } from "./dry-run/dry-run-hooks.ts";
import { rehearsable } from "./dry-run/effects.ts";
import { takeIdempotencyKeys } from "./idempotency/idempotency-hooks.ts";
import { describeApi } from "./document/describe.ts";
import { createAuthenticator, type Identity } from "./identity.ts";
import type { Api, ApiParts } from "./parts.ts";
import { answerFailure } from "./failures.ts";
import { servePortal } from "./portal.ts";
import { accountLinkRoutes } from "./routes/account-links.ts";
import { auditRoutes } from "./routes/audit.ts";
import { banRoutes } from "./routes/bans.ts";
import { billingRoutes } from "./routes/billing.ts";
import { blockListRoutes } from "./routes/block-list.ts";
import { browserPhoneRoutes } from "./routes/browser-phone.ts";
import { callRecordRoutes } from "./routes/call-records.ts";
import { callRoutes } from "./routes/calls.ts";
import { deviceRoutes } from "./routes/devices.ts";
import { deviceSetupRoutes } from "./routes/device-setups.ts";
import { dashboardRoutes } from "./routes/dashboard.ts";
import { directoryRoutes } from "./routes/directory.ts";
import { extensionRoutes } from "./routes/extensions.ts";
import { healthRoutes } from "./routes/health.ts";
import { mailboxRoutes } from "./routes/mailboxes.ts";
import { invitationRoutes } from "./routes/invitations.ts";
import { newUserRoutes } from "./routes/new-user.ts";
import { limitRoutes } from "./routes/limits.ts";
import { meRoutes } from "./routes/me.ts";
import { ownSessionRoutes } from "./routes/own-sessions.ts";
import { phoneFileRoutes } from "./routes/phone-files.ts";
import { personalDataRoutes } from "./routes/personal-data.ts";
import { phoneStateRoutes } from "./routes/phone-states.ts";
import { eventRoutes } from "./routes/events.ts";
import { webhookRoutes } from "./routes/webhooks.ts";
import { conferenceMemberRoutes } from "./routes/conference-members.ts";
import { liveCallRoutes } from "./routes/live-calls.ts";
import { receptionGreetingRoutes } from "./routes/reception-greetings.ts";
import { receptionistRoutes } from "./routes/receptionists.ts";
import { routingRoutes } from "./routes/routing.ts";
import { secondFactorRoutes } from "./routes/second-factor.ts";
import { openIdPages, openIdRoutes } from "./routes/open-id.ts";
import { secondStepRoutes } from "./routes/second-step.ts";
import { sipSocketRoutes } from "./routes/sip-sockets.ts";
import { sessionRoutes } from "./routes/sessions.ts";
import { ownExportRoute } from "./routes/tenant-copies.ts";
import { tenantRoutes } from "./routes/tenant.ts";
import { actingRoutes } from "./routes/acting.ts";
import { tenantsRoutes } from "./routes/tenants.ts";
import { tokenRoutes } from "./routes/tokens.ts";
import { trunkRoutes } from "./routes/trunks.ts";
import { userBulkRoutes } from "./routes/users-bulk.ts";
import { userCsvRoutes } from "./routes/users-csv.ts";
import { userSettingRoutes } from "./routes/user-settings.ts";
import { voicemailRoutes } from "./routes/voicemails.ts";
import { normaliseNumbers } from "./national-numbers.ts";
import { rememberMethods } from "./known-methods.ts";
import { refuseUnknownParameters } from "./known-parameters.ts";
import { pathOf, requireScope, requireScopeOfBody } from "./scopes.ts";
import { requireSameOrigin } from "./same-origin.ts";
import { compileSerialiser } from "./serialising.ts";
import { allowOrigins } from "./cors.ts";
import { leadToHttps } from "./https-redirect.ts";
import { optionsOf } from "./setting-options.ts";
import { settingRoutes } from "./setting-routes.ts";
import { compileValidator } from "./validation.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who asks; set on every route below /api/v1 but the log-in. */
    identity: Identity;
    /** Who looks after bans; set on their routes. */
    keeper: Actor;
  }
  interface FastifyContextConfig {
    /** The part of the record that this route's body is, as a JSON pointer. */
    bodyIs?: string;
    /** The change can be made to depend on a version: If-Match. */
    takesIfMatch?: boolean;
    /** The answer tells in Location where the new thing is. */
    tellsLocation?: boolean;
  }
}

/** No setting is larger; recordings are uploaded elsewhere. */
const MAX_BODY_BYTES = 256 * 1024;
/** A request that takes longer to come is a client that holds sockets open. */
const REQUEST_TIMEOUT_MS = 30_000;
const LOOK_AT_CONNECTIONS_MS = 1_000;
/**
 * Node looks at its connections only every 30 s, and exchanges the two limits where that for the headers is the greater, as its
 * default of 60 s is: a slow request would live a minute and a half.
 */
export const SERVER_LIMITS = {
  connectionsCheckingInterval: LOOK_AT_CONNECTIONS_MS,
  headersTimeout: REQUEST_TIMEOUT_MS,
  requestTimeout: REQUEST_TIMEOUT_MS,
};
/** No id or number is longer. */
const MAX_PARAMETER_CHARACTERS = 200;
/** Per address (IPv6: /64); a portal page makes about ten. */
const MAX_REQUESTS_A_MINUTE = 6_000;

/** Everything else that there is below /api/v1 with a log-in. */
const RESOURCES = [
  actingRoutes,
  meRoutes,
  browserPhoneRoutes,
  ownSessionRoutes,
  newUserRoutes,
  userBulkRoutes,
  userCsvRoutes,
  dashboardRoutes,
  secondFactorRoutes,
  directoryRoutes,
  extensionRoutes,
  billingRoutes,
  invitationRoutes,
  userSettingRoutes,
  personalDataRoutes,
  deviceRoutes,
  deviceSetupRoutes,
  trunkRoutes,
  limitRoutes,
  receptionistRoutes,
  receptionGreetingRoutes,
  blockListRoutes,
  tenantRoutes,
  ownExportRoute,
  voicemailRoutes,
  mailboxRoutes,
  tokenRoutes,
  auditRoutes,
  callRoutes,
  liveCallRoutes,
  conferenceMemberRoutes,
  callRecordRoutes,
  routingRoutes,
  phoneStateRoutes,
  eventRoutes,
  webhookRoutes,
];

/** Builds the HTTP side: API, documentation, health. It does not listen yet. */
export async function createApi(parts: ApiParts): Promise<Api> {
  const api = Fastify({
    // pino's own logger and Fastify's differ in nothing but the spelling of their types.
    loggerInstance: parts.logger as unknown as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: SERVER_LIMITS,
    // Behind a proxy all requests come from one address: the client's is believed from this one alone.
    trustProxy:
      parts.trustedProxies === undefined || parts.trustedProxies.length === 0 ? false : [...parts.trustedProxies],
    forceCloseConnections: true,
    return503OnClosing: true,
    routerOptions: { maxParamLength: MAX_PARAMETER_CHARACTERS },
    // Of addresses that no route can read.
    frameworkErrors: (failure, request, reply) => void answerFailure(failure, request, reply),
  }).withTypeProvider<TypeBoxTypeProvider>();

  api.setValidatorCompiler(compileValidator);
  api.setSerializerCompiler(compileSerialiser);
  api.setErrorHandler(answerFailure);
  await api.register(cookie);
  leadToHttps(api, parts.httpsPort);
  await allowOrigins(api, parts.corsOrigins ?? []);
  // HTTPS for the subdomains is for their own servers to ask.
  await api.register(helmet, { contentSecurityPolicy: false, hsts: { includeSubDomains: false } });
  const keyGenerator = ({ ip }: { readonly ip: string }): string => sourceOf(ip);
  await api.register(rateLimit, { global: true, max: MAX_REQUESTS_A_MINUTE, timeWindow: "1 minute", keyGenerator });
  const { metrics } = parts;
  api.addHook("onResponse", (request, reply, done) => {
    // A route, not a path: there are as many series as routes.
    const labels = {
      method: request.method,
      route: request.routeOptions.url ?? "none",
      status: String(reply.statusCode),
    };
    metrics.apiLatency.observe(labels, reply.elapsedTime / 1_000);
    done();
  });
  compressJson(api);
  const methodsOf = rememberMethods(api);
  await describeApi(api);
  await api.register(healthRoutes, parts);
  await api.register(phoneFileRoutes, parts);
  sipSocketRoutes(api, parts);
  await api.register(async (v1) => registerResources(v1, rehearsable(parts)), { prefix: "/api/v1" });
  openIdPages(api, parts);
  await servePortal(api, parts.portalDir, methodsOf);
  return api;
}

async function registerResources(v1: Api, parts: ApiParts): Promise<void> {
  // What was written through another process is read here, and can be changed.
  v1.addHook("onRequest", () => parts.settings.catchUp());
  takeDryRuns(v1);
  takeIdempotencyKeys(v1, parts);
  v1.addHook("preValidation", (request, _reply, done) => {
    refuseUnknownParameters(request);
    done();
  });
  const ownOrigins = parts.publicUrl === undefined ? [] : [parts.publicUrl];
  v1.addHook("onRequest", (request, _reply, done) => {
    requireSameOrigin(request, ownOrigins);
    done();
  });
  // Settings, calls and recordings of people: no cache between us and the asker keeps them (RFC 9111 §5.2.2.5).
  v1.addHook("onSend", (_request, reply, payload, done) => {
    if (!reply.hasHeader("Cache-Control")) void reply.header("Cache-Control", "no-store");
    done(null, payload);
  });
  await v1.register(sessionRoutes, parts);
  accountLinkRoutes(v1, parts);
  secondStepRoutes(v1, parts);
  openIdRoutes(v1, parts);
  await v1.register(tenantsRoutes, parts);
  await v1.register(banRoutes, parts);
  await v1.register(async (known) => {
    const authenticator = createAuthenticator(parts);
    known.decorateRequest("identity");
    known.addHook("onRequest", async (request) => {
      request.identity = await authenticator.identify(request);
      requireScope(request.identity, request.method, pathOf(request));
    });
    known.addHook("preValidation", (request, _reply, done) => {
      normaliseNumbers(request, parts.settings);
      done();
    });
    known.addHook("preHandler", (request, _reply, done) => {
      requireScopeOfBody(request.identity, request.method, pathOf(request), request.body);
      done();
    });
    for (const kind of Object.values(parts.settings.kinds))
      settingRoutes(known, parts.settings, kind, optionsOf(kind.name, parts));
    for (const resource of RESOURCES) await known.register(resource, parts);
  });
}
