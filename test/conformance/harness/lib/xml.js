"use strict";
// Just enough XML to read a drachtio.conf.xml (used to give {config_json} to servers that do not read the XML).
function parse(xml) {
  const s = xml.replace(/<!--[\s\S]*?-->/g, "").replace(/<\?[\s\S]*?\?>/g, "");
  const root = { name: "#root", attrs: {}, children: [], text: "" };
  const stack = [root];
  const re = /<(\/)?([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*"[^"]*")*)\s*(\/)?>|([^<]+)/g;
  let m;
  while ((m = re.exec(s))) {
    const top = stack[stack.length - 1];
    if (m[5] !== undefined) {
      top.text += m[5];
      continue;
    }
    if (m[1]) {
      stack.pop();
      continue;
    }
    const node = { name: m[2], attrs: {}, children: [], text: "" };
    for (const a of (m[3] || "").matchAll(/([\w:.-]+)\s*=\s*"([^"]*)"/g)) node.attrs[a[1]] = a[2];
    top.children.push(node);
    if (!m[4]) stack.push(node);
  }
  return root;
}
const kid = (n, name) => n && n.children.find((c) => c.name === name);
const kids = (n, name) => (n ? n.children.filter((c) => c.name === name) : []);
const text = (n) => (n ? n.text.trim() : undefined);

function drachtioConfig(xml) {
  const d = kid(parse(xml), "drachtio");
  const sip = kid(d, "sip");
  const admin = kid(d, "admin");
  const tls = kid(sip, "tls");
  const spam = kid(sip, "spammers");
  const contacts = kids(kid(sip, "contacts"), "contact").concat(kids(sip, "contact"));
  return {
    admin: {
      address: text(admin),
      port: +(admin.attrs.port || 9022),
      tlsPort: +(admin.attrs["tls-port"] || 0),
      secret: admin.attrs.secret,
    },
    contacts: contacts.map((c) => ({
      uri: text(c),
      externalIp: c.attrs["external-ip"],
      localNet: c.attrs["local-net"],
      dnsNames: c.attrs["dns-names"],
    })),
    outboundProxy: text(kid(sip, "outbound-proxy")),
    requestHandlers: kids(kid(d, "request-handlers"), "request-handler").map((h) => ({
      sipMethod: h.attrs["sip-method"] || "*",
      httpMethod: h.attrs["http-method"] || "GET",
      verifyPeer: h.attrs["verify-peer"] === "true",
      url: text(h),
    })),
    userAgentOptionsAutoRespond: text(kid(sip, "user-agent-options-auto-respond")),
    spammers: spam
      ? {
          action: spam.attrs.action,
          tcpAction: spam.attrs["tcp-action"],
          headers: kids(spam, "header").map((h) => ({ name: h.attrs.name, values: kids(h, "value").map(text) })),
        }
      : undefined,
    sessionTimerDefaultRefresher: (kid(sip, "session-timers") || { attrs: {} }).attrs["default-refresher"] || "none",
    aggressiveNatDetection: text(kid(sip, "aggressive-nat-detection")),
    tls: tls ? Object.fromEntries(tls.children.map((c) => [c.name, text(c)])) : undefined,
    timers: kid(sip, "timers")
      ? Object.fromEntries(kid(sip, "timers").children.map((c) => [c.name, +text(c)]))
      : undefined,
    cdrs: /^(true|yes)$/i.test(text(kid(d, "cdrs")) || ""),
    udpMtu: +(text(kid(sip, "udp-mtu")) || 0),
  };
}
module.exports = { parse, drachtioConfig };
