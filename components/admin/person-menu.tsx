import { Ellipsis } from "lucide-react";
import Link from "next/link";
import type { AdminWords } from "@/lib/i18n/en";
import type { Locale } from "@/lib/i18n/locale";
import { say } from "@/lib/i18n/say";

type Words = AdminWords["people"];
export type PersonAct = keyof Words["acts"];

/** What the viewer may do about one person; each leads to the page that asks. Works without scripts. */
export function PersonMenu(props: {
  words: Words;
  locale: Locale;
  name: string;
  id: number;
  acts: PersonAct[];
  back: string;
}) {
  const { words, id } = props;
  return (
    <details className="menu" name="person-menu">
      <summary className="tool ml-auto" aria-label={say(props.locale, words.actionsFor, { name: props.name })}>
        <Ellipsis aria-hidden="true" size={18} strokeWidth={1.75} />
      </summary>
      <ul>
        <li>
          <Link href={`/admin/people/${id}`} className="menu-item" prefetch={false}>
            {words.open}
          </Link>
        </li>
        {props.acts.map((act) => (
          <li key={act}>
            <Link
              href={confirmPath(act, id, props.back)}
              className={`menu-item ${act === "deactivate" ? "text-danger" : ""}`}
              prefetch={false}
            >
              {words.acts[act].menu}
            </Link>
          </li>
        ))}
      </ul>
    </details>
  );
}

export const confirmPath = (act: PersonAct, id: number, back: string, more: Record<string, string> = {}) =>
  `/admin/people/confirm?${new URLSearchParams({ act, id: String(id), ...more, back })}`;
