"use strict";
// A server command template may use:
//   {config}       path of a drachtio.conf.xml           {config_json}  the same settings as JSON
//   {host} {sip_port} {admin_port} {secret}              {contacts}     comma separated sip contact uris
//   {contact_args} -c uri -c uri ...                     {args}         extra args a fixture asks for
const fs = require("fs");
const path = require("path");
const { drachtioConfig } = require("./xml.js");

function renderConfig(template, confPath, workDir, args = []) {
  const config = drachtioConfig(fs.readFileSync(confPath, "utf8"));
  const json = path.join(workDir, path.basename(confPath).replace(/\.xml$/, "") + ".json");
  fs.writeFileSync(json, JSON.stringify(config, null, 2));
  const m = /^<?sips?:(?:[^@]*@)?([^;:>]+)(?::(\d+))?/.exec(config.contacts[0].uri);
  const vars = {
    config: confPath,
    config_json: json,
    host: m[1],
    sip_port: m[2] || "5060",
    admin_port: config.admin.port,
    secret: config.admin.secret,
    contacts: `'${config.contacts.map((c) => c.uri).join(",")}'`,
    contact_args: config.contacts.map((c) => `-c '${c.uri}'`).join(" "),
    args: args.join(" "),
  };
  return { config, vars, cmd: template.replace(/\{(\w+)\}/g, (all, k) => (k in vars ? vars[k] : all)) };
}
module.exports = { renderConfig };
