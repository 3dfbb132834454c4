/** Channels alive at once: each has a socket, and beyond this one event loop cannot keep 20 ms. */
export const MAX_CHANNELS = 1000;
/** A beat that is later than this on average means that the engine has as many channels as it can serve: telephones buffer no more. */
export const MAX_LATE_MS = 40;
/** With so few of them lateness is the machine's, and not ours. */
export const FEW_CHANNELS = 50;
/** Calls that are answered and whose application has not connected yet: beyond this it doesn't keep up. */
export const MAX_UNCONNECTED = 100;
/** Event-socket connections that applications open to us. */
export const MAX_CONNECTIONS = 256;
/** Head and body of one command of an application. */
export const MAX_COMMAND_BYTES = 1024 * 1024;
/** Answers and events that a connection has not read yet; one that lags further behind is closed. */
export const MAX_UNSENT_BYTES = 16 * 1024 * 1024;
/** Event names and filters that one connection may ask for. */
export const MAX_SUBSCRIPTIONS = 512;
/** Commands of one channel that wait for its next tick. */
export const MAX_WAITING_COMMANDS = 256;
/** Applications of one channel that run inside each other. */
export const MAX_NESTED_APPLICATIONS = 64;
/** Variables of one channel, and the length of one. */
export const MAX_VARIABLES = 1024;
export const MAX_VARIABLE_CHARACTERS = 64 * 1024;
/** DTMF digits that no application has asked for yet; the oldest are forgotten. */
export const MAX_WAITING_DIGITS = 128;
/** Files of one playback; FreeSWITCH takes as many. */
export const MAX_PLAYLIST = 128;
/** Simultaneous recordings of one session. */
export const MAX_SESSION_RECORDINGS = 8;
/** Conferences at once, and members of one: more than fit into a conversation, fewer than block the beat. */
export const MAX_CONFERENCES = 500;
export const MAX_CONFERENCE_MEMBERS = 250;
/** Files that wait to be played to one conference, or to one member. */
export const MAX_QUEUED_FILES = 64;
/** Simultaneous recordings of one conference. */
export const MAX_CONFERENCE_RECORDINGS = 8;
