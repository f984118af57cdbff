/**
 * The page's connection: a client of carillon.js for the token in use, and the subscriptions that outlive a change of it.
 *
 * The listener has these methods:
 *   stateChanged({phase, reason, retryAt, transport, welcome})   phase is a state of the client, or 'stopped'
 *   subscribed(topic)    the service has accepted a subscription, again after each loss of the connection
 *   missed(topic)        messages are missing: of this topic or pattern, or without an argument of any
 *   refused(error)       the service refuses the token
 */
import {Carillon} from './carillon.js';

const UNAUTHORIZED = 401;

/** The text of the message whose handler runs. The client passes parsed values, in which long numbers are rounded. */
let frame = '';

/** The client sets its listener later, so it is called after this one. */
class RecordingWebSocket extends WebSocket {
    constructor(...of) {
        super(...of);
        this.addEventListener('message', ({data}) => (frame = data));
    }
}

/** The text of a message as the service sent it, while its handler runs; empty on an event stream. */
export const currentFrame = () => frame;

export class Connection {
    #url;
    #token;
    #listener;
    #bells = null;
    #wanted = new Map();

    /** @param token returns the token or API key for the next client, or null */
    constructor(url, token, listener) {
        this.#url = url;
        this.#token = token;
        this.#listener = listener;
    }

    /** Connects with the present token. */
    connect() {
        this.#bells?.close();
        frame = '';
        const bells = new Carillon(this.#url, {token: this.#token() ?? undefined, WebSocket: RecordingWebSocket});
        this.#bells = bells;
        const on = (type, listener) => bells.addEventListener(type, (event) => bells === this.#bells && listener(event));
        on('state', (event) => this.#changed(event));
        on('subscribed', ({topic}) => this.#listener.subscribed(topic));
        on('missed', ({topic}) => this.#listener.missed(topic));
        on('error', ({topic, error}) => topic === undefined && this.#listener.refused(error));
        this.#wanted.forEach((wanted, topic) => this.#join(topic, wanted));
        this.#listener.stateChanged({phase: 'connecting'});
    }

    /** Disconnects until {@link connect} is called. */
    stop() {
        this.#bells?.close();
        this.#bells = null;
        this.#listener.stateChanged({phase: 'stopped'});
    }

    /**
     * Receives matching messages until `unsubscribe`, after all losses of the connection and changes of the token.
     *
     * @param refused is called with an error if the service refuses the subscription, which then ends
     */
    subscribe(topic, handler, refused) {
        this.unsubscribe(topic);
        const wanted = {handler, refused, subscription: null};
        this.#wanted.set(topic, wanted);
        this.#join(topic, wanted);
    }

    unsubscribe(topic) {
        const subscription = this.#wanted.get(topic)?.subscription;
        this.#wanted.delete(topic);
        subscription?.unsubscribe();
    }

    /** Fails at once without a client, which could wait for a connection. */
    async publish(topic, data) {
        if (this.#bells === null) {
            throw Object.assign(new Error('A token or an API key is needed.'), {code: UNAUTHORIZED});
        }
        return this.#bells.publish(topic, data);
    }

    #join(topic, wanted) {
        const bells = this.#bells;
        if (bells === null) {
            return;
        }
        // A new client continues after the messages that the former one received.
        const since = wanted.subscription?.id;
        wanted.subscription = bells.subscribe(topic, wanted.handler, since === undefined ? {} : {since}, (error) => {
            if (error !== undefined && bells === this.#bells && this.#wanted.get(topic) === wanted) {
                this.#wanted.delete(topic);
                wanted.refused(error);
            }
        });
    }

    #changed({state, waitMs, reason, transport, welcome}) {
        if (reason?.code === UNAUTHORIZED) {
            this.stop();
            this.#listener.refused(reason);
        } else {
            this.#listener.stateChanged({phase: state, reason, transport, welcome, retryAt: performance.now() + (waitMs ?? 0)});
        }
    }
}
