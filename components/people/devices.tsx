import { Form, Submit } from "@/components/ui/form";
import type { FormState } from "@/lib/action";
import type { SessionView } from "@/lib/auth/schema";
import type { Catalogue } from "@/lib/i18n/en";
import { say } from "@/lib/i18n/say";
import { type Clock, whenExactly } from "@/lib/i18n/time";

/** Where somebody is signed in, each to be ended. */
export function Devices(props: {
  sessions: SessionView[];
  words: Catalogue;
  clock: Clock;
  /** Left out where the viewer may end none. */
  endAction?: (state: FormState, form: FormData) => Promise<FormState>;
  /** Whose they are, where it is not oneself. */
  personId?: number;
}) {
  const { settings } = props.words.pages;
  const ending = props.personId === undefined ? settings : props.words.admin.people.person;
  const { clock } = props;
  const now = new Date();
  return (
    <ul>
      {props.sessions.map((session) => {
        const device = deviceName(session) ?? settings.unknownDevice;
        return (
          <li key={session.id} className="flex items-center gap-3 border-b border-line py-2.5 last:border-b-0">
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{session.kind === "api" ? settings.api : device}</span>
              <span className="block text-[13px] leading-[18px] text-ink-3">
                {[
                  session.current
                    ? settings.thisDevice
                    : say(clock.locale, settings.lastUsed, {
                        when: whenExactly(clock, new Date(session.last_used_at), now),
                      }),
                  session.address,
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </span>
            {props.endAction && !session.current && (
              <Form action={props.endAction}>
                {props.personId !== undefined && <input type="hidden" name="personId" value={props.personId} />}
                <input type="hidden" name="id" value={session.id} />
                <Submit className="button">
                  <span aria-hidden="true">{ending.endDevice}</span>
                  <span className="sr-only">{say(clock.locale, ending.endDeviceNamed, { device })}</span>
                </Submit>
              </Form>
            )}
          </li>
        );
      })}
    </ul>
  );
}

const browsers = [
  ["Edg/", "Edge"],
  ["OPR/", "Opera"],
  ["YaBrowser/", "Yandex Browser"],
  ["Firefox/", "Firefox"],
  ["Chrome/", "Chrome"],
  ["Safari/", "Safari"],
] as const;
const systems = [
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Android", "Android"],
  ["Windows", "Windows"],
  ["Mac OS X", "macOS"],
  ["Linux", "Linux"],
] as const;

/** A name that a person knows their device by, from what the browser says of itself. */
function deviceName(session: SessionView): string | null {
  const find = (known: readonly (readonly [string, string])[]) =>
    known.find(([mark]) => session.user_agent.includes(mark))?.[1];
  return [find(browsers), find(systems)].filter(Boolean).join(", ") || null;
}
