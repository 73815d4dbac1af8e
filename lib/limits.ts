/** Every bound of the product, with its unit in its name. A number that limits something stands nowhere else. */

// People and sign-in
export const usernameCharsMin = 2;
export const usernameCharsMax = 40;
export const displayNameCharsMax = 80;
export const emailCharsMax = 254;
export const passwordCharsMin = 12;
export const passwordCharsMax = 256;
export const statusTextCharsMax = 120;
export const workspaceNameCharsMax = 80;
/** How long a password the company may ask for. */
export const passwordRuleCharsMax = 64;
export const registrationDomainsMax = 50;
/** RFC 1035, 2.3.4. */
export const domainCharsMax = 253;
export const avatarBytesMax = 5 * 1024 * 1024;
export const avatarSidePixels = 256;
export const picturePixelsMax = 40_000_000;
export const pictureDecodeMsMax = 5_000;
/** What the process may take to begin with a picture, on a machine that has much to do. */
export const pictureStartMsMax = 10_000;
export const pictureMemoryBytesMax = 256 * 1024 * 1024;
export const passwordHashesAtOnce = 2;
export const passwordHashesWaitingMax = 200;

// Sessions and invitations
/** The lengths of sessions are settings of the company; these are what they may be at most. */
export const sessionDaysMax = 90;
export const sessionIdleDaysMax = 90;
export const adminSessionHoursMax = 24 * 30;
/** Less would send an administrator out in the middle of a page. */
export const adminIdleMinutesMin = 5;
export const adminIdleMinutesMax = 24 * 60;
/** For how long the password that was typed last vouches for sensitive acts. */
export const provedMinutes = 15;
/** RFC 6238: a code is of its half minute; one step around it forgives a clock that is off. */
export const totpStepSeconds = 30;
export const totpStepsAround = 1;
export const recoveryCodesMade = 10;
/** Five bits each. */
export const recoveryCodeChars = 16;
/** For how long the password that was right waits for its code. */
export const challengeSeconds = 300;
export const providerTimeoutMs = 5_000;
export const providerAnswerBytesMax = 256 * 1024;
export const providerAddressCharsMax = 300;
export const providerTextCharsMax = 500;
/** How long somebody may take to sign in at the provider. */
export const providerFlowSeconds = 900;
/** How far the provider's clock may be off. */
export const providerFreshSeconds = 60;
/** How many numbers are put behind a user name that is taken. */
export const usernameTriesMax = 30;
export const sessionTouchSeconds = 60;
/** For how long a trade of a refresh token may be repeated; no use of the session is written within `sessionTouchSeconds`. */
export const refreshRepeatSeconds = 60;
export const personalTokenNameCharsMax = 80;
/** A token for which no end was named lasts as long as one may at most. */
export const personalTokenDaysMax = 3_650;
export const personalTokensMax = 50;
export const passwordLinkHours = 24;
export const invitationHoursDefault = 24 * 7;
export const invitationHoursMax = 24 * 90;
export const invitationUsesMax = 1_000;
export const invitationRoomsMax = 50;
export const invitationsAtOnceMax = 200;

// Attempts: how many within a window. A whole office may share one address; only mistakes count against it.
export const signInTriesPerAccount = 10;
export const signInTriesPerAddress = 300;
export const signInWindowSeconds = 300;
/** Six digits can be tried through by whoever knows the password: few wrong ones, wherever they come from. */
export const codesPerAccount = 20;
export const codesPerAccountWindowSeconds = 3_600;
export const codesPerAddress = 10;
export const codesPerAddressWindowSeconds = 300;
export const registrationsPerAddress = 300;
export const registrationWindowSeconds = 600;
export const sendsPerPerson = 600;
export const sendsWindowSeconds = 10;
/** Changes that are one's own affair: drafts, what is saved, followed, marked. */
export const ownChangesPerPerson = 600;
export const ownChangesWindowSeconds = 10;

// Rooms and messages
export const roomNameCharsMax = 80;
export const roomTopicCharsMax = 250;
export const directPeopleMax = 8;
export const roomMembersAtCreationMax = 500;
/** People who are put into a room or taken out of it by one call: as many as the address of its confirmation carries. */
export const membersAtOnceMax = 500;
export const pastedNamesCharsMax = 100_000;
/** Of the names that nobody bears, as many as the address of the confirmation carries. */
export const unknownNamesCharsMax = 600;
export const membershipYearsMax = 10;
export const endingsAtOnce = 1_000;
export const roomDeletionMsMax = 10 * 60_000;
export const administeredPageSize = 50;
export const roomAdminsShownMax = 3;
export const accessPageSize = 100;
export const accessRowsMax = 50_000;
export const messageCharsMax = 20_000;
/** Of what an edited message said before, the latest that fit are shown. */
export const versionsCharsMax = 1_000_000;
export const readsPageSize = 50;
export const draftsListedMax = 500;
/** An emptied draft is remembered for so long, for devices that were away. */
export const emptyDraftDays = 7;
/** Code of one message that is coloured: what is longer stays plain, so that no text takes more than 50 ms. */
export const highlightedCharsMax = 7_000;
/** Words and quotation marks without a bracket, a comma or a sign between them: nobody writes so, and grammars take the square of it. */
export const highlightedRunCharsMax = 400;
export const highlightedBlocksMax = 20;
/** What is longer in either is folded. */
export const foldedLines = 20;
export const foldedChars = 1_500;
export const copiedShownMs = 2_000;
export const messagePageSize = 50;
export const messagePageSizeMax = 100;
export const contactsPageSize = 50;
export const listPageSize = 50;
/** Messages on a page of what one has saved: they are whole. */
export const savedPageSize = 30;
export const rosterPageSize = 50;
/** Rooms that a line of the list of employees names; the rest are counted. */
export const rosterRoomsShown = 2;
/** Members of a room that are read at one time, for its pages. */
export const membersReadMax = 5_000;
/** People whom one act of an administrator may be about. */
export const peopleAtOnceMax = 100;
/** Rooms into which a new person may be put at once. */
export const roomsAtCreationMax = 100;
/** Rooms from which an administrator picks one by name. */
export const roomChoicesMax = 1_000;
export const listPageSizeMax = 100;
/** Room for the longest name in any script, escaped and in base64. */
export const cursorCharsMax = 600;
export const mentionsPerMessageMax = 100;
export const filesPerMessageMax = 20;
/** Of the message that is quoted. */
export const quoteCharsMax = 200;
/** Signs of different kinds under one message. */
export const reactionKindsMax = 50;
export const emojiCharsMax = 40;
export const pinsPerRoomMax = 200;
/** Names that a sign tells at once; the rest are counted. */
export const signTipNames = 8;
/** For how long the page says what was done. */
export const noteMs = 5_000;
export const threadFacesMax = 3;
/** Threads of which one asks at a time how far one has read them: as many as a page of history may hold twice. */
export const threadPlacesMax = 200;
/** Ids of the longest kind, and commas. */
export const idListCharsMax = 200 * 17;
export const inboxPageSize = 30;
/** What waits is counted up to here; where there is more it says so. */
export const inboxCountMax = 100;
/** Of those who put signs under one message, as many as are named, and as many of the signs. */
export const inboxFacesMax = 2;
export const inboxSignsMax = 6;
/** Rows that the timeline keeps in the page; what is farther away is let go and read again when wanted. */
export const timelineRowsMax = 300;
export const messageGroupMinutes = 5;
/** Rooms whose unread comes back by one undo. */
export const roomsRestoredMax = 2_000;
/** Threads that are marked as read at once, and put back. */
export const asidesReadMax = 500;
/** Whose reading positions a room's page carries; beyond them the live frames tell. */
export const readersShownMax = 100;

// Files
export const fileNameCharsMax = 200;
/** The company sets how large a file may be, between these. */
export const fileMegabytesMin = 1;
export const fileMegabytesMax = 2_048;
/** What the frame of an upload may add to its file. */
export const uploadFrameBytesMax = 64 * 1024;
export const uploadsPerPerson = 400;
export const uploadsWindowSeconds = 600;
/** How much of a file its type is told by. */
export const fileHeadBytes = 64 * 1024;
/** An answer of no more has gone out before anybody could be put out meanwhile. */
export const watchedBytesMin = 1024 * 1024;
export const fileChunkBytes = 256 * 1024;
/** A larger picture is shown as a card. */
export const pictureFileBytesMax = 48 * 1024 * 1024;
export const picturesAtOnce = 2;
export const picturesWaitingMax = 60;
export const previewSidePixels = 800;
/** A picture within these is its own preview. */
export const previewBytesMin = 200 * 1024;
export const bucketAnswerMs = 20_000;
/** What no message carries is kept for so long. */
export const looseFileHours = 24;
export const looseFilesAtOnce = 50;

// The live sidecar
/** People that one piece of news names: as many as fit into PostgreSQL's 8,000 bytes whatever their ids. */
export const newsPeopleMax = 300;
/** Read marks that one piece of news names: as many as fit into the same bytes. */
export const newsMarksMax = 60;
export const frameBytesMax = 64 * 1024;
export const socketAuthMs = 5_000;
export const socketsPerPersonMax = 40;
export const framesPerWindow = 600;
export const framesWindowMs = 10_000;
export const socketBufferBytesMax = 1024 * 1024;
export const heartbeatMs = 15_000;
export const versionSweepMs = 2_000;
/** Longer than any transaction that whispers, and than several sweeps. */
export const whisperSweepSpanMs = 20_000;
export const whispersPerSweep = 2_000;
/** How many changes of a room may be told before a whisper that was written before them. */
export const whisperLagVersions = 100;
export const revocationSweepMs = 500;
export const unverifiedMsMax = 10_000;
export const resumeChangesMax = 500;
export const resumeRoomsMax = 2_000;
export const presenceTickMs = 250;
export const unreadTickMs = 300;
/** People whose inboxes are counted by one question. */
export const inboxesPerTick = 200;
export const offlineAfterMs = 10_000;
export const awayAfterMs = 5 * 60_000;
export const typingEveryMs = 3_000;
export const typingShownMs = 5_000;
export const relayLeaseMs = 6_000;
export const relayBeatMs = 2_000;
export const relaysReadMs = 5_000;
export const sessionsCheckMs = 5_000;
/** How far back the sweeps look for sessions that ended and members who came or left: longer than any transaction. */
export const sweepBackSeconds = 60;
/** An actor that was read this recently is not read again for the next frame. */
export const actorFreshMs = 1_000;
export const readMarksTickMs = 100;
export const readMarksPerTick = 50;
export const typingRelayMs = 2_000;
/** While a room is busy its changes are gathered: one write carries several frames. */
export const roomTellMs = 10;
/** What one socket has sent and is still to be answered, one after the other: a burst as large as the calls take. */
export const framesQueuedMax = 600;
export const framesQueuedCharsMax = 4 * 1024 * 1024;
/** When a frame that found the queue full may come again. */
export const queueRetrySeconds = 1;
export const strangersMax = 1_000;
/** Sign-ins and resumptions that read the database at one time, so that a stampede leaves room for the sweeps. */
export const welcomesAtOnce = 24;
export const resumeBytesMax = 768 * 1024;
export const socketDrainMs = 10_000;
export const socketCloseMs = 1_500;

// The browser
/** Lines that a list under what is typed offers. */
export const completionsShown = 8;
/** Copied HTML of more is pasted as its plain text. */
export const pastedCharsMax = 500_000;
/** Cells of a table that is pasted: as many as are drawn as one. */
export const pastedCellsMax = 2_000;
/** After the last key, before people outside the room are sought. */
export const peopleSoughtMs = 150;
/** What is half written is kept so long after the last key. */
export const draftSaveMs = 700;
export const reconnectMsMin = 500;
export const reconnectMsMax = 15_000;
/** For how long what was read all at once can be undone. */
export const allReadUndoMs = 10_000;
export const outboxRetryMsMin = 1_000;
export const outboxRetryMsMax = 15_000;

export const uploadsAtOnce = 3;
export const uploadRetryMsMin = 2_000;
export const uploadRetryMsMax = 30_000;
/** An upload of which nothing is heard for so long is begun anew. */
export const uploadSilentMs = 60_000;

// The REST API
export const webhooksPerRoomMax = 50;
export const webhookBodyBytesMax = 256 * 1024;
export const hookPostsPerHook = 120;
export const hookPostsWindowSeconds = 60;
/** Commits, alerts and the like that a webhook's message names; the rest are counted. */
export const hookLinesMax = 10;
export const hookLabelsMax = 8;
/** Of what a webhook is sent, more than a message could show: items of a list, and letters of one text. */
export const hookListMax = 100;
export const hookTextCharsMax = 2 * messageCharsMax;
/** Of a title, a comment or a label of another program. */
export const hookQuoteCharsMax = 400;
export const accessTokenSeconds = 15 * 60;
export const requestBodyBytesMax = 1024 * 1024;
/** Places that a refusal tells of, how many of them its sentence names, and how much is told of the name of one. */
export const problemPlacesMax = 20;
export const problemNamesMax = 5;
export const problemPathCharsMax = 120;
/** Calls of one person within a window, whatever they are; of strangers, those from one address, behind which an office may sit. */
export const callsPerPerson = 3_000;
export const callsPerAddress = 3_000;
export const callsWindowSeconds = 10;

// Exports
/** Lines that are read at one time: messages are whole. */
export const exportBatch = 100;
export const exportsPerPerson = 20;
export const exportsWindowSeconds = 3_600;

// Jobs and letters
export const jobPollMs = 1_000;
/** A job whose worker has given no sign of life for so long is taken by another one. */
export const jobLeaseSeconds = 30;
export const jobBeatMs = 8_000;
export const jobStopMs = 2_500;
export const failedJobsListed = 50;
export const mailTriesMax = 8;
/** The wait after the first failure; each further one is three times as long: the last try comes after 18 hours. */
export const mailRetrySeconds = 60;
export const mailsAtOnce = 4;
export const mailConnectMs = 10_000;
export const mailAnswerMs = 30_000;
export const importTriesMax = 5;
export const importRetrySeconds = 5;
// The overview
export const overviewDays = 30;
export const activeDaysKept = 90;
export const facesShownMax = 24;
/** An older backup is worth a word. */
export const backupDaysMax = 7;
/** With less than this the disk is called full: PostgreSQL stops when there is none. */
export const freeBytesMin = 1024 * 1024 * 1024;

// The journal
export const journalPageSize = 50;
/** Names that are alike: of more the question is too wide to be meant. */
export const journalNamesMax = 500;
export const journalActionsMax = 200;
/** Entries that are read at one time when the chain is verified or written out. */
export const journalVerifyBatch = 2_000;
export const journalVerifyHours = 24;
export const journalExportBatch = 1_000;

// Lists of people
export const importBytesMax = 4 * 1024 * 1024;
export const importRowsMax = 10_000;
export const importLineCharsMax = 8_000;
export const importRoomsPerPersonMax = 50;
/** Rooms that a list may name: more than there are in any company of 20,000. */
export const importRoomsMax = 50_000;
export const importPeopleAtOnce = 100;
export const importLinkHours = 24 * 7;
export const badLinesShown = 200;
export const importSampleMax = 5;
export const importsListed = 10;
export const progressPollMs = 700;

// What time makes useless
export const endedSessionDays = 90;
export const unusedInvitationDays = 90;
export const relayForgottenMinutes = 60;
export const housekeepingRowsMax = 10_000;
/** What became of work: a letter that could not be sent keeps its link until then. */
export const finishedJobDays = 7;
export const draftHours = 24;

// The client library
/** What answers later has not answered: whether it was done is unknown. */
export const clientAnswerMs = 15_000;
/** How long a call is tried again before whoever made it is told that there is no answer. */
export const clientPatienceMs = 30_000;
export const clientRetryMsMin = 250;
export const clientRetryMsMax = 8_000;
/** Silence of the line, by which it counts as broken; the server speaks every `heartbeatMs`. */
export const clientSilenceMs = 30_000;
/** A question about what was missed that is not answered by then is asked again. */
export const clientResumeMs = 10_000;
/** Messages of a room that are read again where too much changed to be told. */
export const clientCatchUpMax = 5_000;
export const clientNamesPageSize = 20;
/** How long a line that is given up may take to say goodbye. */
export const clientGoodbyeMs = 1_000;

// Search
export const searchCharsMax = 300;
/** Of a name, an id or a date that narrows a search. */
export const searchNameCharsMax = 100;
/** Words and phrases of one question, and words of one phrase. */
export const searchTermsMax = 20;
/** A shorter beginning of a word is taken for the word. */
export const searchPrefixCharsMin = 3;
/** People and rooms that a name in a question may stand for. */
export const searchNamesMax = 50;
export const searchPageSize = 20;
export const searchMsMax = 3_000;
/** Questions that one process asks of the database at one time, and that wait there: a search must not keep all others out. */
export const searchesAtOnce = 4;
export const searchesWaitingMax = 40;
/** Words of what was found whose stems are asked for; of more, the rest are marked only where they stand as they were sought. */
export const searchStemsMax = 2_000;
export const searchesPerPerson = 120;
export const searchesWindowSeconds = 60;
/** So many of the newest messages are looked through one by one; what is older is asked of the index. */
export const searchNewestMessages = 5_000;
/** Messages that share a mark of their place in the index are 65,536; so many marks are asked for at one time. */
export const searchRunBits = 16;
export const searchRunsAtOnce = 2;
/** Where the index names no more messages than so, they are read and sorted; of a run alone, no more than so. */
export const searchHitsMax = 2_000;
export const searchRunHitsMax = 16_000;
/** Rooms that hold no more than so much are read whole: what is typed half is compared with their words alone. */
export const searchWholeRoomsMax = 20_000;
/** Somebody's rooms are put into the question where they are few and hold little of all that was said. */
export const searchRoomsMarkedMax = 64;
export const searchRoomsShareMax = 0.1;
/** How far a clock may have been off when ids are found for a date. */
export const searchClockSlackHours = 48;
export const snippetChars = 240;
/** What a snippet shows before the first hit. */
export const snippetLeadChars = 60;
/** Messages of before there was a search that the worker makes findable at a time, and how long it goes on before it looks around. */
export const indexedAtOnce = 500;
export const indexingMs = 4_000;
