"use client";

import { useLive } from "@/components/live/provider";
import { Avatar } from "@/components/ui/avatar";
import { acting } from "@/lib/i18n/acting";
import type { MessageView, ReactionPeople } from "@/lib/messages/schema";
import { ListDialog } from "./loaded";

/** Who put which sign; the one that was asked about stands first. */
export function WhoDialog(props: { message: MessageView; emoji?: string; onClose: () => void }) {
  const { viewer } = useLive();
  const { message, emoji } = props;
  const asked = ({ emoji: own }: ReactionPeople) => (own === emoji ? 0 : 1);
  return (
    <ListDialog<ReactionPeople>
      title={acting[viewer.locale].whoReacted}
      address={`/api/v1/messages/${message.id}/reactions`}
      onClose={props.onClose}
    >
      {(signs) => <Reacted signs={signs.toSorted((one, other) => asked(one) - asked(other))} />}
    </ListDialog>
  );
}

export function Reacted({ signs }: { signs: ReactionPeople[] }) {
  const { words, say } = useLive();
  return signs.map(({ emoji, people }) => (
    <section key={emoji} className="border-t border-line py-2 first:border-0">
      <h2 className="text-sm font-semibold">{say(words.message.reacted, { emoji, n: people.length })}</h2>
      <ul className="flex flex-wrap gap-x-4 gap-y-1 py-1">
        {people.map((person) => (
          <li key={person.id} className="flex min-w-0 items-center gap-2 py-0.5 text-sm">
            <Avatar person={person} size="s" />
            <span className="min-w-0 [overflow-wrap:anywhere]">{person.display_name}</span>
          </li>
        ))}
      </ul>
    </section>
  ));
}
