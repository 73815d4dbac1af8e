/** What a process has done since it began. Nothing here tells of anybody in particular. */
export type CountName = "messages_posted" | "frames_sent" | "frames_received";
/** How things stand in a process. */
export type GaugeName =
  | "sockets"
  | "people_connected"
  | "jobs_queued"
  | "jobs_running"
  | "jobs_failed"
  | "jobs_oldest_seconds";

// Modules are loaded several times in the process of the pages; what they count is one. `server/boot/measures.mjs` reads it.
const shared = globalThis as typeof globalThis & {
  staffroomCounts?: Record<string, number>;
  staffroomGauges?: Record<string, () => number>;
};

export function count(name: CountName, by = 1): void {
  shared.staffroomCounts ??= {};
  shared.staffroomCounts[name] = (shared.staffroomCounts[name] ?? 0) + by;
}

export const counted = (name: CountName): number => shared.staffroomCounts?.[name] ?? 0;

/** @param read asked whenever the process reports */
export function gauge(name: GaugeName, read: () => number): void {
  shared.staffroomGauges ??= {};
  shared.staffroomGauges[name] = read;
}
