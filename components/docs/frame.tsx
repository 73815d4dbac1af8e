import type { ReactNode } from "react";
import { Brand } from "@/components/ui/brand";
import { docs } from "@/lib/i18n/docs";
import { type Locale, locales } from "@/lib/i18n/locale";
import { textWords } from "@/lib/i18n/writing";
import { Copying } from "./copying";

export interface Frame {
  locale: Locale;
  /** `?lang=…` where a stranger has chosen a language, else empty. */
  suffix: string;
  /** Pages of calls, by their places in the address. */
  groups: { name: string; title: string }[];
  isSignedIn: boolean;
}

interface Props extends Frame {
  /** The page, as the address names it after `/docs`. */
  current: string;
  title: string;
  /** What can be reached on this page. */
  anchors: { id: string; name: string }[];
  children: ReactNode;
}

/** What stands around each page for programs: on a desk its contents beside it, on a phone above it, to be unfolded. */
export function DocsFrame(props: Props) {
  const { locale, current, title, children } = props;
  const words = docs[locale];
  const name = pagesOf(props).find(([path]) => path === current)?.[1] ?? words.begin;
  return (
    <div className="docs-frame">
      <nav className="docs-side" aria-label={words.contents}>
        <div className="px-2 pt-2 pb-4">
          <Brand company={null} />
        </div>
        <Contents {...props} />
      </nav>
      <div className="min-w-0">
        <details className="docs-above">
          <summary>
            <span className="text-ink-3">{words.contents}</span> {name}
          </summary>
          <nav aria-label={words.contents}>
            <Contents {...props} />
          </nav>
        </details>
        <main className="docs-main">
          <h1 className="page-title">{title}</h1>
          <Copying words={textWords[locale]}>{children}</Copying>
        </main>
      </div>
    </div>
  );
}

const pagesOf = ({ locale, groups }: Frame): [path: string, name: string][] => [
  ["", docs[locale].begin],
  ["/live", docs[locale].live],
  ...groups.map((group): [string, string] => [`/calls/${group.name}`, group.title]),
  ["/shapes", docs[locale].shapes],
];

function Contents(props: Props) {
  const { locale, suffix, current, anchors, isSignedIn } = props;
  const words = docs[locale];
  return (
    <>
      <ul>
        {pagesOf(props).map(([path, name]) => (
          <li key={path}>
            <a
              className="room-row docs-row"
              href={`/docs${path}${suffix}`}
              aria-current={path === current ? "page" : undefined}
            >
              {name}
            </a>
            {path === current && anchors.length > 0 && (
              <ul className="docs-anchors" aria-label={words.onThisPage}>
                {anchors.map((anchor) => (
                  <li key={anchor.id}>
                    <a href={`#${anchor.id}`}>{anchor.name}</a>
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
        <li className="mt-4">
          <a className="room-row docs-row" href="/api/v1/openapi.json">
            {words.document}
          </a>
        </li>
        {isSignedIn && (
          <li>
            <a className="room-row docs-row" href="/">
              {words.toChat}
            </a>
          </li>
        )}
      </ul>
      <ul className="docs-languages" aria-label={words.languages}>
        {[...locales].reverse().map((one) => (
          <li key={one}>
            <a href={`/docs${current}?lang=${one}`} lang={one} aria-current={one === locale ? "true" : undefined}>
              {words.languageNames[one]}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
