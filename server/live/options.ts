import * as limits from "@/lib/limits";

const bounds = {
  actorFreshMs: limits.actorFreshMs,
  frameBytesMax: limits.frameBytesMax,
  framesPerWindow: limits.framesPerWindow,
  framesQueuedCharsMax: limits.framesQueuedCharsMax,
  framesQueuedMax: limits.framesQueuedMax,
  framesWindowMs: limits.framesWindowMs,
  heartbeatMs: limits.heartbeatMs,
  inboxesPerTick: limits.inboxesPerTick,
  offlineAfterMs: limits.offlineAfterMs,
  presenceTickMs: limits.presenceTickMs,
  readMarksPerTick: limits.readMarksPerTick,
  readMarksTickMs: limits.readMarksTickMs,
  relayBeatMs: limits.relayBeatMs,
  relaysReadMs: limits.relaysReadMs,
  resumeBytesMax: limits.resumeBytesMax,
  resumeChangesMax: limits.resumeChangesMax,
  revocationSweepMs: limits.revocationSweepMs,
  roomTellMs: limits.roomTellMs,
  sessionsCheckMs: limits.sessionsCheckMs,
  socketAuthMs: limits.socketAuthMs,
  socketBufferBytesMax: limits.socketBufferBytesMax,
  socketsPerPersonMax: limits.socketsPerPersonMax,
  strangersMax: limits.strangersMax,
  typingRelayMs: limits.typingRelayMs,
  unreadTickMs: limits.unreadTickMs,
  unverifiedMsMax: limits.unverifiedMsMax,
  versionSweepMs: limits.versionSweepMs,
  welcomesAtOnce: limits.welcomesAtOnce,
  whisperSweepSpanMs: limits.whisperSweepSpanMs,
  whispersPerSweep: limits.whispersPerSweep,
};

/** The sidecar's bounds, which a test may narrow. */
export type LiveLimits = Record<keyof typeof bounds, number>;

export const liveLimits: LiveLimits = bounds;
