import { Type } from "typebox";
import { NewWebhook, Webhook, WebhookPatch, type WebhookRecord, webhookView } from "../../settings/kinds/webhook.ts";
import { WebhookIdText } from "../../settings/schemas/words.ts";
import { makeWebhookSecret } from "../../settings/secrets.ts";
import { ofOwnCompany, requireAdmin, type Identity } from "../identity.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { settingRoutes } from "../setting-routes.ts";
import { withVersion } from "../versions.ts";

const tags = ["webhooks"];
const params = Type.Object({ id: WebhookIdText });

const MadeWebhook = Type.Object({
  ...Webhook.properties,
  secret: Type.String({
    description:
      "Shown this once. Offhook-Signature: t=SECONDS,v1=HEX, where HEX is the HMAC-SHA256 of `SECONDS.BODY` under this secret",
  }),
});
const Delivery = Type.Object({
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
});

/** Programs that are told of events by HTTP. */
export function webhookRoutes(api: Api, { settings, webhooks }: ApiParts): void {
  const webhookOf = (identity: Identity, id: WebhookRecord["id"]): WebhookRecord => {
    requireAdmin(identity);
    return ofOwnCompany(identity, settings.snapshot.webhook(id), "webhook");
  };

  settingRoutes(api, settings, {
    tags,
    path: "/webhooks",
    noun: "webhook",
    summaries: { remove: "Remove a webhook; what waits for it is not delivered" },
    schemas: { key: WebhookIdText, new: NewWebhook, patch: WebhookPatch, view: Webhook },
    all: (snapshot, tenant) => snapshot.webhooks(tenant),
    find: (snapshot, id) => snapshot.webhook(id),
    keyOf: ({ id }) => id,
    textsOf: ({ name, url }) => [name, url],
    view: webhookView,
    change: (draft, id, patch, ifMatch) => draft.change("webhook", id, patch, ifMatch),
    remove: (draft, id, { ifMatch }) => draft.remove("webhook", id, { ifMatch: ifMatch }),
  });

  api.post(
    "/webhooks",
    {
      schema: {
        summary: "Add a webhook; its secret is shown this once",
        description: `Events are posted as JSON, the same as in /events, each at least once. Those of one call (one mailbox, one
          device) come in their order: the next one waits until the one before was answered with 2xx, or given up after some
          five hours. A webhook that nothing was delivered to for a day is disabled.`,
        tags,
        body: NewWebhook,
        response: { 201: MadeWebhook, 422: Problem },
      },
    },
    async ({ identity, body }, reply) => {
      requireAdmin(identity);
      const secret = makeWebhookSecret();
      const made = await settings.change(identity.tenantId, identity.actor, (draft) =>
        draft.add("webhook", { ...body, secret }),
      );
      return reply
        .code(201)
        .header("Location", `/api/v1/webhooks/${made.id}`)
        .send({ ...withVersion(reply, webhookView(made)), secret });
    },
  );

  api.post(
    "/webhooks/:id/secret",
    {
      schema: {
        summary: "Give a webhook a new secret; it is shown this once",
        ...{ tags, params, response: { 200: MadeWebhook, 404: Problem } },
      },
    },
    async ({ identity, params }, reply) => {
      const { id } = webhookOf(identity, params.id);
      const secret = makeWebhookSecret();
      const changed = await settings.change(identity.tenantId, identity.actor, (draft) =>
        draft.change("webhook", id, { secret }),
      );
      return { ...withVersion(reply, webhookView(changed)), secret };
    },
  );

  api.post(
    "/webhooks/:id/test",
    {
      schema: {
        summary: "Post an event of the type webhook.test at once, and say what came of it",
        ...{ tags, params, response: { 200: Delivery, 404: Problem } },
      },
    },
    async ({ identity, params: { id } }) => webhooks.test(webhookOf(identity, id)),
  );

  api.get(
    "/webhooks/:id/deliveries",
    {
      schema: {
        summary: "List a webhook's last deliveries, the newest first",
        ...{ tags, params },
        response: {
          200: Type.Object({
            items: Type.Array(Delivery),
            waiting: Type.Integer({ description: "Events that are still to be delivered" }),
          }),
          404: Problem,
        },
      },
    },
    async ({ identity, params }) => {
      const { id } = webhookOf(identity, params.id);
      const [items, waiting] = await Promise.all([webhooks.recent(id), webhooks.waiting(id)]);
      return { items: [...items], waiting };
    },
  );
}
