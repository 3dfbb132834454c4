// npm start: installs what running needs, compiles, runs. What comes after "--" goes to the program (--demo, --help).
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { compileOrStop } from "./compile.mjs";
import { installPackages, installPrograms } from "./install.mjs";
import { checkNode, endWithParent, projectDir } from "./project.mjs";

checkNode();
endWithParent();
const needsRedis = (process.env.REDIS_URL ?? "embedded:") === "embedded:";
await Promise.all([
  installPackages({ development: false }).then(compileOrStop),
  installPrograms(needsRedis ? [["redis-server", "redis-server"]] : []),
]);
await import(pathToFileURL(join(projectDir, "dist", "main.js")).href);
