import { Type } from "typebox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SettingInvalid } from "../../../src/settings/errors.ts";
import { defineKind } from "../../../src/settings/kinds/kind.ts";
import { KINDS } from "../../../src/settings/kinds/kinds.ts";
import { byName } from "../../../src/settings/orders.ts";
import { NameText, TenantIdText, Version, type Frozen } from "../../../src/settings/schemas/words.ts";
import { startApi, type ApiServer } from "../../support/api-server.ts";
import { freshPrefix, testRedis, testSettings } from "../../support/redis.ts";
import { ADMIN, office } from "./builders.ts";

// All that a kind with plain fields takes: this much in a file of its own, and a word in `kinds.ts`.
const Colour = Type.Union([Type.Literal("red"), Type.Literal("green")]);
const fields = { name: NameText, colour: Colour };
const id = Type.String({ pattern: "^[a-z0-9]{8,40}$" });
const Room = Type.Object({ id, ...fields, version: Version });
const NewRoom = Type.Object({ name: NameText, colour: Type.Optional(Colour) }, { additionalProperties: false });
const RoomPatch = Type.Partial(Type.Object(fields), { additionalProperties: false });
const RoomRecord = Type.Object(
  { id, tenantId: TenantIdText, ...fields, version: Version },
  { additionalProperties: false },
);
type RoomRecord = Frozen<Type.Static<typeof RoomRecord>>;

declare module "../../../src/settings/registry.ts" {
  interface KindTypes {
    readonly room: {
      readonly id: string;
      readonly record: RoomRecord;
      readonly new: Frozen<Type.Static<typeof NewRoom>>;
      readonly patch: Frozen<Type.Static<typeof RoomPatch>>;
    };
  }
}

const room = defineKind<"room">({
  name: "room",
  resource: { path: "/rooms", noun: "room", textsOf: ({ name }) => [name] },
  schemas: { id, record: RoomRecord, view: Room, new: NewRoom, patch: RoomPatch },
  most: 2,
  compare: byName,
  view: ({ id, name, colour, version }) => ({ id, name, colour, version }),
  create: ({ name, colour = "green" }) => ({ name, colour }),
});
const kinds = [...KINDS, room];

describe("a kind of setting that was added to the list", () => {
  it("is kept in Redis, in the draft, the snapshot, the feed, the journal and other processes", async () => {
    await using redis = await testRedis();
    const prefix = freshPrefix();
    await using settings = await testSettings(redis, { prefix, kinds });
    await using follower = await testSettings(redis, { prefix, kinds });
    const { tenant, edit } = await office(settings);
    const followed = new Promise<void>((resolve) => {
      follower.onChange(() => follower.snapshot.settings("room", tenant).length === 1 && resolve());
    });
    const made = await edit((draft) => {
      const added = draft.add("room", { name: "Door" });
      expect(draft.snapshot.setting("room", added.id)).toBe(added);
      return draft.change("room", added.id, { colour: "red" });
    });
    expect(made).toEqual({ id: made.id, tenantId: tenant, name: "Door", colour: "red", version: 2 });
    expect(settings.snapshot.settings("room", tenant)).toEqual([made]);
    await followed;
    await using reopened = await testSettings(redis, { prefix, kinds });
    expect(reopened.snapshot.setting("room", made.id)).toEqual(made);
    expect((await settings.audit(tenant)).items[0]?.changes).toMatchObject([{ what: "created", kind: "room" }]);

    const malformed = edit((draft) => draft.change("room", made.id, { colour: "blue" as never }));
    await expect(malformed).rejects.toThrow(SettingInvalid);
    const many = edit((draft) => ["A", "B"].forEach((name) => draft.add("room", { name })));
    await expect(many).rejects.toThrow("at most 2 of this kind");
    await edit((draft) => draft.remove("room", made.id));
    expect(settings.snapshot.settings("room", tenant)).toEqual([]);
  });

  describe("in the API", () => {
    let pbx: ApiServer;
    beforeAll(async () => {
      pbx = await startApi({ kinds });
    });
    afterAll(() => pbx[Symbol.asyncDispose]());

    it("is added, listed, read, changed and removed", async () => {
      const added = await pbx.ask("POST", "/rooms", { name: "Hall" });
      expect([added.status, added.body.colour, added.headers["location"]]).toEqual([
        201,
        "green",
        `/api/v1/rooms/${added.body.id}`,
      ]);
      const url = `/rooms/${added.body.id}`;
      expect((await pbx.ask("GET", "/rooms?q=hal")).body).toEqual({ items: [added.body], total: 1, next: null });
      expect((await pbx.ask("GET", url)).body).toEqual(added.body);
      expect((await pbx.ask("PATCH", url, { colour: "red" })).body.colour).toBe("red");
      expect((await pbx.ask("PATCH", url, { colour: "blue" })).body.errors).toEqual([
        {
          ...{ field: "/colour", code: "not-one-of", params: { allowed: '"red", "green"' } },
          detail: 'must be one of "red", "green"',
        },
      ]);
      expect((await pbx.ask("DELETE", url)).status).toBe(204);
      expect((await pbx.ask("GET", url)).body.detail).toBe("there is no such room");
    });

    it("is documented by the schemas that check it", async () => {
      const { paths } = (await pbx.ask("GET", "/api/docs/json")).body;
      expect(Object.keys(paths["/api/v1/rooms"])).toEqual(["get", "post"]);
      expect(Object.keys(paths["/api/v1/rooms/{id}"])).toEqual(["get", "patch", "delete"]);
      const { schema } = paths["/api/v1/rooms"].post.requestBody.content["application/json"];
      expect(schema.required).toEqual(["name"]);
      expect(Object.keys(schema.properties)).toEqual(["name", "colour"]);
    });
  });

  it("is refused by an Offhook that doesn't know it", async () => {
    await using redis = await testRedis();
    const prefix = freshPrefix();
    await using settings = await testSettings(redis, { prefix, kinds });
    const tenant = await settings.addTenant(
      { name: "Office", country: "FR", timeZone: "Europe/Paris", language: "fr" },
      ADMIN,
    );
    await settings.change(tenant, ADMIN, (draft) => draft.add("room", { name: "Door" }));
    await expect(testSettings(redis, { prefix })).rejects.toThrow("a newer Offhook wrote them");
  });
});
