import { Type } from "typebox";
import type { Binding } from "../../registrar/binding.ts";
import { Device, DevicePatch, NewDevice, type DeviceRecord, deviceView } from "../../settings/kinds/device.ts";
import { DeviceIdText, UserIdText } from "../../settings/schemas/words.ts";
import { credentialsFor, makeDeviceCredentials } from "../../settings/secrets.ts";
import { NotFound } from "../errors.ts";
import { ofOwnCompany, requireAdmin, requireSelfOrAdmin, type Identity } from "../identity.ts";
import { Page, PageQuery, pageOf } from "../paging.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { ifMatchOf, withVersion } from "../versions.ts";
import { userOf } from "./users.ts";

const tags = ["devices"];
const params = Type.Object({ id: DeviceIdText });
const ofUser = Type.Object({ id: UserIdText });

const Registration = Type.Object({
  contact: Type.String({ description: "The URI that the phone registered" }),
  address: Type.String({ description: "Where it registered from, address:port" }),
  transport: Type.String(),
  userAgent: Type.String(),
  expiresAt: Type.String({ description: "RFC 3339, UTC" }),
});
const RegisteredDevice = Type.Object({ ...Device.properties, registrations: Type.Array(Registration) });
const Credentials = {
  sipPassword: Type.String({ description: "Shown this once" }),
  sipDomain: Type.String({ description: "host:port to register with" }),
};
const MadeDevice = Type.Object({ ...Device.properties, ...Credentials });

/** Phones, and where each is registered now. */
export function deviceRoutes(api: Api, parts: ApiParts): void {
  const { settings, bindings, sipDomain } = parts;

  const deviceOf = (identity: Identity, id: DeviceRecord["id"]): DeviceRecord =>
    ofOwnCompany(identity, settings.snapshot.device(id), "device");
  const withRegistrations = async (devices: readonly DeviceRecord[]) => {
    const found = await bindings.bindingsOf(devices.map(({ id }) => id));
    return devices.map((device) => ({
      ...deviceView(device),
      registrations: (found.get(device.id) ?? []).map(registrationOf),
    }));
  };

  api.get(
    "/devices",
    { schema: { summary: "List devices", tags, querystring: PageQuery, response: { 200: Page(RegisteredDevice) } } },
    async ({ identity, query }) => {
      requireAdmin(identity);
      const textsOf = ({ label, sipUsername, macAddress }: DeviceRecord) => [label, sipUsername, macAddress ?? ""];
      const { items, total } = pageOf(settings.snapshot.devices(identity.tenantId), query, textsOf, (device) => device);
      return { items: await withRegistrations(items), total };
    },
  );

  api.get(
    "/users/:id/devices",
    {
      schema: {
        summary: "A user's devices",
        tags,
        params: ofUser,
        response: { 200: Page(RegisteredDevice), 404: Problem },
      },
    },
    async ({ identity, params: { id } }) => {
      requireSelfOrAdmin(identity, id);
      userOf(parts, identity, id);
      const items = await withRegistrations(settings.snapshot.devicesOf(id));
      return { items, total: items.length };
    },
  );

  api.post(
    "/users/:id/devices",
    {
      schema: {
        summary: "Add a device; shows its password, this once",
        tags,
        params: ofUser,
        body: NewDevice,
        response: { 201: MadeDevice, 404: Problem, 422: Problem },
      },
    },
    async ({ identity, params: { id }, body }, reply) => {
      requireAdmin(identity);
      userOf(parts, identity, id);
      const credentials = makeDeviceCredentials(settings.snapshot.realm);
      const made = await settings.change(identity.tenantId, identity.actor, (draft) =>
        draft.add("device", { ...body, userId: id, credentials }),
      );
      const view = { ...deviceView(made), sipPassword: credentials.sipPassword, sipDomain };
      return reply.code(201).header("Location", `/api/v1/devices/${made.id}`).send(withVersion(reply, view));
    },
  );

  api.get(
    "/devices/:id",
    { schema: { summary: "Read a device", tags, params, response: { 200: RegisteredDevice, 404: Problem } } },
    async ({ identity, params: { id } }, reply) => {
      const device = deviceOf(identity, id);
      requireSelfOrAdmin(identity, device.userId);
      const [view] = await withRegistrations([device]);
      if (view === undefined) throw new NotFound("device");
      return withVersion(reply, view);
    },
  );

  api.patch(
    "/devices/:id",
    {
      schema: {
        summary: "Change a device",
        tags,
        params,
        body: DevicePatch,
        response: { 200: Device, 404: Problem, 409: Problem, 422: Problem },
      },
    },
    async (request, reply) => {
      const {
        identity,
        params: { id },
        body,
      } = request;
      requireAdmin(identity);
      deviceOf(identity, id);
      const ifMatch = ifMatchOf(request);
      const changed = await settings.change(identity.tenantId, identity.actor, (draft) =>
        draft.change("device", id, body, ifMatch),
      );
      return withVersion(reply, deviceView(changed));
    },
  );

  api.post(
    "/devices/:id/credentials",
    { schema: { summary: "Give a device a new password", tags, params, response: { 201: MadeDevice, 404: Problem } } },
    async ({ identity, params: { id } }, reply) => {
      requireAdmin(identity);
      const { realm } = settings.snapshot;
      const credentials = credentialsFor(
        deviceOf(identity, id).sipUsername,
        makeDeviceCredentials(realm).sipPassword,
        realm,
      );
      const changed = await settings.change(identity.tenantId, identity.actor, (draft) =>
        draft.change("device", id, { credentials }),
      );
      const view = { ...deviceView(changed), sipPassword: credentials.sipPassword, sipDomain };
      return reply.code(201).send(withVersion(reply, view));
    },
  );

  api.delete(
    "/devices/:id",
    {
      schema: {
        summary: "Remove a device; it can't register any more",
        tags,
        params,
        response: { 204: Type.Null(), 404: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      const {
        identity,
        params: { id },
      } = request;
      requireAdmin(identity);
      deviceOf(identity, id);
      const ifMatch = ifMatchOf(request);
      await settings.change(identity.tenantId, identity.actor, (draft) =>
        draft.remove("device", id, { ifMatch: ifMatch }),
      );
      return reply.code(204).send(null);
    },
  );
}

function registrationOf({
  contact,
  source,
  transport,
  userAgent,
  expiresAtMs,
}: Binding): Type.Static<typeof Registration> {
  const host = source.address.includes(":") ? `[${source.address}]` : source.address;
  return {
    contact,
    address: `${host}:${source.port}`,
    transport,
    userAgent,
    expiresAt: new Date(expiresAtMs).toISOString(),
  };
}
