"use strict";
const fs = require("fs");
const os = require("os");
const path = require("path");
const { spawn } = require("child_process");
const U = require("./util.js");
const patch = require("./patch.js");
const { renderConfig } = require("./template.js");

const REAL = process.env.DRACHTIO_SERVER || "drachtio"; // the real server's binary, for comparison
// where the upstream tests are: the npm package ships drachtio-srf's; drachtio-server's need a checkout of its repository
const SRF_DIR = process.env.DRACHTIO_SRF_DIR || path.join(__dirname, "..", "node_modules", "drachtio-srf");
const SERVER_DIR = process.env.DRACHTIO_SERVER_DIR;
const SRF_SUITES = ["unit", "b2b", "reinvite-tests", "uac", "uas", "proxy", "utils", "refer", "subscribe"];
const SERVER_SUITES = ["server-fixtures", "server-connections", "server-reinvite", "server-timer-d"];
const SERVER_FILES = {
  "server-fixtures": "index.js",
  "server-connections": "connection_tests.js",
  "server-reinvite": "reinvite-tests.js",
  "server-timer-d": "timer-d.js",
};
const LIMITS = {
  b2b: 200,
  uac: 120,
  uas: 120,
  "server-fixtures": 1200,
  "server-connections": 600,
  "server-reinvite": 500,
  "server-timer-d": 300,
};

const HELP = `usage: run.sh [options] [HOST SIP_PORT ADMIN_PORT SECRET]     (default 127.0.0.1 6060 9922 cymru)

  Without --cmd/--real a server must already be listening there; it is used as it is.
  --cmd 'TEMPLATE'   start this server (a fresh one per suite) and stop it afterwards.  Placeholders:
                     {config} {config_json} {host} {sip_port} {admin_port} {secret} {contacts} {contact_args} {args}
  --real             --cmd '${REAL} -f {config} {args}'
  --uas-cmd 'T'      the same for the second server of the refer suite (default: --cmd, or else the real server)
  --suite a,b        default: ${SRF_SUITES.join(",")}
                     also:    ${SERVER_SUITES.join(",")}  (need --cmd or --real)
                     groups:  srf, server, all
  --client DIR       drachtio-srf to test with: npm (default, 5.0.29), source ($DRACHTIO_SRF_DIR), or a directory
  --names ip|dns     how upstream's docker host names are mapped: to addresses (default), or kept and served by a small
                     DNS server that only the server under test sees (needs root: a private mount namespace)
  --uas-net A.B.C    loopback net for the sipp peers (default 127.29.0); --uas-port N their port (default 5060)
  --baseline FILE    names of the tests expected (default baseline.json); --record FILE writes one from this run
  --json FILE        machine-readable results;  --trace: sipp message traces;  --keep: keep the work directory
  --times N          run each suite N times (to find flakiness)
exit status: 0 if every expected test passed`;

function parseArgs(argv) {
  const o = {
    host: "127.0.0.1",
    sipPort: 6060,
    adminPort: 9922,
    secret: "cymru",
    suites: SRF_SUITES,
    client: "npm",
    names: "ip",
    uasNet: "127.29.0",
    uasPort: 5060,
    times: 1,
    baseline: path.join(__dirname, "..", "baseline.json"),
  };
  const pos = [];
  for (let i = 0; i < argv.length; i++) {
    const a = argv[i];
    const val = () => {
      if (++i >= argv.length) throw new Error(`${a} needs a value`);
      return argv[i];
    };
    switch (a) {
      case "-h":
      case "--help":
        console.log(HELP);
        process.exit(0);
        break;
      case "--cmd":
      case "--server-cmd":
        o.cmd = val();
        break;
      case "--real":
        o.cmd = `${REAL} -f {config} {args}`;
        break;
      case "--uas-cmd":
        o.uasCmd = val();
        break;
      case "--suite":
        o.suites = val()
          .split(",")
          .flatMap(
            (s) => ({ srf: SRF_SUITES, server: SERVER_SUITES, all: SRF_SUITES.concat(SERVER_SUITES) })[s] || [s],
          );
        break;
      case "--client":
        o.client = val();
        break;
      case "--names":
        o.names = val();
        break;
      case "--uas-net":
        o.uasNet = val();
        break;
      case "--uas-port":
        o.uasPort = +val();
        break;
      case "--baseline":
        o.baseline = val();
        break;
      case "--record":
        o.record = val();
        break;
      case "--json":
        o.json = val();
        break;
      case "--trace":
        o.trace = true;
        break;
      case "--keep":
        o.keep = true;
        break;
      case "--times":
        o.times = +val();
        break;
      default:
        if (a.startsWith("-")) throw new Error(`unknown option ${a}`);
        pos.push(a);
    }
  }
  if (pos[0]) o.host = pos[0];
  if (pos[1]) o.sipPort = +pos[1];
  if (pos[2]) o.adminPort = +pos[2];
  if (pos[3]) o.secret = pos[3];
  return o;
}

const configXml = (o) => `<drachtio>
  <admin port="${o.adminPort}" secret="${o.secret}">${o.host}</admin>
  <sip>
    <contacts><contact>sip:${o.host}:${o.sipPort};transport=${o.transports || "udp,tcp"}</contact></contacts>
  </sip>
  <cdrs>false</cdrs>
  <logging>
    <console/>
    <sofia-loglevel>3</sofia-loglevel>
    <loglevel>debug</loglevel>
  </logging>
</drachtio>
`;

// TAP lines -> [{name, ok, why}]
function tapParser(onResult) {
  let buf = "";
  let title = "";
  const lines = [];
  const line = (l) => {
    lines.push(l);
    const m = /^(not )?ok\s+(\d+)\s*-?\s*(.*)$/.exec(l);
    const t = /^# (?!tests|pass|fail|ok)(.*)$/.exec(l);
    if (t) title = t[1];
    if (m) onResult({ ok: !m[1], title, name: m[3].replace(/\s+#.*$/, "").trim() || `assertion ${m[2]}` });
  };
  return {
    write(d) {
      buf += d;
      let i;
      while ((i = buf.indexOf("\n")) >= 0) {
        line(buf.slice(0, i));
        buf = buf.slice(i + 1);
      }
    },
    end() {
      if (buf) line(buf);
      return lines;
    },
  };
}

class Runner {
  constructor(o) {
    this.o = o;
    this.results = [];
    this.n = 0;
  }

  async setup() {
    const o = this.o;
    o.work = fs.mkdtempSync(path.join(os.tmpdir(), "drachtio-conformance."));
    o.logs = path.join(o.work, "logs");
    fs.mkdirSync(o.logs);
    o.srfDir = SRF_DIR;
    o.serverDir = SERVER_DIR;
    if (!o.serverDir && o.suites.some((x) => SERVER_SUITES.includes(x)))
      throw new Error(
        "the server suites need DRACHTIO_SERVER_DIR: a checkout of drachtio-server (only its test folder is read)",
      );
    if (o.client === "npm") o.client = path.join(__dirname, "..", "node_modules", "drachtio-srf");
    else if (o.client === "source") o.client = o.srfDir;
    o.dns = o.names === "dns";
    o.uasAdminHost = `${o.uasNet}.19`;
    o.uasAdminPort = o.adminPort + 1;
    o.uasSecret = o.secret;
    o.adminHost = o.host;
    this.srf = patch.srfTests(o);
    if (o.suites.some((s) => SERVER_SUITES.includes(s))) this.server = patch.serverTests(o);
    o.confPath = path.join(o.work, "main.conf.xml");
    fs.writeFileSync(o.confPath, configXml(o));
    o.uasConfPath = path.join(o.work, "uas.conf.xml");
    fs.writeFileSync(
      o.uasConfPath,
      configXml({
        host: `${o.uasNet}.19`,
        sipPort: o.uasPort,
        adminPort: o.uasAdminPort,
        secret: o.uasSecret,
        transports: "udp",
      }),
    );
    this.expected = fs.existsSync(o.baseline) ? JSON.parse(fs.readFileSync(o.baseline, "utf8")) : {};
  }

  // --names dns: bind-mount a resolv.conf that only this process and its children see
  wrap(cmd) {
    if (!this.o.dns) return ["bash", ["-c", `exec ${cmd}`]];
    const rc = path.join(this.o.work, "resolv.conf");
    fs.writeFileSync(rc, `nameserver ${this.o.uasNet}.53\n`);
    return ["unshare", ["-m", "bash", "-c", `mount --bind ${rc} /etc/resolv.conf && exec ${cmd}`]];
  }

  async startServer(template, conf, tag, suite) {
    const r = renderConfig(template, conf, this.o.work);
    const log = path.join(this.o.logs, `${suite}.${tag}.log`);
    const { address, port } = r.config.admin;
    if (await U.tcpUp(address, port)) throw new Error(`${address}:${port} is already in use`);
    const [c, a] = this.wrap(r.cmd);
    const child = U.start(c, a, { log, cwd: this.o.work });
    child.tag = tag;
    if (!(await U.waitTcp(address, port, 20000, child))) {
      await U.stop(child);
      throw new Error(`${tag} did not open its admin port ${address}:${port} (log ${log})`);
    }
    await U.sleep(300);
    return child;
  }

  async startPeers(suite, peers) {
    const used = fs.readFileSync(path.join(this.srf.dir, `${suite}.js`), "utf8") + (suite === "refer" ? "refer" : "");
    for (const [name, s] of Object.entries(this.srf.services)) {
      if (!s.scenario) continue;
      const ip = this.srf.map(s.ip);
      const hostRe = new RegExp(`(?<![\\w.-])(${name}|${ip.replace(/\./g, "\\.")})(?![\\w-])`);
      // uas-302 redirects to the plain uas, so keep that one always
      if (!hostRe.test(used) && !(name === "sipp-uas" && /302|22/.test(used))) continue;
      if (U.isBound("udp", ip, this.o.uasPort))
        throw new Error(`udp port ${this.o.uasPort} is taken on ${ip}: use --uas-port`);
      const args = [
        "-sf",
        path.join(this.srf.dir, "scenarios", s.scenario),
        "-i",
        ip,
        "-mi",
        ip,
        "-p",
        String(this.o.uasPort),
        "-nostdin",
      ];
      if (this.o.trace) args.push("-trace_msg", "-trace_err");
      const child = U.start("sipp", args, { cwd: this.o.logs, log: path.join(this.o.logs, `${suite}.${name}.out`) });
      child.tag = name;
      peers.push(child);
      if (!(await U.waitBound("udp", ip, this.o.uasPort, 10000))) throw new Error(`sipp peer ${name} did not start`);
    }
    if (this.o.dns) {
      const recs = Object.entries(this.srf.services).map(([n, s]) => `${n}=${this.srf.map(s.ip)}`);
      const dns = U.start(
        process.execPath,
        [path.join(__dirname, "minidns.js"), `${this.o.uasNet}.53`, "53", ...recs],
        { log: path.join(this.o.logs, "dns.log") },
      );
      dns.tag = "dns";
      peers.push(dns);
      if (!(await U.waitBound("udp", `${this.o.uasNet}.53`, 53, 5000))) throw new Error("dns server did not start");
    }
  }

  report(suite, name, ok, why) {
    this.n++;
    this.results.push({ suite, name, ok, why });
    console.log(
      `${ok ? "ok    " : "not ok"} ${String(this.n).padStart(3)} ${suite}: ${name}${why ? `   # ${why}` : ""}`,
    );
  }

  async runNode(suite, args, cwd, env) {
    const seen = {};
    const got = [];
    const expected = this.expected[suite] || [];
    const tap = tapParser(({ ok, name, title }) => {
      // a failed drachtio-server fixture reports the error, not its own name
      let why;
      if (!ok && !expected.includes(name) && expected.includes(title)) {
        why = name.slice(0, 200);
        name = title;
      }
      const k = (seen[name] = (seen[name] || 0) + 1);
      const full = k > 1 ? `${name} #${k}` : name;
      got.push({ name: full, ok });
      this.report(suite, full, ok, why);
    });
    const log = fs.createWriteStream(path.join(this.o.logs, `${suite}.tap`));
    const child = spawn(process.execPath, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    this.test = child;
    // its own process group, so that sipp processes it leaves behind can be ended with it
    child.killGroup = () => {
      try {
        process.kill(-child.pid, "SIGKILL");
      } catch {
        /* gone */
      }
    };
    child.on("exit", () => setTimeout(child.killGroup, 300));
    child.stdout.on("data", (d) => {
      log.write(d);
      tap.write(d.toString());
    });
    child.stderr.on("data", (d) => log.write(d));
    const limit = (LIMITS[suite] || 120) * 1000;
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.killGroup();
    }, limit);
    const code = await new Promise((r) => child.on("close", r));
    clearTimeout(timer);
    this.test = null;
    log.end();
    tap.end();
    if (timedOut) this.report(suite, "finishes in time", false, `killed after ${limit / 1000}s`);
    return { got, code };
  }

  async runSuite(suite) {
    const o = this.o;
    const t0 = Date.now();
    const running = [];
    let got = [];
    try {
      const env = {
        NODE_ENV: "test",
        NODE_CONFIG_DIR: this.srf.configDir,
        CONF_HOST: o.host,
        CONF_SIP_PORT: String(o.sipPort),
        CONF_UAC_IP: `${o.uasNet}.2`,
        CONF_UAS_IP: `${o.uasNet}.${patch.OWN_UAS}`,
        CONF_UAS_PORT: String(o.uasPort),
        CONF_TRACE_DIR: o.logs,
        CONF_WORK: o.work,
        CONF_LOGS: o.logs,
        CONF_SUITE: suite,
        CONF_LIB: __dirname,
        SUPPRESS_NO_CONFIG_WARNING: "1",
      };
      if (o.trace) env.CONF_SIPP_TRACE = "1";
      if (suite === "unit") {
        const mocha = path.join(__dirname, "..", "node_modules", "mocha", "bin", "mocha.js");
        ({ got } = await this.runNode(
          suite,
          [mocha, "--reporter", "tap", "--exit", "./unit-tests/"],
          this.srf.dir,
          env,
        ));
      } else if (SERVER_FILES[suite]) {
        if (!o.cmd)
          throw new Error("needs --cmd or --real (these tests restart the server with their own configurations)");
        ({ got } = await this.runNode(suite, [SERVER_FILES[suite]], this.server.dir, {
          ...env,
          CONF_SERVER_CMD: o.cmd,
        }));
      } else {
        if (!fs.existsSync(path.join(this.srf.dir, `${suite}.js`))) throw new Error("no such suite");
        let server;
        if (o.cmd && suite !== "utils")
          running.push((server = await this.startServer(o.cmd, o.confPath, "server", suite)));
        if (suite === "refer") {
          running.push(
            await this.startServer(o.uasCmd || o.cmd || `${REAL} -f {config}`, o.uasConfPath, "uas-server", suite),
          );
        }
        await this.startPeers(suite, running);
        ({ got } = await this.runNode(suite, [`${suite}.js`], this.srf.dir, env));
        if (server && server.done)
          this.report(suite, "server stays up", false, `it exited: ${JSON.stringify(await server.exited)}`);
      }
    } catch (err) {
      this.report(suite, "setup", false, err.message);
    }
    for (const c of running.reverse()) await U.stop(c, c.tag && c.tag.startsWith("sipp") ? 500 : 5000);
    for (const name of this.expected[suite] || []) {
      if (!got.some((g) => g.name === name)) this.report(suite, name, false, "not reached");
    }
    return { suite, got, secs: (Date.now() - t0) / 1000 };
  }

  async run() {
    const o = this.o;
    await this.setup();
    console.log(`# client ${o.client}`);
    console.log(
      `# server ${o.cmd || "already running"} at ${o.host}, sip ${o.sipPort}, admin ${o.adminPort}; peers ${o.uasNet}.x:${o.uasPort} (${o.names})`,
    );
    console.log(`# work   ${o.work}`);
    if (!o.cmd && o.suites.some((s) => s !== "unit" && s !== "utils") && !(await U.tcpUp(o.host, o.adminPort))) {
      throw new Error(`nothing is listening on ${o.host}:${o.adminPort}; give --cmd or start a server`);
    }
    const record = {};
    for (let i = 0; i < o.times; i++) {
      for (const s of o.suites) {
        console.log(`# --- ${s}`);
        const r = await this.runSuite(s);
        record[s] = r.got.filter((g) => g.ok).map((g) => g.name);
        console.log(
          `# --- ${s}: ${r.got.filter((g) => g.ok).length} ok, ${r.got.filter((g) => !g.ok).length} not ok, ${r.secs.toFixed(1)}s`,
        );
      }
    }
    const bad = this.results.filter((r) => !r.ok);
    console.log(`# total ${this.results.length}  ok ${this.results.length - bad.length}  not ok ${bad.length}`);
    if (o.record) fs.writeFileSync(o.record, JSON.stringify(record, null, 2) + "\n");
    if (o.json) fs.writeFileSync(o.json, JSON.stringify(this.results, null, 2) + "\n");
    if (!bad.length && !o.keep) fs.rmSync(o.work, { recursive: true, force: true });
    else console.log(`# logs in ${o.logs}`);
    return bad.length ? 1 : 0;
  }
}

let runner;
process.on("exit", () => {
  U.killAll();
  if (runner && runner.test) runner.test.killGroup();
});
for (const s of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(s, () => process.exit(130));
(async () => {
  runner = new Runner(parseArgs(process.argv.slice(2)));
  process.exit(await runner.run());
})().catch((err) => {
  console.error(err.message);
  process.exit(2);
});
