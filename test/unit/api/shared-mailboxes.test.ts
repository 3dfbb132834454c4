import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MailboxId, MessageId } from "../../../src/vocabulary/identifiers.ts";
import { startApi, TOKEN, type ApiServer } from "../../support/api-server.ts";
import { wavFile } from "../../support/wav-file.ts";

let pbx: ApiServer;
beforeAll(async () => {
  pbx = await startApi();
});
afterAll(() => pbx[Symbol.asyncDispose]());

let counter = 0;
const add = async (changes: object = {}) =>
  pbx.ask("POST", "/shared-mailboxes", { name: "Sales", extension: String(6000 + ++counter), ...changes });
async function person(): Promise<{ id: string; headers: Record<string, string> }> {
  const at = 7000 + ++counter;
  const about = { name: `Person ${at}`, email: `person-${at}@example.com`, extension: String(at) };
  const { body: user } = await pbx.ask("POST", "/users", about);
  const { body } = await pbx.ask("POST", "/tokens", { name: "theirs", role: "user", userId: user.id });
  return { id: user.id as string, headers: { authorization: `Bearer ${body.token as string}` } };
}
async function leave(user: string, forMs = 2_000): Promise<MessageId> {
  const about = { tenant: pbx.tenantId, user: user as MailboxId, from: "+33612345678", caller: {} };
  const { id, path, finish } = await pbx.mailboxes.begin(about);
  await writeFile(path, wavFile(forMs));
  await finish("hang-up");
  return id;
}

describe("a shared mailbox", () => {
  it("is added with sensible settings, read, listed, changed and removed with its messages", async () => {
    const { status, body, headers } = await add({ pin: "473911", emails: ["sales@example.com", "office@example.com"] });
    expect(status).toBe(201);
    expect(body).toMatchObject({ members: [], ringGroup: null, afterEmail: "keep-new", callBack: false, hasPin: true });
    expect(JSON.stringify(body)).not.toMatch(/argon|473911/);
    expect(headers["location"]).toBe(`/api/v1/shared-mailboxes/${body.id}`);
    expect((await pbx.ask("GET", "/shared-mailboxes?q=sales")).body.items).toContainEqual(body);
    const changed = await pbx.ask("PATCH", `/shared-mailboxes/${body.id}`, { pin: null, afterEmail: "mark-heard" });
    expect(changed.body).toMatchObject({ hasPin: false, afterEmail: "mark-heard", emails: body.emails });
    const id = await leave(body.id);
    expect((await pbx.ask("DELETE", `/shared-mailboxes/${body.id}`)).status).toBe(204);
    expect((await pbx.ask("GET", `/shared-mailboxes/${body.id}`)).status).toBe(404);
    expect((await pbx.ask("GET", `/voicemails/${id}`)).status).toBe(404);
  });

  it.each([
    ["a PIN that strangers try first", { pin: "1234" }, "/pin"],
    ["its own number as PIN", { extension: "6999", pin: "6999" }, "/pin"],
    ["a member who isn't there", { members: ["nobody-there"] }, "/members/0"],
    ["a group that isn't there", { ringGroup: "no-such-group" }, "/ringGroup"],
    ["an address that is none", { emails: ["sales"] }, "/emails/0"],
  ])("is refused with %s, and the answer names the field", async (_what, change, field) => {
    const { status, body } = await add(change);
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ field }]);
  });

  it("is a number's destination, and not removed while a number leads there", async () => {
    const { body } = await add();
    const destination = { kind: "shared-mailbox", id: body.id };
    expect((await pbx.ask("POST", "/phone-numbers", { number: "+33170000078", destination })).status).toBe(201);
    expect((await pbx.ask("DELETE", `/shared-mailboxes/${body.id}`)).status).toBe(409);
    expect((await pbx.ask("DELETE", `/shared-mailboxes/${body.id}?reassignTo=none`)).status).toBe(204);
  });

  it("is open to those who share it, by themselves or in its ring group, and to no other user", async () => {
    const [member, inGroup, stranger] = [await person(), await person(), await person()];
    const group = await pbx.ask("POST", "/ring-groups", { name: "G", extension: "6501", members: [inGroup.id] });
    const { body } = await add({ members: [member.id], ringGroup: group.body.id });
    const id = await leave(body.id);
    for (const [who, status] of [
      [member, 200],
      [inGroup, 200],
      [stranger, 403],
    ] as const) {
      expect((await pbx.ask("GET", `/shared-mailboxes/${body.id}/voicemails`, undefined, who.headers)).status).toBe(
        status,
      );
      expect((await pbx.ask("GET", `/voicemails/${id}/audio`, undefined, who.headers)).status).toBe(status);
    }
    expect((await pbx.ask("GET", "/shared-mailboxes", undefined, stranger.headers)).body.items).toEqual([]);
    expect((await pbx.ask("PATCH", `/shared-mailboxes/${body.id}`, { name: "X" }, member.headers)).status).toBe(403);
    // The group goes, the mailbox stays with its messages.
    expect((await pbx.ask("DELETE", `/ring-groups/${group.body.id}?reassignTo=none`)).status).toBe(204);
    expect((await pbx.ask("GET", `/shared-mailboxes/${body.id}`)).body).toMatchObject({ ringGroup: null });
    expect((await pbx.ask("GET", `/shared-mailboxes/${body.id}/voicemails`)).body.items).toHaveLength(1);
    // A member leaves, the others share on.
    expect((await pbx.ask("DELETE", `/users/${member.id}?reassignTo=none`)).status).toBe(204);
    expect((await pbx.ask("GET", `/shared-mailboxes/${body.id}`)).body.members).toEqual([]);
  });

  it("gets copies of messages from colleagues", async () => {
    const { id } = await person();
    const { body } = await add();
    const message = await leave(id);
    const copy = await pbx.ask("POST", `/voicemails/${message}/forward`, { to: body.id });
    expect(copy.status).toBe(201);
    const [listed] = (await pbx.ask("GET", `/shared-mailboxes/${body.id}/voicemails`)).body.items;
    expect(listed).toMatchObject({ id: copy.body.id, from: "+33612345678" });
  });
});

describe("a message that was deleted", () => {
  it("is listed as such and restored by its owner, for others it isn't there", async () => {
    const [owner, stranger] = [await person(), await person()];
    const id = await leave(owner.id);
    await pbx.ask("DELETE", `/voicemails/${id}`, undefined, owner.headers);
    expect((await pbx.ask("GET", `/users/${owner.id}/voicemails`)).body.items).toEqual([]);
    const deleted = await pbx.ask("GET", `/users/${owner.id}/voicemails/deleted`, undefined, owner.headers);
    expect(deleted.body.items).toMatchObject([{ id, deletedAt: expect.stringMatching(/^\d{4}-/) as string }]);
    expect((await pbx.ask("POST", `/voicemails/${id}/restore`, undefined, stranger.headers)).status).toBe(403);
    expect((await pbx.ask("POST", `/voicemails/${id}/restore`, undefined, owner.headers)).body).toMatchObject({ id });
    expect((await pbx.ask("POST", `/voicemails/${id}/restore`, undefined, owner.headers)).status).toBe(404);
    expect((await pbx.ask("GET", `/users/${owner.id}/voicemails`)).body.items).toMatchObject([{ id, heard: false }]);
  });
});

describe("the audio of a message", () => {
  it.each([
    ["the beginning", "bytes=0-99", 206, 100, "bytes 0-99/"],
    ["the rest", "bytes=100-", 206, 31_944, "bytes 100-32043/"],
    ["the end", "bytes=-44", 206, 44, "bytes 32000-32043/"],
    ["more than there is", "bytes=32000-99999", 206, 44, "bytes 32000-32043/"],
    ["two parts at once: all of it", "bytes=0-1,4-5", 200, 32_044, undefined],
    ["nonsense: all of it", "bytes=5-2", 200, 32_044, undefined],
  ])("is served in parts: %s", async (_what, range, status, length, contentRange) => {
    const { id } = await person();
    const message = await leave(id);
    const authorization = `Bearer ${TOKEN}`;
    const {
      status: got,
      raw,
      headers,
    } = await pbx.ask("GET", `/voicemails/${message}/audio`, undefined, {
      authorization,
      range,
    });
    expect([got, raw.byteLength]).toEqual([status, length]);
    expect(headers["accept-ranges"]).toBe("bytes");
    expect(headers["content-range"]).toBe(contentRange === undefined ? undefined : `${contentRange}32044`);
  });

  it("behind its end is refused with what there is; an old part is answered with all", async () => {
    const { id } = await person();
    const message = await leave(id);
    const authorization = `Bearer ${TOKEN}`;
    const ask = (headers: object) =>
      pbx.ask("GET", `/voicemails/${message}/audio`, undefined, { authorization, ...headers });
    const beyond = await ask({ range: "bytes=32044-" });
    expect([beyond.status, beyond.headers["content-range"]]).toEqual([416, "bytes */32044"]);
    expect(beyond.body).toMatchObject({ code: "SW_RANGE_UNSATISFIABLE" });
    expect((await ask({ range: "bytes=0-9", "if-range": '"another"' })).status).toBe(200);
    expect((await ask({ range: "bytes=0-9", "if-range": `"${message}"` })).status).toBe(206);
  });
});

it("an unlocked mailbox is told of in the journal, with who did it", async () => {
  const { id } = await person();
  const user = pbx.settings.snapshot.users(pbx.tenantId).find((each) => each.id === id)!;
  for (let wrong = 0; wrong < 5; wrong++) {
    const claim = { tenant: pbx.tenantId, extension: user.extension, pin: "0000", source: "phone" };
    await pbx.mailboxes.pins.open(claim, pbx.settings.snapshot);
  }
  expect((await pbx.ask("POST", `/users/${id}/voicemail/unlock`)).status).toBe(204);
  const [entry] = (await pbx.ask("GET", "/audit")).body.items;
  expect(entry).toMatchObject({ changes: [{ kind: "user", id, fields: [{ field: "/lockedUntil", to: null }] }] });
});
