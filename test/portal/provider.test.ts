import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Portal, type OpenOptions, type Window } from "./support/portal.ts";

const TOKEN = "the-token-of-the-provider";
let portal: Portal;

beforeAll(async () => {
  portal = await Portal.start({ environment: { OPERATOR_TOKEN: TOKEN } });
});
afterAll(() => portal[Symbol.asyncDispose]());

/** A window of the provider, logged in by the token. */
async function openAsProvider(options: OpenOptions = {}): Promise<Window> {
  const window = await portal.open(options);
  const { page } = window;
  await page.goto("/");
  const isFrench = options.language === "fr";
  await page.getByRole("button", { name: isFrench ? "Je suis l’opérateur" : "I am the provider" }).click();
  await page.locator("input[type=password]").fill(TOKEN);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: isFrench ? "Entreprises" : "Companies" }).waitFor();
  return window;
}

describe("the provider", () => {
  it("adds a company, gives it a number, acts for it, suspends it and deletes it", async () => {
    await using window = await openAsProvider();
    const { page } = window;
    await page.getByRole("button", { name: "Add a company" }).first().click();
    const form = page.getByRole("dialog");
    const fields = {
      ...{ "Name of the company": "Bakery Dupont", "Country (two letters)": "FR", "Time zone": "Europe/Paris" },
      ...{ "Administrator’s name": "Zoe Dupont", "Administrator’s e-mail": "zoe@dupont.example" },
    };
    for (const [label, value] of Object.entries(fields)) await form.getByLabel(label).fill(value);
    await form.getByLabel("Administrator’s first password").fill("a password that is long");
    await page.keyboard.press("Enter");
    await page.getByText("Bakery Dupont is added.").waitFor();
    await window.settled();
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("companies");

    await window.visit("/number-inventory", "Number inventory");
    await page.getByRole("button", { name: "Add numbers" }).first().click();
    await page.getByLabel("Numbers", { exact: true }).fill("+33 1 70 00 90 01\n+33 1 70 00 90 02");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    const company = page.getByRole("combobox", { name: "Company that has +33170009001" });
    await company.click();
    await page.getByRole("option", { name: "Bakery Dupont" }).click();
    await page.getByText("Not used yet").waitFor();
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("number-inventory");

    await window.visit("/companies", "Companies");
    await page.getByText("Bakery Dupont").click();
    await page.getByText("1 seats, 1 numbers").waitFor();
    await page.getByLabel("Why you act for it").fill("Ticket 4711");
    await page.getByRole("button", { name: "Act for the company" }).click();
    await page.getByText("You act for Bakery Dupont.").waitFor();
    await page
      .getByText("Zoe Dupont")
      .or(page.getByRole("heading", { level: 1 }))
      .first()
      .waitFor();
    await window.picture("acting");
    expect(await window.accessibilityFaults()).toEqual([]);
    await page.getByRole("button", { name: "Leave" }).click();
    await page.getByRole("heading", { level: 1, name: "Companies" }).waitFor();

    await page.getByText("Bakery Dupont").click();
    await page.getByRole("tab", { name: "Suspend, delete" }).click();
    await page.getByRole("button", { name: "Suspend", exact: true }).click();
    await page.getByRole("dialog", { name: "Suspend Bakery Dupont?" }).getByRole("button", { name: "Suspend" }).click();
    await page.getByRole("button", { name: "Let it go on" }).waitFor();
    await window.picture("company-suspended");
    await page.getByRole("button", { name: "Delete for good" }).click();
    const last = page.getByRole("dialog", { name: "Delete Bakery Dupont?" });
    expect(await last.getByRole("button", { name: "Delete for good" }).isDisabled()).toBe(true);
    await last.getByRole("textbox").fill("Bakery Dupont");
    await page.keyboard.press("Enter");
    await page.getByText("Bakery Dupont is deleted.").waitFor();
    await window.visit("/number-inventory", "Number inventory");
    await expect
      .poll(() =>
        page
          .getByRole("combobox", { name: /Company that has/ })
          .first()
          .inputValue(),
      )
      .toBe("Free");
    expect(window.complaints).toEqual([]);
  });

  it("sees companies, numbers and usage in French, in the dark, on a telephone", async () => {
    await using window = await openAsProvider({ language: "fr", colours: "dark", width: 375 });
    for (const [path, heading] of [
      ["/companies", "Entreprises"],
      ["/number-inventory", "Inventaire des numéros"],
      ["/usage", "Utilisation"],
    ] as const) {
      await window.visit(path, heading);
      expect(await window.fitsWidth(), path).toBe(true);
      expect(await window.accessibilityFaults(), path).toEqual([]);
      await window.picture(`provider-telephone-${path.slice(1)}`);
    }
    expect(window.complaints).toEqual([]);
  });
});
