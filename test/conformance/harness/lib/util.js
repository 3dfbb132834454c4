"use strict";
const { spawn } = require("child_process");
const net = require("net");
const fs = require("fs");

const sleep = (ms) => new Promise((r) => setTimeout(r, ms));

// Every child we start is recorded so that we only ever signal our own pids.
const children = new Set();

function start(cmd, args, opts = {}) {
  const { log, ...rest } = opts;
  const out = log ? fs.openSync(log, "a") : "ignore";
  const child = spawn(cmd, args, { stdio: ["ignore", out, out], ...rest });
  if (log) fs.closeSync(out);
  child.exited = new Promise((resolve) => {
    child.on("exit", (code, signal) => {
      child.done = true;
      children.delete(child);
      resolve({ code, signal });
    });
    child.on("error", (err) => {
      child.done = true;
      children.delete(child);
      resolve({ code: -1, err });
    });
  });
  children.add(child);
  return child;
}

async function stop(child, ms = 5000) {
  if (!child || child.done) return;
  try {
    process.kill(child.pid, "SIGTERM");
  } catch {
    /* gone */
  }
  const r = await Promise.race([child.exited, sleep(ms).then(() => null)]);
  if (!r) {
    try {
      process.kill(child.pid, "SIGKILL");
    } catch {
      /* gone */
    }
    await Promise.race([child.exited, sleep(2000)]);
  }
}

function killAll() {
  for (const c of children) {
    try {
      process.kill(c.pid, "SIGKILL");
    } catch {
      /* gone */
    }
  }
}

function tcpUp(host, port) {
  return new Promise((resolve) => {
    const s = net.connect({ host, port });
    s.once("connect", () => {
      s.destroy();
      resolve(true);
    });
    s.once("error", () => resolve(false));
  });
}

async function waitTcp(host, port, ms, child) {
  const end = Date.now() + ms;
  while (Date.now() < end) {
    if (child && child.done) return false;
    if (await tcpUp(host, port)) return true;
    await sleep(100);
  }
  return false;
}

// is something bound to this udp (or listening on this tcp) port?  read /proc, so no lsof/ss needed
function hexAddr(ip) {
  return ip
    .split(".")
    .reverse()
    .map((o) => (+o).toString(16).padStart(2, "0").toUpperCase())
    .join("");
}
function isBound(proto, ip, port) {
  const want = [hexAddr(ip), "00000000"].map((a) => `${a}:${(+port).toString(16).padStart(4, "0").toUpperCase()}`);
  return fs
    .readFileSync(`/proc/net/${proto}`, "utf8")
    .split("\n")
    .slice(1)
    .some((l) => {
      const f = l.trim().split(/\s+/);
      return f.length > 3 && want.includes(f[1]) && (proto === "udp" || f[3] === "0A");
    });
}
async function waitBound(proto, ip, port, ms) {
  const end = Date.now() + ms;
  while (Date.now() < end) {
    if (isBound(proto, ip, port)) return true;
    await sleep(50);
  }
  return false;
}
async function waitFree(proto, ip, port, ms) {
  const end = Date.now() + ms;
  while (Date.now() < end) {
    if (!isBound(proto, ip, port)) return true;
    await sleep(50);
  }
  return false;
}

module.exports = { sleep, start, stop, killAll, tcpUp, waitTcp, isBound, waitBound, waitFree };
