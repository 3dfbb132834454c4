"use strict";
// Stands in for upstream test/sipp.js: same interface, but a local sipp process instead of `docker run`.
const { spawn } = require("child_process");
const obj = {};
let output = "";
let idx = 1;
const busy = new Set(); // one address per running sipp: two of them would race for ports

const addOutput = (str) => {
  for (const c of str) if (c.charCodeAt(0) < 128) output += c;
};

module.exports = () => obj;
obj.output = () => output;
obj.sippUac = (file) => {
  const base = process.env.CONF_UAC_IP.split(".");
  let n = 0;
  const ip = () => (n ? [...base.slice(0, 3), 200 + n].join(".") : base.join("."));
  while (busy.has(ip())) n++;
  const me = ip();
  busy.add(me);
  const args = [
    "-sf",
    `${__dirname}/scenarios/${file}`,
    "-m",
    "1",
    "-sleep",
    "250ms",
    "-nostdin",
    "-cid_str",
    `%u-%p@%s-${idx++}`,
    "-i",
    me,
    "-mi",
    me,
    `${process.env.CONF_HOST}:${process.env.CONF_SIP_PORT}`,
  ];
  if (process.env.CONF_SIPP_TRACE) args.push("-trace_msg", "-trace_err");
  output = "";
  return run(file, args, () => busy.delete(me));
};
// a called party that the test itself starts: CONF_UAS_IP is the address that stands for its name (see patch.js)
obj.sippUas = (file) => {
  const me = process.env.CONF_UAS_IP;
  const args = [
    "-sf",
    `${__dirname}/scenarios/${file}`,
    "-m",
    "1",
    "-nostdin",
    "-i",
    me,
    "-mi",
    me,
    "-p",
    process.env.CONF_UAS_PORT || "5060",
  ];
  if (process.env.CONF_SIPP_TRACE) args.push("-trace_msg", "-trace_err");
  return run(file, args, () => {});
};

function run(file, args, done) {
  return new Promise((resolve, reject) => {
    const child = spawn("sipp", args, { stdio: ["ignore", "pipe", "pipe"], cwd: process.env.CONF_TRACE_DIR });
    process.on("exit", () => {
      if (child.exitCode === null && !child.killed) child.kill("SIGKILL");
    });
    let own = "";
    child.stderr.on("data", (d) => {
      own += d.toString();
    });
    child.on("exit", (code, signal) => {
      done();
      if (code === 0) return resolve();
      console.log(`sipp ${file} exited with non-zero code ${code} signal ${signal}`);
      console.log(
        own
          .slice(-1500)
          .split("\n")
          .map((l) => `# ${l}`)
          .join("\n"),
      );
      reject(code);
    });
    child.on("error", (error) => console.log(`error spawning sipp: ${error}`));
    child.stdout.on("data", (d) => addOutput(d.toString()));
    child.stderr.on("data", (d) => addOutput(d.toString()));
  });
}
