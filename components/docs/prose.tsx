import type { ReactNode } from "react";

/** A text of the catalogue with `code`, **weight** and [links](/there); paragraphs stand apart by an empty line. */
export function Prose({ text, className }: { text: string; className?: string }) {
  return text.split("\n\n").map((paragraph) => (
    <p key={paragraph} className={className}>
      <Inline text={paragraph} />
    </p>
  ));
}

/** The same within a line. */
export function Inline({ text }: { text: string }) {
  let at = 0;
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)]+\))/).map((part) => <Part key={at++} part={part} />);
}

function Part({ part }: { part: string }): ReactNode {
  if (/^`.+`$/.test(part)) return <code>{part.slice(1, -1)}</code>;
  if (/^\*\*.+\*\*$/.test(part))
    return (
      <strong>
        <Inline text={part.slice(2, -2)} />
      </strong>
    );
  const [, name, href] = /^\[(.+)\]\((.+)\)$/.exec(part) ?? [];
  if (name === undefined) return part;
  return (
    <a className="link" href={href}>
      {name}
    </a>
  );
}
