// The smallest softswitch of drachtio-srf: a digest registrar in memory, and a B2BUA from a trunk to a registered phone. It stores
// nothing and has no settings: what a server of this kind costs at least. Arguments: host, port and secret of a drachtio-server, the trunk's address.
import { createHash, randomBytes } from "node:crypto";
import Srf from "drachtio-srf";

const [host, port, secret, trunk] = process.argv.slice(2);
const NONCE_LIVES_MS = 60_000;
const nonces = new Map();
const contacts = new Map();
const md5 = (text) => createHash("md5").update(text).digest("hex");

const srf = new Srf();
srf.on("connect", (failure) => process.stdout.write(failure ? `refused: ${failure}\n` : "connected\n"));
srf.on("error", (failure) => process.stderr.write(`${failure}\n`));
srf.connect({ host, port: Number(port), secret });

setInterval(() => {
  const old = Date.now() - NONCE_LIVES_MS;
  for (const [nonce, madeAtMs] of nonces) {
    if (madeAtMs > old) break;
    nonces.delete(nonce);
  }
}, 5_000);

srf.register((req, res) => {
  const [, user, realm] = /sip:([^@]+)@([^;>]+)/.exec(req.get("From"));
  if (isProven(req.get("Authorization"), user)) {
    const [, uri] = /<([^>]+)>/.exec(req.get("Contact"));
    const expires = Number(req.get("Expires") || 3_600);
    contacts.set(user, { uri, untilMs: Date.now() + expires * 1_000 });
    res.send(200, { headers: { Contact: `<${uri}>;expires=${expires}` } });
    return;
  }
  const nonce = randomBytes(16).toString("hex");
  nonces.set(nonce, Date.now());
  const challenge = `Digest realm="${realm}", nonce="${nonce}", algorithm=MD5, qop="auth"`;
  res.send(401, { headers: { "WWW-Authenticate": challenge } });
});

srf.invite(async (req, res) => {
  if (req.source_address !== trunk) return res.send(403);
  const [, number] = /sip:([^@]+)@/.exec(req.uri);
  const contact = contacts.get(number.replace(/^\+33170+/, ""));
  if (contact === undefined || contact.untilMs < Date.now()) return res.send(404);
  try {
    const { uas, uac } = await srf.createB2BUA(req, res, contact.uri, { localSdpB: req.body });
    uas.on("destroy", () => uac.destroy().catch(() => undefined));
    uac.on("destroy", () => uas.destroy().catch(() => undefined));
  } catch (failure) {
    if (!res.finalResponseSent) res.send(failure.status || 500);
  }
});

function isProven(header, user) {
  if (header === undefined) return false;
  const given = {};
  for (const [, name, quoted, plain] of header.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g))
    given[name] = quoted ?? plain;
  const { username, realm, uri, qop, nonce, nc, cnonce, response } = given;
  const ha1 = md5(`${username}:${realm}:secret${username}`);
  const ha2 = md5(`REGISTER:${uri}`);
  const expected = qop ? md5(`${ha1}:${nonce}:${nc}:${cnonce}:${qop}:${ha2}`) : md5(`${ha1}:${nonce}:${ha2}`);
  return nonces.delete(nonce) && expected === response && username === user;
}
