import { useEffect, useState } from "react";
import { fetchJson } from "@/components/live/fetch-json";
import { useLive, useSidebar } from "@/components/live/provider";
import { loadEmojis } from "@/components/messages/emoji-store";
import { composing } from "@/lib/i18n/composing";
import { completionsShown, peopleSoughtMs } from "@/lib/limits";
import { type EmojiEntry, findEmojis } from "@/lib/messages/emoji";
import type { PersonRef, UserView } from "@/lib/people/schema";
import { type Asked, callOptions, commandOptions, fitting, type Option, personOption, roomOption } from "./completion";
import { readPeople, usePeople } from "./room-people";

/** What fits; of what the page knows at once, of what is read for it a moment later. */
export function useOptions(asked: Asked | null, roomId: number, shown?: ReadonlyMap<number, PersonRef>): Option[] {
  const { viewer } = useLive();
  const { rooms } = useSidebar();
  const words = composing[viewer.locale];
  const room = rooms.get(roomId);
  const members = useMembers(asked?.sign === "@" && asked.command !== "invite", roomId, room?.member_count ?? 0);
  const strangers = useStrangers(asked?.command === "invite" ? asked.query : null, roomId);
  const emojis = useEmojis(asked?.sign === ":");
  if (!asked) return [];
  const { query } = asked;
  switch (asked.sign) {
    case "/":
      return commandOptions(query, words.commands);
    case "#":
      return fitting(
        [...rooms.values()].filter(({ kind }) => kind === "room"),
        ({ name }) => [name],
        query,
        completionsShown,
      ).map(roomOption);
    case ":":
      return findEmojis(emojis, query, completionsShown).map(([emoji, , ru, en]) => ({
        key: emoji,
        label: viewer.locale === "ru" ? ru : en,
        emoji,
        text: `${emoji} `,
      }));
    case "@": {
      if (asked.command === "invite") return strangers.map(personOption);
      const all = new Map([...(shown ?? []), ...members.map((one) => [one.id, one] as const)]);
      all.delete(viewer.person.id);
      // A program reads nothing: naming it calls nobody.
      const people = [...all.values()].filter(({ bot }) => !bot);
      const found = fitting(people, namesOf, query, completionsShown).map(personOption);
      return asked.command || room?.kind === "direct"
        ? found
        : [...found, ...callOptions(viewer.locale, query, words.calls)];
    }
    default:
      return asked.sign satisfies never;
  }
}

const namesOf = ({ display_name, username }: PersonRef) => [display_name, username];

function useMembers(wanted: boolean, roomId: number, count: number): readonly PersonRef[] {
  useEffect(() => {
    if (wanted) void readPeople(roomId, count);
  }, [wanted, roomId, count]);
  return usePeople(roomId);
}

/** People who are not in the room, as they are sought. */
function useStrangers(query: string | null, roomId: number): readonly PersonRef[] {
  const [found, setFound] = useState<readonly PersonRef[]>([]);
  useEffect(() => {
    if (query === null) return;
    let current = true;
    const timer = setTimeout(async () => {
      const asked = `not_in=${roomId}&limit=${completionsShown}&q=${encodeURIComponent(query)}`;
      const answer = await fetchJson<{ items: UserView[] }>(`/api/v1/users?${asked}`);
      if (answer && current) setFound(answer.items);
    }, peopleSoughtMs);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [query, roomId]);
  return query === null ? [] : found;
}

function useEmojis(wanted: boolean): readonly EmojiEntry[] {
  const [emojis, setEmojis] = useState<readonly EmojiEntry[]>([]);
  useEffect(() => {
    // Without a line there is no list: the next word tries again.
    if (wanted) loadEmojis().then(setEmojis, () => {});
  }, [wanted]);
  return emojis;
}
