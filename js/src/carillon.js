/**
 * carillon.js: topics of a Carillon service, for browsers, Node, Deno, Bun and workers, without a dependency.
 *
 * One connection carries all subscriptions. It comes back by itself, and each subscription goes on behind the id that it
 * received last. Where no WebSocket opens, an event stream takes its place, and publications go out by POST.
 * README.md describes the interface, docs/protocol.md of the service the wire.
 */

/** Milliseconds; the option `times` changes some of them. */
const TIMES = {
    /** A wait is a random part of this, behind what the service asks for. It doubles with each failure, up to the most. */
    wait: 500,
    waitMost: 30_000,
    /** What has not opened by then is given up, and a WebSocket is taken for blocked. */
    open: 5_000,
    /** A WebSocket that was blocked is tried again after this time. */
    again: 60_000,
    /** A WebSocket that is silent from one ping to the next has ended; and an event stream that is silent four times as long. */
    ping: 15_000,
    /** Far below the 10 minutes for which the service remembers a key: what is sent again by then is published once. */
    publish: 60_000,
};

/** What a service or a proxy may ask to wait for at most, and further than which no timer of a browser runs: an hour. */
const ASKED_MOST = 3_600_000;

/** Messages that wait for a loop that is slow to take them. */
const QUEUE_MOST = 10_000;

/** An id of an epoch that does not exist: all comes behind it, and the service says that it may not be all. */
const BEFORE_ALL = '0:0';

export class Carillon extends EventTarget {
    state = 'connecting';

    constructor(url, options) {
        super();
        Object.assign(this, client(this, url, options));
    }
}

/** What a client does. Its variables are private, and their names need no room in the file that browsers load. */
function client(self, url, {token, times, WebSocket = globalThis.WebSocket, fetch = globalThis.fetch} = {}) {
    const base = new URL(url, globalThis.location).href.replace(/^ws/, 'http').replace(/\/?(ws)?$/, '/');
    const ms = {...TIMES, ...times};
    const ending = new AbortController();

    /** Replaced as a whole, since a handler may subscribe and unsubscribe. */
    let subscriptions = [];

    /** The publications without an answer, by the ids of their commands. */
    const outbox = new Map();
    let lastCommand = 0;

    /** The WebSocket or event stream that is open. */
    let link;
    let heard;
    let beat;

    /** Another one as soon as an attempt to connect is of no use any more. */
    let attempt;
    let failures = 0;
    let timer;

    /** When a WebSocket is tried again, though an event stream is open. */
    let again;

    /** The token in use, and the last one that was refused. */
    let shown;
    let refused;

    // ---- the connection

    async function connect(open = openBest) {
        clearTimeout(timer);
        const mine = attempt = {};
        try {
            const next = await bring(refused);
            if (mine === attempt) {
                shown = next;
                become('connecting');
                adopt(await open(), mine);
            }
        } catch (reason) {
            if (mine === attempt) {
                wait(reason);
            }
        }
    }

    /** The token, without the line break that ends it where it comes of a file or a command. */
    async function bring(former) {
        return (await (typeof token === 'function' ? token(former) : token))?.trim();
    }

    /** Browsers do not say why a WebSocket fails. Then the stream opens, or says why it does not. */
    function openBest() {
        return openSocket().catch(openStream);
    }

    /** A WebSocket that the service has welcomed. */
    function openSocket() {
        return new Promise((resolve, reject) => {
            again = Date.now() + ms.again;
            const socket = new WebSocket(`${base.replace(/^http/, 'ws')}ws`, ['carillon.v1', ...shown ? [`bearer.${shown}`] : []]);
            let askedMs;
            const end = (reason) => {
                opened.close();
                reject(reason);
                lose(opened, reason);
            };
            const patience = setTimeout(() => end(failure('timeout')), ms.open);
            const opened = {
                /** The topics that were asked for, and how. */
                topics: new Map(),
                send: (text) => socket.send(text),
                close() {
                    clearTimeout(patience);
                    socket.onmessage = socket.onclose = null;
                    socket.close();
                },
            };
            const read = async ({data}) => {
                const event = JSON.parse(data);
                askedMs = event.reconnectAfterMs ?? askedMs;
                if (event.type === 'welcome') {
                    clearTimeout(patience);
                    opened.beatMs = Math.min(ms.ping, event.idleTimeoutSeconds * 300 || ms.ping);
                    opened.welcome = event;
                    resolve(opened);
                } else {
                    // What is right behind the welcome comes before the connection is taken.
                    opened === link || await sleep();
                    await take(opened, event);
                }
            };
            // What cannot be read is not of the service, or is broken: nothing behind it can be relied on.
            socket.onmessage = (message) => read(message).catch(end);
            socket.onclose = ({code, reason}) =>
                end(failure(code, reason, askedMs ?? /after (\d+) ms/.exec(reason)?.[1]));
            // What is told here is told again by onclose. Without a listener the package ws throws it.
            socket.onerror = () => {};
        });
    }

    /** An event stream. It is not read from before it is started. */
    async function openStream() {
        const all = subscriptions;
        for (const member of all) {
            await findLast(member);
        }
        const members = all.filter(({ended}) => !ended);
        if (!members.length) {
            // There is no stream without a topic. What would keep one from opening is told all the same.
            await request('topics', {method: 'HEAD'});
            return {members, close() {}};
        }
        const abort = new AbortController();
        const patience = setTimeout(() => abort.abort(), ms.open);
        const {body} = await request(streamOf(members), {signal: abort.signal}).catch(async (reason) => {
            isMistake(reason) && await Promise.all(members.map(examine));
            throw reason;
        });
        clearTimeout(patience);
        const opened = {
            members,
            since: oldest(members),
            beatMs: 4 * ms.ping,
            close: () => abort.abort(),
            async start() {
                const reader = body.getReader();
                const decoder = new TextDecoder();
                let reason = failure('ended');
                let rest = '';
                try {
                    for (let chunk; !(chunk = await reader.read()).done;) {
                        const blocks = (rest + decoder.decode(chunk.value, {stream: true})).split('\n\n');
                        rest = blocks.pop();
                        for (const event of blocks.map(eventOf)) {
                            reason.askedMs = event.retry ?? reason.askedMs;
                            await take(opened, event);
                        }
                    }
                } catch (broken) {
                    reason = broken;
                }
                lose(opened, reason);
            },
        };
        return opened;
    }

    /** A stream is refused as a whole. This ends what it was refused for. */
    function examine(member) {
        return request(streamOf([member]), {method: 'HEAD'})
            .catch((reason) => isMistake(reason) && refuse(member.topic, reason));
    }

    /** Turns a number of messages into the place in front of them. */
    async function findLast(member) {
        if (member.last) {
            try {
                const answer = await request(`topics/${encodeURIComponent(member.topic)}/messages?limit=1&last=${member.last}`);
                const {messages: [first], next} = await answer.json();
                member.at = place(first?.id ?? next);
                first && member.at[1]--;
            } catch (reason) {
                if (isMistake(reason)) {
                    refuse(member.topic, reason);
                } else if (reason.code !== 404) {
                    throw reason;
                }
                // Of such a topic nothing is remembered.
            }
            member.last = 0;
        }
    }

    async function request(path, init) {
        const headers = shown ? {Authorization: `Bearer ${shown}`} : {};
        const answer = await fetch(base + path, {signal: AbortSignal.timeout(ms.ping), headers, ...init});
        // Where there is no service, something else may answer with a page.
        if (!answer.ok || /html/.test(answer.headers.get('content-type'))) {
            // A number of seconds, or a date.
            const after = answer.headers.get('retry-after');
            throw failure(answer.status, await answer.text(), 1_000 * after || Date.parse(after) - Date.now());
        }
        return answer;
    }

    /** Takes what was opened by this attempt, if nothing has come between. */
    function adopt(opened, mine) {
        if (mine !== attempt) {
            opened.close();
            return;
        }
        drop();
        link = opened;
        heard = true;
        beat = link.beatMs && setInterval(check, link.beatMs);
        if (link.topics) {
            subscriptions.forEach(({topic}) => ask(topic));
        } else {
            leaveLater(mine);
            join();
        }
        become('open', {transport: link.topics ? 'websocket' : 'event-stream', welcome: link.welcome});
        opened.start?.();
        flush();
    }

    /** Leaves an event stream when a WebSocket opens. */
    function leaveLater(mine) {
        timer = setTimeout(() => openSocket().then(
            (opened) => adopt(opened, mine),
            () => mine === attempt && leaveLater(mine)), again - Date.now());
    }

    function check() {
        if (heard) {
            // It has held for a while, so it was a good one.
            failures = 0;
            heard = false;
            link.send?.('{"type":"ping"}');
        } else {
            lose(link, failure('silent'));
        }
    }

    function lose(lost, reason) {
        if (lost === link) {
            wait(reason);
        }
    }

    function wait(reason) {
        if (/401|3000/.test(reason?.code)) {
            refused = shown;
        }
        const waitMs = delay(reason, Math.min(ms.waitMost, ms.wait * 2 ** failures++));
        pause('waiting', {waitMs, reason});
        timer = setTimeout(connect, waitMs);
    }

    function pause(state, detail) {
        attempt = null;
        drop();
        become(state, detail);
    }

    function drop() {
        clearTimeout(timer);
        clearInterval(beat);
        link?.close();
        link = null;
        outbox.forEach((publication) => publication.sent = false);
        for (const member of subscriptions) {
            member.live &&= false;
            member.overtaken = false;
        }
    }

    function command(fields) {
        const id = ++lastCommand;
        link.send(JSON.stringify({id, ...fields}));
        return id;
    }

    // ---- subscriptions

    function membersOf(name) {
        return subscriptions.filter(({topic}) => topic === name);
    }

    function subscribe(topic, give, {since, last = 0} = {}, onEnd) {
        ending.signal.throwIfAborted();
        const [known] = membersOf(topic);
        const member = {
            topic,
            give,
            /** So many messages are wanted first. */
            last,
            /** The place of the newest message that it need not receive any more: [epoch, offset]. */
            at: since ? place(since) : known?.at,
            /** Whether its part of the remembered messages comes on this connection; undefined if it never did. */
            live: since || last ? undefined : known?.live,
            /** Whether something that it wants came by another one before this one was live. */
            overtaken: false,
            /** Async, so that what `onEnd` throws is told as what a handler throws is, and ends nothing else. */
            async end(error) {
                member.ended = true;
                onEnd?.(error);
            },
        };
        subscriptions = [...subscriptions, member];
        if (link && (!known || since || last)) {
            askBehind(topic);
        }
        return {
            unsubscribe: () => remove(member),
            get id() {
                return member.at?.join(':');
            },
        };
    }

    function remove(member) {
        const {topic, ended} = member;
        if (!ended) {
            subscriptions = subscriptions.filter((other) => other !== member);
            member.end();
            membersOf(topic).length || leave(topic);
        }
    }

    /** An event stream is open: it has all topics of its members, and begins at one place for all of them. */
    function join() {
        const {members, since} = link;
        const newest = placesOf(members).at(-1);
        for (const member of members) {
            if (!since && member.live === false) {
                emit('missed', {topic: member.topic});
            }
            member.at ??= newest;
            member.live = true;
            emit('subscribed', {topic: member.topic});
        }
        if (subscriptions.some(({live}) => !live)) {
            askBehind();
        }
    }

    /** Asks for a topic on a WebSocket, where it has members and was not asked for. */
    function ask(topic) {
        const members = membersOf(topic);
        if (members.length && !link.topics.has(topic)) {
            const last = Math.max(...members.map((member) => member.last));
            const id = command({type: 'subscribe', topic, ...last ? {last} : {since: oldest(members)}});
            link.topics.set(topic, {id, last});
        }
    }

    function leave(topic) {
        link?.topics?.delete(topic) && command({type: 'unsubscribe', topic});
    }

    /**
     * Asks for one more topic. What has come on a WebSocket by one subscription does not come by another one, unless the first
     * was ended. So where earlier messages are wanted, those that match some of the same end, and those that match some of
     * theirs, and all of them begin again. An event stream has the topics that it began with, so another one takes its place,
     * once for all that are added together. The first one ends before: of two streams both would bring what has no id, and
     * nothing could tell that it came twice. So such messages may be missed meanwhile, which is told.
     */
    function askBehind(topic) {
        if (link.topics) {
            const together = new Set([topic]);
            // What is added meanwhile is gone through too.
            for (const one of membersOf(topic).some(looksBack) ? together : []) {
                link.topics.forEach((asked, other) => meet(one, other) && together.add(other));
            }
            together.forEach(leave);
            together.forEach(ask);
        } else {
            clearTimeout(timer);
            timer = setTimeout(() => {
                drop();
                connect(openStream);
            });
        }
    }

    function subscribed({id, topic, since, recovered}) {
        const asked = link.topics.get(topic);
        if (asked?.id !== id) {
            // It has been asked for again.
            return;
        }
        const members = membersOf(topic);
        const start = since && place(since);
        const isBehind = members.some(({overtaken, at}) => overtaken || asked.last && at && start && isNewer(start, at));
        for (const member of members) {
            if (member.last) {
                member.at = start;
                member.last = 0;
            }
        }
        if (isBehind) {
            return askBehind(topic);
        }
        if (!recovered && !asked.last && (recovered === false || members.some(({live}) => live === false))) {
            emit('missed', {topic});
        }
        for (const member of members) {
            member.live = true;
            if (start && isNewer(start, member.at)) {
                member.at = start;
            }
        }
        emit('subscribed', {topic});
    }

    function unsubscribed({id, topic}) {
        if (!id) {
            refuse(topic, failure('forbidden'));
        }
        for (const member of membersOf(topic)) {
            member.live &&= false;
            member.overtaken = false;
        }
    }

    /** Ends what cannot be subscribed to. */
    function refuse(topic, error) {
        const members = membersOf(topic);
        link?.topics.delete(topic);
        subscriptions = subscriptions.filter(({topic: other}) => other !== topic);
        members.forEach(({end}) => end(error));
        emit('error', {topic, error});
    }

    /** A message, or the id of a stream alone. */
    function deliver({topic, id, data, dataBase64}) {
        const at = id && place(id);
        const message = {topic, id, data: dataBase64 === undefined ? data : bytes(dataBase64)};
        for (const member of subscriptions) {
            const matches = topic && !member.ended && meet(member.topic, topic);
            if (at && !isNewer(at, member.at)) {
                // It has come before.
            } else if (at && !member.live) {
                member.overtaken ||= matches && looksBack(member);
            } else {
                // Remembered messages come in order, so what has an id says how far all have come.
                member.at = at ?? member.at;
                if (matches) {
                    handOver(member, message);
                }
            }
        }
    }

    // ---- publications

    function publish(topic, data, {key = crypto.getRandomValues(new Uint32Array(4)).join('')} = {}) {
        return new Promise((resolve, reject) => {
            ending.signal.throwIfAborted();
            const id = ++lastCommand;
            const text = JSON.stringify({type: 'publish', id, topic, key, ...payload(data)});
            const answer = (result) => {
                outbox.delete(id);
                clearTimeout(timer);
                (result instanceof Error ? reject : resolve)(result);
            };
            const timer = setTimeout(() => answer(failure('timeout')), ms.publish);
            outbox.set(id, {text, answer, until: Date.now() + ms.publish});
            flush();
        });
    }

    function flush() {
        const current = link;
        if (current?.send) {
            unsent().forEach((publication) => {
                if (new Blob([publication.text]).size > current.welcome.maxMessageBytes) {
                    // The service would end the connection.
                    publication.answer(failure('too-long'));
                } else {
                    publication.sent = true;
                    current.send(publication.text);
                }
            });
        } else if (current && !current.isPosting) {
            current.isPosting = true;
            post(current).catch((reason) => lose(current, reason));
        }
    }

    /** No timer ran while a page stood still, so some may be too late: the service may not know their keys any more. */
    function unsent() {
        outbox.forEach(({until, answer}) => Date.now() > until && answer(failure('timeout')));
        return [...outbox.values()].filter(({sent}) => !sent);
    }

    /** One after the other, so that they stay in order. */
    async function post(current) {
        for (let next; current === link && (next = unsent()[0]);) {
            const {topic, id, error} = await request('publish', {
                method: 'POST',
                body: new Blob([next.text], {type: 'application/jsonl'}),
            }).then((answer) => answer.json(), (error) => {
                if (isPassing(error)) {
                    return {error};
                }
                throw error;
            });
            if (error && isPassing(error)) {
                await sleep(delay(error, 1_000, 1_000));
            } else {
                next.answer(error ? failure(error.code, error.message) : {topic, id});
            }
        }
        current.isPosting = false;
    }

    // ---- events

    function take(source, event) {
        if (source === link) {
            heard = true;
            return handlers[event.type]?.(event);
        }
    }

    const handlers = {
        message: deliver,
        subscribed,
        unsubscribed,
        published: ({id, topic, messageId}) => outbox.get(id)?.answer({topic, id: messageId}),
        error: fail,
        missed: ({count}) => emit('missed', {count}),
        expiring: renew,
    };

    async function fail({id, code, message, retryAfterMs}) {
        const current = link;
        const error = failure(code, message, retryAfterMs);
        const [topic] = [...link.topics].find(([, asked]) => asked.id === id) ?? [];
        const publication = outbox.get(id);
        if (isPassing(error)) {
            // The service does not have it, and another subscription may ask for it before.
            current.topics.delete(topic);
            await sleep(delay(error, 1_000, 1_000));
            if (current === link) {
                ask(topic);
                if (publication) {
                    publication.sent = false;
                }
                flush();
            }
        } else if (topic) {
            refuse(topic, error);
        } else if (publication) {
            publication.answer(error);
        } else {
            emit('error', {error});
        }
    }

    async function renew() {
        const current = link;
        try {
            const next = await bring(shown);
            if (current === link && next !== shown) {
                shown = next;
                command({type: 'authenticate', token: next});
            }
        } catch (error) {
            // A token that is not asked for stays as it is. The connection ends with it.
            emit('error', {error});
        }
    }

    function become(state, detail) {
        self.state = state;
        emit('state', {state, ...detail});
    }

    function emit(event, fields) {
        self.dispatchEvent(Object.assign(new Event(event), fields));
    }

    // ---- what a user calls

    async function* topic(name, options) {
        let subscription;
        const messages = new ReadableStream({
            start(queue) {
                subscription = subscribe(
                    name,
                    (message) => queue.desiredSize > -QUEUE_MOST ? queue.enqueue(message) : emit('missed', {topic: name, count: 1}),
                    options,
                    (error) => error ? queue.error(error) : queue.close());
            },
        }).getReader();
        try {
            for (let next; !(next = await messages.read()).done;) {
                yield next.value;
            }
        } finally {
            subscription.unsubscribe();
        }
    }

    function close() {
        const error = failure('closed');
        ending.abort(error);
        pause('closed');
        subscriptions.forEach(({end}) => end());
        subscriptions = [];
        outbox.forEach(({answer}) => answer(error));
    }

    const on = (type, listener) => globalThis.addEventListener?.(type, listener, {signal: ending.signal});
    // Only where no attempt is under way.
    on('online', () => attempt || connect());
    // An open connection would keep the page out of the back-forward cache.
    on('pagehide', () => pause('waiting'));
    on('pageshow', ({persisted}) => persisted && connect());
    connect();

    return {subscribe, topic, publish, close};
}

// ---- ids and topics

/** An id as a place: [epoch, offset]. */
function place(id) {
    const [epoch, offset] = id.split(':');
    return [epoch, +offset];
}

/** Places of different epochs cannot be compared: what comes now is newer. */
function isNewer([epoch, offset], than) {
    return !than || epoch !== than[0] || offset > than[1];
}

/** The id behind which all of them have what they miss, where there is one. */
function oldest(members) {
    const [first, ...others] = placesOf(members);
    return others.some(([epoch]) => epoch !== first[0]) ? BEFORE_ALL : first?.join(':');
}

function placesOf(members) {
    return members.map(({at}) => at).filter((at) => at).sort(([, one], [, other]) => one - other);
}

/** The path of an event stream. Without a place it begins with what is published from now on. */
function streamOf(members) {
    const start = `events?lastEventId=${oldest(members) ?? ''}`;
    return members.reduce((path, {topic}) => `${path}&topic=${encodeURIComponent(topic)}`, start);
}

const looksBack = ({at, last}) => at || last;

/** Whether two topics or patterns have a topic in common. A wildcard in front does not stand for what the service has for itself. */
function meet(one, other) {
    if (/\*\$|\$\*/.test(one[0] + other[0])) {
        return false;
    }
    const ones = one.split('.');
    const others = other.split('.');
    for (let i = 0; ; i++) {
        const a = ones[i];
        const b = others[i];
        if (!a || !b || a === '**' || b === '**') {
            return !a === !b;
        }
        if (a !== b && a !== '*' && b !== '*') {
            return false;
        }
    }
}

// ---- messages

/** What it throws is told as a rejection that is not handled, and others receive the message all the same. */
async function handOver({give}, message) {
    return give(message);
}

/** A block of an event stream (HTML, 9.2.6), as the service writes it: an id alone is a message without a topic. */
function eventOf(block) {
    const fields = {type: 'message'};
    for (const line of block.split('\n')) {
        const [, name, value] = /^(\w*):? ?(.*)$/s.exec(line);
        fields[name] = name === 'data' && fields.data ? `${fields.data}\n${value}` : value;
    }
    return fields.data ? JSON.parse(fields.data) : fields;
}

function payload(data) {
    if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) {
        const view = new Uint8Array(data.buffer ?? data, data.byteOffset, data.byteLength);
        return {dataBase64: btoa(view.reduce((text, byte) => text + String.fromCharCode(byte), ''))};
    }
    return {data};
}

function bytes(base64) {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt());
}

// ---- failures

/** Whether the same may succeed a little later. */
function isPassing({code}) {
    return /later|limit|abort|429|503/.test(code);
}

/** Whether the service says that a request was wrong, or asked for more than is permitted. Proxies say such things in HTML. */
function isMistake({code, message}) {
    return /40[03]/.test(code) && message[0] !== '<';
}

function sleep(delayMs) {
    return new Promise((resolve) => setTimeout(resolve, delayMs));
}

/** A random part of the milliseconds of `spread`, behind what the service asks for, or else `least`. A user may throw anything. */
function delay(reason, spread, least = 0) {
    return Math.min(reason?.askedMs > 0 ? reason.askedMs : least, ASKED_MOST) + spread * Math.random();
}

function failure(code, message, askedMs) {
    return Object.assign(new Error(message || code), {code, askedMs});
}
