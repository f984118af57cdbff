/**
 * carillon.js: topics of a Carillon service, for browsers, Node, Deno, Bun and workers, without a dependency.
 *
 * One connection carries all subscriptions. When it is lost, the client connects again, and each subscription continues
 * after the id that it received last. Where no WebSocket can be opened, the client uses an event stream, and publishes by
 * POST. README.md describes the interface, docs/protocol.md of the service describes the protocol.
 */

/** Milliseconds; the option `times` changes some of them. */
const TIMES = {
    /**
     * The pause before the next attempt is a random part of this, after the time that the service requests. It doubles
     * with each failure, up to `waitMost`.
     */
    wait: 500,
    waitMost: 30_000,
    /** The time for a connection to open. A WebSocket that takes longer counts as blocked. */
    open: 5_000,
    /** The time until a blocked WebSocket is tried again. */
    again: 60_000,
    /** A WebSocket that is silent from one ping to the next is closed; an event stream after four times this. */
    ping: 15_000,
    /** Far below the 10 minutes for which the service remembers a key, so a publication that is sent again is published once. */
    publish: 60_000,
};

/** The longest pause that a service or a proxy may request: an hour. */
const ASKED_MOST = 3_600_000;

/** The most messages that wait for a slow `for await` loop. */
const QUEUE_MOST = 10_000;

/** An id of an epoch that does not exist: the service sends all messages, and says that some may be missing. */
const BEFORE_ALL = '0:0';

export class Carillon extends EventTarget {
    state = 'connecting';

    constructor(url, options) {
        super();
        Object.assign(this, client(this, url, options));
    }
}

/** The behaviour of a client, in a closure: its variables are private, and the minifier can shorten their names. */
function client(self, url, {token, times, WebSocket = globalThis.WebSocket, fetch = globalThis.fetch} = {}) {
    const base = new URL(url, globalThis.location).href.replace(/^ws/, 'http').replace(/\/?(ws)?$/, '/');
    const ms = {...TIMES, ...times};
    const ending = new AbortController();

    /** Replaced as a whole, since a handler may subscribe and unsubscribe while the list is iterated. */
    let subscriptions = [];

    /** The publications without an answer, by the ids of their commands. */
    const outbox = new Map();
    let lastCommand = 0;

    /** The WebSocket or event stream that is open. */
    let link;
    let received;
    let heartbeat;

    /** Identifies the present attempt to connect. An attempt that is no longer the present one is abandoned. */
    let attempt;
    let failures = 0;
    let timer;

    /** The time at which a WebSocket is tried again while an event stream is open. */
    let again;

    /** The token in use, and the last one that was refused. */
    let shown;
    let refused;

    // ---- the connection

    async function connect(open = openBest) {
        clearTimeout(timer);
        const own = attempt = {};
        try {
            const next = await loadToken(refused);
            if (own === attempt) {
                shown = next;
                setState('connecting');
                adopt(await open(), own);
            }
        } catch (reason) {
            if (own === attempt) {
                wait(reason);
            }
        }
    }

    /** The token, without the line break at its end that a file or a command adds. */
    async function loadToken(former) {
        return (await (typeof token === 'function' ? token(former) : token))?.trim();
    }

    /** Browsers do not report why a WebSocket fails. The event stream opens, or its answer has the reason. */
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
                onLost(opened, reason);
            };
            const patience = setTimeout(() => end(failure('timeout')), ms.open);
            const opened = {
                /** The subscribe commands that were sent, by their topics. */
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
                    // A message directly after the welcome may be read before the connection is adopted.
                    opened === link || await sleep();
                    await take(opened, event);
                }
            };
            // A message that cannot be parsed is damaged or not from the service, so the rest cannot be trusted.
            socket.onmessage = (message) => read(message).catch(end);
            socket.onclose = ({code, reason}) =>
                end(failure(code, reason, askedMs ?? /after (\d+) ms/.exec(reason)?.[1]));
            // onclose reports the same. Without a listener the package ws throws the error.
            socket.onerror = () => {};
        });
    }

    /** An event stream. Reading begins with `start`. */
    async function openStream() {
        const all = subscriptions;
        for (const member of all) {
            await findLast(member);
        }
        const members = all.filter(({ended}) => !ended);
        if (!members.length) {
            // A stream needs a topic. This request shows whether the service would accept one.
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
                onLost(opened, reason);
            },
        };
        return opened;
    }

    /** The service refuses a stream as a whole. This ends the subscription that caused it. */
    function examine(member) {
        return request(streamOf([member]), {method: 'HEAD'})
            .catch((reason) => isMistake(reason) && refuse(member.topic, reason));
    }

    /** Replaces the number of wanted messages by the place before the first of them. */
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
                // The topic has no history.
            }
            member.last = 0;
        }
    }

    async function request(path, init) {
        const headers = shown ? {Authorization: `Bearer ${shown}`} : {};
        const answer = await fetch(base + path, {signal: AbortSignal.timeout(ms.ping), headers, ...init});
        // A proxy may answer with a page if the service is not running.
        if (!answer.ok || /html/.test(answer.headers.get('content-type'))) {
            // A number of seconds, or a date.
            const after = answer.headers.get('retry-after');
            throw failure(answer.status, await answer.text(), 1_000 * after || Date.parse(after) - Date.now());
        }
        return answer;
    }

    /** Uses the connection that this attempt has opened, unless another attempt has begun. */
    function adopt(opened, own) {
        if (own !== attempt) {
            opened.close();
            return;
        }
        drop();
        link = opened;
        received = true;
        heartbeat = link.beatMs && setInterval(check, link.beatMs);
        if (link.topics) {
            subscriptions.forEach(({topic}) => sendSubscribe(topic));
        } else {
            upgradeLater(own);
            join();
        }
        setState('open', {transport: link.topics ? 'websocket' : 'event-stream', welcome: link.welcome});
        opened.start?.();
        flush();
    }

    /** Replaces the event stream by a WebSocket when one opens. */
    function upgradeLater(own) {
        timer = setTimeout(() => openSocket().then(
            (opened) => adopt(opened, own),
            () => own === attempt && upgradeLater(own)), again - Date.now());
    }

    function check() {
        if (received) {
            // The connection was alive for one period, so later failures begin with the shortest pause.
            failures = 0;
            received = false;
            link.send?.('{"type":"ping"}');
        } else {
            onLost(link, failure('silent'));
        }
    }

    function onLost(lost, reason) {
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
        setState(state, detail);
    }

    function drop() {
        clearTimeout(timer);
        clearInterval(heartbeat);
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
            /** The number of earlier messages that the subscriber wants first. */
            last,
            /** The place of the newest message that it has received or skipped: [epoch, offset]. */
            at: since ? place(since) : known?.at,
            /** Whether it receives messages on this connection; undefined if it never did on any. */
            live: since || last ? undefined : known?.live,
            /** Whether another subscription received a message for this one before this one was live. */
            overtaken: false,
            /** Async, so that an exception of `onEnd` becomes an unhandled rejection, as one of a handler does. */
            async end(error) {
                member.ended = true;
                onEnd?.(error);
            },
        };
        subscriptions = [...subscriptions, member];
        if (link && (!known || since || last)) {
            resubscribe(topic);
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
            membersOf(topic).length || sendUnsubscribe(topic);
        }
    }

    /** Starts the members of an event stream, which has all their topics and one place for all of them. */
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
            resubscribe();
        }
    }

    /** Sends the subscribe command of a topic that has members, unless it was sent on this connection. */
    function sendSubscribe(topic) {
        const members = membersOf(topic);
        if (members.length && !link.topics.has(topic)) {
            const last = Math.max(...members.map((member) => member.last));
            const id = command({type: 'subscribe', topic, ...last ? {last} : {since: oldest(members)}});
            link.topics.set(topic, {id, last});
        }
    }

    function sendUnsubscribe(topic) {
        link?.topics?.delete(topic) && command({type: 'unsubscribe', topic});
    }

    /**
     * Subscribes to one more topic. On a WebSocket the service sends a message once, even if several subscriptions match it.
     * So a subscription that wants earlier messages does not receive those that another one has already caused. All
     * subscriptions that overlap with it, directly or through others, are therefore ended and made again. An event stream
     * has fixed topics, so a new stream replaces it, once for all topics that are added together. The old stream is closed
     * first, since messages without an id would come from both and could not be recognised as duplicates. Such messages may
     * be missed meanwhile, which `missed` reports.
     */
    function resubscribe(topic) {
        if (link.topics) {
            const together = new Set([topic]);
            // The loop includes the topics that it adds.
            for (const one of membersOf(topic).some(wantsEarlier) ? together : []) {
                link.topics.forEach((asked, other) => overlap(one, other) && together.add(other));
            }
            together.forEach(sendUnsubscribe);
            together.forEach(sendSubscribe);
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
            // The answer is for an earlier command.
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
            return resubscribe(topic);
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

    /** Ends the subscriptions to a topic that the service refuses. */
    function refuse(topic, error) {
        const members = membersOf(topic);
        link?.topics.delete(topic);
        subscriptions = subscriptions.filter(({topic: other}) => other !== topic);
        members.forEach(({end}) => end(error));
        emit('error', {topic, error});
    }

    /** Takes a message, or an id without a message, as event streams have it. */
    function deliver({topic, id, data, dataBase64}) {
        const at = id && place(id);
        const message = {topic, id, data: dataBase64 === undefined ? data : bytes(dataBase64)};
        for (const member of subscriptions) {
            const matches = topic && !member.ended && overlap(member.topic, topic);
            if (at && !isNewer(at, member.at)) {
                // The member has received it.
            } else if (at && !member.live) {
                member.overtaken ||= matches && wantsEarlier(member);
            } else {
                // Messages with ids come in order, so the id is the place of all live members.
                member.at = at ?? member.at;
                if (matches) {
                    callHandler(member, message);
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
                    // The service would close the connection.
                    publication.answer(failure('too-long'));
                } else {
                    publication.sent = true;
                    current.send(publication.text);
                }
            });
        } else if (current && !current.isPosting) {
            current.isPosting = true;
            post(current).catch((reason) => onLost(current, reason));
        }
    }

    /** Timers do not run in a frozen page, so some publications may be too old: the service may have forgotten their keys. */
    function unsent() {
        outbox.forEach(({until, answer}) => Date.now() > until && answer(failure('timeout')));
        return [...outbox.values()].filter(({sent}) => !sent);
    }

    /** Posts one publication after the other, which keeps their order. */
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
            received = true;
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
            // The service did not subscribe the topic; another subscription may send the command again before this one.
            current.topics.delete(topic);
            await sleep(delay(error, 1_000, 1_000));
            if (current === link) {
                sendSubscribe(topic);
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
            const next = await loadToken(shown);
            if (current === link && next !== shown) {
                shown = next;
                command({type: 'authenticate', token: next});
            }
        } catch (error) {
            // The present token remains in use. The service closes the connection when it expires.
            emit('error', {error});
        }
    }

    function setState(state, detail) {
        self.state = state;
        emit('state', {state, ...detail});
    }

    function emit(event, fields) {
        self.dispatchEvent(Object.assign(new Event(event), fields));
    }

    // ---- the interface

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
    // Only if no attempt is in progress.
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

/** Places of different epochs cannot be compared: the first one counts as newer. */
function isNewer([epoch, offset], than) {
    return !than || epoch !== than[0] || offset > than[1];
}

/** The id after which the service must send so that no member misses a message; undefined without a place. */
function oldest(members) {
    const [first, ...others] = placesOf(members);
    return others.some(([epoch]) => epoch !== first[0]) ? BEFORE_ALL : first?.join(':');
}

function placesOf(members) {
    return members.map(({at}) => at).filter((at) => at).sort(([, one], [, other]) => one - other);
}

/** The path of an event stream. Without a place, the stream begins with the next publication. */
function streamOf(members) {
    const start = `events?lastEventId=${oldest(members) ?? ''}`;
    return members.reduce((path, {topic}) => `${path}&topic=${encodeURIComponent(topic)}`, start);
}

const wantsEarlier = ({at, last}) => at || last;

/** Whether two topics or patterns have a topic in common. A first wildcard does not match the `$` topics of the service. */
function overlap(one, other) {
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

/** Async, so that an exception of a handler becomes an unhandled rejection, and other handlers receive the message. */
async function callHandler({give}, message) {
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

/** Whether the same request may succeed a little later. */
function isPassing({code}) {
    return /later|limit|abort|429|503/.test(code);
}

/** Whether the service refuses the request as invalid or forbidden. An answer in HTML comes from a proxy. */
function isMistake({code, message}) {
    return /40[03]/.test(code) && message[0] !== '<';
}

function sleep(delayMs) {
    return new Promise((resolve) => setTimeout(resolve, delayMs));
}

/** A random part of `spread` ms, added to the pause that the service requests, or to `least`. `reason` can have any type. */
function delay(reason, spread, least = 0) {
    return Math.min(reason?.askedMs > 0 ? reason.askedMs : least, ASKED_MOST) + spread * Math.random();
}

function failure(code, message, askedMs) {
    return Object.assign(new Error(message || code), {code, askedMs});
}
