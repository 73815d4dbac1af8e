import Link from "next/link";

/** Several lists of one page, each with an address of its own. */
export function Tabs(props: {
  label: string;
  here: string;
  tabs: readonly (readonly [href: string, label: string])[];
}) {
  return (
    <nav aria-label={props.label} className="mb-3 flex gap-1">
      {props.tabs.map(([href, label]) => (
        <Link
          key={href}
          href={href}
          prefetch={false}
          aria-current={href === props.here ? "page" : undefined}
          className="button border-transparent bg-transparent text-ink-2 aria-[current=page]:bg-selected aria-[current=page]:text-ink"
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
