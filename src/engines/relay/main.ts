import { systemClock } from "../../runtime/clock.ts";
import { runEngine } from "../process/engine-process.ts";
import { startRelayEngine } from "./engine.ts";
import { parseSettings } from "./settings.ts";

await runEngine({
  name: "relay",
  parseSettings,
  start: (settings, logger) => startRelayEngine(settings, { clock: systemClock, logger }),
  addresses: ({ control }) => ({ control }),
});
