"use strict";
// Stands in for upstream drachtio-server/test/testbed.js: starts/stops the server under test from a
// command template.  Unlike upstream's it never looks for, or signals, a process it did not start.
const { spawn } = require("child_process");
const fs = require("fs");
const path = require("path");
const U = require(process.env.CONF_LIB + "/util.js");
const { renderConfig } = require(process.env.CONF_LIB + "/template.js");
const HOST = process.env.CONF_HOST;
let server = null;
let router = null;
let n = 0;

process.on("exit", U.killAll);

exports.waitForPort = (port, ms = 10000) =>
  U.waitFree("udp", HOST, port, ms).then((ok) => {
    if (!ok) throw new Error(`port ${port} still in use after ${ms}ms`);
  });
exports.waitForPortInUse = async (port, ms = 10000) => {
  const end = Date.now() + ms;
  while (Date.now() < end) {
    if (U.isBound("udp", HOST, port) || U.isBound("tcp", HOST, port)) return;
    await U.sleep(50);
  }
  throw new Error(`port ${port} not bound after ${ms}ms`);
};

exports.start = async (confPath, extraArgs, tls = false, waitDelay = 500, env = {}, logPath = null) => {
  if (server || router) await exports.stop();
  const conf = path.resolve(__dirname, confPath || "./drachtio.conf.xml");
  const r = renderConfig(
    process.env.CONF_SERVER_CMD,
    conf,
    process.env.CONF_WORK,
    Array.isArray(extraArgs) ? extraArgs : [],
  );
  const log = `${process.env.CONF_LOGS}/${process.env.CONF_SUITE}.${String(n++).padStart(2, "0")}.server.log`;
  fs.writeFileSync(log, `# ${r.cmd}\n`);
  server = U.start("bash", ["-c", `exec ${r.cmd}`], { env: { ...process.env, ...env }, log, cwd: __dirname });
  const me = server;
  // tests that read drachtio's log (logPath) get the server's stdout/stderr
  if (logPath) {
    fs.rmSync(logPath, { force: true });
    fs.symlinkSync(log, logPath);
  }
  const routerArgs = ["./scripts/call-router"];
  if (tls) routerArgs.push("--transport=tls");
  router = U.start(process.execPath, routerArgs, {
    cwd: __dirname,
    log: `${process.env.CONF_LOGS}/${process.env.CONF_SUITE}.router.log`,
  });
  const ok = await U.waitTcp(r.config.admin.address, r.config.admin.port, 15000, me);
  if (!ok) console.log(`# server did not open its admin port ${r.config.admin.port}; see ${log}`);
  await U.sleep(Math.max(300, waitDelay - 500));
  return server;
};

exports.stop = async () => {
  const [s, r] = [server, router];
  server = router = null;
  if (s && s.done) console.log(`# server had already exited: ${JSON.stringify(await s.exited)}`);
  await Promise.all([U.stop(r), U.stop(s)]);
};
