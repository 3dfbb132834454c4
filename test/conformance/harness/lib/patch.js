"use strict";
// Makes the run-time copies of the upstream tests.  Nothing upstream is ever edited in place.
const fs = require("fs");
const path = require("path");

function walk(dir, fn) {
  for (const e of fs.readdirSync(dir, { withFileTypes: true })) {
    const p = path.join(dir, e.name);
    if (e.isDirectory()) walk(p, fn);
    else fn(p);
  }
}
const esc = (s) => s.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

// service name -> {ip, scenario} from test/docker-compose-testbed.yaml
function parseCompose(file) {
  const services = {};
  let cur;
  for (const line of fs.readFileSync(file, "utf8").split("\n")) {
    let m;
    if ((m = /^ {2}([\w-]+):\s*$/.exec(line))) cur = services[m[1]] = {};
    else if (cur && (m = /^\s+command:\s*(.*)$/.exec(line))) {
      const s = /sipp -sf \/tmp\/(\S+)/.exec(m[1]);
      if (s) cur.scenario = s[1];
    } else if (cur && (m = /ipv4_address:\s*(\S+)/.exec(line))) cur.ip = m[1];
  }
  for (const k of Object.keys(services)) if (!services[k].ip) delete services[k];
  return services;
}

// the drachtio-srf suite
function srfTests(o) {
  const src = path.join(o.srfDir, "test");
  const dst = path.join(o.work, "srf");
  fs.mkdirSync(dst, { recursive: true });
  fs.cpSync(src, path.join(dst, "test"), { recursive: true });
  fs.cpSync(path.join(o.client, "lib"), path.join(dst, "lib"), { recursive: true });
  fs.symlinkSync(path.join(__dirname, "..", "node_modules"), path.join(dst, "node_modules"));
  // drachtio-srf up to 5.0.23 wants short-uuid 5, which has another interface
  const wants = JSON.parse(fs.readFileSync(path.join(o.client, "package.json"), "utf8")).dependencies || {};
  if (/^\D?5\./.test(wants["short-uuid"] || "")) {
    fs.mkdirSync(path.join(dst, "lib", "node_modules"));
    fs.symlinkSync(
      path.join(__dirname, "..", "node_modules", "short-uuid-5"),
      path.join(dst, "lib", "node_modules", "short-uuid"),
    );
  }
  fs.writeFileSync(
    path.join(dst, "package.json"),
    JSON.stringify({ name: "drachtio-srf", version: "0.0.0", main: "lib/srf.js" }),
  );

  const services = parseCompose(path.join(src, "docker-compose-testbed.yaml"));
  const net = Object.values(services)[0].ip.split(".").slice(0, 3).join(".");
  const port = o.uasPort === 5060 ? "" : `:${o.uasPort}`;
  const map = (ip) => ip.replace(net, o.uasNet);
  const names = Object.keys(services)
    .filter((n) => services[n].scenario)
    .sort((a, b) => b.length - a.length);
  walk(path.join(dst, "test"), (p) => {
    if (!/\.(js|xml)$/.test(p) || /benchmark|unit-tests/.test(p)) return;
    let s = fs.readFileSync(p, "utf8");
    const before = s;
    s = s.replace(new RegExp(`(?<![\\d.])${esc(net)}\\.(\\d+)(?!\\d)`, "g"), (_, n) => `${o.uasNet}.${n}${port}`);
    // called parties that a test starts by itself have a name too, but no line in the compose file
    if (p.endsWith(".js")) s = s.replace(/(?<=sip:)sipp-uas-b-teardown(?![\w-])/g, `${o.uasNet}.${OWN_UAS}${port}`);
    if (!o.dns && p.endsWith(".js")) {
      for (const n of names) {
        s = s.replace(new RegExp(`(?<![\\w-])${esc(n)}(?![\\w-])`, "g"), map(services[n].ip) + port);
      }
    }
    // Debian's sipp 3.6.1 ends a tag at the first '>' even inside an attribute value
    if (p.endsWith(".xml")) {
      s = s.replace(/regexp="([^"]*)"/g, (_, re) => `regexp="${re.replace(/</g, "&lt;").replace(/>/g, "&gt;")}"`);
    }
    if (s !== before) fs.writeFileSync(p, s);
  });
  fs.copyFileSync(path.join(__dirname, "sipp-shim.js"), path.join(dst, "test", "sipp.js"));

  // subscribe.js (which upstream's index.js leaves out) ends its dialog with a single NOTIFY, but its sipp
  // scenario waits for two: give it a copy of the scenario without the second one
  const sub = path.join(dst, "test", "scenarios", "uac-subscribe.xml");
  const xml = fs.readFileSync(sub, "utf8");
  const second = xml.lastIndexOf('<recv request="NOTIFY"');
  fs.writeFileSync(
    sub.replace(".xml", "-one.xml"),
    xml.slice(0, second) + xml.slice(xml.indexOf("</send>", second) + "</send>".length),
  );
  const js = path.join(dst, "test", "subscribe.js");
  fs.writeFileSync(js, fs.readFileSync(js, "utf8").replace("uac-subscribe.xml", "uac-subscribe-one.xml"));

  fs.mkdirSync(path.join(dst, "config"));
  const cfg = JSON.parse(fs.readFileSync(path.join(o.srfDir, "config", "test.json"), "utf8"));
  Object.assign(cfg["drachtio-sut"], { host: o.adminHost, port: o.adminPort, secret: o.secret });
  Object.assign(cfg["drachtio-uas"], { host: o.uasAdminHost, port: o.uasAdminPort, secret: o.uasSecret });
  fs.writeFileSync(path.join(dst, "config", "test.json"), JSON.stringify(cfg, null, 2));
  return { dir: path.join(dst, "test"), configDir: path.join(dst, "config"), services, map };
}

// the drachtio-server suite
function serverTests(o) {
  const src = path.join(o.serverDir, "test");
  const dst = path.join(o.work, "server", "test");
  fs.mkdirSync(path.dirname(dst), { recursive: true });
  fs.cpSync(src, dst, { recursive: true, filter: (s) => !/node_modules|leak-repro/.test(s) });
  fs.symlinkSync(path.join(__dirname, "..", "node_modules"), path.join(o.work, "server", "node_modules"));
  const ports = new Map([
    ["9022", o.adminPort],
    ["9023", o.adminPort + 1],
    ["3030", o.adminPort + 2],
    ["9999", o.adminPort + 3],
    ["6090", o.sipPort + 10],
  ]);
  for (let i = 0; i <= 5; i++) ports.set(String(5090 + i), o.sipPort + i);
  walk(dst, (p) => {
    if (!/\.(js|json|xml)$/.test(p)) return;
    const before = fs.readFileSync(p, "latin1");
    let s = before;
    s = s.replace(/(?<![\d.\w])(9022|9023|3030|9999|6090|509[0-5])(?![\d])/g, (m) => String(ports.get(m)));
    s = s.replace(/\/tmp\/(drachtio[\w-]*\.log|archive)/g, (_, f) => path.join(o.work, f));
    if (/\/drachtio\.[^/]*\.xml$|\/drachtio\.conf[^/]*xml$/.test(p)) {
      s = s
        .replace(/127\.0\.0\.1(?=:\d+;transport|<\/admin>)/g, o.host)
        .replace(/secret="[^"]*"/, `secret="${o.secret}"`);
    } else s = s.replace(/(?<![\w.])localhost(?=:\d)/g, o.host);
    // timer-d.js calls before the sipp it calls has started (it is not part of upstream's index.js)
    if (p.endsWith("/timer-d.js")) s = s.replace(/\{hangupAfter:/g, "{delay: 2000, hangupAfter:");
    // sipp: never read the terminal, and do not ask for more sockets than `ulimit -n` may allow
    if (p.endsWith(".js")) s = s.replace(/(['"`])sipp -sf /g, "$1sipp -nostdin -max_socket 1000 -sf ");
    if (s !== before) fs.writeFileSync(p, s, "latin1");
  });
  fs.copyFileSync(path.join(__dirname, "testbed-shim.js"), path.join(dst, "testbed.js"));
  // upstream's 1024 bit parameters are refused by OpenSSL 3 ("dh key too small")
  fs.copyFileSync(path.join(__dirname, "ffdhe2048.pem"), path.join(dst, "tls", "dh1024.pem"));
  return { dir: dst };
}

const OWN_UAS = 210; // last octet of the address of a called party that a test starts itself

module.exports = { OWN_UAS, srfTests, serverTests, parseCompose };
