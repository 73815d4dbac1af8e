import { useSyncExternalStore } from "react";
import { fetchList } from "@/components/live/fetch-json";
import type { PersonRef } from "@/lib/people/schema";
import type { MemberView } from "@/lib/rooms/schema";

interface Known {
  /** How many there were when it was read: another number is a reason to read again. */
  count: number;
  people: readonly PersonRef[];
}

const rooms = new Map<number, Known>();
const watchers = new Set<() => void>();
const nobody: readonly PersonRef[] = [];

/** Who is in a room, as far as it was read in this tab. */
export const usePeople = (roomId: number): readonly PersonRef[] =>
  useSyncExternalStore(
    watch,
    () => peopleOf(roomId),
    () => nobody,
  );

export const calledSo = (people: Iterable<PersonRef>, username: string): PersonRef | undefined =>
  [...people].find((one) => one.username === username.toLowerCase());

export const memberKnown = (roomId: number, username: string): PersonRef | undefined =>
  calledSo(peopleOf(roomId), username);

/** Reads them once; without a line what is known stays. @param count how many there are now */
export async function readPeople(roomId: number, count: number): Promise<void> {
  if (rooms.get(roomId)?.count === count) return;
  const members = await fetchList<MemberView>(`/api/v1/rooms/${roomId}/members`);
  if (!members) return;
  rooms.set(roomId, { count, people: members.map(({ user }) => user) });
  for (const watcher of watchers) watcher();
}

const peopleOf = (roomId: number): readonly PersonRef[] => rooms.get(roomId)?.people ?? nobody;

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
