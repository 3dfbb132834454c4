"use strict";
// A few-line authoritative DNS server (A records only; NODATA for everything else), so that
// upstream's docker host names can be kept as names.  usage: minidns.js IP PORT name=ip ...
const dgram = require("dgram");
const [ip, port, ...recs] = process.argv.slice(2);
const zone = new Map(recs.map((r) => r.split("=")).map(([n, a]) => [n.toLowerCase(), a]));
const sock = dgram.createSocket("udp4");
sock.on("message", (m, rinfo) => {
  let o = 12;
  const labels = [];
  while (m[o]) {
    labels.push(m.toString("latin1", o + 1, o + 1 + m[o]));
    o += m[o] + 1;
  }
  const qtype = m.readUInt16BE(o + 1);
  const qend = o + 5;
  const name = labels.join(".").toLowerCase();
  const a = zone.get(name);
  const answer = a && qtype === 1;
  const head = Buffer.alloc(12);
  m.copy(head, 0, 0, 2);
  head.writeUInt16BE(0x8580 | (a ? 0 : 3), 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(answer ? 1 : 0, 6);
  const parts = [head, m.subarray(12, qend)];
  if (answer) {
    const rr = Buffer.alloc(16);
    rr.writeUInt16BE(0xc00c, 0);
    rr.writeUInt16BE(1, 2);
    rr.writeUInt16BE(1, 4);
    rr.writeUInt32BE(60, 6);
    rr.writeUInt16BE(4, 10);
    a.split(".").forEach((x, i) => {
      rr[12 + i] = +x;
    });
    parts.push(rr);
  }
  sock.send(Buffer.concat(parts), rinfo.port, rinfo.address);
});
sock.bind(+port, ip);
