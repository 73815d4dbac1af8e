import Link from "next/link";
import type { ReactNode } from "react";
import { Avatar } from "@/components/ui/avatar";
import type { PageWords } from "@/lib/i18n/en";
import type { Page, UserView } from "@/lib/people/schema";

/** People, a page at a time, each with what can be done about them. */
export function PeopleList(props: {
  page: Page<UserView>;
  /** The page's own address, and what was looked for. */
  path: string;
  query: string;
  words: PageWords;
  none: string;
  act: (person: UserView) => ReactNode;
}) {
  const { page, words, query, path } = props;
  const { people } = words;
  if (page.items.length === 0) return <p className="text-ink-2">{props.none}</p>;
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
            {props.act(person)}
          </li>
        ))}
      </ul>
      {page.next_cursor && (
        <Link
          className="button mt-4"
          href={{ pathname: path, query: { ...(query ? { q: query } : {}), cursor: page.next_cursor } }}
        >
          {people.next}
        </Link>
      )}
    </>
  );
}

/** Looking for people by name; a plain form that asks the server. */
export function PeopleSearch(props: { query: string; words: PageWords }) {
  const { people } = props.words;
  return (
    <form role="search" aria-label={people.search} className="mb-3 flex gap-2.5">
      <input
        className="input"
        type="search"
        name="q"
        defaultValue={props.query}
        maxLength={100}
        placeholder={people.search}
        aria-label={people.search}
      />
      <button type="submit" className="button">
        {people.find}
      </button>
    </form>
  );
}
