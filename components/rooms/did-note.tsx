import type { AdminWords } from "@/lib/i18n/en";
import type { Locale } from "@/lib/i18n/locale";
import { say } from "@/lib/i18n/say";

type Did = AdminWords["rooms"]["did"];

/** What the form before this page has done, by the name that stands in the address. */
export function DidNote(props: { did: unknown; n: unknown; words: Did; locale: Locale }) {
  const { did, words, locale } = props;
  if (typeof did !== "string" || !Object.hasOwn(words, did)) return null;
  const n = typeof props.n === "string" && /^\d{1,6}$/.test(props.n) ? Number(props.n) : 0;
  return (
    <p className="notice notice-good mt-0 mb-4" role="status">
      {say(locale, words[did as keyof Did], { n })}
    </p>
  );
}
