import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi, type ApiServer } from "../../support/api-server.ts";

let pbx: ApiServer;
beforeAll(async () => {
  pbx = await startApi();
});
afterAll(() => pbx[Symbol.asyncDispose]());

let counter = 0;
const add = async (changes: object = {}) =>
  pbx.ask("POST", "/conferences", { name: "Board", extension: String(8000 + ++counter), ...changes });

describe("a conference", () => {
  it("is added with sensible settings, read, listed, changed and removed", async () => {
    const { status, body, headers } = await add({ pin: "4711" });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...{ name: "Board", pin: "4711", moderatorPin: null, maxMembers: 50, announce: true },
      ...{ muteOnEntry: false, waitForModerator: false, endsWithModerator: false },
    });
    expect(headers["location"]).toBe(`/api/v1/conferences/${body.id}`);
    expect((await pbx.ask("GET", `/conferences/${body.id}`)).body).toEqual(body);
    expect((await pbx.ask("GET", "/conferences?q=board")).body.items).toContainEqual(body);
    const changed = await pbx.ask("PATCH", `/conferences/${body.id}`, {
      moderatorPin: "2580",
      waitForModerator: true,
    });
    expect(changed.body).toMatchObject({ moderatorPin: "2580", waitForModerator: true, pin: "4711" });
    expect((await pbx.ask("DELETE", `/conferences/${body.id}`)).status).toBe(204);
    expect((await pbx.ask("GET", `/conferences/${body.id}`)).status).toBe(404);
  });

  it.each([
    ["a PIN of three digits", { pin: "471" }, "/pin"],
    ["a PIN that strangers try first", { pin: "1234" }, "/pin"],
    ["one PIN for participants and moderators", { pin: "4711", moderatorPin: "4711" }, "/moderatorPin"],
    ["a wait for a moderator who can't come", { waitForModerator: true }, "/moderatorPin"],
    ["a single seat", { maxMembers: 1 }, "/maxMembers"],
    ["the emergency number", { extension: "112" }, "/extension"],
  ])("is refused with %s, and the answer names the field", async (_what, change, field) => {
    const { status, body } = await add(change);
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ field }]);
  });

  it("has an extension of its own", async () => {
    const { status } = await add({ extension: "1000" }); // the admin's
    expect(status).toBe(409);
  });

  it("that a number leads to is not removed, unless the number is sent elsewhere in the same step", async () => {
    const { body } = await add();
    const destination = { kind: "conference", id: body.id };
    expect((await pbx.ask("POST", "/phone-numbers", { number: "+33170000077", destination })).status).toBe(201);
    expect((await pbx.ask("DELETE", `/conferences/${body.id}`)).status).toBe(409);
    expect((await pbx.ask("DELETE", `/conferences/${body.id}?reassignTo=none`)).status).toBe(204);
    expect((await pbx.ask("GET", "/phone-numbers/%2B33170000077")).body.destination).toBeNull();
  });

  it("keeps its PINs out of the journal", async () => {
    await add({ pin: "739182" });
    const { raw } = await pbx.ask("GET", "/audit");
    expect(raw.toString()).toContain("/pin");
    expect(raw.toString()).not.toContain("739182");
  });
});
