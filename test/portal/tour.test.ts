import { statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deskPhone, providerPeer, silence } from "../e2e/office.ts";
import { leaveMessage, SDP } from "../e2e/outside.ts";
import type { Device } from "../support/api-client.ts";
import type { Softphone } from "../support/baresip.ts";
import type { Person } from "../support/offhook.ts";
import { OutgoingCall } from "../support/sip-call.ts";
import { Portal, type OpenOptions, type Window } from "./support/portal.ts";

/** Where the README's pictures go; undefined: none are made. */
const FOLDER = process.env["OFFHOOK_PICTURES"];
const MOST_BYTES = 150_000;
const PASSWORD = "alice-knows-it-well";
const COLLEAGUES = [
  "Amélie Fournier",
  "Baptiste Morel",
  "Camille Robert",
  "David Lefèvre",
  "Élodie Garnier",
  "Farid Benali",
  "Gaëlle Le Goff",
  "Hugo Lambert",
] as const;

let portal: Portal;
let alice: Person;
let phone: Softphone;
let receptionist: string;
beforeAll(async () => {
  portal = await Portal.start();
  const { offhook } = portal;
  const { api } = offhook;
  await api.do("PATCH", "/tenant", { name: "Atelier Martin", seatPrice: { amount: "25.00", currency: "EUR" } });
  await offhook.addTrunk();
  let device: Device;
  [alice, device] = await offhook.personWithPhone(
    { name: "Alice Martin", email: "alice@example.com", password: PASSWORD, phoneNumbers: ["+33170000100"] },
    { answerTimeSeconds: 5 },
  );
  alice = { ...alice, number: "+33170000100" };
  phone = await deskPhone(offhook, device, { hears: 440, answer: "manual" });
  const people: string[] = [];
  for (const [at, name] of COLLEAGUES.entries()) {
    const email = `${name.split(" ")[0]?.normalize("NFD").replaceAll(/\P{L}/gu, "").toLowerCase()}@example.com`;
    const forwarding = at === 3 ? { forwarding: { enabled: true, number: "+33612345678" } } : {};
    const first = at === 5 ? {} : { device: { label: "Desk", kind: "ip-phone" } };
    const phoneNumbers = [`+3317000010${at + 1}`];
    people.push(
      (await api.addUser({ name, email, extension: `${2100 + at}`, phoneNumbers, ...forwarding, ...first })).id,
    );
  }
  await api.patchUser(people[1] ?? "", { doNotDisturb: true });
  const group = await api.do<{ id: string }>("POST", "/ring-groups", {
    ...{ name: "Sales", extension: "3001", members: [alice.id, ...people.slice(0, 3)] },
  });
  const conference = await api.do<{ id: string }>("POST", "/conferences", {
    name: "Monday meeting",
    extension: "4001",
  });
  const week = ["monday", "tuesday", "wednesday", "thursday", "friday"].flatMap((day) => [
    { day, from: "09:00", to: "12:30" },
    { day, from: "14:00", to: "18:00" },
  ]);
  const made = await api.do<{ id: string }>("POST", "/receptionists", {
    ...{ name: "Front desk", extension: "5001" },
    keys: {
      "1": { kind: "ring-group", id: group.id },
      "2": { kind: "user", id: alice.id },
      "3": { kind: "conference", id: conference.id },
      "9": { kind: "dial-by-name" },
      "*": { kind: "repeat" },
    },
    hours: { weekly: week, holidays: { country: "FR", state: null } },
  });
  receptionist = made.id;
  await api.addNumber("+33170000001", { kind: "receptionist", id: receptionist });
  await api.addNumber("+33170000002", { kind: "ring-group", id: group.id });
  await api.addNumber("+33170000003", null);
  await api.do("PATCH", "/tenant", { mainNumber: "+33170000001" });
  await leaveMessage(offhook, alice);
});
afterAll(async () => {
  await phone[Symbol.asyncDispose]();
  await portal[Symbol.asyncDispose]();
});

/** A picture of the README; and what is shown there is sound. */
async function shows(window: Window, name: string): Promise<void> {
  await window.settled();
  expect(await window.accessibilityFaults()).toEqual([]);
  expect(await window.fitsWidth()).toBe(true);
  expect(window.complaints).toEqual([]);
  await window.picture(`tour-${name}`);
  if (FOLDER === undefined) return;
  const path = join(FOLDER, `${name}.png`);
  await window.page.screenshot({ path });
  expect(statSync(path).size, name).toBeLessThan(MOST_BYTES);
}

const asAlice = (options: OpenOptions): Promise<Window> =>
  portal.openAsEmployee({ email: "alice@example.com", password: PASSWORD }, options);

describe("a tour of the portal, as the README shows it", () => {
  it("begins with what goes on in the office: a call at this moment, and what needs attention", async () => {
    await using window = await portal.openAsManager({ width: 1_280 });
    const { page } = window;
    await window.visit("/", "Home");
    const from = phone.events.all.length;
    await using trunk = await providerPeer(portal.offhook);
    const call = await OutgoingCall.place(trunk, { to: alice.number, sdp: SDP });
    await phone.tells("CALL_INCOMING", { from });
    await phone.answers();
    await call.answered();
    await page.getByText("Talking").first().waitFor();
    await shows(window, "home");
    await call.hangsUp();
    await silence(portal.offhook);
  });

  it("goes on to the people, one of them, and their numbers", async () => {
    await using window = await portal.openAsManager({ width: 1_280 });
    const { page } = window;
    await window.visit("/extensions", "Extensions");
    await page.getByText("Hugo Lambert").waitFor();
    await shows(window, "extensions");
    await page.getByRole("button", { name: "David Lefèvre" }).click();
    const drawer = page.getByRole("dialog");
    await drawer.getByRole("tab", { name: "Call forwarding" }).click();
    await drawer
      .getByText(/06 12 34 56 78/)
      .first()
      .waitFor();
    await shows(window, "one-person");
    await page.keyboard.press("Escape");
    await window.visit("/phone-numbers", "Phone numbers");
    await page.getByRole("button", { name: /Where 01 70 00 00 03 leads/ }).click();
    await window.picks(/Where 01 70 00 00 03 leads/, "Élodie");
    await page.getByText("1 number is changed.").waitFor();
    await shows(window, "phone-numbers");
  });

  it("shows the virtual receptionist in the dark, and what happened to a call, message by message", async () => {
    await using window = await portal.openAsManager({ colours: "dark", width: 1_280 });
    const { page } = window;
    await window.visit(`/receptionists?open=${receptionist}`, "Front desk");
    await page.getByText("Monday meeting").first().waitFor();
    await shows(window, "receptionist");
    await using light = await portal.openAsManager({ width: 1_280 });
    await light.visit("/history", "Call history");
    await light.page.getByRole("row").nth(1).click();
    await light.page.getByRole("tab", { name: "SIP" }).click();
    await light.page
      .getByRole("button", { name: /INVITE/ })
      .first()
      .waitFor();
    await shows(light, "call-ladder");
  });

  it("ends with an employee's own telephone and voicemail, in French and in a pocket", async () => {
    await using desk = await asAlice({ language: "fr", width: 1_280 });
    await desk.visit("/my/phone", "Mon téléphone");
    await shows(desk, "my-phone");
    await using pocket = await asAlice({ language: "fr", colours: "dark", width: 375 });
    await pocket.visit("/my/voicemail", "Messagerie");
    await pocket.page.getByRole("listitem").getByRole("button", { expanded: false }).first().click();
    await pocket.page.getByRole("button", { name: /^Pause/ }).waitFor();
    await shows(pocket, "voicemail");
  });
});
