import { Type } from "typebox";
import type { ShownSetUp } from "../../provisioning/provisioning.ts";
import { MacAddressInput } from "../../settings/kinds/device.ts";
import { DeviceIdText, UserIdText } from "../../settings/schemas/words.ts";
import { NotFound } from "../errors.ts";
import { ofOwnCompany, requireAdmin } from "../identity.ts";
import { listQuery, Page, pageOf, type Listing } from "../paging.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";

const tags = ["devices"];
const Moment = Type.String({ description: "RFC 3339, UTC" });

const PhoneMaker = Type.Object(
  {
    id: Type.String({ examples: ["yealink"] }),
    name: Type.String({ examples: ["Yealink"] }),
    needsMacAddress: Type.Boolean({ description: "Its phones ask with their MAC address" }),
    start: Type.Union([Type.Literal("folder"), Type.Literal("file"), Type.Literal("qr")], {
      description:
        "What the phone is given: folder = typed into its web page, or by DHCP; file = an address; qr = scanned",
    }),
    rereads: Type.Boolean({ description: "It can be told to read its settings again" }),
  },
  { title: "PhoneMaker" },
);

const DeviceSetup = Type.Object(
  {
    ...{ deviceId: DeviceIdText, userId: UserIdText, label: Type.String() },
    macAddress: Type.Union([Type.String(), Type.Null()]),
    maker: Type.String(),
    state: Type.Union(
      [Type.Literal("waiting"), Type.Literal("expired"), Type.Literal("fetched"), Type.Literal("registered")],
      {
        description:
          "waiting = for the phone to read its settings; expired = it didn't in time; fetched = it has read them; registered = and it uses them",
      },
    ),
    startedAt: Moment,
    openUntil: { ...Moment, description: "Until when the phone may read its settings for the first time" },
    fetchedAt: Type.Union([Moment, Type.Null()]),
    fetchedFrom: Type.Union([Type.String(), Type.Null()], { description: "The address it last read from" }),
    address: Type.String({ description: "What the phone is given. A secret: it opens each file once" }),
  },
  { title: "DeviceSetup" },
);

const NewDeviceSetup = Type.Object(
  {
    maker: Type.String({ minLength: 1, maxLength: 40, description: "Of GET /phone-makers", examples: ["yealink"] }),
    macAddress: Type.Optional(MacAddressInput),
  },
  { title: "NewDeviceSetup", additionalProperties: false },
);

const SharedAddress = Type.Object(
  {
    address: Type.Union([Type.String(), Type.Null()], {
      description: "For options 66 and 160 of a DHCP server; null: there is none. A secret of the company's network",
    }),
  },
  { title: "SharedSetupAddress" },
);

const MAKERS: Listing<Type.Static<typeof PhoneMaker>> = {
  id: ({ id }) => id,
  texts: ({ id, name }) => [id, name],
  sorts: { name: ({ name }) => name },
  sort: "name",
};
const SETUPS: Listing<Type.Static<typeof DeviceSetup>> = {
  id: ({ deviceId }) => deviceId,
  texts: ({ label, macAddress, maker }) => [label, macAddress ?? "", maker],
  sorts: {
    startedAt: ({ startedAt }) => startedAt,
    label: ({ label }) => label,
    maker: ({ maker }) => maker,
    state: ({ state }) => state,
  },
  sort: "-startedAt",
};

/** Phones that set themselves up: which ones wait, which have read their settings. For administrators. */
export function deviceSetupRoutes(api: Api, parts: ApiParts): void {
  readSetups(api, parts);
  startAndEnd(api, parts);
  sharedAddress(api, parts);
}

function readSetups(api: Api, parts: ApiParts): void {
  const { provisioning } = parts;
  const makers = { operationId: "listPhoneMakers", summary: "Makers whose phones can set themselves up", tags };
  const listMakers = { ...makers, querystring: listQuery(MAKERS), response: { 200: Page(PhoneMaker) } };
  api.get("/phone-makers", { schema: listMakers }, ({ identity, query }) => {
    requireAdmin(identity);
    const items = provisioning.makers().map(({ id, name, needsMac, start, resync }) => ({
      ...{ id, name, start, needsMacAddress: needsMac, rereads: resync !== null },
    }));
    return pageOf(items, query, MAKERS);
  });
  const all = {
    operationId: "listDeviceSetups",
    summary: "The phones that set themselves up, and where each stands",
    ...{ tags, querystring: listQuery(SETUPS), response: { 200: Page(DeviceSetup) } },
  };
  api.get("/device-setups", { schema: all }, async ({ identity, query }) => {
    requireAdmin(identity);
    return pageOf((await provisioning.list(identity.tenantId)).map(setupView), query, SETUPS);
  });
  const params = Type.Object({ id: DeviceIdText });
  const one = { operationId: "getDeviceSetup", summary: "How a device's phone sets itself up", tags, params };
  const response = { 200: DeviceSetup, 404: Problem };
  api.get("/devices/:id/setup", { schema: { ...one, response } }, async ({ identity, params: { id } }) => {
    requireAdmin(identity);
    const device = ofOwnCompany(identity, parts.settings.snapshot.device(id), "device");
    const found = await provisioning.read(device);
    if (found === undefined) throw new NotFound("set-up");
    return setupView(found);
  });
}

function startAndEnd(api: Api, parts: ApiParts): void {
  const { provisioning, settings } = parts;
  const params = Type.Object({ id: DeviceIdText });
  const start = {
    ...{ operationId: "startDeviceSetup", tags, params, body: NewDeviceSetup },
    summary: "Let a phone set itself up, or do so again: it reads its settings, with a new SIP password, once",
    response: { 201: DeviceSetup, 404: Problem, 409: Problem, 422: Problem },
  };
  const config = { tellsLocation: true };
  api.post("/devices/:id/setup", { config, schema: start }, async ({ identity, params: { id }, body }, reply) => {
    requireAdmin(identity);
    ofOwnCompany(identity, settings.snapshot.device(id), "device");
    const { maker, macAddress } = body;
    const macOrNone = macAddress ?? undefined;
    const made = await provisioning.start(id, identity.tenantId, { maker, macAddress: macOrNone }, identity.actor);
    void reply.header("Location", `/api/v1/devices/${id}/setup`);
    return reply.code(201).send(setupView(made));
  });
  const end = {
    ...{ operationId: "endDeviceSetup", tags, params, response: { 204: Type.Null(), 404: Problem } },
    summary: "The phone reads no settings any more; it keeps those that it has",
  };
  api.delete("/devices/:id/setup", { schema: end }, async ({ identity, params: { id } }, reply) => {
    requireAdmin(identity);
    const device = ofOwnCompany(identity, settings.snapshot.device(id), "device");
    if (!(await provisioning.revoke(device, identity.actor))) throw new NotFound("set-up");
    return reply.code(204).send(null);
  });
}

function sharedAddress(api: Api, { provisioning }: ApiParts): void {
  const path = "/shared-setup-address";
  const response = { 200: SharedAddress };
  const read = {
    operationId: "getSharedSetupAddress",
    summary: "The address that DHCP hands to all phones",
    tags,
    response,
  };
  api.get(path, { schema: read }, async ({ identity }) => {
    requireAdmin(identity);
    return { address: (await provisioning.sharedAddress(identity.tenantId)) ?? null };
  });
  const renew = {
    ...{ operationId: "renewSharedSetupAddress", tags, response: { 201: SharedAddress } },
    summary: "Make a new address for DHCP; the one before opens nothing any more",
  };
  api.post(path, { schema: renew }, async ({ identity }, reply) => {
    requireAdmin(identity);
    const address = await provisioning.renewSharedAddress(identity.tenantId, identity.actor, true);
    return reply.code(201).send({ address: address ?? null });
  });
  const end = {
    operationId: "endSharedSetupAddress",
    summary: "No address for DHCP",
    tags,
    response: { 204: Type.Null() },
  };
  api.delete(path, { schema: end }, async ({ identity }, reply) => {
    requireAdmin(identity);
    await provisioning.renewSharedAddress(identity.tenantId, identity.actor, false);
    return reply.code(204).send(null);
  });
}

function setupView(setUp: ShownSetUp): Type.Static<typeof DeviceSetup> {
  const { device, maker, state, startedAtMs, openUntilMs, lastFetch, address } = setUp;
  return {
    ...{ deviceId: device.id, userId: device.userId, label: device.label, macAddress: device.macAddress },
    ...{ maker: maker.id, state, address },
    startedAt: new Date(startedAtMs).toISOString(),
    openUntil: new Date(openUntilMs).toISOString(),
    fetchedAt: lastFetch === undefined ? null : new Date(lastFetch.atMs).toISOString(),
    fetchedFrom: lastFetch?.address ?? null,
  };
}
