/** Every bound of the supervisor and its gateway, with its unit in its name. */

// Children
export const restartDelayMsMin = 100;
export const restartDelayMsMax = 5_000;
/** A child that lived this long starts anew without a delay built up from earlier deaths. */
export const restartForgottenMs = 30_000;
export const childStartMsMax = 30_000;

// Stopping: children first, then the bus and the database, all within 5 s
export const childStopMs = 3_500;
export const databaseStopMs = 1_200;

// The gateway
export const headerBytesMax = 15 * 1024;
export const headersMs = 20_000;
export const requestMs = 15 * 60_000;
export const keepAliveMs = 65_000;
/** A client that is answered before it has sent everything is listened to for so long, and so much, and in such silence. */
export const lingerMs = 30_000;
export const lingerBytesMax = 256 * 1024 * 1024;
export const lingerSilenceMs = 5_000;
/** Idle connections to the pages are let go before the pages' own server lets go of them. */
export const upstreamIdleMs = 30_000;
export const upstreamKeepAliveMs = 75_000;
export const webRetryMs = 8_000;
export const liveRetryMs = 3_000;
export const retryEveryMs = 50;
export const readinessMs = 2_000;
export const retryAfterSeconds = 2;

// The embedded database and bus
export const databaseStartMs = 60_000;
export const databaseConnectSeconds = 5;
export const databaseConnectionsMax = 100;
export const busStartMs = 5_000;
export const busMemoryBytesMax = 256 * 1024 * 1024;
export const adoptedPollMs = 250;

// Logs
export const logBytesMax = 10 * 1024 * 1024;
export const logFilesKept = 3;
export const logLineCharsShown = 500;
