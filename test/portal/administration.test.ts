import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Portal } from "./support/portal.ts";

let portal: Portal;

beforeAll(async () => {
  portal = await Portal.start();
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
    expect(window.complaints).toEqual([]);
  });
});
