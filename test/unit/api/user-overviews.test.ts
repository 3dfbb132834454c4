import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Binding } from "../../../src/registrar/binding.ts";
import { startApi, type ApiServer } from "../../support/api-server.ts";
import { toneFile } from "../../support/wav-file.ts";

let pbx: ApiServer;
beforeAll(async () => {
  pbx = await startApi();
});
afterAll(() => pbx[Symbol.asyncDispose]());

const addUser = async (extension: string, more: object = {}) => {
  const user = { name: `Person ${extension}`, email: `p${extension}@example.com`, extension, ...more };
  return (await pbx.ask("POST", "/users", user)).body;
};
const leaveMessage = async (user: string) => {
  const about = { tenant: pbx.tenantId, user: user as never, from: "+33612345678", caller: {} };
  const recording = await pbx.mailboxes.begin(about);
  await writeFile(recording.path, toneFile(700, 2_000));
  return recording.finish("hang-up");
};

describe("a user in lists and alone", () => {
  it("shows direct numbers, devices that are online, new messages and whether there is a PIN", async () => {
    const alice = await addUser("2001", { phoneNumbers: ["+33170000001", "+33170000002"] });
    const desk = (await pbx.ask("POST", `/users/${alice.id}/devices`, { label: "Desk", kind: "ip-phone" })).body;
    await pbx.ask("POST", `/users/${alice.id}/devices`, { label: "Mobile", kind: "mobile-app" });
    pbx.bindings.set(desk.id, [{ contact: "sip:desk@192.0.2.9" } as Binding]);
    await leaveMessage(alice.id);
    const second = await leaveMessage(alice.id);
    await pbx.mailboxes.markHeard(second?.id as never, true);
    await pbx.ask("PATCH", `/users/${alice.id}/voicemail`, { pin: "4821" });
    const overview = {
      phoneNumbers: ["+33170000001", "+33170000002"],
      devices: { total: 2, online: 1 },
      voicemail: { enabled: true, new: 1, pinSet: true },
      forwarding: { enabled: false, number: null },
    };
    expect((await pbx.ask("GET", `/users/${alice.id}`)).body).toMatchObject(overview);
    const { items } = (await pbx.ask("GET", "/users")).body;
    expect(items.find(({ id }: { id: string }) => id === alice.id)).toMatchObject(overview);
    expect((await pbx.ask("PATCH", `/users/${alice.id}`, { doNotDisturb: true })).body).toMatchObject(overview);
  });

  it("has none of it yet when it is new", async () => {
    const bob = await addUser("2002");
    expect(bob).toMatchObject({
      ...{ phoneNumbers: [], devices: { total: 0, online: 0 } },
      voicemail: { new: 0, pinSet: false },
    });
  });

  it("takes back the voicemail that it has shown, and leaves what is counted alone", async () => {
    const carol = await addUser("2003");
    const voicemail = { ...carol.voicemail, new: 7, pinSet: true, answerTimeSeconds: 40 };
    const changed = await pbx.ask("PATCH", `/users/${carol.id}/voicemail`, voicemail);
    expect(changed.body.voicemail).toMatchObject({ answerTimeSeconds: 40, new: 0, pinSet: false });
    expect((await pbx.ask("PATCH", `/users/${carol.id}`, { voicemail })).status).toBe(200);
  });

  it("asks for the new messages of a whole page at once", async () => {
    for (let i = 0; i < 30; i++) await addUser(String(3000 + i));
    const asked: number[] = [];
    const newCounts = pbx.mailboxes.newCounts.bind(pbx.mailboxes);
    pbx.mailboxes.newCounts = (ids) => {
      asked.push(ids.length);
      return newCounts(ids);
    };
    await pbx.ask("GET", "/users?limit=500");
    expect(asked).toHaveLength(1);
    pbx.mailboxes.newCounts = newCounts;
  });
});

describe("a destination", () => {
  it("has the name of what it leads to, in numbers, groups and receptionists", async () => {
    const dora = await addUser("2010", { name: "Dora Petit" });
    const sales = (await pbx.ask("POST", "/ring-groups", { name: "Sales", extension: "2100" })).body;
    await pbx.ask("POST", "/phone-numbers", { number: "+33170000020", destination: { kind: "mailbox", id: dora.id } });
    const number = (await pbx.ask("GET", "/phone-numbers/%2B33170000020")).body;
    expect(number.destination).toEqual({ kind: "mailbox", id: dora.id, label: "Dora Petit" });
    const overflow = { kind: "outside", number: "+33612345678" };
    const group = (await pbx.ask("PATCH", `/ring-groups/${sales.id}`, { overflow })).body;
    expect(group.overflow).toEqual({ ...overflow, label: "+33612345678" });
    const menu = { name: "Menu", extension: "2200", keys: { "1": { kind: "ring-group", id: sales.id } } };
    const { body } = await pbx.ask("POST", "/receptionists", menu);
    expect(body.keys).toEqual({ "1": { kind: "ring-group", id: sales.id, label: "Sales" } });
  });

  it("is taken back with its label, which follows the name all the same", async () => {
    const eve = await addUser("2011", { name: "Eve Blanc" });
    const destination = { kind: "user", id: eve.id, label: "Another name" };
    const added = await pbx.ask("POST", "/phone-numbers", { number: "+33170000021", destination });
    expect(added.body.destination.label).toBe("Eve Blanc");
    await pbx.ask("PATCH", `/users/${eve.id}`, { name: "Eve Noir" });
    const { items } = (await pbx.ask("GET", "/phone-numbers?q=%2B33170000021")).body;
    expect(items[0].destination.label).toBe("Eve Noir");
  });
});
