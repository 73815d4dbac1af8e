import { describe, expect, test } from "vitest";
import { messageCharsMax, webhookBodyBytesMax } from "@/lib/limits";
import { namesIn, renderMarkdown } from "@/lib/messages/markdown";
import { plain } from "./markup";
import { fromMrkdwn } from "./mrkdwn";
import { readPayload } from "./payloads";

const told = (payload: unknown) => readPayload(payload, "en").text;

const project = {
  id: 15,
  name: "crane",
  path_with_namespace: "yard/crane",
  web_url: "https://git.example/yard/crane",
  homepage: "https://git.example/yard/crane",
};
const user = { id: 1, name: "Anna Orlova", username: "anna", avatar_url: "https://git.example/a.png" };

describe("Slack's way of writing", () => {
  const pairs: [string, string][] = [
    ["<https://a.example/x|the *label*>", "[the \\*label\\*](<https://a.example/x>)"],
    ["<https://a.example/x?a=1&amp;b=2>", "https://a.example/x?a=1&b=2"],
    ["<mailto:anna@a.example|anna@a.example>", "anna@a.example"],
    ["*bold* and _slanted_ and ~struck~", "**bold** and _slanted_ and ~~struck~~"],
    ["*<https://a.example|all of it>*", "**[all of it](<https://a.example>)**"],
    ["2*3*4 and a * b * c", "2*3*4 and a * b * c"],
    ["**bold** and *slanted*", "**bold** and *slanted*"],
    ["<!here> <!channel> <!everyone>", "@here @all @all"],
    ["<@U012AB3CD> <@U012AB3CD|anna> <#C01|yard>", "U012AB3CD anna \\#yard"],
    ["<!subteam^S1|@crane-team>", "\\@crane-team"],
    ["<!date^1392734382^{date}|Feb 18>", "Feb 18"],
    ["a &lt; b &amp;&amp; c &gt; d &amp;lt;", "a < b && c > d &lt;"],
    ["&gt; what was said", "> what was said"],
    ["`*as it is* &amp; so`", "`*as it is* & so`"],
    ["```one\ntwo *three*```", "\n```\none\ntwo *three*\n```\n"],
    ["if a<b then c>d", "if a<b then c>d"],
    ["<javascript:alert(1)|press>", "<javascript:alert(1)|press>"],
  ];
  test.each(pairs)("%s", (from, to) => expect(fromMrkdwn(from)).toBe(to));

  test("a hostile text becomes no link but of the web, and takes no time", () => {
    for (const text of [
      "<".repeat(50_000),
      "*a ".repeat(50_000),
      "~".repeat(100_000),
      "<a|".repeat(50_000),
      "`".repeat(100_000),
      "* *".repeat(40_000),
    ]) {
      const before = process.cpuUsage();
      fromMrkdwn(text);
      // Whatever else the machine does meanwhile.
      expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
    }
    expect(renderMarkdown(fromMrkdwn("<javascript:alert(1)|press>"))).not.toContain("href");
    expect(renderMarkdown(told({ attachments: [{ title: "x", title_link: "javascript:alert(1)" }] }))).not.toContain(
      "href",
    );
  });
});

describe("a hostile payload", () => {
  test.each(Object.getOwnPropertyNames(Object.prototype))("an event by the name of %s is told as any other", (kind) => {
    expect(told({ object_kind: kind })).toBe(renderedName(kind));
  });
  const renderedName = (kind: string) => plain(kind.replaceAll("_", " "));

  test("lists within lists are no way down", () => {
    let part: unknown = { type: "rich_text_section", elements: [{ type: "text", text: "below" }] };
    for (let depth = 0; depth < 5_000; depth++) part = { type: "rich_text_list", elements: [part] };
    const blocks = [
      { type: "rich_text", elements: [part, { type: "rich_text_section", elements: [{ text: "beside" }] }] },
    ];
    expect(told({ blocks })).toContain("beside");
  });

  const size = webhookBodyBytesMax;
  const bodies: [string, unknown][] = [
    ["beginnings of addresses in code", { text: `\`${"<http:".repeat(size / 6)}\`` }],
    ["runs of backquotes", { text: "x", build: { phase: "x", scm: { branch: "` ".repeat(size / 2) } } }],
    ["empty attachments", { text: "x", attachments: Array.from({ length: size / 3 }, () => ({})) }],
    ["short attachments", { attachments: Array.from({ length: size / 13 }, () => ({ text: "a" })) }],
    ["fields", { text: "x", attachments: [{ fields: Array.from({ length: size / 2 }, () => 0) }] }],
    ["alerts", { alerts: Array.from({ length: size / 2 }, () => 0) }],
    ["commits", { object_kind: "push", commits: Array.from({ length: size / 2 }, () => 0) }],
  ];
  test.each(bodies)("a body full of %s is told quickly", (_name, payload) => {
    const startedAtMs = performance.now();
    expect(told(payload).length).toBeLessThanOrEqual(messageCharsMax);
    expect(performance.now() - startedAtMs).toBeLessThan(1_000);
  });
});

describe("a plain payload", () => {
  test("says its text, under the name that it gives", () => {
    expect(readPayload({ text: "hello", username: " Deploy\nbot " }, "en")).toEqual({
      text: "hello",
      saidAs: "Deploy bot",
    });
    expect(readPayload({ text: "hello", username: "" }, "en")).toEqual({ text: "hello" });
  });

  test("says a command as words", () => {
    expect(told({ text: "/pm @anna secret" })).toBe("\\/pm @anna secret");
    expect(renderMarkdown(told({ text: "/me waves" }))).toContain("/me waves");
    expect(told({ text: "/etc/hosts is there" })).toBe("\\/etc/hosts is there");
  });

  test("ends with dots where it is longer than a message", () => {
    const text = told({ text: "long ".repeat(messageCharsMax) });
    expect(text.length).toBeLessThanOrEqual(messageCharsMax);
    expect(text.endsWith("…")).toBe(true);
  });

  test.each([
    [{}],
    [{ text: "" }],
    [{ text: " \u200b\n" }],
    [{ text: { a: 1 } }],
    [{ text: null, attachments: {}, blocks: "x" }],
    [[]],
    [null],
    ["text"],
    [5],
    [{ attachments: [null, 5, "x", { fields: [null] }], blocks: [null, { type: "section" }, { type: 7 }] }],
    [{ object_attributes: {} }],
  ])("%j cannot be told, and is refused in words", (payload) => {
    expect(() => told(payload)).toThrow(expect.objectContaining({ code: "invalid", reason: "webhookEmpty" }));
  });

  test("what is of a wrong kind is passed over, whatever shape is claimed", () => {
    for (const object_kind of [
      "push",
      "tag_push",
      "merge_request",
      "issue",
      "note",
      "pipeline",
      "build",
      "release",
      "toString",
    ])
      for (const rest of [{}, { object_attributes: [], project: 5, commits: "x", user: null }, { commits: [null, 1] }])
        expect(() => told({ object_kind, ...rest })).not.toThrow(TypeError);
    expect(() => told({ alerts: [null, 1, { labels: [], annotations: "x" }] })).not.toThrow(TypeError);
  });
});

describe("Slack's attachments and blocks", () => {
  test("an attachment tells what it has, in the order in which Slack shows it", () => {
    const attachment = {
      fallback: "not shown",
      color: "#36a64f",
      pretext: "*Before*",
      author_name: "Jenkins",
      title: "Build #12 <ok>",
      title_link: "https://ci.example/12",
      text: "All of it",
      fields: [
        { title: "Branch", value: "main", short: true },
        { title: "", value: "job - #12 Success after 3 sec (<https://ci.example/12|Open>)", short: false },
      ],
      footer: "ci",
      ts: 1_700_000_000,
      mrkdwn_in: ["text"],
    };
    expect(told({ attachments: [attachment] })).toBe(
      [
        "**Before**",
        "Jenkins",
        "**[Build \\#12 \\<ok\\>](<https://ci.example/12>)**",
        "All of it",
        "**Branch**: main",
        "job - #12 Success after 3 sec ([Open](<https://ci.example/12>))",
        "ci",
      ].join("\n"),
    );
    expect(told({ text: "Above", attachments: [{ fallback: "Only this" }] })).toBe("Above\n\nOnly this");
  });

  test("blocks stand for the text, which only notifies", () => {
    const blocks = [
      { type: "header", text: { type: "plain_text", text: "Deploy *now*" } },
      {
        type: "section",
        text: { type: "mrkdwn", text: "To <https://a.example|the yard>" },
        accessory: { type: "image" },
      },
      { type: "divider" },
      {
        type: "section",
        fields: [
          { type: "mrkdwn", text: "*By*\nAnna" },
          { type: "plain_text", text: "1 < 2" },
        ],
      },
      {
        type: "context",
        elements: [
          { type: "image", alt_text: "face" },
          { type: "mrkdwn", text: "at _noon_" },
        ],
      },
      {
        type: "actions",
        elements: [{ type: "button", text: { type: "plain_text", text: "Look" }, url: "https://a.example/l" }],
      },
      {
        type: "rich_text",
        elements: [
          {
            type: "rich_text_section",
            elements: [
              { type: "text", text: "one " },
              { type: "text", text: "two", style: { bold: true } },
            ],
          },
        ],
      },
    ];
    expect(told({ text: "fallback", blocks })).toBe(
      [
        "**Deploy \\*now\\***",
        "To [the yard](<https://a.example>)",
        "**By**\nAnna\n1 \\< 2",
        "face at _noon_",
        "[Look](<https://a.example/l>)",
        "one **two**",
      ].join("\n\n"),
    );
  });

  test("GitLab's Slack integration", () => {
    const payload = {
      channel: "#yard",
      username: "GitLab",
      icon_url: "https://git.example/logo.png",
      text: "Anna Orlova (anna) pushed to branch <https://git.example/yard/crane/-/commits/main|main> of <https://git.example/yard/crane|yard / crane> (<https://git.example/yard/crane/-/compare/a...b|Compare changes>)",
      attachments: [
        {
          text: "<https://git.example/yard/crane/-/commit/b1|b1c2d3e4>: Lift &amp; lower - Anna Orlova",
          color: "#345",
        },
      ],
    };
    expect(readPayload(payload, "en")).toEqual({
      saidAs: "GitLab",
      text: [
        "Anna Orlova (anna) pushed to branch [main](<https://git.example/yard/crane/-/commits/main>) of [yard / crane](<https://git.example/yard/crane>) ([Compare changes](<https://git.example/yard/crane/-/compare/a...b>))",
        "",
        "[b1c2d3e4](<https://git.example/yard/crane/-/commit/b1>): Lift & lower - Anna Orlova",
      ].join("\n"),
    });
  });
});

describe("GitLab's own webhook", () => {
  const push = {
    object_kind: "push",
    event_name: "push",
    before: "95790bf891e76fee5e1747ab589903a6a1f80f22",
    after: "da1560886d4f094c3e6c9ef40349f7d38b5d27d7",
    ref: "refs/heads/main",
    user_name: "Anna Orlova",
    project,
    repository: { name: "crane", url: "git@git.example:yard/crane.git", homepage: "https://git.example/yard/crane" },
    commits: [
      {
        id: "b6568db1bc1dcd7f8b4d5a946b0b91f9dacd7327",
        message: "Lift *higher* for @all\n\nand more",
        title: "Lift *higher* for @all",
        url: "https://git.example/yard/crane/-/commit/b6568db1",
        author: { name: "Boris", email: "boris@example.com" },
      },
    ],
    total_commits_count: 4,
  };

  test("a push, with its commits, and what a title says calls nobody", () => {
    expect(told(push)).toBe(
      [
        "**[yard/crane](<https://git.example/yard/crane>)** · 4 commits to `main` · Anna Orlova",
        "- [`b6568db1`](<https://git.example/yard/crane/-/commit/b6568db1>) · Lift \\*higher\\* for \\@all · Boris",
        "- and 3 more",
      ].join("\n"),
    );
    expect(namesIn(told(push))).toEqual({ usernames: [], everyone: false, present: false });
    expect(readPayload(push, "ru").text).toContain("4 коммита в `main`");
  });

  test("a branch that is made or deleted, and a tag", () => {
    const none = "0".repeat(40);
    expect(told({ ...push, after: none, commits: [] })).toContain("Branch `main` deleted");
    expect(told({ ...push, before: none })).toContain("New branch `main`");
    expect(told({ ...push, object_kind: "tag_push", ref: "refs/tags/v1.2" })).toContain("New tag `v1.2`");
  });

  test("a merge request", () => {
    const object_attributes = {
      iid: 7,
      title: "Lift [higher]",
      action: "open",
      state: "opened",
      url: "https://git.example/yard/crane/-/merge_requests/7",
      source_branch: "lift",
      target_branch: "main",
    };
    expect(told({ object_kind: "merge_request", event_type: "merge_request", user, project, object_attributes })).toBe(
      [
        "**[yard/crane](<https://git.example/yard/crane>)** · Merge request opened · [!7 Lift \\[higher\\]](<https://git.example/yard/crane/-/merge_requests/7>) · Anna Orlova",
        "`lift` → `main`",
      ].join("\n"),
    );
  });

  test("a pipeline that failed, with what failed in it", () => {
    const payload = {
      object_kind: "pipeline",
      object_attributes: {
        id: 31,
        iid: 3,
        ref: "main",
        tag: false,
        status: "failed",
        detailed_status: "failed",
        duration: 63,
      },
      merge_request: null,
      user,
      project,
      commit: { id: "bcbb5e", message: "Lift\n", title: "Lift", url: "https://git.example/c" },
      builds: [
        { id: 380, stage: "test", name: "rspec", status: "failed", allow_failure: false },
        { id: 381, stage: "test", name: "lint", status: "failed", allow_failure: true },
        { id: 382, stage: "build", name: "image", status: "success" },
      ],
    };
    expect(told(payload)).toBe(
      [
        "**[yard/crane](<https://git.example/yard/crane>)** · [Pipeline \\#31](<https://git.example/yard/crane/-/pipelines/31>): **failed** · `main` · Anna Orlova",
        "Lift",
        "- `rspec` · test",
      ].join("\n"),
    );
  });

  test("an issue, a comment on one, a job, and an event without words of its own", () => {
    const issue = { iid: 23, title: "Rope worn", url: "https://git.example/i/23", action: "close", state: "closed" };
    expect(told({ object_kind: "issue", user, project, object_attributes: issue })).toContain(
      "Issue closed · [\\#23 Rope worn](<https://git.example/i/23>) · Anna Orlova",
    );
    const object_attributes = { note: "Seen.\n> so", noteable_type: "Issue", url: "https://git.example/i/23#note_1" };
    expect(told({ object_kind: "note", user, project, object_attributes, issue })).toBe(
      [
        "**[yard/crane](<https://git.example/yard/crane>)** · [Comment](<https://git.example/i/23#note_1>) · [\\#23 Rope worn](<https://git.example/i/23>) · Anna Orlova",
        "> Seen.",
        "> \\> so",
      ].join("\n"),
    );
    expect(
      told({
        object_kind: "build",
        build_name: "rspec",
        build_id: 5,
        build_status: "success",
        ref: "main",
        project_name: "Yard / Crane",
        user,
      }),
    ).toBe("**Yard / Crane** · Job `rspec`: **passed** · `main` · Anna Orlova");
    expect(told({ object_kind: "release", action: "create", name: "1.2", url: "https://git.example/r", project })).toBe(
      "**[yard/crane](<https://git.example/yard/crane>)** · [release, create](<https://git.example/r>) · 1.2",
    );
  });
});

describe("alerts", () => {
  const alert = (zone: string, status = "firing") => ({
    status,
    labels: { alertname: "High memory usage", team: "blue", zone },
    annotations: {
      summary: `Memory is short in ${zone}`,
      description: "Used more than 95 %",
      runbook_url: "https://wiki.example/mem",
    },
    startsAt: "2026-11-21T08:15:00Z",
    endsAt: "0001-01-01T00:00:00Z",
    generatorURL: "https://watch.example/edit",
    fingerprint: "c6eadffa33fcdf37",
  });
  const group = {
    receiver: "yard",
    status: "firing",
    alerts: [alert("us-1"), alert("eu-1", "resolved")],
    groupLabels: { alertname: "High memory usage" },
    commonLabels: { alertname: "High memory usage", team: "blue" },
    commonAnnotations: {},
    externalURL: "https://watch.example/",
    version: "4",
    groupKey: "{}:{}",
    truncatedAlerts: 3,
  };

  test("Alertmanager's webhook, version 4", () => {
    expect(told(group)).toBe(
      [
        "**Firing** · [High memory usage](<https://watch.example/>)",
        "`team=blue`",
        "",
        "- Memory is short in us-1 · `zone=us-1` · [source](<https://watch.example/edit>) · [what to do](<https://wiki.example/mem>)",
        "  Used more than 95 %",
        "- Resolved · Memory is short in eu-1 · `zone=eu-1` · [source](<https://watch.example/edit>) · [what to do](<https://wiki.example/mem>)",
        "  Used more than 95 %",
        "- and 3 more",
      ].join("\n"),
    );
    expect(readPayload({ ...group, status: "resolved" }, "ru").text).toContain("**Восстановлено**");
  });

  test("Grafana's unified alerting, which adds addresses and a title", () => {
    const grafana = {
      ...group,
      version: "1",
      orgId: 1,
      truncatedAlerts: 0,
      title: "[FIRING:1] High memory usage (blue)",
      state: "alerting",
      message: "**Firing**\n\nLabels: …",
      alerts: [
        {
          ...alert("us-1"),
          dashboardURL: "https://watch.example/d/1",
          panelURL: "",
          silenceURL: "https://watch.example/silence",
          values: { B: 44.2 },
          valueString: "[ var='B' ]",
        },
      ],
    };
    const text = told(grafana);
    expect(text).toContain("[dashboard](<https://watch.example/d/1>)");
    expect(text).toContain("[silence](<https://watch.example/silence>)");
    expect(text).not.toContain("\\*\\*Firing");
    expect(told({ ...grafana, alerts: [], commonLabels: {}, groupLabels: {} })).toContain("FIRING:1");
  });

  test("Grafana's of before", () => {
    const payload = {
      title: "[Alerting] Rope load",
      ruleId: 1,
      ruleName: "Rope load",
      ruleUrl: "https://watch.example/r/1",
      state: "alerting",
      message: "Too much",
      evalMatches: [{ metric: "load", value: 100, tags: null }],
    };
    expect(told(payload)).toBe("**alerting** · [Rope load](<https://watch.example/r/1>)\nToo much\n- `load=100`");
  });
});

describe("Jenkins", () => {
  test("the Notification plugin", () => {
    const payload = {
      name: "crane",
      display_name: "Crane",
      url: "job/crane/",
      build: {
        full_url: "https://ci.example/job/crane/18/",
        number: 18,
        queue_id: 1,
        phase: "COMPLETED",
        status: "FAILURE",
        url: "job/crane/18/",
        scm: {
          url: "https://git.example/yard/crane.git",
          branch: "origin/main",
          commit: "c6d86dc654b12425e706bcf951adfe5a8627a517",
        },
        log: "",
        notes: "",
        artifacts: {},
      },
    };
    expect(told(payload)).toBe(
      "**[Crane \\#18](<https://ci.example/job/crane/18/>)**: **failed**\n`origin/main` · `c6d86dc6`",
    );
    expect(told({ ...payload, build: { ...payload.build, phase: "STARTED", status: undefined } })).toContain(
      "**started**",
    );
  });

  test("the Slack plugin", () => {
    const value = "crane - #18 Failure after 3 min 5 sec (<https://ci.example/job/crane/18/|Open>)";
    const attachments = [
      {
        fallback: value,
        color: "danger",
        fields: [{ title: "", value, short: false }],
        mrkdwn_in: ["pretext", "text", "fields"],
      },
    ];
    expect(told({ channel: "#yard", attachments })).toBe(
      "crane - #18 Failure after 3 min 5 sec ([Open](<https://ci.example/job/crane/18/>))",
    );
  });
});
