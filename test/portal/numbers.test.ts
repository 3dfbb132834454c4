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
    await window.picks(/Where 01 70 00 20 01 leads/, bob[0].name);
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

  it("chooses between two destinations where another administrator has pointed the number elsewhere meanwhile", async () => {
    const number = "+33170002002";
    await portal.offhook.api.addNumber(number, { kind: "user", id: alice[0].id });
    await using window = await portal.openAsManager();
    const { page } = window;
    await window.visit("/phone-numbers", "Phone numbers");
    const pointAt = async (name: string): Promise<void> => {
      await page.getByRole("button", { name: /Where 01 70 00 20 02 leads/ }).click();
      await window.picks(/Where 01 70 00 20 02 leads/, name);
    };
    await pointAt("Front desk");
    await page.getByText("1 number is changed.").waitFor();
    // Another administrator is first, and this page is told so.
    const sales = (await portal.offhook.api.do<{ items: { id: string }[] }>("GET", "/ring-groups")).items[0]?.id ?? "";
    await portal.offhook.api.do("PATCH", `/phone-numbers/${number}`, {
      destination: { kind: "ring-group", id: sales },
    });
    await page.getByRole("button", { name: "Save", exact: true }).click();
    const choice = page.getByRole("dialog");
    await choice.getByText("Sales", { exact: false }).waitFor();
    await choice.getByText("Front desk", { exact: false }).waitFor();
    await window.picture("numbers-conflict");
    await choice.getByRole("button", { name: "Keep mine" }).click();
    await page.getByText("1 number is saved.").waitFor();
    expect(await portal.offhook.api.do("GET", `/phone-numbers/${number}`)).toMatchObject({
      destination: { kind: "receptionist" },
    });
    expect(window.complaints).toEqual([]);
  });

  it("sees who comes into a conference, mutes them, and locks it", async () => {
    const { items } = await portal.offhook.api.do<{ items: { id: string }[] }>("GET", "/conferences");
    const id = items[0]?.id ?? "";
    await using window = await portal.openAsManager();
    const { page } = window;
    await window.visit(`/conferences?open=${id}`, "Conferences");
    await page.getByText("Nobody is in it now").waitFor();
    await using phone = await phoneOf(alice, 440);
    await phone.dial("4001");
    const member = page.getByRole("group", { name: alice[0].name });
    await member.waitFor(); // told by an event
    await member.getByRole("button", { name: /^Mute/ }).click();
    await member.getByText("Muted", { exact: true }).waitFor();
    const members = await portal.offhook.api.do<{ items: object[] }>("GET", `/conferences/${id}/members`);
    expect(members.items).toMatchObject([{ userId: alice[0].id, muted: true }]);
    await page.getByRole("button", { name: "Let nobody else in" }).click();
    await page.getByText("Locked: nobody else gets in").waitFor();
    await page.getByRole("button", { name: "Let people in again" }).waitFor();
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("conference");

    await using late = await phoneOf(bob, 880);
    const from = late.events.all.length;
    await late.dial("4001");
    await late.tells("CALL_CLOSED", { from });
    await member.getByRole("button", { name: /^Send/ }).click();
    await page.getByText("Nobody is in it now").waitFor();
    await phone.tells("CALL_CLOSED");
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
