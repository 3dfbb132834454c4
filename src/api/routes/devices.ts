import { Type } from "typebox";
import type { FastifyReply } from "fastify";
import type { Binding } from "../../registrar/binding.ts";
import { Device, deviceView, NewDevice, type DeviceRecord } from "../../settings/kinds/device.ts";
import { DeviceIdText, UserIdText } from "../../settings/schemas/words.ts";
import { credentialsFor, makeDeviceCredentials, type DeviceCredentials } from "../../settings/secrets.ts";
import { ofOwnCompany, requireAdmin, requireSelfOrAdmin, type Identity } from "../identity.ts";
import { listQuery, Page, pageOf, type Listing } from "../paging.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import type { RouteOptions } from "../setting-routes.ts";
import { withVersion } from "../versions.ts";
import { userOf } from "./users.ts";

const tags = ["devices"];

const Registration = Type.Object(
  {
    contact: Type.String({ description: "The URI that the phone registered" }),
    address: Type.String({ description: "Where it registered from, address:port" }),
    transport: Type.String(),
    userAgent: Type.String(),
    expiresAt: Type.String({ description: "RFC 3339, UTC" }),
  },
  { title: "Registration" },
);
const RegisteredDevice = Type.Object(
  { ...Device.properties, registrations: Type.Array(Registration) },
  { title: "RegisteredDevice" },
);
type RegisteredDevice = Type.Static<typeof RegisteredDevice>;
const Credentials = {
  sipPassword: Type.String({ description: "Shown this once" }),
  sipDomain: Type.String({ description: "host:port to register with" }),
};
export const MadeDevice = Type.Object({ ...Device.properties, ...Credentials }, { title: "DeviceWithPassword" });

/** Lists show where each device is registered now; users read their own. A device is added below its user. */
export function deviceOptions(parts: ApiParts): RouteOptions<"device"> {
  const shown = {
    schema: RegisteredDevice,
    views: (devices: readonly DeviceRecord[]) => withRegistrations(parts, devices),
  };
  return {
    without: ["add"],
    shown: { list: shown, read: shown },
    toRead(identity, id) {
      const device = deviceOf(parts, identity, id);
      requireSelfOrAdmin(identity, device.userId);
      return device;
    },
  };
}

const DEVICES: Listing<DeviceRecord> = {
  id: ({ id }) => id,
  texts: ({ label, sipUsername, macAddress }) => [label, sipUsername, macAddress ?? ""],
  sorts: { label: ({ label }) => label, kind: ({ kind }) => kind, sipUsername: ({ sipUsername }) => sipUsername },
  sort: "label",
};

/** Devices below their user, and their passwords. */
export function deviceRoutes(api: Api, parts: ApiParts): void {
  devicesOfUser(api, parts);
  addDevice(api, parts);
  renewPassword(api, parts);
}

function devicesOfUser(api: Api, parts: ApiParts): void {
  const params = Type.Object({ id: UserIdText });
  const response = { 200: Page(RegisteredDevice), 404: Problem };
  api.get(
    "/users/:id/devices",
    {
      schema: {
        operationId: "listUserDevices",
        summary: "A user's devices",
        tags,
        params,
        querystring: listQuery(DEVICES),
        response,
      },
    },
    async ({ identity, params: { id }, query }) => {
      requireSelfOrAdmin(identity, id);
      userOf(parts, identity, id);
      const { items, ...page } = pageOf(parts.settings.snapshot.devicesOf(id), query, DEVICES);
      return { items: [...(await withRegistrations(parts, items))], ...page };
    },
  );
}

function addDevice(api: Api, parts: ApiParts): void {
  const { settings } = parts;
  const params = Type.Object({ id: UserIdText });
  const response = { 201: MadeDevice, 404: Problem, 422: Problem };
  api.post(
    "/users/:id/devices",
    {
      config: { tellsLocation: true },
      schema: {
        operationId: "createDevice",
        summary: "Add a device; shows its password, this once",
        tags,
        params,
        body: NewDevice,
        response,
      },
    },
    async ({ identity, params: { id }, body }, reply) => {
      requireAdmin(identity);
      userOf(parts, identity, id);
      const credentials = makeDeviceCredentials(settings.snapshot.realm);
      const made = await settings.change(identity.tenantId, identity.actor, (draft) =>
        draft.add("device", { ...body, userId: id, credentials }),
      );
      void reply.code(201).header("Location", `/api/v1/devices/${made.id}`);
      return reply.send(withPassword(parts, made, credentials, reply));
    },
  );
}

function renewPassword(api: Api, parts: ApiParts): void {
  const { settings } = parts;
  const params = Type.Object({ id: DeviceIdText });
  const response = { 201: MadeDevice, 404: Problem };
  api.post(
    "/devices/:id/credentials",
    { schema: { operationId: "renewDevicePassword", summary: "Give a device a new password", tags, params, response } },
    async ({ identity, params: { id } }, reply) => {
      requireAdmin(identity);
      const { realm } = settings.snapshot;
      const { sipUsername } = deviceOf(parts, identity, id);
      const credentials = credentialsFor(sipUsername, makeDeviceCredentials(realm).sipPassword, realm);
      const changed = await settings.change(identity.tenantId, identity.actor, (draft) =>
        draft.change("device", id, { credentials }),
      );
      return reply.code(201).send(withPassword(parts, changed, credentials, reply));
    },
  );
}

function deviceOf({ settings }: ApiParts, identity: Identity, id: DeviceRecord["id"]): DeviceRecord {
  return ofOwnCompany(identity, settings.snapshot.device(id), "device");
}

function withPassword(
  parts: ApiParts,
  device: DeviceRecord,
  credentials: DeviceCredentials,
  reply: FastifyReply,
): Type.Static<typeof MadeDevice> {
  return withVersion(reply, madeDevice(parts, device, credentials));
}

/** A device with its password, which is shown this once. */
export function madeDevice(
  { sipDomain }: Pick<ApiParts, "sipDomain">,
  device: DeviceRecord,
  { sipPassword }: DeviceCredentials,
): Type.Static<typeof MadeDevice> {
  return { ...deviceView(device), sipPassword, sipDomain };
}

async function withRegistrations(
  { bindings }: ApiParts,
  devices: readonly DeviceRecord[],
): Promise<readonly RegisteredDevice[]> {
  const found = await bindings.bindingsOf(devices.map(({ id }) => id));
  return devices.map((device) => ({
    ...deviceView(device),
    registrations: (found.get(device.id) ?? []).map(registrationOf),
  }));
}

function registrationOf(binding: Binding): Type.Static<typeof Registration> {
  const { contact, source, transport, userAgent, expiresAtMs } = binding;
  const host = source.address.includes(":") ? `[${source.address}]` : source.address;
  return {
    contact,
    address: `${host}:${source.port}`,
    transport,
    userAgent,
    expiresAt: new Date(expiresAtMs).toISOString(),
  };
}
