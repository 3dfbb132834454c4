/** token = 1*(alphanum / "-" / "." / "!" / "%" / "*" / "_" / "+" / "`" / "'" / "~")   RFC 3261 §25.1 */
const TOKEN = /^[\w\-.!%*+`'~]+$/;

export function isToken(text: string): boolean {
  return TOKEN.test(text);
}
