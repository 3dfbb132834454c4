import { expect, it } from "vitest";
import { Offhook } from "../support/offhook.ts";
import { descendantsOf } from "../support/processes.ts";
import { provider, telephone } from "./office.ts";

/** How long the house may take to have all its processes again. */
const REPAIRED_WITHIN_MS = 15_000;

it("serves one house with several application processes, and replaces one that dies", async () => {
  await using pbx = await Offhook.start({ environment: { WORKERS: "2" } });
  await pbx.addTrunk();
  const [person, device] = await pbx.personWithPhone();
  const isWorker = (command: string): boolean => /dist\/main\.js\s*$/.test(command);
  const worker = descendantsOf(pbx.pid).find(({ command }) => isWorker(command));
  expect(worker).toBeDefined();

  process.kill(worker!.pid, "SIGKILL");
  await pbx.lines.waitFor((line) => line.includes('"engine.restarted"'), { withinMs: REPAIRED_WITHIN_MS });

  expect(descendantsOf(pbx.pid).filter(({ command }) => isWorker(command))).toHaveLength(2);
  for (let call = 0; call < 2; call++) {
    await using desk = await telephone(pbx, device, { scenario: "phone-answers" });
    await using caller = await provider(pbx, person.number);
    await Promise.all([caller.succeeds(), desk.succeeds()]);
  }
  expect(await pbx.stop("SIGINT")).toBe(0);
});
