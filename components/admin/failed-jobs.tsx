import { Form, Submit } from "@/components/ui/form";
import type { FormState } from "@/lib/action";
import type { AdminWords } from "@/lib/i18n/en";
import { say } from "@/lib/i18n/say";
import { type Clock, whenExactly } from "@/lib/i18n/time";
import type { FailedJobView } from "@/lib/jobs/schema";

type Action = (state: FormState, form: FormData) => Promise<FormState>;

/** Work that was given up: why, and what can be done about it. */
export function FailedJobs(props: {
  jobs: FailedJobView[];
  words: AdminWords["jobs"];
  failedAt: string;
  clock: Clock;
  now: Date;
  retry: Action;
  dismiss: Action;
}) {
  const { jobs, words, clock, now } = props;
  const { locale } = clock;
  return (
    <ul className="mt-1">
      {jobs.map((job) => (
        <li key={job.id} className="flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-line py-2.5">
          <span className="min-w-0 flex-1 basis-64 [overflow-wrap:anywhere]">
            <span className="block font-medium">
              {job.to === null ? words.kinds[job.kind] : say(locale, words.mailTo, { to: job.to })}
            </span>
            <span className="block text-sm text-ink-2">
              {words.problems[job.problem]}
              {job.detail && ` ${say(locale, words.answer, { code: job.detail })}`}
            </span>
            <span className="block text-[13px] text-ink-3">
              {say(locale, props.failedAt, {
                when: whenExactly(clock, new Date(job.failed_at), now),
                n: job.attempts,
              })}
            </span>
          </span>
          <Form action={props.retry}>
            <input type="hidden" name="id" value={job.id} />
            <Submit className="button">{words.retry}</Submit>
          </Form>
          <Form action={props.dismiss}>
            <input type="hidden" name="id" value={job.id} />
            <Submit className="button">{words.dismiss}</Submit>
          </Form>
        </li>
      ))}
    </ul>
  );
}
