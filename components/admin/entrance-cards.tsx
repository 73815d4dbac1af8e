import { Card } from "@/components/ui/card";
import { Field, Form, Submit } from "@/components/ui/form";
import { Select } from "@/components/ui/select";
import { TextArea } from "@/components/ui/text-area";
import type { FormState } from "@/lib/action";
import type { AdminWords } from "@/lib/i18n/en";
import type { Locale } from "@/lib/i18n/locale";
import { say } from "@/lib/i18n/say";
import {
  adminIdleMinutesMax,
  adminIdleMinutesMin,
  adminSessionHoursMax,
  passwordCharsMin,
  passwordRuleCharsMax,
  sessionDaysMax,
  sessionIdleDaysMax,
} from "@/lib/limits";
import type { WorkspaceView } from "@/lib/workspace/schema";

type Action = (state: FormState, form: FormData) => Promise<FormState>;

export interface SecurityProps {
  words: AdminWords["security"];
  frame: AdminWords["frame"];
  locale: Locale;
  company: WorkspaceView;
}

const factorRules = ["optional", "admins", "everyone"] as const;
const registrations = ["invited", "open"] as const;

/** Who may enter, and how they prove who they are: a form a card. */
export function EntranceCards(
  props: SecurityProps & { actions: Record<"password" | "sessions" | "factor" | "registration", Action> },
) {
  const { words, frame, locale, company, actions } = props;
  return (
    <>
      <Card title={words.password} lead={words.passwordLead}>
        <Form action={actions.password}>
          <WholeNumber
            name="password_chars_min"
            label={words.passwordChars}
            value={company.password_chars_min}
            hint={say(locale, words.passwordHint, { min: passwordCharsMin, max: passwordRuleCharsMax })}
          />
          <Submit className="button mt-4">{frame.save}</Submit>
        </Form>
      </Card>
      <Card title={words.factor} lead={words.factorLead}>
        <Form action={actions.factor}>
          <Select
            name="second_factor"
            label={words.factorRule}
            value={company.second_factor}
            options={factorRules.map((rule) => [rule, words.factorRules[rule]])}
          />
          <p className="hint">{words.factorProvider}</p>
          <Submit className="button mt-4">{frame.save}</Submit>
        </Form>
      </Card>
      <Card title={words.sessions} lead={words.sessionsLead}>
        <Form action={actions.sessions}>
          <Lengths {...props} />
          <Submit className="button mt-4">{frame.save}</Submit>
        </Form>
      </Card>
      <Card title={words.registration} lead={words.registrationLead}>
        <Form action={actions.registration}>
          <Select
            name="registration"
            label={words.registrationRule}
            value={company.registration}
            options={registrations.map((rule) => [rule, words.registrationRules[rule]])}
          />
          <TextArea
            key={company.registration_domains.join()}
            name="registration_domains"
            label={words.domains}
            hint={words.domainsHint}
            rows={3}
            defaultValue={company.registration_domains.join("\n")}
          />
          <p className="hint">{words.domainsWarning}</p>
          <Submit className="button mt-4">{frame.save}</Submit>
        </Form>
      </Card>
    </>
  );
}

function Lengths({ words, locale, company }: SecurityProps) {
  const lengths = [
    ["session_days", words.sessionDays, 1, sessionDaysMax],
    ["session_idle_days", words.sessionIdleDays, 1, sessionIdleDaysMax],
    ["admin_session_hours", words.adminHours, 1, adminSessionHoursMax],
    ["admin_idle_minutes", words.adminIdle, adminIdleMinutesMin, adminIdleMinutesMax],
  ] as const;
  return (
    <div className="grid gap-x-4 sm:grid-cols-2">
      {lengths.map(([name, label, min, max]) => (
        <WholeNumber
          key={name}
          name={name}
          label={label}
          value={company[name]}
          hint={say(locale, words.range, { min, max })}
        />
      ))}
    </div>
  );
}

/** As text, so that a mistake comes back with what was typed; the key draws it anew when the stored one changes. */
const WholeNumber = (props: { name: string; label: string; value: number; hint: string }) => (
  <Field
    key={props.value}
    name={props.name}
    label={props.label}
    hint={props.hint}
    defaultValue={String(props.value)}
    inputMode="numeric"
    autoComplete="off"
    required
  />
);
