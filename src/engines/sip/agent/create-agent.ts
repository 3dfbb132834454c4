import type { SipAgent } from "./agent.ts";
import type { AgentOptions } from "./options.ts";

/**
 * Opens the sockets and puts the transactions on them. Handlers may be called before the promise resolves.
 * @throws SipPortTaken, SipListenFailed
 */
export declare function createSipAgent(options: AgentOptions): Promise<SipAgent>;
