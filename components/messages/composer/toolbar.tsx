import { type KeyName, keys, writtenStroke } from "@/components/live/keys";
import {
  AtSign,
  Bold,
  Code,
  type Icon,
  Italic,
  Link as LinkIcon,
  List,
  ListOrdered,
  Smile,
  SquareCode,
  Strikethrough,
  TextQuote,
} from "@/components/ui/icons";
import { composing } from "@/lib/i18n/composing";
import type { Locale } from "@/lib/i18n/locale";

type Tool = keyof (typeof composing)["en"]["tools"];

const tools: [Tool, Icon][] = [
  ["emoji", Smile],
  ["person", AtSign],
  ["bold", Bold],
  ["italic", Italic],
  ["strike", Strikethrough],
  ["code", Code],
  ["codeBlock", SquareCode],
  ["quote", TextQuote],
  ["bullets", List],
  ["numbers", ListOrdered],
  ["link", LinkIcon],
];

/** Drawn on the server and pressed in the composer around it: it costs the page no script. */
export function Toolbar({ locale }: { locale: Locale }) {
  const words = composing[locale];
  return (
    <div className="composer-tools scripted" role="toolbar" aria-label={words.toolbar}>
      {tools.map(([name, Drawing], at) => (
        <button
          key={name}
          type="button"
          className="tool"
          data-tool={name}
          tabIndex={at === 0 ? 0 : -1}
          aria-label={words.tools[name]}
          title={titleOf(name, words.tools[name])}
        >
          <Drawing aria-hidden="true" size={18} strokeWidth={1.75} />
        </button>
      ))}
    </div>
  );
}

function titleOf(name: Tool, label: string): string {
  const stroke = name in keys ? keys[name as KeyName].strokes[0] : undefined;
  return stroke ? `${label} (${writtenStroke(stroke).join("+")})` : label;
}
