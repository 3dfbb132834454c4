import { Type } from "typebox";
import { NewWebhook, Webhook, WebhookPatch, type WebhookRecord } from "../../settings/schemas/webhook.ts";
import { WebhookIdText } from "../../settings/schemas/words.ts";
import { makeWebhookSecret } from "../../settings/secrets.ts";
import { webhookView } from "../../settings/views.ts";
import { NotFound } from "../errors.ts";
import { requireAdmin, type Identity } from "../identity.ts";
import { Page, PageQuery, pageOf } from "../paging.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { ifMatchOf, withVersion } from "../versions.ts";

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
    const webhook = settings.snapshot.webhook(id);
    if (webhook?.tenantId !== identity.tenantId) throw new NotFound("webhook");
    return webhook;
  };

  api.get(
    "/webhooks",
    { schema: { summary: "List webhooks", tags, querystring: PageQuery, response: { 200: Page(Webhook) } } },
    ({ identity, query }) => {
      requireAdmin(identity);
      const all = settings.snapshot.webhooks(identity.tenantId);
      return pageOf(all, query, ({ name, url }) => [name, url], webhookView);
    },
  );

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
      const made = await settings.change(identity.tenantId, identity.actor, (draft) => draft.addWebhook(body, secret));
      return reply
        .code(201)
        .header("Location", `/api/v1/webhooks/${made.id}`)
        .send({ ...withVersion(reply, webhookView(made)), secret });
    },
  );

  api.get(
    "/webhooks/:id",
    { schema: { summary: "Read a webhook", tags, params, response: { 200: Webhook, 404: Problem } } },
    ({ identity, params: { id } }, reply) => withVersion(reply, webhookView(webhookOf(identity, id))),
  );

  api.patch(
    "/webhooks/:id",
    {
      schema: {
        summary: "Change a webhook",
        ...{ tags, params, body: WebhookPatch },
        response: { 200: Webhook, 404: Problem, 409: Problem, 422: Problem },
      },
    },
    async (request, reply) => {
      const { identity, params, body } = request;
      const { id } = webhookOf(identity, params.id);
      const ifMatch = ifMatchOf(request);
      const changed = await settings.change(identity.tenantId, identity.actor, (draft) =>
        draft.changeWebhook(id, body, ifMatch),
      );
      return withVersion(reply, webhookView(changed));
    },
  );

  api.delete(
    "/webhooks/:id",
    {
      schema: {
        summary: "Remove a webhook; what waits for it is not delivered",
        ...{ tags, params },
        response: { 204: Type.Null(), 404: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      const { identity, params } = request;
      const { id } = webhookOf(identity, params.id);
      const ifMatch = ifMatchOf(request);
      await settings.change(identity.tenantId, identity.actor, (draft) => draft.removeWebhook(id, ifMatch));
      return reply.code(204).send(null);
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
        draft.changeWebhook(id, { secret }),
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
