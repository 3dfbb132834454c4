import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi, type ApiServer } from "../../support/api-server.ts";

let pbx: ApiServer;
beforeAll(async () => {
  pbx = await startApi();
});
afterAll(() => pbx[Symbol.asyncDispose]());

const person = (extension: string, more: object = {}) => ({
  ...{ name: `Person ${extension}`, email: `p${extension}@example.com`, extension },
  ...more,
});

describe("a user in one step", () => {
  it("is made with numbers, voicemail, forwarding and a device whose password is shown once, in one change", async () => {
    const before = pbx.settings.snapshot.versionOf(pbx.tenantId);
    const order = person("2001", {
      ...{ language: "en", phoneNumbers: ["+33170000001"], doNotDisturb: true },
      voicemail: { answerTimeSeconds: 40, pin: "4821" },
      forwarding: { enabled: true, number: "+33612345678" },
      device: { label: "Desk", kind: "ip-phone", macAddress: "00:11:22:AA:BB:CC" },
    });
    const { status, body } = await pbx.ask("POST", "/users", order);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...{ language: "en", phoneNumbers: ["+33170000001"], doNotDisturb: true },
      voicemail: { enabled: true, answerTimeSeconds: 40, pinSet: true },
      forwarding: { enabled: true, number: "+33612345678", ringDevices: true },
      devices: { total: 1, online: 0 },
      device: { label: "Desk", macAddress: "001122aabbcc", sipDomain: "192.0.2.1:5060" },
    });
    expect(body.device.sipPassword).toMatch(/^.{16,}$/);
    expect(pbx.settings.snapshot.versionOf(pbx.tenantId)).toBe(before + 1);
    const read = await pbx.ask("GET", `/users/${body.id}`);
    expect(JSON.stringify(read.body)).not.toContain(body.device.sipPassword);
  });

  it.each([
    [
      "a device's address that is taken",
      { device: { label: "X", kind: "ip-phone", macAddress: "001122AABBCC" } },
      "/device/macAddress",
    ],
    [
      "a site that isn't there",
      { device: { label: "X", kind: "ip-phone", siteId: "0123456789abcdef0123" } },
      "/device/siteId",
    ],
    ["a PIN that is guessed first", { voicemail: { pin: "1234" } }, "/voicemail/pin"],
    [
      "a forward to an extension that isn't there",
      { forwarding: { enabled: true, number: "2999" } },
      "/forwarding/number",
    ],
    ["a number that leads elsewhere", { phoneNumbers: ["+33170000001"] }, "/phoneNumbers/0"],
  ])("is not made at all with %s, and the answer names the field", async (_what, more, field) => {
    const { status, body } = await pbx.ask("POST", "/users", person("2002", more));
    expect([409, 422]).toContain(status);
    expect(body.errors[0].field).toBe(field);
    expect((await pbx.ask("GET", "/users?q=2002")).body.total).toBe(0);
    expect((await pbx.ask("GET", "/devices")).body.total).toBe(1);
  });
});

describe("a number as people of the country write it", () => {
  it("is taken wherever a number is, and shown in E.164 form", async () => {
    const order = person("2010", {
      phoneNumbers: ["01 70 00 00 10"],
      forwarding: { enabled: true, number: "06.12.34.56.78" },
    });
    const { body } = await pbx.ask("POST", "/users", order);
    expect(body).toMatchObject({ phoneNumbers: ["+33170000010"], forwarding: { number: "+33612345678" } });
    const added = await pbx.ask("POST", "/phone-numbers", { number: "0170000011" });
    expect(added.body.number).toBe("+33170000011");
    const overflow = { kind: "outside", number: "0033 6 12 34 56 79" };
    const group = await pbx.ask("POST", "/ring-groups", { name: "Sales", extension: "2100", overflow });
    expect(group.body.overflow.number).toBe("+33612345679");
    expect((await pbx.ask("PATCH", "/tenant", { mainNumber: "01 70 00 00 11" })).body.mainNumber).toBe("+33170000011");
    expect((await pbx.ask("GET", "/phone-numbers/0170000011")).body.number).toBe("+33170000011");
    const blocked = { blockList: { numbers: ["08 99 00 00 00", "+3389*"] } };
    expect((await pbx.ask("PATCH", `/users/${body.id}`, blocked)).body.blockList.numbers).toEqual([
      "+33899000000",
      "+3389*",
    ]);
  });

  it("leaves an extension an extension, and what is no number to be refused", async () => {
    const { body } = await pbx.ask("POST", "/users", person("2011"));
    const forward = (number: string) => pbx.ask("PATCH", `/users/${body.id}/forwarding`, { enabled: true, number });
    expect((await forward("2010")).body.forwarding.number).toBe("2010");
    const refused = await forward("call me");
    expect([refused.status, refused.body.errors[0].field]).toEqual([422, "/number"]);
  });
});
