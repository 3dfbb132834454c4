import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import type { UserRecord } from "../../settings/kinds/user.ts";
import type { AuditedChange } from "../../settings/schemas/audit.ts";
import { NameText, UserIdText } from "../../settings/schemas/words.ts";
import { needsSecondFactor, type Passkey } from "../../settings/second-factors.ts";
import { NotAllowed, NotFound, RequestInvalid } from "../errors.ts";
import { ofOwnCompany, requireAdmin, type Identity } from "../identity.ts";
import { loginGuard } from "../login-guard.ts";
import { createdPasskey, creationOptions, siteOf } from "../passkeys.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { issueTicket, readTicket, useTicket } from "../tickets.ts";
import { requireCurrentPassword } from "./users.ts";

/** More devices than a person has. */
const MAX_PASSKEYS = 20;

const tags = ["second factor"];
const Moment = Type.String({ format: "date-time" });
const PasskeyId = Type.String({ pattern: "^[A-Za-z0-9_-]{8,1400}$" });
const PasskeyView = Type.Object(
  {
    id: PasskeyId,
    name: NameText,
    host: Type.String({ description: "Where it works: the host of the portal when it was made" }),
    createdAt: Moment,
    lastUsedAt: Type.Union([Moment, Type.Null()]),
  },
  { title: "Passkey" },
);
const State = Type.Object(
  {
    totp: Type.Boolean({ description: "Codes of an authenticator app" }),
    recoveryCodes: Type.Integer({ description: "How many are left" }),
    passkeys: Type.Array(PasskeyView),
  },
  { title: "SecondFactorState" },
);
const RecoveryCodes = Type.Union([Type.Array(Type.String()), Type.Null()], {
  description: "Shown this once, each for one log-in without the device; null: those of before go on",
});
const Confirmed = Type.Object({ recoveryCodes: RecoveryCodes }, { title: "NewRecoveryCodes" });
const Password = Type.Object(
  { currentPassword: Type.String({ minLength: 1, maxLength: 256 }) },
  { title: "PasswordProof", additionalProperties: false },
);
const Begun = Type.Object(
  {
    secret: Type.String({ description: "Base32, to be typed; shown this once" }),
    uri: Type.String({ description: "otpauth://…, to be shown as a QR code; shown this once" }),
  },
  { title: "NewAuthenticator" },
);
const Code = Type.Object(
  { code: Type.String({ pattern: "^\\d{6}$" }) },
  { title: "AuthenticatorCode", additionalProperties: false },
);
const CreationOptions = Type.Object(
  {
    ticket: Type.String(),
    options: Type.Record(Type.String(), Type.Unknown(), { description: "PublicKeyCredentialCreationOptionsJSON" }),
  },
  { title: "PasskeyOptions" },
);
const NewPasskey = Type.Object(
  {
    ticket: Type.String({ minLength: 20, maxLength: 100 }),
    name: NameText,
    response: Type.Record(Type.String(), Type.Unknown(), { description: "RegistrationResponseJSON of the browser" }),
  },
  { title: "NewPasskey", additionalProperties: false },
);
const refusals = { 403: Problem, 422: Problem };

/** What a person proves themselves with beside the password: looked after by the person, taken away by an administrator too. */
export function secondFactorRoutes(api: Api, parts: ApiParts): void {
  const { secondFactors } = parts.settings;
  api.get(
    "/second-factor",
    {
      schema: {
        ...{ operationId: "getSecondFactor", summary: "Which second factors one has", tags },
        response: { 200: State, 403: Problem },
      },
    },
    async ({ identity }) => {
      const { passkeys, ...rest } = await secondFactors.read(personOf(parts, identity).id);
      return { ...rest, passkeys: passkeys.map(passkeyView) };
    },
  );
  api.post(
    "/second-factor/recovery-codes",
    {
      schema: {
        ...{ operationId: "createRecoveryCodes", summary: "Make new recovery codes; those of before end", tags },
        ...{ body: Password, response: { 201: Confirmed, ...refusals, 404: Problem } },
      },
    },
    async (request, reply) => {
      const user = await provedPerson(parts, request);
      if (!needsSecondFactor(await secondFactors.read(user.id))) throw new NotFound("second factor");
      return reply.code(201).send({ recoveryCodes: [...(await secondFactors.makeRecoveryCodes(user.id))] });
    },
  );
  api.delete(
    "/users/:id/second-factor",
    {
      schema: {
        ...{ operationId: "removeSecondFactor", tags: ["users"], params: Type.Object({ id: UserIdText }) },
        summary: "Let a user who has lost their device in by the password alone; they can add a second factor again",
        response: { 204: Type.Null(), 403: Problem, 404: Problem },
      },
    },
    async ({ identity, params: { id } }, reply) => {
      requireAdmin(identity);
      const user = ofOwnCompany(identity, parts.settings.snapshot.user(id), "user");
      await secondFactors.removeAllOf(user.id);
      await note(parts, identity, user, { what: "removed", of: "second factor" });
      return reply.code(204).send(null);
    },
  );
  totpRoutes(api, parts);
  passkeyRoutes(api, parts);
}

function totpRoutes(api: Api, parts: ApiParts): void {
  const { settings } = parts;
  const { secondFactors } = settings;
  const guard = loginGuard(settings.redis, parts.clock);
  api.post(
    "/second-factor/totp",
    {
      schema: {
        ...{
          operationId: "beginTotp",
          summary: "Begin with an authenticator app; nothing changes until it is confirmed",
        },
        ...{ tags, body: Password, response: { 201: Begun, ...refusals } },
      },
    },
    async (request, reply) => {
      const user = await provedPerson(parts, request);
      const issuer = `Offhook ${settings.snapshot.tenant(user.tenantId)?.name ?? ""}`.trim().replaceAll(":", " ");
      return reply.code(201).send(await secondFactors.beginTotp(user.id, { issuer, label: user.email }));
    },
  );
  api.post(
    "/second-factor/totp/confirm",
    {
      schema: {
        ...{
          operationId: "confirmTotp",
          summary: "Confirm the app by a code that it shows; log-ins ask for one from now on",
        },
        ...{ tags, body: Code, response: { 200: Confirmed, ...refusals, 429: Problem } },
      },
    },
    async ({ identity, body: { code } }) => {
      const user = personOf(parts, identity);
      const before = await secondFactors.read(user.id);
      const attempt = { account: `second/${user.id}`, address: `own/${user.id}` };
      const { isRight } = await guard.attempt(attempt, () => secondFactors.confirmTotp(user.id, code));
      if (!isRight) throw new RequestInvalid([{ field: "/code", detail: "is not the code that the app shows now" }]);
      await note(parts, identity, user, { what: "created", of: "authenticator app" });
      return { recoveryCodes: await firstCodes(parts, user, before.recoveryCodes) };
    },
  );
  api.post(
    "/second-factor/totp/remove",
    {
      schema: {
        ...{ operationId: "removeTotp", summary: "Take the authenticator app away", tags },
        ...{ body: Password, response: { 204: Type.Null(), ...refusals } },
      },
    },
    async (request, reply) => {
      const user = await provedPerson(parts, request);
      await secondFactors.removeTotp(user.id);
      await note(parts, request.identity, user, { what: "removed", of: "authenticator app" });
      return reply.code(204).send(null);
    },
  );
}

function passkeyRoutes(api: Api, parts: ApiParts): void {
  const { settings, publicUrl, clock } = parts;
  const { secondFactors, redis } = settings;
  api.post(
    "/second-factor/passkeys/options",
    {
      schema: {
        ...{ operationId: "beginPasskey", summary: "Begin with a new passkey", tags },
        ...{ body: Password, response: { 201: CreationOptions, ...refusals } },
      },
    },
    async (request, reply) => {
      const user = await provedPerson(parts, request);
      const { passkeys } = await secondFactors.read(user.id);
      if (passkeys.length >= MAX_PASSKEYS)
        throw new NotAllowed(`no more than ${MAX_PASSKEYS} passkeys; remove one first`);
      const options = await creationOptions(siteOf(request, publicUrl), user, passkeys);
      const challenge = { purpose: "passkey-registration", user: user.id, challenge: options.challenge } as const;
      const ticket = await issueTicket(redis, challenge);
      return reply.code(201).send({ ticket, options: options as unknown as Record<string, unknown> });
    },
  );
  api.post(
    "/second-factor/passkeys",
    {
      schema: {
        ...{ operationId: "addPasskey", summary: "Add the passkey that the browser has made", tags, body: NewPasskey },
        response: {
          201: Type.Object({ passkey: PasskeyView, recoveryCodes: RecoveryCodes }, { title: "AddedPasskey" }),
          ...refusals,
        },
      },
    },
    async (request, reply) => {
      const user = personOf(parts, request.identity);
      const { ticket: name, response, name: label } = request.body;
      const ticket = await readTicket(redis, name, "passkey-registration");
      const challenge = ticket?.user === user.id && (await useTicket(redis, name)) ? ticket.challenge : undefined;
      const site = siteOf(request, publicUrl);
      const made = challenge && (await createdPasskey(site, { response, challenge, name: label, clock }));
      if (made === undefined || made === "")
        throw new RequestInvalid([{ field: "/response", detail: "is no new passkey of this site; begin again" }]);
      const before = await secondFactors.read(user.id);
      await secondFactors.savePasskey(user.id, made);
      await note(parts, request.identity, user, { what: "created", of: `passkey ${label}` });
      const recoveryCodes = await firstCodes(parts, user, before.recoveryCodes);
      return reply.code(201).send({ passkey: passkeyView(made), recoveryCodes });
    },
  );
  removePasskeyRoute(api, parts);
}

function removePasskeyRoute(api: Api, parts: ApiParts): void {
  const { secondFactors } = parts.settings;
  api.post(
    "/second-factor/passkeys/:id/remove",
    {
      schema: {
        ...{ operationId: "removePasskey", summary: "Take a passkey away", tags, body: Password },
        ...{ params: Type.Object({ id: PasskeyId }), response: { 204: Type.Null(), ...refusals, 404: Problem } },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const user = await provedPerson(parts, request);
      const known = (await secondFactors.read(user.id)).passkeys.find((each) => each.id === id);
      if (known === undefined) throw new NotFound("passkey");
      await secondFactors.removePasskey(user.id, id);
      await note(parts, request.identity, user, { what: "removed", of: `passkey ${known.name}` });
      return reply.code(204).send(null);
    },
  );
}

/** A portal left open, or a stolen cookie, changes no second factor. @throws NotAllowed */
async function provedPerson(
  parts: ApiParts,
  { identity, body }: FastifyRequest<{ Body: { currentPassword: string } }>,
): Promise<UserRecord> {
  const user = personOf(parts, identity);
  await requireCurrentPassword(loginGuard(parts.settings.redis, parts.clock), user, body);
  return user;
}

/** @throws NotAllowed for a token: it is no person */
function personOf({ settings }: ApiParts, { userId, session }: Identity): UserRecord {
  const user = userId && settings.snapshot.user(userId);
  if (user === undefined || session === undefined)
    throw new NotAllowed("only a person who is logged in has second factors");
  return user;
}

/** With the first factor come codes for the day on which its device is lost. */
async function firstCodes({ settings }: ApiParts, { id }: UserRecord, had: number): Promise<string[] | null> {
  return had > 0 ? null : [...(await settings.secondFactors.makeRecoveryCodes(id))];
}

async function note(
  { settings }: ApiParts,
  { tenantId, actor }: Identity,
  { id }: UserRecord,
  { what, of }: { readonly what: AuditedChange["what"]; readonly of: string },
): Promise<void> {
  const done: AuditedChange = { what, kind: "second-factor", id, fields: [{ field: "/name", from: null, to: of }] };
  await settings.change(tenantId, actor, (draft) => draft.note(done));
}

function passkeyView({ id, name, host, createdAtMs, lastUsedAtMs }: Passkey) {
  const createdAt = new Date(createdAtMs).toISOString();
  return {
    id,
    name,
    host,
    createdAt,
    lastUsedAt: lastUsedAtMs === undefined ? null : new Date(lastUsedAtMs).toISOString(),
  };
}
