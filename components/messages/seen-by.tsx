"use client";

import { useLive } from "@/components/live/provider";
import { Avatar } from "@/components/ui/avatar";
import type { MessageView } from "@/lib/messages/schema";
import type { PersonRef } from "@/lib/people/schema";

const facesMax = 3;

/** Small faces of those who have read the last message, its author and oneself left out. */
export function SeenBy(props: {
  last: MessageView | undefined;
  readers: ReadonlyMap<number, number>;
  people: ReadonlyMap<number, PersonRef>;
}) {
  const { viewer, words, say } = useLive();
  const { last, readers, people } = props;
  if (!last) return null;
  const read = [...readers]
    .filter(([id, seq]) => seq >= last.seq && id !== viewer.person.id && id !== last.author.id)
    .map(([id]) => people.get(id));
  const known = read.filter((person) => person !== undefined);
  const faces = known.slice(0, facesMax);
  return (
    <div className="seen" data-testid="seen-by">
      {faces.length > 0 && (
        <>
          <span>{words.room.readBy}</span>
          {faces.map((person) => (
            <span key={person.id} title={person.display_name}>
              <Avatar person={person} size="xs" />
              <span className="sr-only">{person.display_name}</span>
            </span>
          ))}
          {read.length > faces.length && <span>{say(words.room.readMore, { n: read.length - faces.length })}</span>}
        </>
      )}
    </div>
  );
}
