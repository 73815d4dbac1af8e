import Link from "next/link";
import { Avatar } from "@/components/ui/avatar";
import { Form, Submit } from "@/components/ui/form";
import type { FormState } from "@/lib/action";
import type { PageWords } from "@/lib/i18n/en";
import type { Locale } from "@/lib/i18n/locale";
import { say } from "@/lib/i18n/say";
import type { Page, UserView } from "@/lib/people/schema";

/** The contact list; each row begins a direct talk. */
export function PeopleList(props: {
  page: Page<UserView>;
  query: string;
  viewerId: number;
  locale: Locale;
  words: PageWords;
  writeAction: (state: FormState, form: FormData) => Promise<FormState>;
}) {
  const { page, words, locale } = props;
  const { people } = words;
  if (page.items.length === 0) return <p className="text-ink-2">{people.none}</p>;
  return (
    <>
      <ul className="[--surface:var(--paper)]">
        {page.items.map((person) => (
          <li key={person.id} className="flex items-center gap-3 border-b border-line py-2.5">
            <Avatar person={person} presence={person.presence} />
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{person.display_name}</span>
              <span className="block truncate text-[13px] leading-[18px] text-ink-3">
                {[`@${person.username}`, people.roles[person.role], person.status_text].filter(Boolean).join(" · ")}
              </span>
            </span>
            {person.id === props.viewerId ? (
              <span className="text-sm text-ink-3">{people.you}</span>
            ) : (
              <Form action={props.writeAction}>
                <input type="hidden" name="user_ids[]" value={person.id} />
                <Submit className="button">
                  <span aria-hidden="true">{people.write}</span>
                  <span className="sr-only">{say(locale, people.writeTo, { name: person.display_name })}</span>
                </Submit>
              </Form>
            )}
          </li>
        ))}
      </ul>
      {page.next_cursor && (
        <Link
          className="button mt-4"
          href={{
            pathname: "/people",
            query: { ...(props.query ? { q: props.query } : {}), cursor: page.next_cursor },
          }}
        >
          {people.next}
        </Link>
      )}
    </>
  );
}
