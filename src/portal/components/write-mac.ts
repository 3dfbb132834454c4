/** "805ec0123456" as it stands on the label under a phone: "80:5E:C0:12:34:56". */
export function writeMac(address: string): string {
  return address.toUpperCase().match(/../g)?.join(":") ?? address;
}
