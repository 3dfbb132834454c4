import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AlarmEvent } from "../../../src/events/event.ts";
import type { DeviceId } from "../../../src/vocabulary/identifiers.ts";
import { parseE164 } from "../../../src/vocabulary/e164.ts";
import { startMailSystem, type MailSystem } from "./mail-system.ts";
import { patiently } from "../../support/patiently.ts";

let pbx: MailSystem;
beforeAll(async () => {
  pbx = await startMailSystem();
});
afterAll(() => pbx[Symbol.asyncDispose]());

const NOON_MS = Date.UTC(2026, 0, 15, 11);

describe("administrators", () => {
  it("are told by e-mail, once, which limit their company reached", async () => {
    await using one = await pbx.process();
    await using two = await pbx.process();
    const { tenantId: tenant } = pbx.alice;
    const event: AlarmEvent = { kind: "limit.reached", atMs: NOON_MS, tenant, limit: "callsPerHour", most: 500 };
    for (const each of [one, two, one]) each.publish(event);
    await patiently(() => expect(pbx.smtp.accepted.length).toBeGreaterThan(0));
    expect(pbx.smtp.accepted).toMatchObject([
      { subject: "Offhook : une limite d'appels extérieurs est atteinte", raw: expect.stringContaining("heure (500)") },
    ]);
    expect(pbx.smtp.accepted[0]?.to).toContain("alice@example.com");
  });

  it("are told who called an emergency service, from which telephone, and where it calls back", async () => {
    await using one = await pbx.process();
    const { tenantId: tenant, id: user } = pbx.alice;
    const before = pbx.smtp.accepted.length;
    one.publish({
      ...{ kind: "emergency.called", atMs: NOON_MS, tenant, call: "0011", user, device: "gone" as DeviceId },
      ...{ service: "112", callbackNumber: parseE164("+33170000001")! },
    });
    await patiently(() => expect(pbx.smtp.accepted).toHaveLength(before + 1));
    const mail = pbx.smtp.accepted.at(-1);
    expect(mail?.subject).toBe("Appel d'urgence : Alice Martin a appelé le 112");
    expect(mail?.raw).toContain("+33170000001");
  });
});

describe("the contacts of a site", () => {
  it("are told of an emergency call from there, in the company's language, and administrators once", async () => {
    await using one = await pbx.process();
    const { tenantId: tenant, id: user } = pbx.alice;
    const actor = { kind: "system", id: null, name: "test" } as const;
    const { id: site } = await pbx.settings.change(tenant, actor, (draft) =>
      draft.add("site", {
        name: "Lyon",
        address: "1 place Bellecour",
        contacts: ["door@example.com", "alice@example.com"],
      }),
    );
    const before = pbx.smtp.accepted.length;
    one.publish({
      ...{ kind: "emergency.called", atMs: NOON_MS + 1, tenant, call: "0012", user, device: "gone" as DeviceId },
      ...{ service: "15", site },
    });
    await patiently(() => expect(pbx.smtp.accepted).toHaveLength(before + 2));
    const mails = pbx.smtp.accepted.slice(before);
    expect(mails.flatMap(({ to }) => to).sort()).toEqual(["alice@example.com", "door@example.com"]);
    for (const { raw } of mails) expect(raw).toContain("Lyon, 1 place Bellecour");
  });
});
