import Link from "next/link";
import { BotMark } from "@/components/people/bot-mark";
import { Avatar } from "@/components/ui/avatar";
import type { PageWords } from "@/lib/i18n/en";
import { say } from "@/lib/i18n/say";
import { type Clock, dateOf, whenExactly } from "@/lib/i18n/time";
import type { WebhookView } from "@/lib/webhooks/schema";

interface Props {
  hooks: WebhookView[];
  words: PageWords["webhooks"];
  bot: string;
  clock: Clock;
  now: Date;
}

/** A room's webhooks, each to be deleted. */
export function WebhookList(props: Props) {
  const { hooks, words, clock } = props;
  if (hooks.length === 0) return <p className="mt-0.5 text-ink-2">{words.none}</p>;
  return (
    <ul>
      {hooks.map((hook) => (
        <li key={hook.id} className="flex items-center gap-3 border-b border-line py-2.5 last:border-b-0">
          <Avatar person={hook.bot} />
          <span className="min-w-0 flex-1">
            <span className="block font-medium [overflow-wrap:anywhere]">
              {hook.name} <BotMark person={hook.bot} word={props.bot} />
            </span>
            <span className="block text-[13px] leading-[18px] text-ink-3 [overflow-wrap:anywhere]">
              {factsOf(hook, props)}
            </span>
            {!hook.works && <span className="block text-[13px] leading-[18px] text-danger">{words.stopped}</span>}
          </span>
          <Link
            href={`/rooms/${hook.room_id}/webhooks/${hook.id}/delete`}
            className="button"
            prefetch={false}
            aria-label={say(clock.locale, words.removeNamed, { name: hook.name })}
          >
            {words.remove}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function factsOf(hook: WebhookView, { words, clock, now }: Props): string {
  const used =
    hook.last_used_at === null
      ? words.unused
      : say(clock.locale, words.used, { when: whenExactly(clock, new Date(hook.last_used_at), now) });
  const made = say(clock.locale, words.by, {
    name: hook.created_by.display_name,
    when: dateOf(clock, new Date(hook.created_at), now),
  });
  return `${used} · ${made}`;
}
