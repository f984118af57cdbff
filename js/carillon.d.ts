/** Topics of a Carillon service: one connection for all subscriptions, which comes back by itself. */
export class Carillon extends EventTarget {
    /**
     * Connects at once.
     *
     * @param url where the service is, such as `wss://bells.example.com`; `https` counts as `wss`, and a path is kept
     */
    constructor(url: string | URL, options?: CarillonOptions);

    /** `open` while there is a connection, `waiting` before the next attempt to make one. */
    readonly state: State;

    /**
     * Receives the messages of a topic or pattern, at once and after each loss of the connection.
     *
     * @param handler is called with each message, in order
     * @param ended is called when the subscription ends: with an error if the service refused it
     */
    subscribe<T = unknown>(
        topic: string,
        handler: (message: Message<T>) => void,
        options?: SubscribeOptions,
        ended?: (error?: CarillonError) => void,
    ): Subscription;

    /**
     * The same as a loop: `for await (const message of bells.topic('news.*'))`. It subscribes when the loop begins, and
     * unsubscribes when it ends. Up to 10,000 messages wait for a loop that is slow. It throws what the service refused.
     */
    topic<T = unknown>(topic: string, options?: SubscribeOptions): AsyncGenerator<Message<T>, void, void>;

    /**
     * Publishes text, JSON or bytes. While there is no connection, it waits for one. A publication that is sent again since its
     * answer was lost goes out once.
     *
     * @returns what the service answered
     * @throws CarillonError (the promise rejects) with the code of the service, or `timeout`, `too-long` or `closed`
     */
    publish(topic: string, data: unknown, options?: PublishOptions): Promise<Receipt>;

    /** Ends the connection, all subscriptions, and all publications without an answer, which fail with the code `closed`. */
    close(): void;

    addEventListener<K extends keyof CarillonEvents>(
        type: K,
        listener: (this: Carillon, event: CarillonEvents[K]) => unknown,
        options?: boolean | AddEventListenerOptions,
    ): void;
    addEventListener(
        type: string,
        listener: EventListenerOrEventListenerObject | null,
        options?: boolean | AddEventListenerOptions,
    ): void;
    removeEventListener<K extends keyof CarillonEvents>(
        type: K,
        listener: (this: Carillon, event: CarillonEvents[K]) => unknown,
        options?: boolean | EventListenerOptions,
    ): void;
    removeEventListener(
        type: string,
        listener: EventListenerOrEventListenerObject | null,
        options?: boolean | EventListenerOptions,
    ): void;
}

export type State = 'connecting' | 'open' | 'waiting' | 'closed';

export interface CarillonOptions {
    /**
     * A token or API key; or a function that brings one, for each connection and before the one in use expires. It is called
     * with the token that the service refused last, or that expires, so that it does not bring the same again.
     */
    token?: string | ((refused?: string) => string | undefined | Promise<string | undefined>);

    /** In place of the global one, which Node has from version 22 on. Without any, event streams are used. */
    WebSocket?: new (url: string, protocols: string[]) => unknown;

    /** In place of the global one. */
    fetch?: typeof fetch;

    times?: Partial<Times>;
}

/** Milliseconds. */
export interface Times {
    /** The first wait is a random part of this, behind what the service asks for. The bound doubles with each failure. 500 */
    wait: number;
    /** Up to this. 30,000 */
    waitMost: number;
    /** What has not opened by then is given up. 5,000 */
    open: number;
    /** A WebSocket that was blocked is tried again after this time. 60,000 */
    again: number;
    /**
     * A WebSocket is pinged so often, or more often if the service asks for it; and an event stream that is silent for four
     * times as long has ended. It should be more than an eighth of the service's `--idle-timeout`. 15,000
     */
    ping: number;
    /** A publication fails that has no answer by then. At most some minutes, since the service forgets keys. 60,000 */
    publish: number;
}

/** Where a subscription begins: with what is published from now on, or with one of these. */
export interface SubscribeOptions {
    /** Behind the message with this id: all that is remembered since. */
    since?: string;
    /** With the newest so many remembered messages, 1 to 10,000. */
    last?: number;
}

export interface PublishOptions {
    /** 1 to 64 visible ASCII characters. The service publishes once what comes under the same key within 10 minutes. */
    key?: string;
}

export interface Message<T = unknown> {
    topic: string;
    /** Where the topic is remembered. */
    id?: string;
    /** A string for text, a value for JSON, a `Uint8Array` for binary data. */
    data: T;
}

export interface Receipt {
    topic: string;
    /** The id with which subscribers receive it, where the topic is remembered. */
    id?: string;
}

export interface Subscription {
    /** Behind which id it goes on: the `since` of a later subscription, such as after a page was loaded again. */
    readonly id: string | undefined;

    unsubscribe(): void;
}

export interface CarillonEvents {
    state: StateEvent;
    subscribed: SubscribedEvent;
    missed: MissedEvent;
    error: FailureEvent;
}

/** The state has changed. */
export interface StateEvent extends Event {
    readonly state: State;
    /** With `open`. */
    readonly transport?: 'websocket' | 'event-stream';
    /** With `open`, on a WebSocket: what the service says first, such as its `version`. */
    readonly welcome?: { readonly version: string; readonly [field: string]: unknown };
    /** With `waiting`: for how long, and why. */
    readonly waitMs?: number;
    readonly reason?: CarillonError;
}

/** A subscription has begun, or goes on after a loss of the connection. */
export interface SubscribedEvent extends Event {
    readonly topic: string;
}

/**
 * Messages are missing: of this topic or pattern, else of any. Read the present state from where it is kept, and go on with what
 * comes.
 */
export interface MissedEvent extends Event {
    readonly topic?: string;
    /** How many, where that is known. */
    readonly count?: number;
}

/** A subscription was refused and has ended, or a token was refused. */
export interface FailureEvent extends Event {
    readonly topic?: string;
    readonly error: CarillonError;
}

export interface CarillonError extends Error {
    /** A code of the service, such as `forbidden`; a status of HTTP; a close code of WebSocket; or one of this client. */
    readonly code?: string | number;
}
