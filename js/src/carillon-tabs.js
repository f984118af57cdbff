/**
 * carillon-tabs.js: one connection to a Carillon service for all tabs of a browser.
 *
 * Each tab has a client as in carillon.js. Its WebSocket is replaced by a channel to the hub: the tab that holds the lock
 * of the group, and the connection to the service. When that tab closes, freezes, crashes or hangs, another tab gets the
 * lock. For the clients this is a lost connection: each of them continues after the id that it received last.
 */
import {Carillon} from './carillon.js';

/** The version of the messages between tabs. Tabs with pages of different releases form separate groups. */
const VERSION = 1;

/** Milliseconds without an answer of the hub after which another tab takes the lock. */
const PATIENCE_MS = 5_000;

/** The most messages that a tab has not read. A frozen tab does not read, and connects again when it resumes. */
const UNREAD_MOST = 10_000;
const READ_BETWEEN_REPORTS = 500;

/** The longest time that a timer accepts. */
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
            // The hub waits as long as the service requests, so the other tabs need not.
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

/** Locks exist only in pages of https or of this machine, and not if the user forbids the page to store data. */
function hasLocks() {
    try {
        return (!globalThis.document || globalThis.localStorage) && globalThis.BroadcastChannel && globalThis.navigator?.locks;
    } catch {
        return false;
    }
}

/** Joins a group of tabs: this tab waits for the lock while it is not frozen. */
function joinTabs(name, patienceMs, connect, onChange) {
    const leaving = new AbortController();
    let round;
    let lost;

    async function awaitLock(steal) {
        const {signal} = round = new AbortController();
        while (!signal.aborted) {
            let hub;
            await hold(name, signal, () => {
                hub = serve(name, connect());
                signal.addEventListener('abort', hub.close);
            }, steal);
            // Another tab may have taken the lock.
            hub?.close();
            steal = false;
        }
    }

    function sleep() {
        round.abort();
    }

    function wake() {
        if (round.signal.aborted) {
            awaitLock();
        }
    }

    /** Takes the lock from a hub that does not answer. */
    function takeOver() {
        if (!round.signal.aborted) {
            sleep();
            awaitLock(true);
        }
    }

    /** The part of the WebSocket interface that a client uses. */
    class Socket {
        #id = crypto.randomUUID();
        #channel = new BroadcastChannel(`${name} ${this.#id}`);
        #group = new BroadcastChannel(name);
        #closing = new AbortController();
        #patience = setTimeout(takeOver, patienceMs);
        #hub;
        #read = 0;

        constructor() {
            this.#channel.onmessage = ({data}) => this.#take(data);
            this.#group.onmessage = ({data: {hub}}) => hub && this.#onHub(hub);
            // The hub waits for this lock, and gets it when this tab has gone.
            hold(`${name} ${this.#id}`, this.#closing.signal, () => this.#announce());
        }

        send(text) {
            this.#channel.postMessage({hub: this.#hub, text});
        }

        close() {
            clearTimeout(this.#patience);
            this.#closing.abort();
            this.#channel.close();
            this.#group.close();
        }

        #announce() {
            this.#group.postMessage({socket: this.#id});
        }

        /** Handles the announcement of a new hub. */
        #onHub(hub) {
            if (!this.#hub) {
                this.#announce();
            } else if (this.#hub !== hub) {
                this.#end({code: 1006, reason: 'another tab has the connection now'});
            }
        }

        #take({hub, text, code, reason, changed}) {
            clearTimeout(this.#patience);
            this.#hub ??= hub;
            if (hub !== this.#hub) {
                // A hub that hung, and was replaced without its knowledge.
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
    // A page in the back-forward cache, or a frozen one, must not be the hub.
    on(globalThis, 'pagehide', sleep);
    on(globalThis, 'pageshow', wake);
    on(globalThis.document, 'freeze', sleep);
    on(globalThis.document, 'resume', wake);
    awaitLock();

    return {
        Socket,
        /** Tabs try no event stream, since the hub does that for all. */
        refuse: () => Promise.reject(lost),
        leave() {
            leaving.abort();
            sleep();
        },
    };
}

/** Holds a lock until the signal aborts or another tab takes the lock. */
async function hold(lock, signal, use, steal) {
    const held = () => !signal.aborted && new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
        use();
    });
    try {
        await navigator.locks.request(lock, steal ? {steal} : {signal}, held);
    } catch ({name}) {
        if (name !== 'AbortError') {
            // This origin has no locks, so it cannot share with other tabs either.
            await held();
        }
    }
}

/** The hub: it has the connection, and serves the clients of all tabs, including its own, with carillon.v1. */
function serve(name, up) {
    const hubId = crypto.randomUUID();
    const group = new BroadcastChannel(name);
    const ending = new AbortController();

    /** The sessions by the ids of their sockets. */
    const sessions = new Map();

    /** The first event of each session; undefined without a connection. */
    let welcome;

    /** The topics whose subscriptions the service has answered on this connection. */
    const joined = new Set();

    /** The newest message, and its text for the tabs. */
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

    /** The subscriptions of one socket. */
    class Session {
        /** By their topics. */
        asked = new Map();
        written = 0;
        read = 0;

        constructor(socket, channel) {
            this.socket = socket;
            this.channel = channel;
            channel.onmessage = ({data: {hub, text, read}}) => {
                if (hub === hubId && text) {
                    const command = JSON.parse(text);
                    this[command.type]?.(command);
                } else if (hub === hubId) {
                    this.read = read;
                }
            };
        }

        post(fields) {
            this.channel.postMessage({hub: hubId, ...fields});
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

        /** Sends a message once, even if several subscriptions match it. */
        deliver(next) {
            if (next !== message) {
                message = next;
                text = JSON.stringify({type: 'message', ...next, ...asJson(next.data)});
            }
            if (next !== this.last) {
                this.last = next;
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
            // A subscription that was refused meanwhile has been removed.
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
            asked.subscription = up.subscribe(topic, (next) => this.deliver(next), {since, last}, (error) => {
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
                this.sendPlace(subscription);
            }
        }

        /** Sends the place of a subscription as an id without a message. An event stream has it a moment later. */
        sendPlace(subscription, attempts = 20) {
            if (!subscription.id && welcome?.transport === 'event-stream' && attempts) {
                setTimeout(() => {
                    if (subscription.id) {
                        this.send({type: 'message', id: subscription.id});
                    } else {
                        this.sendPlace(subscription, attempts - 1);
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

    // ---- events of the connection

    up.addEventListener('state', ({state, transport, welcome: greeting, reason, waitMs}) => {
        if (state === 'open') {
            const tell = welcome ? (session) => session.post({changed: welcome}) : (session) => session.send(welcome);
            welcome = {type: 'welcome', ...greeting, transport};
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

    group.onmessage = ({data: {socket}}) => socket && open(socket);
    group.postMessage({hub: hubId});

    return {
        close() {
            sessions.forEach((session) => session.end(1001, 'the tab with the connection has gone'));
            ending.abort();
            group.close();
            up.close();
        },
    };
}

function failed(id, {code, message}) {
    return {type: 'error', id, code, message};
}

/** Bytes have a separate field, as in carillon.v1. */
function asJson(data) {
    return data instanceof Uint8Array
        ? {data: undefined, dataBase64: btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(''))}
        : {data};
}

function bytes(base64) {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
