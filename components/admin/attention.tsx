import Link from "next/link";
import type { ReactNode } from "react";
import { bytesOf, numberOf } from "@/lib/i18n/amount";
import type { AdminWords } from "@/lib/i18n/en";
import { say } from "@/lib/i18n/say";
import { type Clock, whenExactly } from "@/lib/i18n/time";
import type { Overview } from "@/lib/overview/schema";

/** What an administrator should look after, most urgent first; `children` is the list of the work that was given up. */
export function Attention(props: {
  overview: Overview;
  words: AdminWords;
  clock: Clock;
  now: Date;
  children: ReactNode;
}) {
  const { overview, clock, now } = props;
  const { attention, storage } = overview;
  const { locale } = clock;
  const words = props.words.overview;
  const when = (at: string) => whenExactly(clock, new Date(at), now);
  const isBroken = attention.journal?.sound === false;
  const isWell =
    !isBroken &&
    !attention.is_disk_full &&
    !attention.is_backup_old &&
    attention.without_factor + attention.failed_job_count === 0;
  return (
    <section className="card mb-5">
      <h2 className="text-base font-[650]">{words.attention}</h2>
      {isWell && <p className="mt-1 text-ink-2">{words.allWell}</p>}
      {isBroken && (
        <Matter link={{ href: "/admin/audit", label: props.words.frame.journal }} isGrave>
          {say(locale, words.journalBroken, { n: attention.journal?.broken_at ?? 0 })}
        </Matter>
      )}
      {attention.is_disk_full && (
        <Matter hint={words.diskHint} isGrave>
          {say(locale, words.diskFull, { free: bytesOf(locale, storage.free_bytes) })}
        </Matter>
      )}
      {attention.is_backup_old && (
        <Matter hint={words.backupHint}>
          {attention.last_backup === null
            ? words.noBackup
            : say(locale, words.oldBackup, { when: when(attention.last_backup) })}
        </Matter>
      )}
      {attention.without_factor > 0 && (
        <Matter hint={words.withoutFactorHint} link={{ href: "/admin/security", label: props.words.frame.security }}>
          {say(locale, words.withoutFactor, { n: attention.without_factor })}
        </Matter>
      )}
      {attention.failed_job_count > 0 && (
        <>
          <Matter
            hint={
              attention.failed_job_count > attention.failed_jobs.length
                ? say(locale, words.failedJobsShown, { n: numberOf(locale, attention.failed_jobs.length) })
                : undefined
            }
          >
            {say(locale, words.failedJobs, { n: attention.failed_job_count })}
          </Matter>
          {props.children}
        </>
      )}
    </section>
  );
}

function Matter(props: {
  hint?: string | undefined;
  link?: { href: string; label: string };
  isGrave?: boolean;
  children: string;
}) {
  return (
    <p className="mt-2.5">
      <span className={props.isGrave ? "font-medium text-danger" : "font-medium"}>{props.children}</span>
      {props.link && (
        <>
          {" "}
          <Link className="link" href={props.link.href} prefetch={false}>
            {props.link.label}
          </Link>
        </>
      )}
      {props.hint && <span className="block text-sm text-ink-2">{props.hint}</span>}
    </p>
  );
}
