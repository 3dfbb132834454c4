import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Softphone } from "../support/baresip.ts";
import type { Person } from "../support/offhook.ts";
import type { Device } from "../support/api-client.ts";
import { Portal } from "./support/portal.ts";

let portal: Portal;
let alice: readonly [Person, Device];
let bob: readonly [Person, Device];

beforeAll(async () => {
  portal = await Portal.start();
  const { offhook } = portal;
  [alice, bob] = [
    await offhook.personWithPhone({ phoneNumbers: [] }),
    await offhook.personWithPhone({ phoneNumbers: [] }),
  ];
  await offhook.api.addNumber("+33170002001", { kind: "user", id: alice[0].id });
  await offhook.api.do("POST", "/ring-groups", { name: "Sales", extension: "3001", members: [alice[0].id, bob[0].id] });
  await offhook.api.do("POST", "/receptionists", { name: "Front desk", extension: "5001" });
  await offhook.api.do("POST", "/conferences", { name: "Monday meeting", extension: "4001" });
});
afterAll(() => portal[Symbol.asyncDispose]());

function phoneOf([, device]: readonly [Person, Device], hears: number): Promise<Softphone> {
  const { sipUsername: username, sipPassword: password } = device;
  return Softphone.start({ username, password, server: portal.offhook.sip, hears });
}

describe("the office manager", () => {
  it("points a number at another user in the table by keyboard, and the other user's phone rings", async () => {
    await using window = await portal.openAsManager();
    const { page } = window;
    await window.visit("/phone-numbers", "Phone numbers");
    await page.getByRole("button", { name: /Where 01 70 00 20 01 leads/ }).focus();
    await page.keyboard.press("Enter");
    await page.keyboard.type(bob[0].name);
    await page.keyboard.press("Enter");
    await page.getByText("1 number is changed.").waitFor();
    await window.picture("phone-numbers");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("1 number is saved.").waitFor();
    expect(await window.accessibilityFaults()).toEqual([]);

    await using bobsPhone = await phoneOf(bob, 440);
    await using alicesPhone = await phoneOf(alice, 880);
    await alicesPhone.dial("+33170002001");
    await bobsPhone.tells("CALL_INCOMING");
    await alicesPhone.hangsUp();
    expect(window.complaints).toEqual([]);
  });

  it("orders the members of a group by keyboard, and reads what will happen", async () => {
    await using window = await portal.openAsManager();
    const { page } = window;
    await window.visit("/groups", "Groups");
    await page.getByRole("button", { name: "Sales" }).click();
    await page.getByRole("button", { name: new RegExp(`^Move ${alice[0].name}`) }).focus();
    await page.keyboard.press("ArrowDown");
    await page.getByRole("button", { name: "Save" }).click();
    await expect
      .poll(async () => {
        const { items } = await portal.offhook.api.do<{ items: { members: string[] }[] }>("GET", "/ring-groups");
        return items[0]?.members;
      })
      .toEqual([bob[0].id, alice[0].id]);
    await page.getByText("ring together for 30 seconds").waitFor();
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("group");
  });

  it("closes the virtual receptionist now, on a telephone's screen", async () => {
    await using window = await portal.openAsManager({ width: 375, colours: "dark", language: "fr" });
    const { page } = window;
    await window.visit("/receptionists", "Standard automatique");
    await page.getByRole("button", { name: "Front desk" }).click();
    await page.getByRole("switch", { name: /Fermé maintenant/ }).click();
    await page.getByRole("button", { name: "Enregistrer", exact: true }).click();
    await page.getByText("fermé à la main").waitFor();
    expect(await window.accessibilityFaults()).toEqual([]);
    expect(await window.fitsWidth()).toBe(true);
    await window.picture("receptionist-375-dark");
  });
});
