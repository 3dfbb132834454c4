import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Softphone } from "../support/baresip.ts";
import { Portal, type Window } from "./support/portal.ts";

/** Of the telephone that is set up from the portal's card: its microphone hears this tone. */
const TONE_HZ = 440;

let portal: Portal;
beforeAll(async () => {
  portal = await Portal.start();
  const { api } = portal.offhook;
  await api.do("PATCH", "/tenant", { name: "Atelier Martin", seatPrice: { amount: "50.00", currency: "EUR" } });
  for (const number of ["+33170000041", "+33170000042"]) await api.addNumber(number, null);
});
afterAll(() => portal[Symbol.asyncDispose]());

async function add(window: Window, person: { name: string; email: string }): Promise<void> {
  const { page } = window;
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Add user" }).click();
  await dialog.getByLabel("Name").fill(person.name);
  await dialog.getByLabel("E-mail address").fill(person.email);
  await dialog.getByRole("switch", { name: "Send an invitation" }).press("Space");
  await dialog.getByLabel("First password").fill("a-password-of-theirs");
}

/** Begins the phone's set-up again, as one of this maker. */
async function begins({ page }: Window, setUp: Locator, maker: string): Promise<void> {
  await setUp.getByRole("button", { name: "Set up again" }).click();
  await setUp.getByRole("combobox", { name: "Maker" }).click();
  await page.getByRole("option", { name: maker }).click();
  await setUp.getByRole("button", { name: "Set up again" }).click();
  await setUp.getByRole("status").getByText(maker).waitFor();
}

/** A baresip's folder, with the files that it is given at the address. */
async function readByBaresip(address: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "baresip-"));
  for (const file of ["accounts", "config", "contacts"]) {
    const answer = await fetch(new URL(file, address));
    expect(answer.status, file).toBe(200);
    writeFileSync(join(folder, file), await answer.text());
  }
  return folder;
}

describe("the extensions", () => {
  it("get a user whose telephone, set up from the card, rings", async () => {
    await using window = await portal.openAsManager();
    const { page } = window;
    await window.visit("/extensions", "Extensions");
    await add(window, { name: "Alice Martin", email: "alice@example.com" });

    const dialog = page.getByRole("dialog");
    await expect.poll(() => dialog.textContent()).toContain("1 → 2 seats, €100 a month");
    await expect.poll(() => dialog.getByLabel("Extension").inputValue()).toBe("1001");
    // Written as the country does once its numbering plan is there.
    await expect.poll(() => dialog.getByLabel("Direct number").inputValue()).toBe("01 70 00 00 41");
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("add-user");
    await dialog.getByRole("button", { name: "Continue" }).click();

    const card = dialog.getByRole("group", { name: "Set-up of the phone" });
    await card.waitFor();
    const values = card.locator(".mantine-Text-root[data-value]");
    await values.nth(2).waitFor();
    const [server = "", username = "", password = ""] = await values.allTextContents();
    await card.getByRole("img", { name: "The account as a QR code" }).waitFor();
    await window.picture("phone-card");
    await using phone = await Softphone.start({ server, username, password, hears: TONE_HZ, answer: "manual" });
    await dialog.getByRole("button", { name: "Done" }).click();
    // Live: the registration was told by an event.
    await expect
      .poll(() => page.getByRole("row", { name: /Alice Martin/ }).textContent(), { timeout: 15_000 })
      .toContain("1 of 1 online");

    const colleague = await portal.offhook.api.addUser({
      name: "Bruno",
      email: "bruno@example.com",
      extension: "1002",
    });
    const device = await portal.offhook.api.addDevice(colleague.id);
    await using caller = await Softphone.start({
      server: portal.offhook.sip,
      username: device.sipUsername,
      password: device.sipPassword,
      hears: TONE_HZ,
    });
    await caller.dial("1001");
    await phone.tells("CALL_INCOMING");
    expect(window.complaints).toEqual([]);
  });

  it("get a phone that sets itself up: it waits, has read its settings, and is connected", async () => {
    await using window = await portal.openAsManager();
    const { page } = window;
    const user = await portal.offhook.api.addUser({
      name: "Gaëlle Roy",
      email: "gaelle@example.com",
      extension: "1030",
    });
    await portal.offhook.api.addDevice(user.id);
    await window.visit(`/extensions?open=${user.id}&tab=devices`, "Extensions");
    const drawer = page.getByRole("dialog", { name: "Gaëlle Roy" });
    await drawer.getByRole("button", { name: /^Actions for/ }).click();
    await page.getByRole("menuitem", { name: "Let it set itself up" }).click();
    const setUp = drawer.getByRole("group", { name: /sets itself up$/ });

    // A desk phone is known by its MAC address; Linphone scans a code.
    await setUp.getByRole("combobox", { name: "Maker" }).click();
    await page.getByRole("option", { name: "Yealink" }).click();
    await setUp.getByLabel("MAC address").fill("none");
    await setUp.getByRole("button", { name: "Begin" }).click();
    await setUp.getByRole("alert").waitFor();
    await setUp.getByLabel("MAC address").fill("80:5e:c0:12:34:56");
    await setUp.getByRole("button", { name: "Begin" }).click();
    await setUp.getByText("Waiting for the phone").waitFor();
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("phone-waits");
    await begins(window, setUp, "Linphone");
    await setUp.getByRole("img", { name: "The address as a QR code" }).waitFor();
    await window.picture("phone-linphone");

    await begins(window, setUp, "baresip");
    const address = (await setUp.locator("[data-value]").textContent()) ?? "";
    const folder = await readByBaresip(address);
    // Live, each step: told by events.
    await setUp.getByText("Settings read").waitFor();
    await using _phone = await Softphone.startAsSetUp(folder, { hears: TONE_HZ });
    await setUp.getByText("Set up", { exact: true }).waitFor();
    await window.picture("phone-registered");

    await window.visit("/phones", "Phones");
    await expect.poll(() => page.getByRole("row", { name: /Gaëlle Roy/ }).textContent()).toMatch(/Connected.*Set up/);
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("phones");
    await page.getByRole("button", { name: "Address for DHCP" }).click();
    await page.getByRole("button", { name: "Make an address" }).click();
    await page.getByText(/\/provisioning\//).waitFor();
    await page.getByRole("button", { name: "No address any more" }).click();
    await page.getByRole("button", { name: "Make an address" }).waitFor();
    expect(window.complaints).toEqual([]);
  });

  it("have phones whose name, site and encryption are changed, and a choice where two people change one at once", async () => {
    const { api } = portal.offhook;
    const user = await api.addUser({ name: "Inès Faure", email: "ines@example.com", extension: "1040" });
    const { id } = await api.addDevice(user.id);
    const site = await api.do<{ id: string }>("POST", "/sites", { name: "Head office", address: "12 rue de la Paix" });
    const stored = (): Promise<unknown> => api.do("GET", `/devices/${id}`);
    await using window = await portal.openAsManager({ width: 375, colours: "dark" });
    const { page } = window;
    await window.visit(`/extensions?open=${user.id}&tab=devices`, "Extensions");
    const drawer = page.getByRole("dialog", { name: "Inès Faure" });
    await drawer.getByRole("button", { name: /^Actions for/ }).click();
    await page.getByRole("menuitem", { name: "Change" }).click();
    const form = drawer.getByRole("form", { name: /^Settings of/ });
    await form.getByLabel("Name").fill("Reception desk");
    await form.getByRole("combobox", { name: "Site" }).click();
    await page.getByRole("option", { name: "Head office" }).click();
    await form.getByRole("combobox", { name: "Encryption of calls" }).click();
    await page.getByRole("option", { name: "Always: without it there is no call" }).click();
    expect(await window.accessibilityFaults()).toEqual([]);
    expect(await window.fitsWidth()).toBe(true);
    await window.picture("device-375-dark");

    await api.do("PATCH", `/devices/${id}`, { label: "Front desk" });
    await form.getByRole("button", { name: "Save" }).click();
    const conflict = page.getByRole("dialog", { name: "Another person has changed this too" });
    await conflict.getByRole("row", { name: "Site Not said Head office" }).waitFor();
    await conflict.getByRole("button", { name: "Keep mine" }).click();
    await drawer.getByText("Reception desk").waitFor();
    await form.waitFor({ state: "hidden" });
    expect(await stored()).toMatchObject({ label: "Reception desk", siteId: site.id, encryption: "required" });
    expect(window.complaints).toEqual([]);
  });

  it("are set in a drawer, which says in words what will happen to a call", async () => {
    await using window = await portal.openAsManager();
    const { page } = window;
    const user = await portal.offhook.api.addUser({
      name: "Chloé Dubois",
      email: "chloe@example.com",
      extension: "1010",
    });
    await window.visit("/extensions", "Extensions");

    // By keyboard alone: search, open, change, save.
    await page.keyboard.press("/");
    await window.types(page.locator("input"), "chloé 1010");
    await page.getByRole("button", { name: /Chloé Dubois/ }).focus();
    await page.keyboard.press("Enter");
    const drawer = page.getByRole("dialog");
    await expect
      .poll(() => drawer.textContent())
      .toContain("The caller can leave a message in the voicemail of Chloé Dubois.");
    await drawer.getByRole("tab", { name: "General" }).focus();
    for (let right = 0; right < 3; right++) await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await drawer.getByLabel("Forward calls to").fill("06 12 34 56 78");
    await drawer.getByRole("switch", { name: /^Forward calls/ }).press("Space");
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("drawer");
    await drawer.getByRole("button", { name: "Save" }).press("Enter");

    await expect
      .poll(async () => (await portal.offhook.api.do<{ forwarding: object }>("GET", `/users/${user.id}`)).forwarding)
      .toMatchObject({ enabled: true, number: "+33612345678" });
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("row", { name: /Chloé/ }).textContent()).toContain("06 12 34 56 78");
    expect(window.complaints).toEqual([]);
  });

  it("lose nothing that was typed when two people change one user: which it shall be is a choice", async () => {
    await using window = await portal.openAsManager();
    const { page } = window;
    const user = await portal.offhook.api.addUser({
      name: "David Leroy",
      email: "david@example.com",
      extension: "1020",
    });
    await window.visit(`/extensions?open=${user.id}`, "Extensions");
    const drawer = page.getByRole("dialog", { name: "David Leroy" });
    await drawer.getByLabel("Name").fill("David Leroy-Petit");
    await portal.offhook.api.patchUser(user.id, { name: "D. Leroy" });

    await drawer.getByRole("button", { name: "Save" }).click();
    const conflict = page.getByRole("dialog", { name: "Another person has changed this too" });
    await expect
      .poll(() => conflict.getByRole("row", { name: /^Name/ }).textContent())
      .toBe("NameD. LeroyDavid Leroy-Petit");
    await window.picture("conflict");
    await conflict.getByRole("button", { name: "Keep mine" }).click();
    await expect
      .poll(async () => (await portal.offhook.api.do<{ name: string }>("GET", `/users/${user.id}`)).name)
      .toBe("David Leroy-Petit");

    // Leaving with something typed is asked about.
    await conflict.waitFor({ state: "hidden" });
    await page.getByRole("dialog").getByLabel("Name").fill("Nobody");
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog", { name: "Leave without saving?" }).getByRole("button", { name: "Cancel" }).click();
    expect(await page.getByRole("dialog").getByLabel("Name").inputValue()).toBe("Nobody");
  });

  it("fit a telephone, in French and in the dark", async () => {
    await using window = await portal.openAsManager({ language: "fr", colours: "dark", width: 375 });
    await window.visit("/extensions", "Extensions");
    expect(await window.fitsWidth()).toBe(true);
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("extensions-375-dark");
    await window.visit("/", "Accueil");
    expect(await window.fitsWidth()).toBe(true);
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("home-375-dark");
  });

  it("are drawn as far as they are in sight, and found at once, where there are a thousand", async () => {
    const { api } = portal.offhook;
    const people = Array.from({ length: 1_000 }, (_, n) => n);
    const add = async (): Promise<void> => {
      for (let n = people.pop(); n !== undefined; n = people.pop())
        await api.addUser({ name: `Person ${n} Roux`, email: `person${n}@example.com`, extension: `${20_000 + n}` });
    };
    await Promise.all(Array.from({ length: 4 }, add));
    await using window = await portal.openAsManager();
    const { page } = window;
    await window.visit("/extensions", "Extensions");
    await page.getByText(/^1[, ]\d{3} entries/).waitFor();
    const drawn = (): Promise<number> => page.getByRole("row").count();
    expect(await drawn()).toBeLessThan(60);
    await page.getByRole("row").nth(1).getByRole("button").focus();
    await page.keyboard.press("End");
    await page.getByText("Person 999 Roux").waitFor();
    expect(await drawn()).toBeLessThan(60);
    await page.keyboard.press("/");
    await window.types(page.locator("input"), "roux 20500");
    await expect.poll(drawn).toBe(2);
    await page.getByText("Person 500 Roux").waitFor();
    expect(window.complaints).toEqual([]);
  });
});
