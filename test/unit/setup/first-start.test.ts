import { expect, it } from "vitest";
import { systemClock } from "../../../src/runtime/clock.ts";
import { readEnvironment } from "../../../src/runtime/environment.ts";
import { Scope } from "../../../src/runtime/scope.ts";
import { ensureTenant } from "../../../src/setup/first-start.ts";
import { testRedis, testSettings } from "../../support/redis.ts";

it.each([
  ["fr-FR", "fr"],
  ["fr", "fr"],
  ["en-US", "en"],
  ["de-DE", "en"],
  ["fro", "en"],
])("the first administrator, whose terminal speaks %s, is spoken to in %s", async (locale, language) => {
  await using scope = new Scope();
  const settings = scope.own(await testSettings(scope.own(await testRedis()), { clock: systemClock }));
  const environment = readEnvironment({ ADMIN_PASSWORD: "correct horse" }, process.cwd());
  const { admin } = await ensureTenant(settings, environment, locale);
  expect(admin?.password).toBeUndefined(); // the environment set it
  expect(settings.snapshot.userByEmail(admin?.email ?? "")?.language).toBe(language);
});
