// npm start: installs what is missing, builds, runs. What comes after "--" goes to the program (--demo, --help).
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, checkNode, installPackages, installPrograms, projectDir } from "./prerequisites.mjs";

checkNode();
installPackages();
if ((process.env.REDIS_URL ?? "embedded:") === "embedded:") installPrograms([["redis-server", "redis-server"]]);
build();
await import(pathToFileURL(join(projectDir, "dist", "main.js")).href);
