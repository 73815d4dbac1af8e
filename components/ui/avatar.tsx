import type { PersonRef, Presence } from "@/lib/people/schema";

const tones = 8;

/** A person's picture, or their initials on a colour that is always theirs. */
export function Avatar(props: {
  person: PersonRef;
  size?: "s" | "m" | "l" | "xs";
  presence?: Presence;
  presenceLabel?: string;
}) {
  const { person, size = "m", presence } = props;
  return (
    <span className={`avatar avatar-${size} tone-${person.id % tones}`}>
      {person.avatar_url ? (
        // biome-ignore lint/performance/noImgElement: Next's optimizer is off on purpose; the file is a small square already
        <img src={person.avatar_url} alt="" width={42} height={42} loading="lazy" />
      ) : (
        <span aria-hidden="true">{initials(person.display_name)}</span>
      )}
      {presence && (
        <i className={`dot dot-${presence}`} title={props.presenceLabel}>
          {props.presenceLabel && <span className="sr-only">{props.presenceLabel}</span>}
        </i>
      )}
    </span>
  );
}

/** The first letters of the first and the last word. */
export function initials(name: string): string {
  const words = name.split(/[\s.-]+/).filter((word) => /\p{L}|\p{N}/u.test(word));
  const first = words[0] ?? name;
  const last = words.length > 1 ? words.at(-1) : undefined;
  return [first, last]
    .map((word) => [...(word ?? "")][0] ?? "")
    .join("")
    .toUpperCase();
}
