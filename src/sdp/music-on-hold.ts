import { connectionOf } from "./direction.ts";
import { isEncryptedStream } from "./encryption.ts";
import { protocolOf, textOf, withProtocol } from "./media-offer.ts";
import { splitSdp, type Section } from "./sections.ts";

/** The discard port: nothing is heard there. */
const NOWHERE = 9;
const DIRECTION = /^a=(?:sendrecv|sendonly|recvonly|inactive)\s*$/;

/**
 * The offer by which a telephone on hold hears the media server: the streams of its session in their order (RFC 3264 §8), audio
 * as the media server offers it (`sendonly`), each other stream held where it is (`inactive`), and what was given up stays so.
 * Undefined: there is no audio that the media server could take the place of.
 *
 * @param session  what the telephone was told last
 * @param music  the media server's own offer, encrypted where the session is
 */
export function musicOffer(session: string, music: string): string | undefined {
  const now = splitSdp(session);
  const held = (stream: Section): Section => {
    const address = stream.rest.some((line) => line.startsWith("c=")) ? undefined : connectionLine(now.session);
    return {
      first: stream.first,
      rest: [...(address === undefined ? [] : [address]), ...withoutDirection(stream), "a=inactive"],
    };
  };
  return withMusic(now.streams, music, held);
}

/** The answer to a telephone that is back while the other one holds: it hears the media server; its other streams wait. */
export function musicAnswer(offer: string, music: string): string | undefined {
  const held = ({ first, rest }: Section): Section => ({
    first: first.replace(/^(m=\S+ )\d+(?:\/\d+)?/, `$1${NOWHERE}`),
    rest: [...rest.filter((line) => /^a=(?:rtpmap|fmtp|mid)/.test(line)), "a=inactive"],
  });
  return withMusic(splitSdp(offer).streams, music, held);
}

function withMusic(streams: readonly Section[], music: string, held: (stream: Section) => Section): string | undefined {
  const server = splitSdp(music);
  const audio = server.streams.find((stream) => isUp(stream, "audio"));
  const fits = (stream: Section): boolean =>
    isUp(stream, "audio") && audio !== undefined && isEncryptedStream(stream) === isEncryptedStream(audio);
  const place = streams.findIndex(fits);
  const replaced = streams[place];
  if (audio === undefined || replaced === undefined) return undefined;
  const { first } = withProtocol(audio, protocolOf(replaced));
  const played = { first, rest: [...withoutDirection(audio), "a=sendonly"] };
  const session = { ...server.session, rest: withoutDirection(server.session) };
  const rest = streams.map((stream, at) => (at === place ? played : isUp(stream, "") ? held(stream) : stream));
  return textOf(session, ...rest);
}

function isUp({ first }: Section, kind: string): boolean {
  return first.startsWith(`m=${kind}`) && !/^m=\S+ 0[ /]/.test(first);
}

function withoutDirection({ rest }: Section): readonly string[] {
  return rest.filter((line) => !DIRECTION.test(line));
}

function connectionLine(session: Section): string | undefined {
  return connectionOf(session) === undefined ? undefined : session.rest.find((line) => line.startsWith("c="));
}
