import { systemClock } from "../../runtime/clock.ts";
import { runEngine } from "../process/engine-process.ts";
import { startMediaEngine } from "./engine.ts";
import { parseSettings } from "./settings.ts";

await runEngine({
  name: "media",
  parseSettings,
  start: (settings, logger) => startMediaEngine(settings, { clock: systemClock, logger }),
  addresses: ({ eventSocket, sip, metrics }) => ({ eventSocket, sip, metrics }),
});
