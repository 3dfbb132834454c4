import { wavHeader } from "../../../src/audio/wav.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi, TOKEN, type ApiServer } from "../../support/api-server.ts";

let pbx: ApiServer;
let alice: string;
beforeAll(async () => {
  pbx = await startApi();
  const person = { name: "Alice", email: "alice@example.com", extension: "1001" };
  alice = (await pbx.ask("POST", "/users", person)).body.id;
});
afterAll(() => pbx[Symbol.asyncDispose]());

const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"];
const OFFICE_HOURS = WEEKDAYS.map((day) => ({ day, from: "09:00", to: "17:30" }));

describe("receptionists", () => {
  it("are added, read, listed, changed from the version one saw, and removed", async () => {
    const keys = { "1": { kind: "user", id: alice }, "9": { kind: "repeat" }, "#": { kind: "dial-by-name" } };
    const made = await pbx.ask("POST", "/receptionists", { name: "Main", extension: "3000", keys });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      ...{ name: "Main", extension: "3000", keys, tries: 3, dialByExtension: true, closedNow: null, language: "fr" },
      hours: { timeZone: null, weekly: null, holidays: null, specialDays: [] },
      ...{ whenClosed: null, onNoInput: null, onBadInput: null },
    });
    const { id, version } = made.body;
    expect(made.headers).toMatchObject({ location: `/api/v1/receptionists/${id}`, etag: `"${version}"` });
    expect((await pbx.ask("GET", "/receptionists?q=mai")).body).toMatchObject({ total: 1, items: [{ id }] });

    const patch = { hours: { weekly: OFFICE_HOURS }, whenClosed: { kind: "mailbox", id: alice } };
    const changed = await pbx.ask("PATCH", `/receptionists/${id}`, patch);
    expect(changed.body).toMatchObject({ ...patch, keys, hours: { weekly: OFFICE_HOURS, timeZone: null } });
    expect((await pbx.ask("GET", `/receptionists/${id}`)).body).toEqual(changed.body);
    expect((await pbx.ask("DELETE", `/receptionists/${id}`)).status).toBe(204);
    expect((await pbx.ask("GET", `/receptionists/${id}`)).status).toBe(404);
  });

  it("can be reached by a number, a ring group, another receptionist and a forward, and are not removed under them", async () => {
    const make = async (path: string, body: object): Promise<string> => (await pbx.ask("POST", path, body)).body.id;
    const id = await make("/receptionists", { name: "Old", extension: "3001" });
    const heir = await make("/receptionists", { name: "New", extension: "3002" });
    const to = { kind: "receptionist", id };
    const more = await make("/receptionists", { name: "Menu", extension: "3003", keys: { "2": to }, onNoInput: to });
    const group = await make("/ring-groups", { name: "Sales", extension: "2000", overflow: to });
    expect((await pbx.ask("POST", "/phone-numbers", { number: "+33170000009", destination: to })).status).toBe(201);
    expect((await pbx.ask("PATCH", `/users/${alice}/forwarding`, { enabled: true, number: "3001" })).status).toBe(200);

    const refused = await pbx.ask("DELETE", `/receptionists/${id}`);
    expect(refused.status).toBe(409);
    expect(refused.body.usedBy.map(({ label }: { label: string }) => label)).toEqual([
      ...["+33170000009", "Alice", "Sales", "Menu"],
    ]);
    expect((await pbx.ask("DELETE", `/receptionists/${id}?reassignTo=receptionist:${id}`)).status).toBe(422);
    expect((await pbx.ask("DELETE", `/receptionists/${id}?reassignTo=receptionist:${heir}`)).status).toBe(204);
    const now = { kind: "receptionist", id: heir };
    expect((await pbx.ask("GET", `/receptionists/${more}`)).body).toMatchObject({
      keys: { "2": now },
      onNoInput: now,
    });
    expect((await pbx.ask("GET", `/ring-groups/${group}`)).body.overflow).toMatchObject(now);
    expect((await pbx.ask("GET", `/users/${alice}`)).body.forwarding.number).toBe("3002");
    expect((await pbx.ask("GET", "/phone-numbers/%2B33170000009")).body.destination).toMatchObject(now);

    await pbx.ask("PATCH", `/users/${alice}/forwarding`, { enabled: false, number: null });
    expect((await pbx.ask("DELETE", `/receptionists/${heir}?reassignTo=none`)).status).toBe(204);
    expect((await pbx.ask("GET", `/receptionists/${more}`)).body).toMatchObject({ keys: {}, onNoInput: null });
  });

  it("hold their destinations: a user under a key is not removed, or the key goes elsewhere", async () => {
    const bob = await pbx.ask("POST", "/users", { name: "Bob", email: "b@example.com", extension: "1002" });
    const keys = { "1": { kind: "user", id: bob.body.id }, "2": { kind: "mailbox", id: bob.body.id } };
    const { body } = await pbx.ask("POST", "/receptionists", { name: "Desk", extension: "3100", keys });
    const refused = await pbx.ask("DELETE", `/users/${bob.body.id}`);
    expect(refused).toMatchObject({ status: 409, body: { usedBy: [{ kind: "receptionist", label: "Desk" }] } });
    expect((await pbx.ask("DELETE", `/users/${bob.body.id}?reassignTo=mailbox:${alice}`)).status).toBe(204);
    const heir = { kind: "mailbox", id: alice };
    expect((await pbx.ask("GET", `/receptionists/${body.id}`)).body.keys).toMatchObject({ "1": heir, "2": heir });
  });

  const make = { name: "X", extension: "3900" };
  it.each([
    [{ ...make, extension: "1001" }, 409, "/extension"],
    [{ ...make, keys: { "1": { kind: "user", id: "nobody-at-all" } } }, 422, "/keys/1/id"],
    [{ ...make, keys: { "12": { kind: "repeat" } } }, 422, "/keys/12"],
    [{ ...make, onBadInput: { kind: "conference", id: "no-conference" } }, 422, "/onBadInput/id"],
    [{ ...make, hours: { timeZone: "Europe/Atlantis" } }, 422, "/hours/timeZone"],
    [{ ...make, hours: { weekly: [{ day: "monday", from: "18:00", to: "08:00" }] } }, 422, "/hours/weekly/0/to"],
    [{ ...make, hours: { holidays: { country: "XX", state: null } } }, 422, "/hours/holidays/country"],
    [{ ...make, hours: { holidays: { country: "DE", state: "QQ" } } }, 422, "/hours/holidays/state"],
    [
      { ...make, hours: { specialDays: [{ from: "2026-02-30", to: "2026-03-01", name: "?", hours: [] }] } },
      422,
      "/hours/specialDays/0/from",
    ],
    [{ ...make, closedNow: { until: "tomorrow" } }, 422, "/closedNow/until"],
  ])("%j is refused by its field", async (body, status, field) => {
    const answer = await pbx.ask("POST", "/receptionists", body);
    expect(answer.status).toBe(status);
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(field);
  });

  it("say whether they are open, why, and until when", async () => {
    const hours = {
      ...{ timeZone: "Europe/Paris", weekly: OFFICE_HOURS, holidays: { country: "FR", state: null } },
      specialDays: [
        { from: "2026-12-24", to: "2026-12-24", name: "Christmas Eve", hours: [{ from: "09:00", to: "12:00" }] },
      ],
    };
    const { id } = (await pbx.ask("POST", "/receptionists", { name: "Hours", extension: "3200", hours })).body;
    const at = async (moment: string) => (await pbx.ask("GET", `/receptionists/${id}/schedule?at=${moment}`)).body;
    expect(await at("2026-11-23T08:00:00Z")).toMatchObject({
      ...{ open: true, because: { kind: "hours" }, nextChange: "2026-11-23T16:30:00.000Z", timeZone: "Europe/Paris" },
    });
    expect(await at("2026-12-24T11:30:00Z")).toMatchObject({
      ...{ open: false, because: { kind: "special-day", name: "Christmas Eve" } },
      nextChange: "2026-12-28T08:00:00.000Z",
    });
    expect(await at("2026-12-25T11:30:00Z")).toMatchObject({ open: false, because: { kind: "holiday", name: "Noël" } });
    await pbx.ask("PATCH", `/receptionists/${id}`, { closedNow: { until: "2026-11-23T10:00:00+01:00" } });
    expect(await at("2026-11-23T08:30:00Z")).toMatchObject({
      ...{ open: false, because: { kind: "by-hand" }, nextChange: "2026-11-23T09:00:00.000Z" },
    });
    await pbx.ask("PATCH", `/receptionists/${id}`, { closedNow: { until: null } });
    expect(await at("2030-11-23T08:30:00Z")).toMatchObject({ open: false, nextChange: null });
    expect((await pbx.ask("GET", `/receptionists/${id}/schedule?at=noon`)).status).toBe(422);
  });

  it("take a greeting of their own for callers and one for when they are closed", async () => {
    const { id } = (await pbx.ask("POST", "/receptionists", { name: "Voice", extension: "3300" })).body;
    const path = `/receptionists/${id}/greetings/closed`;
    const upload = async (payload: Buffer): Promise<number> => {
      const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "audio/wav" };
      return (await pbx.api.inject({ method: "PUT", url: `/api/v1${path}`, headers, payload })).statusCode;
    };
    expect(await upload(wav(16_000))).toBe(204);
    expect((await pbx.ask("GET", path)).raw).toEqual(wav(16_000));
    expect(await upload(wav(100))).toBe(422);
    expect((await pbx.ask("GET", `/receptionists/${id}/greetings/open`)).status).toBe(404);
    expect((await pbx.ask("DELETE", path)).status).toBe(204);
    expect((await pbx.ask("GET", path)).status).toBe(404);
  });
});

/** Silence: 16-bit PCM, mono, 8 kHz. */
function wav(samples: number): Buffer {
  return Buffer.concat([wavHeader(8_000, 2 * samples), Buffer.alloc(2 * samples)]);
}
