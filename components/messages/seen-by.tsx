"use client";

import { lazy, Suspense, useState } from "react";
import { useLive } from "@/components/live/provider";
import { Avatar } from "@/components/ui/avatar";
import type { MessageView } from "@/lib/messages/schema";
import type { PersonRef } from "@/lib/people/schema";

const facesMax = 3;
const ReadsPanel = lazy(() => import("./reads-panel"));

/** Small faces of those who have read the last message, its author and oneself left out; they lead to the whole list. */
export function SeenBy(props: {
  last: MessageView | undefined;
  readers: ReadonlyMap<number, number>;
  people: ReadonlyMap<number, PersonRef>;
}) {
  const { viewer, words, say } = useLive();
  const [shownId, setShownId] = useState<number | null>(null);
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
        <a
          className="flex items-center gap-1.5 text-inherit no-underline max-md:-my-2.5 max-md:py-2.5"
          href={`/rooms/${last.room_id}/messages/${last.id}/reads`}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey) return;
            event.preventDefault();
            setShownId(last.id);
          }}
        >
          <span>{words.room.readBy}</span>
          {faces.map((person) => (
            <span key={person.id} title={person.display_name}>
              <Avatar person={person} size="xs" />
              <span className="sr-only">{person.display_name}</span>
            </span>
          ))}
          {read.length > faces.length && <span>{say(words.room.readMore, { n: read.length - faces.length })}</span>}
        </a>
      )}
      {shownId !== null && (
        <Suspense fallback={null}>
          <ReadsPanel messageId={shownId} onClose={() => setShownId(null)} />
        </Suspense>
      )}
    </div>
  );
}
