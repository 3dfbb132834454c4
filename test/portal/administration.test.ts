import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SipPeer } from "../support/sip-peer.ts";
import { header } from "../support/sip-text.ts";
import { receiver } from "../support/webhook-receiver.ts";
import { Portal } from "./support/portal.ts";

let portal: Portal;

beforeAll(async () => {
  portal = await Portal.start({ environment: { PRIVATE_WEBHOOKS: "allowed" } });
});
afterAll(() => portal[Symbol.asyncDispose]());

describe("the office manager", () => {
  it("finds out in the journal who gave a user another name, and what it was before", async () => {
    const { api } = portal.offhook;
    const user = await api.addUser({ name: "Nadia Petit", email: "nadia@example.com", extension: "1201" });
    await api.addNumber("+33170003001", null);
    await api.do("PATCH", `/users/${user.id}`, { name: "Nadia Grand" });
    await using window = await portal.openAsManager();
    const { page } = window;
    await window.visit("/journal", "Journal");
    await page.getByRole("row", { name: /Added: 01 70 00 30 01 \(phone number\)/ }).waitFor();
    await page.getByRole("combobox", { name: "Everything" }).click();
    await page.getByRole("option", { name: "User", exact: true }).click();
    await page.getByRole("row", { name: /01 70 00 30 01/ }).waitFor({ state: "detached" });
    await page
      .getByRole("row", { name: /Changed: Nadia Grand \(user\) – Name/ })
      .getByRole("button")
      .click();
    const drawer = page.getByRole("dialog", { name: /^Change by/ });
    await drawer.getByRole("row", { name: "Name Nadia Petit Nadia Grand" }).waitFor();
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("journal");
    await drawer.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("dialog", { name: "Undo this change?" }).getByRole("button", { name: "Undo" }).click();
    await page.getByText("It is undone.").waitFor();
    expect((await api.do<{ name: string }>("GET", `/users/${user.id}`)).name).toBe("Nadia Petit");
    expect(window.complaints).toEqual([]);
  });

  it("adds a trunk on a telephone's screen, and sees that the provider knows it", async () => {
    await using provider = await SipPeer.open({ server: portal.offhook.sip });
    await using window = await portal.openAsManager({ width: 375, colours: "dark", language: "fr" });
    const { page } = window;
    await window.visit("/trunks", "Lignes");
    await page.getByRole("button", { name: "Ajouter une ligne" }).first().click();
    const form = page.getByRole("dialog", { name: "Ajouter une ligne" });
    await form.getByLabel("Nom", { exact: true }).fill("Opérateur");
    await form.getByLabel("Identifiant").fill("33170003000");
    await form.getByLabel("Mot de passe", { exact: true }).fill("as the provider gave it");
    await form.getByLabel("Serveur").fill("no such server");
    await form.getByLabel("Port", { exact: true }).fill(String(provider.port));
    await form.getByRole("button", { name: "Ajouter" }).click();
    // Nothing that was typed is lost by the refusal.
    await form.getByRole("alert").waitFor();
    expect(await form.getByLabel("Nom", { exact: true }).inputValue()).toBe("Opérateur");
    expect(await window.accessibilityFaults()).toEqual([]);
    await form.getByLabel("Serveur").fill(provider.address);
    await form.getByRole("button", { name: "Ajouter" }).click();

    const drawer = page.getByRole("dialog", { name: "Opérateur" });
    const register = await provider.receivesRequest("REGISTER");
    provider.respond(register, 200, "OK", { headers: [`Contact: ${header(register, "Contact")};expires=3600`] });
    await drawer.getByText("Tout est en ordre : les appels passent.").waitFor();
    expect(await window.accessibilityFaults()).toEqual([]);
    expect(await window.fitsWidth()).toBe(true);
    await window.picture("trunk-375-dark");

    // How its audio goes, beside which calls it takes.
    await drawer.getByRole("tab", { name: "Appels" }).click();
    const chooses = async (menu: string, choice: string): Promise<void> => {
      await drawer.getByRole("combobox", { name: menu }).click();
      await page.getByRole("option", { name: choice }).click();
    };
    await chooses("Chiffrement des appels", "Proposé ; sans lui s’il le faut");
    await chooses("Le son passe par le relais", "Toujours");
    await drawer.getByRole("button", { name: "Enregistrer" }).click();
    const stored = async (): Promise<unknown> =>
      (await portal.offhook.api.do<{ items: unknown[] }>("GET", "/trunks")).items[0];
    await expect.poll(stored).toMatchObject({ encryption: "preferred", relay: "always" });
    await drawer.getByRole("button", { name: "Enregistrer" }).waitFor({ state: "hidden" });
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("trunk-calls-375-dark");
    expect(window.complaints).toEqual([]);
  });

  it("chooses when another administrator has changed the company meanwhile, and loses nothing that was typed", async () => {
    const { api } = portal.offhook;
    await using window = await portal.openAsManager();
    const { page } = window;
    await window.visit("/company", "Company");
    await page.getByLabel("Name", { exact: true }).fill("Petit & Sons");
    await api.do("PATCH", "/tenant", { name: "Petit Brothers" });
    await page.getByRole("button", { name: "Save" }).click();
    const choice = page.getByRole("dialog", { name: "Another person has changed this too" });
    await choice.getByRole("row", { name: "Name Petit Brothers Petit & Sons" }).waitFor();
    expect(await window.accessibilityFaults()).toEqual([]);
    await choice.getByRole("button", { name: "Keep mine" }).click();
    await choice.waitFor({ state: "detached" });
    expect((await api.do<{ name: string }>("GET", "/tenant")).name).toBe("Petit & Sons");
    await page.getByLabel("A parked call comes back after").fill("60");
    await page.getByRole("combobox", { name: "Blocked callers" }).fill("06 99 99 99 99");
    await page.keyboard.press("Enter");
    await page.getByRole("combobox", { name: "What blocked callers get" }).click();
    await page.getByRole("option", { name: "They hear that they are refused" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await expect
      .poll(() => api.do("GET", "/tenant"))
      .toMatchObject({
        parking: { waitSeconds: 60 },
        blockList: { numbers: ["+33699999999"], outcome: "announcement" },
      });
    await window.picture("company");
  });

  it("makes a token that opens the API, is shown once, and opens nothing once it is withdrawn", async () => {
    await using window = await portal.openAsManager();
    const { page } = window;
    await window.visit("/tokens", "API tokens");
    await page.getByRole("button", { name: "Make a token" }).first().click();
    const form = page.getByRole("dialog", { name: "Make a token" });
    await form.getByLabel("Name").fill("Wallboard");
    await form.getByRole("button", { name: "Make", exact: true }).click();
    const token = await form.locator("[data-secret]").innerText();
    expect(await window.accessibilityFaults()).toEqual([]);
    const read = async (): Promise<number> =>
      (await fetch(`${portal.address}/api/v1/users`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect(await read()).toBe(200);
    await form.getByRole("button", { name: "I have copied it" }).click();
    await page.getByRole("row", { name: new RegExp(`Wallboard …${token.slice(-4)} Read`) }).waitFor();
    await window.picture("tokens");
    await page.getByRole("button", { name: "Withdraw Wallboard" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
    await page.getByRole("row", { name: /Wallboard/ }).waitFor({ state: "detached" });
    await expect.poll(read).toBe(401);
  });

  it("adds a site and a webhook on a telephone's screen, and tries the webhook", async () => {
    await using window = await portal.openAsManager({ width: 375 });
    const { page } = window;
    await window.visit("/sites", "Sites");
    await page.getByRole("button", { name: "Add a site" }).first().click();
    await page.getByLabel("Name").fill("Head office");
    await page.getByLabel("Address").fill("12 rue de la Paix\n75002 Paris");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("row", { name: /12 rue de la Paix, 75002 Paris/ }).waitFor();
    expect(await window.accessibilityFaults()).toEqual([]);

    await window.visit("/webhooks", "Webhooks");
    await page.getByRole("button", { name: "Add a webhook" }).first().click();
    await page.getByLabel("Name").fill("Customers");
    await page.getByLabel("Address").fill("https://crm.invalid/telephone");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page
      .locator("[data-secret]")
      .getByText(/^whsec_/)
      .waitFor();
    await page.getByRole("button", { name: "I have copied it" }).click();
    // What was added is open.
    await page.getByRole("button", { name: "Send a test" }).click();
    await page.getByText(/^Not delivered: /).waitFor();
    await page
      .getByRole("row", { name: /webhook\.test/ })
      .first()
      .waitFor();
    expect(await window.accessibilityFaults()).toEqual([]);
    expect(await window.fitsWidth()).toBe(true);
    await window.picture("webhook-375");

    // Pointed at a program that is there, it is delivered.
    await using crm = await receiver();
    await page.getByRole("tab", { name: "General" }).click();
    await page.getByLabel("Address").fill(crm.url);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "Save" }).waitFor({ state: "hidden" });
    await page.getByRole("tab", { name: "Deliveries" }).click();
    await page.getByRole("button", { name: "Send a test" }).click();
    await page.getByText(/^Delivered in /).waitFor();
    expect(crm.received.all.map(({ event }) => event.type)).toContain("webhook.test");
    await page
      .getByRole("row", { name: /webhook\.test.*Delivered/ })
      .first()
      .waitFor();
    expect(window.complaints).toEqual([]);
  });

  it("reads what more people would cost before they are added", async () => {
    const { total } = await portal.offhook.api.do<{ total: number }>("GET", "/users");
    await using window = await portal.openAsManager({ colours: "dark" });
    const { page } = window;
    await window.visit("/billing", "Billing");
    await page.getByLabel("More users").fill("3");
    await page.getByText(`${total} → ${total + 3} seats`).waitFor();
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("billing-dark");
    const csv = await page.request.get("/api/v1/billing.csv");
    expect(await csv.text()).toMatch(/^month,seats,seatPrice,total,currency\r\n\d{4}-\d\d,\d+,/);
    expect(window.complaints).toEqual([]);
  });

  it("imports users from a spreadsheet: what is wrong is told line by line, and then all are added at once", async () => {
    const { api } = portal.offhook;
    const before = (await api.do<{ total: number }>("GET", "/users")).total;
    await using window = await portal.openAsManager();
    const { page } = window;
    await window.visit("/extensions", "Extensions");
    await page.getByRole("link", { name: "Import" }).click();
    await page.getByRole("heading", { level: 1, name: "Import users" }).waitFor();
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("import");
    const choose = async (button: string, lines: readonly string[]): Promise<void> => {
      const [choosing] = await Promise.all([
        page.waitForEvent("filechooser"),
        page.getByRole("button", { name: button }).click(),
      ]);
      const buffer = Buffer.from(["Nom;E-mail;Extension;Téléphone", ...lines].join("\r\n"));
      await choosing.setFiles({ name: "staff.csv", mimeType: "text/csv", buffer });
    };
    const zoe = "Zoé Blanc;zoe@example.com;1301;Bureau";
    await choose("Choose a file", [zoe, "Yann Noir;no address;1302;"]);
    await page.getByRole("row", { name: /^3 E-mail/ }).waitFor();
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("import-refused");
    await choose("Choose the mended file", [zoe, "Yann Noir;yann@example.com;1302;"]);
    await page.getByText("staff.csv: 2 users, and nothing is wrong.").waitFor();
    await page.getByText(`${before} → ${before + 2} seats`).waitFor();
    await page.getByRole("row", { name: /Zoé Blanc/ }).waitFor();
    expect((await api.do<{ total: number }>("GET", "/users")).total).toBe(before);
    await window.picture("import-preview");
    await page.getByRole("button", { name: "Add 2 users" }).click();
    await page.getByText("2 users are added.").waitFor();
    // The account of the phone that the file asks for.
    await page.getByRole("row", { name: /Zoé Blanc 1301 127\.0\.0\.1/ }).waitFor();
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("import-done");

    // The same file once more, with another name: those who are there are changed where that is asked for.
    await page.getByRole("button", { name: "Import another file" }).click();
    await choose("Choose a file", ["Zoé Blanche;zoe@example.com;1301;", "Yann Noir;yann@example.com;1302;"]);
    await page.getByRole("button", { name: "Change those who are there" }).click();
    await page.getByText("1 is as the file says already.").waitFor();
    await page.getByRole("row", { name: "Zoé Blanc 1301 Name Zoé Blanc Zoé Blanche" }).waitFor();
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("import-changes");
    await page.getByRole("button", { name: "Change 1 user" }).click();
    await page.getByText("1 user is changed.").waitFor();

    await page.getByRole("link", { name: "Show all extensions" }).click();
    await page.getByRole("checkbox", { name: "Select Zoé Blanche" }).check();
    await page.getByRole("checkbox", { name: "Select Yann Noir" }).check();
    await page.getByRole("button", { name: "Change", exact: true }).click();
    await page.getByRole("menuitem", { name: "Voicemail off" }).click();
    await page.getByText("Done for 2 users.").waitFor();
    const { items } = await api.do<{ items: { extension: string; voicemail: object }[] }>("GET", "/users");
    const imported = items.filter(({ extension }) => ["1301", "1302"].includes(extension));
    expect(imported).toMatchObject([{ voicemail: { enabled: false } }, { voicemail: { enabled: false } }]);
    expect(window.complaints).toEqual([]);
  });

  it.each([
    ["people and routing", ["phones", "shared-mailboxes", "phone-numbers", "receptionists", "groups", "conferences"]],
    ["administration", ["company", "sites", "billing", "tokens", "journal", "set-up", "user-import"]],
  ])("finds the pages of %s on a telephone, in French and in the dark", async (_, areas) => {
    await using window = await portal.openAsManager({ width: 375, colours: "dark", language: "fr" });
    for (const area of areas) {
      const texts = JSON.parse(readFileSync(`src/portal/i18n/fr/${area}.json`, "utf8")) as { readonly nav: string };
      await window.visit(area === "user-import" ? "/extensions/import" : `/${area}`, texts.nav);
      expect(await window.accessibilityFaults(), area).toEqual([]);
      expect(await window.fitsWidth(), area).toBe(true);
      await window.picture(`${area}-375-dark-fr`);
    }
    expect(window.complaints).toEqual([]);
  });

  it("is asked before a form that adds something is closed over what was typed", async () => {
    await using window = await portal.openAsManager();
    const { page } = window;
    await window.visit("/groups", "Groups");
    await page.getByRole("button", { name: "Add a group" }).first().click();
    const form = page.getByRole("dialog", { name: "Add a group" });
    await form.getByLabel("Name").fill("Support");
    await page.keyboard.press("Escape");
    const question = page.getByRole("dialog", { name: "Leave without saving?" });
    await question.waitFor();
    await page.keyboard.press("Escape");
    await question.waitFor({ state: "hidden" });
    expect(await form.getByLabel("Name").inputValue()).toBe("Support");
    await form.getByRole("button", { name: "Cancel" }).click();
    await question.getByRole("button", { name: "Leave" }).click();
    await form.waitFor({ state: "hidden" });
    expect(window.complaints).toEqual([]);
  });
});
