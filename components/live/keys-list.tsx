import { keysWords } from "@/lib/i18n/keys";
import type { Locale } from "@/lib/i18n/locale";
import { type KeyName, keys, writtenStroke } from "./keys";

const groups = ["rooms", "reading", "messages", "writing"] as const;
const names = Object.keys(keys) as KeyName[];

/** Every key by what it is for; the same in the dialog and on the page. */
export function KeysList({ locale }: { locale: Locale }) {
  const words = keysWords[locale];
  return (
    <div className="-mb-5 gap-x-10 sm:columns-2">
      {groups.map((group) => {
        const own = names.filter((name) => keys[name].group === group);
        return (
          own.length > 0 && (
            <section key={group} className="break-inside-avoid pb-5">
              <h2 className="mb-1.5 text-[12.5px] font-semibold text-ink-3">{words.groups[group]}</h2>
              <dl>
                {own.map((name) => (
                  <div key={name} className="flex items-center gap-3 border-t border-line py-1.5 text-sm">
                    <dt className="min-w-0 flex-1">{words.acts[name]}</dt>
                    <dd className="flex flex-none flex-wrap justify-end gap-1">
                      <Strokes strokes={keys[name].strokes} or={words.or} />
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          )
        );
      })}
    </div>
  );
}

function Strokes({ strokes, or }: { strokes: readonly string[]; or: string }) {
  return strokes.map((stroke, at) => (
    <span key={stroke} className="flex items-center gap-1">
      {at > 0 && <span className="text-[12.5px] text-ink-3">{or}</span>}
      {writtenStroke(stroke).map((part) => (
        <kbd key={part} className="key">
          {part}
        </kbd>
      ))}
    </span>
  ));
}
