import { Type } from "typebox";
import { NewWebhook, Webhook, webhookView, type WebhookRecord } from "../../settings/kinds/webhook.ts";
import { WebhookIdText } from "../../settings/schemas/words.ts";
import { makeWebhookSecret } from "../../settings/secrets.ts";
import { ofOwnCompany, requireAdmin, type Identity } from "../identity.ts";
import { listQuery, Page, pageOf, type Listing } from "../paging.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import type { RouteOptions } from "../setting-routes.ts";
import { withVersion } from "../versions.ts";

const tags = ["webhooks"];
const params = Type.Object({ id: WebhookIdText });

const MadeWebhook = Type.Object(
  {
    ...Webhook.properties,
    secret: Type.String({
      description:
        "Shown this once. Offhook-Signature: t=SECONDS,v1=HEX, where HEX is the HMAC-SHA256 of `SECONDS.BODY` under this secret",
    }),
  },
  { title: "WebhookWithSecret" },
);
const Delivery = Type.Object(
  {
    id: Type.String({ description: "The event's id; the header Offhook-Delivery, the same at each attempt" }),
    type: Type.String(),
    state: Type.Union([Type.Literal("delivered"), Type.Literal("waiting"), Type.Literal("failed")]),
    attempts: Type.Integer(),
    attemptedAt: Type.String(),
    nextAttemptAt: Type.Optional(Type.String()),
    status: Type.Optional(Type.Integer({ description: "The HTTP status of the last attempt" })),
    reason: Type.Optional(
      Type.String({
        description: "Why the last attempt failed",
        examples: ["refused", "redirected", "timeout", "name-unknown", "not-reached", "private-address", "certificate"],
      }),
    ),
    durationMs: Type.Number(),
  },
  { title: "WebhookDelivery" },
);

const Deliveries = Type.Object(
  {
    ...Page(Delivery).properties,
    waiting: Type.Integer({ description: "Events that are still to be delivered" }),
  },
  { title: "WebhookDeliveries" },
);

const DELIVERIES: Listing<Type.Static<typeof Delivery>> = {
  id: ({ id }) => id,
  texts: ({ id, type }) => [id, type],
  sorts: { attemptedAt: ({ attemptedAt }) => attemptedAt, type: ({ type }) => type },
  sort: "-attemptedAt",
};

/** A webhook's secret is shown when it is made, so that it is added by a route of its own. */
export const WEBHOOK_OPTIONS: RouteOptions<"webhook"> = { without: ["add"] };

/** Programs that are told of events by HTTP. */
export function webhookRoutes(api: Api, parts: ApiParts): void {
  addWebhook(api, parts);
  renewSecret(api, parts);
  testWebhook(api, parts);
  listDeliveries(api, parts);
}

function addWebhook(api: Api, { settings }: ApiParts): void {
  const schema = {
    operationId: "createWebhook",
    summary: "Add a webhook; its secret is shown this once",
    description: `Events are posted as JSON, the same as in /events, each at least once. Those of one call (one mailbox, one
          device) come in their order: the next one waits until the one before was answered with 2xx, or given up after some
          five hours. A webhook that nothing was delivered to for a day is disabled.`,
    tags,
    body: NewWebhook,
    response: { 201: MadeWebhook, 422: Problem },
  };
  api.post("/webhooks", { config: { tellsLocation: true }, schema }, async ({ identity, body }, reply) => {
    requireAdmin(identity);
    const secret = makeWebhookSecret();
    const made = await settings.change(identity.tenantId, identity.actor, (draft) =>
      draft.add("webhook", { ...body, secret }),
    );
    return reply
      .code(201)
      .header("Location", `/api/v1/webhooks/${made.id}`)
      .send({ ...withVersion(reply, webhookView(made)), secret });
  });
}

function renewSecret(api: Api, parts: ApiParts): void {
  const { settings } = parts;
  const summary = "Give a webhook a new secret; it is shown this once";
  api.post(
    "/webhooks/:id/secret",
    {
      schema: {
        operationId: "renewWebhookSecret",
        summary,
        tags,
        params,
        response: { 200: MadeWebhook, 404: Problem },
      },
    },
    async ({ identity, params }, reply) => {
      const { id } = webhookOf(parts, identity, params.id);
      const secret = makeWebhookSecret();
      const changed = await settings.change(identity.tenantId, identity.actor, (draft) =>
        draft.change("webhook", id, { secret }),
      );
      return { ...withVersion(reply, webhookView(changed)), secret };
    },
  );
}

function testWebhook(api: Api, parts: ApiParts): void {
  const summary = "Post an event of the type webhook.test at once, and say what came of it";
  api.post(
    "/webhooks/:id/test",
    { schema: { operationId: "testWebhook", summary, tags, params, response: { 200: Delivery, 404: Problem } } },
    async ({ identity, params: { id } }) => parts.webhooks.test(webhookOf(parts, identity, id)),
  );
}

function listDeliveries(api: Api, parts: ApiParts): void {
  const { webhooks } = parts;
  const summary = "List a webhook's last deliveries, the newest first";
  api.get(
    "/webhooks/:id/deliveries",
    {
      schema: {
        operationId: "listWebhookDeliveries",
        summary,
        tags,
        params,
        querystring: listQuery(DELIVERIES),
        response: { 200: Deliveries, 404: Problem },
      },
    },
    async ({ identity, params, query }) => {
      const { id } = webhookOf(parts, identity, params.id);
      const [recent, waiting] = await Promise.all([webhooks.recent(id), webhooks.waiting(id)]);
      return { ...pageOf(recent, query, DELIVERIES), waiting };
    },
  );
}

function webhookOf({ settings }: ApiParts, identity: Identity, id: WebhookRecord["id"]): WebhookRecord {
  requireAdmin(identity);
  return ofOwnCompany(identity, settings.snapshot.webhook(id), "webhook");
}
