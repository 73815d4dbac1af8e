import type { AdminWords } from "@/lib/i18n/en";
import { say } from "@/lib/i18n/say";
import { type Clock, whenExactly } from "@/lib/i18n/time";
import type { LastCheck } from "@/lib/journal/schema";

/** Whether the whole journal is as it was written, and since when that is known. */
export function ChainNote(props: { check: LastCheck | null; words: AdminWords["journal"]; clock: Clock; now: Date }) {
  const { check, words, clock, now } = props;
  if (!check) return <p className="mb-4 text-sm text-ink-2">{words.unverified}</p>;
  const when = whenExactly(clock, new Date(check.at), now);
  if (check.sound)
    return <p className="mb-4 text-sm text-ink-2">{say(clock.locale, words.sound, { n: check.entries, when })}</p>;
  return (
    <div className="notice notice-bad mt-0 mb-4" role="alert">
      <p className="font-semibold">{say(clock.locale, words.broken, { n: check.broken_at ?? 0 })}</p>
      <p>{say(clock.locale, words.brokenHint, { when })}</p>
    </div>
  );
}
