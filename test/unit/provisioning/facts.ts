import type { PhoneFacts } from "../../../src/provisioning/rendering/phone-values.ts";

/** A summer day, so that the rules of the clocks are those of 2026. */
export const NOW_MS = Date.UTC(2026, 6, 1);

/** The phone of a French company whose file has everything. */
export function phoneFacts(changed: Partial<PhoneFacts> = {}): PhoneFacts {
  const folderUrl = "https://pbx.example.com/provisioning/0123456789abcdef0123-00112233445566778899aabbccddeeff/";
  return {
    account: {
      ...{ username: "k7m2p9q4rs", password: "Sip-Password-24", realm: "offhook" },
      ...{ name: "Zoé Lefèvre", extension: "1001" },
    },
    server: { host: "pbx.example.com", port: 5061, transport: "tls", ownCertificate: false },
    keys: [
      { kind: "line", label: "1001", number: "1001" },
      { kind: "voicemail", label: "Messagerie", number: "*97" },
      { kind: "park", label: "701", number: "701" },
      { kind: "blf", label: "Alice & Bob <R&D>", number: "1002" },
      { kind: "blf", label: "Paul", number: "1003" },
    ],
    company: "Atelier Martin",
    language: "fr",
    country: "FR",
    timeZone: "Europe/Paris",
    ntpServer: "pool.ntp.org",
    folderUrl,
    fileUrl: `${folderUrl}file`,
    phoneBookUrl: `${folderUrl}phonebook.xml`,
    provisioning: { username: "k7m2p9q4rs", password: "Provisioning-Password", realm: "provisioning" },
    mac: "001122aabbcc",
    ...changed,
  };
}
