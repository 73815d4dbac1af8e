import Link from "next/link";
import { type PersonalTokenView, tokenScopes } from "@/lib/auth/schema";
import type { PageWords } from "@/lib/i18n/en";
import { say } from "@/lib/i18n/say";
import { type Clock, dateOf, whenExactly } from "@/lib/i18n/time";

type Words = PageWords["tokens"];

/** How far a new token is to reach, each in a sentence of its own. */
export function ScopeChoice({ words }: { words: Words }) {
  return (
    <fieldset className="mt-4">
      <legend className="label">{words.scope}</legend>
      {tokenScopes.map((scope) => (
        <label key={scope} className="flex min-h-11 items-start gap-3 py-1.5">
          <input
            type="radio"
            name="scope"
            value={scope}
            defaultChecked={scope === "write"}
            className="mt-[3px] size-[18px] flex-none accent-accent"
          />
          <span>
            <span className="block font-medium">{words.scopes[scope]}</span>
            <span className="block text-[13px] leading-[18px] text-ink-3">{words.scopeHints[scope]}</span>
          </span>
        </label>
      ))}
      <p className="hint">{words.scopeHint}</p>
    </fieldset>
  );
}

/** One's own tokens, each to be revoked. */
export function TokenList(props: { tokens: PersonalTokenView[]; words: Words; clock: Clock; now: Date }) {
  const { words, clock } = props;
  if (props.tokens.length === 0) return <p className="mt-0.5 text-ink-2">{words.none}</p>;
  return (
    <ul>
      {props.tokens.map((token) => (
        <li key={token.id} className="flex items-center gap-3 border-b border-line py-2.5 last:border-b-0">
          <span className="min-w-0 flex-1">
            <span className="block font-medium [overflow-wrap:anywhere]">{token.name}</span>
            <span className="block text-[13px] leading-[18px] text-ink-3">{factsOf(token, props)}</span>
          </span>
          <Link
            href={`/me/tokens/${token.id}/revoke`}
            className="button"
            prefetch={false}
            aria-label={say(clock.locale, words.revokeNamed, { name: token.name })}
          >
            {words.revoke}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function factsOf(token: PersonalTokenView, { words, clock, now }: { words: Words; clock: Clock; now: Date }): string {
  const used =
    token.last_used_at === null
      ? words.unused
      : say(clock.locale, words.used, { when: whenExactly(clock, new Date(token.last_used_at), now) });
  const until = say(clock.locale, words.until, { when: dateOf(clock, new Date(token.expires_at), now) });
  return [words.scopes[token.scope].toLocaleLowerCase(clock.locale), used, until].join(" · ");
}
