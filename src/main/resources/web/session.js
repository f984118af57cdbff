/**
 * A carillon.v1 session that outlives its sockets: one WebSocket for many topics, which comes back by itself and then
 * subscribes again. It knows no page and needs no library, so it may serve as the start of a client of your own.
 *
 * The listener hears:
 *   stateChanged({phase, retryAt})   phase is 'connecting', 'open', 'waiting' or 'stopped'; retryAt (performance.now) when waiting
 *   welcomed(event)                  the service's version and limits, first of all on each socket
 *   subscribed(topic)                the service has taken the subscription, again after each reconnection
 *   refused(topic, {code, message})  it has not, and the session has dropped it
 *   received(event, frame)           a message: event.topic, event.data or event.dataBase64; frame is its text
 *   failed({code, message})          any other error
 *   answered(milliseconds)           how long a ping took
 */
const PROTOCOL = 'carillon.v1';

const BACKOFF_MS = {first: 500, most: 15_000};

/** A connection that held this long was a good one: the next loss starts from the shortest wait. */
const GOOD_AFTER_MS = 10_000;

/** One that opened and held less is followed by a wait of no more than this doubled: the service is there again, or soon. */
const DOUBLINGS_AFTER_OPEN = 2;

/**
 * Browsers cannot ping, so the session does: it keeps the idle timeout away and notices a peer that vanished. Where the
 * timeout is short, it pings three times within it.
 */
const PING_MS = {first: 1_000, most: 15_000};

export class Session {
    #url;
    #listener;
    #token;
    #wanted = new Set();
    #socket = null;
    #openedAt = 0;
    #attempt = 0;
    #retryTimer = 0;
    #pingTimer = 0;
    #pingSentAt = null;
    #pingEveryMs = PING_MS.most;
    #reconnectAfterMs = 0;
    #lastId = 0;
    /** What the outstanding subscribe commands of this socket asked for: id to topic. */
    #asked = new Map();

    /** @param token gives the token or API key for the next connection, or null */
    constructor(url, listener, token = () => null) {
        this.#url = url;
        this.#listener = listener;
        this.#token = token;
    }

    connect() {
        clearTimeout(this.#retryTimer);
        this.#abandon();
        this.#changed('connecting');
        const token = this.#token();
        // A page can set no header of a WebSocket but this.
        const socket = new WebSocket(this.#url, token === null ? PROTOCOL : [PROTOCOL, `bearer.${token}`]);
        this.#socket = socket;
        this.#reconnectAfterMs = 0;
        socket.onopen = () => this.#opened();
        socket.onmessage = (message) => this.#take(message.data);
        socket.onclose = () => this.#lost();
    }

    /** Until {@link connect} is called. */
    stop() {
        clearTimeout(this.#retryTimer);
        this.#abandon();
        this.#changed('stopped');
    }

    subscribe(topic) {
        this.#wanted.add(topic);
        if (this.#isOpen()) {
            this.#ask(topic);
        }
    }

    unsubscribe(topic) {
        this.#wanted.delete(topic);
        if (this.#isOpen()) {
            this.#send({type: 'unsubscribe', id: ++this.#lastId, topic});
        }
    }

    #opened() {
        this.#openedAt = performance.now();
        this.#changed('open');
        this.#wanted.forEach((topic) => this.#ask(topic));
        this.#pingTimer = setTimeout(() => this.#ping(), PING_MS.first);
    }

    #ask(topic) {
        const id = ++this.#lastId;
        this.#asked.set(id, topic);
        this.#send({type: 'subscribe', id, topic});
    }

    #ping() {
        if (this.#pingSentAt !== null) {
            // Closing politely would wait for a peer that does not answer.
            this.#lost();
            return;
        }
        this.#pingSentAt = performance.now();
        this.#send({type: 'ping', id: ++this.#lastId});
        this.#pingTimer = setTimeout(() => this.#ping(), this.#pingEveryMs);
    }

    #take(frame) {
        const event = JSON.parse(frame);
        switch (event.type) {
            case 'message':
                this.#listener.received(event, frame);
                break;
            case 'welcome':
                this.#welcome(event);
                break;
            case 'subscribed':
                this.#asked.delete(event.id);
                this.#listener.subscribed(event.topic);
                break;
            case 'error':
                this.#refuse(event);
                break;
            case 'pong':
                this.#listener.answered(performance.now() - this.#pingSentAt);
                this.#pingSentAt = null;
                break;
            case 'bye':
                this.#reconnectAfterMs = event.reconnectAfterMs ?? 0;
                break;
            default:
                // unsubscribed and what later versions add ask for nothing.
                break;
        }
    }

    #welcome(event) {
        const third = (event.idleTimeoutSeconds ?? 0) * 1000 / 3;
        this.#pingEveryMs = third === 0 ? PING_MS.most : Math.min(PING_MS.most, third);
        this.#listener.welcomed(event);
    }

    #refuse(error) {
        const topic = this.#asked.get(error.id);
        if (topic === undefined) {
            this.#listener.failed(error);
            return;
        }
        this.#asked.delete(error.id);
        this.#wanted.delete(topic);
        this.#listener.refused(topic, error);
    }

    #lost() {
        if (this.#openedAt !== 0) {
            const wasGood = performance.now() - this.#openedAt > GOOD_AFTER_MS;
            this.#attempt = wasGood ? 0 : Math.min(this.#attempt, DOUBLINGS_AFTER_OPEN);
        }
        this.#abandon();
        const waitMs = Math.max(this.#reconnectAfterMs, this.#backoffMs());
        this.#attempt++;
        this.#retryTimer = setTimeout(() => this.connect(), waitMs);
        this.#changed('waiting', performance.now() + waitMs);
    }

    /** Its bound doubles from attempt to attempt; all of the wait is left to chance, so that not all come at once. */
    #backoffMs() {
        return Math.random() * Math.min(BACKOFF_MS.most, BACKOFF_MS.first * 2 ** this.#attempt);
    }

    #abandon() {
        clearTimeout(this.#pingTimer);
        this.#pingSentAt = null;
        this.#openedAt = 0;
        this.#asked.clear();
        if (this.#socket !== null) {
            this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
            this.#socket.close();
            this.#socket = null;
        }
    }

    #isOpen() {
        return this.#socket?.readyState === WebSocket.OPEN;
    }

    #send(command) {
        this.#socket.send(JSON.stringify(command));
    }

    #changed(phase, retryAt = 0) {
        this.#listener.stateChanged({phase, retryAt});
    }
}
