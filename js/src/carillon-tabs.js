/**
 * carillon-tabs.js: one connection to a Carillon service for all tabs of a browser.
 *
 * Each tab has a client as in carillon.js, whose WebSocket is a channel to the tab that holds the lock of the group. That tab
 * has the connection. When it closes, freezes, crashes or hangs, another one gets the lock. To the clients this is a
 * connection that was lost: each of them goes on behind the id that it received last.
 */
import {Carillon} from './carillon.js';

/** How tabs speak to each other. Pages of another release may speak differently. */
const VERSION = 1;

/** Milliseconds without an answer of the tab that holds the lock. Then another one takes it. */
const PATIENCE_MS = 5_000;

/** Messages on their way to a tab. One that is frozen does not read; it comes back when it is thawed. */
const UNREAD_MOST = 10_000;
const READ_BETWEEN_REPORTS = 500;

/** The longest time of a timer. */
const NEVER_MS = 2 ** 31 - 1;

export class SharedCarillon extends Carillon {
    constructor(url, {group = '', ...options} = {}) {
        if (!hasLocks()) {
            super(url, options);
            return;
        }
        const {token, times} = options;
        const base = new URL(url, globalThis.location).href.replace(/^ws/, 'http').replace(/\/?(ws)?$/, '/');
        const name = ['carillon', VERSION, base, group, typeof token === 'string' ? token : ''].join(' ');
        const tabs = joinTabs(name, times?.open ?? PATIENCE_MS, () => new Carillon(url, options), (welcome) =>
            this.dispatchEvent(Object.assign(new Event('state'), {state: this.state, welcome})));
        super(url, {
            WebSocket: tabs.Socket,
            fetch: tabs.refuse,
            // The tab with the connection waits as long as the service asks for, so the others need not.
            times: {...times, wait: 20, waitMost: 1_000, open: NEVER_MS},
        });
        this.addEventListener('state', (event) => {
            if (event.welcome) {
                const {transport, ...welcome} = event.welcome;
                Object.assign(event, {transport, welcome: welcome.version && welcome});
            }
        });
        const {close} = this;
        this.close = () => {
            close();
            tabs.leave();
        };
    }
}

/** Only a page of https or of this machine has locks, and none whose user forbids it to store anything. */
function hasLocks() {
    try {
        return (!globalThis.document || globalThis.localStorage) && globalThis.BroadcastChannel && globalThis.navigator?.locks;
    } catch {
        return false;
    }
}

/** Takes part in a group of tabs: this tab waits for the lock as long as it is awake. */
function joinTabs(name, patienceMs, connect, onChange) {
    const leaving = new AbortController();
    let round;
    let lost;

    async function stand(steal) {
        const {signal} = round = new AbortController();
        while (!signal.aborted) {
            let hub;
            await hold(name, signal, () => {
                hub = serve(name, connect());
                signal.addEventListener('abort', hub.close);
            }, steal);
            // It may be that another tab took the lock.
            hub?.close();
            steal = false;
        }
    }

    function sleep() {
        round.abort();
    }

    function wake() {
        if (round.signal.aborted) {
            stand();
        }
    }

    /** The tab that holds the lock does not answer. */
    function takeOver() {
        if (!round.signal.aborted) {
            sleep();
            stand(true);
        }
    }

    /** What a client needs of a WebSocket. */
    class Socket {
        #id = crypto.randomUUID();
        #channel = new BroadcastChannel(`${name} ${this.#id}`);
        #door = new BroadcastChannel(name);
        #closing = new AbortController();
        #patience = setTimeout(takeOver, patienceMs);
        #hub;
        #read = 0;

        constructor() {
            this.#channel.onmessage = ({data}) => this.#take(data);
            this.#door.onmessage = ({data: {hub}}) => hub && this.#meet(hub);
            // The hub waits for this lock, and so learns when this tab has gone.
            hold(`${name} ${this.#id}`, this.#closing.signal, () => this.#knock());
        }

        send(text) {
            this.#channel.postMessage({hub: this.#hub, text});
        }

        close() {
            clearTimeout(this.#patience);
            this.#closing.abort();
            this.#channel.close();
            this.#door.close();
        }

        #knock() {
            this.#door.postMessage({socket: this.#id});
        }

        /** A hub has begun. */
        #meet(hub) {
            if (!this.#hub) {
                this.#knock();
            } else if (this.#hub !== hub) {
                this.#end({code: 1006, reason: 'another tab has the connection now'});
            }
        }

        #take({hub, text, code, reason, changed}) {
            clearTimeout(this.#patience);
            this.#hub ??= hub;
            if (hub !== this.#hub) {
                // It hung, and does not know yet that another one took its place.
            } else if (code) {
                this.#end({code, reason});
            } else if (changed) {
                onChange(changed);
            } else if (text) {
                if (++this.#read % READ_BETWEEN_REPORTS === 0) {
                    this.#channel.postMessage({hub, read: this.#read});
                }
                this.onmessage?.({data: text});
            }
        }

        #end({code, reason}) {
            this.close();
            lost = Object.assign(new Error(reason), {code});
            this.onclose?.({code, reason});
        }
    }

    const on = (target, type, listener) => target?.addEventListener?.(type, listener, {signal: leaving.signal});
    // In the back-forward cache, and while it is frozen, a page serves no other tab.
    on(globalThis, 'pagehide', sleep);
    on(globalThis, 'pageshow', wake);
    on(globalThis.document, 'freeze', sleep);
    on(globalThis.document, 'resume', wake);
    stand();

    return {
        Socket,
        /** No event stream is tried by a tab: the hub does that for all. */
        refuse: () => Promise.reject(lost),
        leave() {
            leaving.abort();
            sleep();
        },
    };
}

/** Holds a lock until the signal comes or another tab takes it. */
async function hold(lock, signal, use, steal) {
    const held = () => !signal.aborted && new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
        use();
    });
    try {
        await navigator.locks.request(lock, steal ? {steal} : {signal}, held);
    } catch ({name}) {
        if (name !== 'AbortError') {
            // There are no locks for this origin, so it has no other tabs either.
            await held();
        }
    }
}

/** The hub: it has the connection, and speaks carillon.v1 with the clients of all tabs, its own too. */
function serve(name, up) {
    const me = crypto.randomUUID();
    const door = new BroadcastChannel(name);
    const ending = new AbortController();

    /** By the ids of their sockets. */
    const sessions = new Map();

    /** What each session is told first; undefined while there is no connection. */
    let welcome;

    /** The topics whose subscriptions the service has answered on this connection. */
    const joined = new Set();

    /** The newest message, and as it goes to the tabs. */
    let message;
    let text;

    function open(socket) {
        if (!sessions.has(socket)) {
            const session = new Session(socket, new BroadcastChannel(`${name} ${socket}`));
            sessions.set(socket, session);
            session.post();
            if (welcome) {
                session.send(welcome);
            }
            navigator.locks.request(`${name} ${socket}`, {signal: ending.signal}, () => session.end(1001, 'the tab has gone'))
                .catch(() => {});
        }
    }

    /** What one socket asked for. */
    class Session {
        /** The subscriptions by their topics. */
        asked = new Map();
        written = 0;
        read = 0;

        constructor(socket, channel) {
            this.socket = socket;
            this.channel = channel;
            channel.onmessage = ({data: {hub, text, read}}) => {
                if (hub === me && text) {
                    const command = JSON.parse(text);
                    this[command.type]?.(command);
                } else if (hub === me) {
                    this.read = read;
                }
            };
        }

        post(fields) {
            this.channel.postMessage({hub: me, ...fields});
        }

        send(event) {
            this.write(JSON.stringify(event));
        }

        write(text) {
            if (sessions.get(this.socket) !== this) {
                return;
            }
            this.post({text});
            if (++this.written - this.read > UNREAD_MOST) {
                this.end(1013, 'this tab did not read for too long');
            }
        }

        /** A message that several subscriptions match comes once. */
        bring(next) {
            if (next !== message) {
                message = next;
                text = JSON.stringify({type: 'message', ...next, ...asJson(next.data)});
            }
            if (next !== this.brought) {
                this.brought = next;
                this.write(text);
            }
        }

        end(code, reason) {
            if (sessions.delete(this.socket)) {
                this.post({code, reason});
                this.channel.close();
                this.asked.forEach((asked, topic) => this.leave(topic));
            }
        }

        leave(topic) {
            // What was refused meanwhile is not there any more.
            this.asked.get(topic)?.subscription.unsubscribe();
            this.asked.delete(topic);
            if (![...sessions.values()].some(({asked}) => asked.has(topic))) {
                joined.delete(topic);
            }
        }

        // ---- commands

        subscribe({id, topic, since, last}) {
            const asked = {id, since};
            this.asked.set(topic, asked);
            asked.subscription = up.subscribe(topic, (next) => this.bring(next), {since, last}, (error) => {
                if (error) {
                    this.asked.delete(topic);
                    this.send(asked.answered ? {type: 'unsubscribed', topic} : failed(id, error));
                }
            });
            if (joined.has(topic) && !since && !last) {
                this.answer(topic, asked);
            }
        }

        answer(topic, asked) {
            const {id, since, missed, subscription} = asked;
            if (!asked.answered) {
                asked.answered = true;
                this.send({type: 'subscribed', id, topic, since: subscription.id, ...since && {recovered: !missed}});
                this.bringPlace(subscription);
            }
        }

        /** On an event stream the place comes a moment later, where there is one. An id alone tells it to a client. */
        bringPlace(subscription, attempts = 20) {
            if (!subscription.id && welcome?.transport === 'event-stream' && attempts) {
                setTimeout(() => {
                    if (subscription.id) {
                        this.send({type: 'message', id: subscription.id});
                    } else {
                        this.bringPlace(subscription, attempts - 1);
                    }
                }, 50);
            }
        }

        unsubscribe({id, topic}) {
            this.leave(topic);
            this.send({type: 'unsubscribed', id, topic});
        }

        publish({id, topic, data, dataBase64, key}) {
            up.publish(topic, dataBase64 === undefined ? data : bytes(dataBase64), {key}).then(
                (receipt) => this.send({type: 'published', id, topic, messageId: receipt.id}),
                (error) => this.send(failed(id, error)));
        }

        ping() {
            this.send({type: 'pong'});
        }
    }

    // ---- what the connection tells

    up.addEventListener('state', ({state, transport, welcome: said, reason, waitMs}) => {
        if (state === 'open') {
            const tell = welcome ? (session) => session.post({changed: welcome}) : (session) => session.send(welcome);
            welcome = {type: 'welcome', ...said, transport};
            sessions.forEach(tell);
        } else {
            joined.clear();
        }
        if (state === 'waiting') {
            welcome = undefined;
            sessions.forEach((session) => session.end(
                reason?.code ?? 1006, `${reason?.message ?? 'paused'}: reconnect after ${Math.ceil(waitMs ?? 0)} ms`));
        }
    });
    up.addEventListener('subscribed', ({topic}) => {
        joined.add(topic);
        sessions.forEach((session) => session.asked.has(topic) && session.answer(topic, session.asked.get(topic)));
    });
    up.addEventListener('missed', ({topic, count}) => sessions.forEach((session) => {
        const asked = session.asked.get(topic);
        if (asked && !asked.answered) {
            asked.missed = true;
        } else if (asked || !topic) {
            session.send({type: 'missed', count});
        }
    }));
    up.addEventListener('error', ({topic, error}) =>
        topic || sessions.forEach((session) => session.send(failed(undefined, error))));

    door.onmessage = ({data: {socket}}) => socket && open(socket);
    door.postMessage({hub: me});

    return {
        close() {
            sessions.forEach((session) => session.end(1001, 'the tab with the connection has gone'));
            ending.abort();
            door.close();
            up.close();
        },
    };
}

function failed(id, {code, message}) {
    return {type: 'error', id, code, message};
}

/** Bytes have a field of their own, as in carillon.v1. */
function asJson(data) {
    return data instanceof Uint8Array
        ? {data: undefined, dataBase64: btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(''))}
        : {data};
}

function bytes(base64) {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
