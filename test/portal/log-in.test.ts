import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMIN, Portal } from "./support/portal.ts";

let portal: Portal;
beforeAll(async () => (portal = await Portal.start()));
afterAll(() => portal[Symbol.asyncDispose]());

describe("the log-in", () => {
  it("lets the office manager in by keyboard, says when the password is wrong, and lets out again", async () => {
    await using window = await portal.open();
    const { page } = window;
    await window.visit("/", "Log in");
    await window.types(page.locator("input"), ADMIN.email);
    await page.keyboard.press("Tab");
    await page.keyboard.type("not the password");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.getByRole("alert").textContent()).toContain("password is wrong");
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("log-in");

    await page.getByLabel("Password", { exact: true }).fill(ADMIN.password);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();

    await page.getByRole("button", { name: /^Your menu/ }).click();
    await page.getByRole("menuitem", { name: "Log out" }).click();
    await page.getByRole("heading", { level: 1, name: "Log in" }).waitFor();
    expect((await page.request.get("/api/v1/me")).status()).toBe(401);
    expect(window.complaints).toEqual([]);
  });
});
