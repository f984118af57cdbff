/** Topics of a Carillon service: one connection for all subscriptions, which is opened again when it is lost. */
export class Carillon extends EventTarget {
    /**
     * Connects at once.
     *
     * @param url of the service, such as `wss://bells.example.com`; `https` counts as `wss`, and a path is kept
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
     * unsubscribes when it ends. Up to 10,000 messages wait for a slow loop. It throws the error if the service refuses the subscription.
     */
    topic<T = unknown>(topic: string, options?: SubscribeOptions): AsyncGenerator<Message<T>, void, void>;

    /**
     * Publishes text, JSON or bytes. Waits for a connection if there is none. A publication whose answer was lost is sent again, and
     * the service publishes it once.
     *
     * @returns the answer of the service
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
     * A token or API key; or a function that returns one, called for each connection and before the present token expires. Its
     * argument is the token that the service refused last, or that expires, so that it can return another one.
     */
    token?: string | ((refused?: string) => string | undefined | Promise<string | undefined>);

    /** Replaces the global class, which Node has from version 22 on. Without either, event streams are used. */
    WebSocket?: new (url: string, protocols: string[]) => unknown;

    /** Replaces the global function. */
    fetch?: typeof fetch;

    times?: Partial<Times>;
}

/** Milliseconds. */
export interface Times {
    /** The first pause is a random part of this, after the time that the service requests. It doubles with each failure. 500 */
    wait: number;
    /** The most for `wait` after failures. 30,000 */
    waitMost: number;
    /** The time for a connection to open. 5,000 */
    open: number;
    /** The time until a blocked WebSocket is tried again. 60,000 */
    again: number;
    /**
     * The time between pings of a WebSocket, or less if the service requests it. An event stream that is silent for four
     * times this is closed. It should be more than an eighth of the service's `--idle-timeout`. 15,000
     */
    ping: number;
    /** The time after which a publication without an answer fails; at most some minutes, since the service forgets keys. 60,000 */
    publish: number;
}

/** Where a subscription begins: with the next publication, or with one of these. */
export interface SubscribeOptions {
    /** After the message with this id, with all remembered messages. */
    since?: string;
    /** With the newest N remembered messages, 1 to 10,000. */
    last?: number;
}

export interface PublishOptions {
    /** 1 to 64 visible ASCII characters. Publications with one key within 10 minutes are published once. */
    key?: string;
}

export interface Message<T = unknown> {
    topic: string;
    /** If the topic has a history. */
    id?: string;
    /** A string for text, a value for JSON, a `Uint8Array` for binary data. */
    data: T;
}

export interface Receipt {
    topic: string;
    /** The id with which subscribers receive it, if the topic has a history. */
    id?: string;
}

export interface Subscription {
    /** The id after which it continues: the `since` of a later subscription, for example after a page was loaded again. */
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
    /** With `open`, on a WebSocket: the first event of the service, with its `version`. */
    readonly welcome?: { readonly version: string; readonly [field: string]: unknown };
    /** With `waiting`: the pause, and its reason. */
    readonly waitMs?: number;
    readonly reason?: CarillonError;
}

/** A subscription has begun, or continues after a loss of the connection. */
export interface SubscribedEvent extends Event {
    readonly topic: string;
}

/**
 * Messages are missing: of this topic or pattern, or without `topic` of any. Read the present state from its source, and
 * continue with the next messages.
 */
export interface MissedEvent extends Event {
    readonly topic?: string;
    /** The number, if it is known. */
    readonly count?: number;
}

/** A subscription was refused and has ended, or a token was refused. */
export interface FailureEvent extends Event {
    readonly topic?: string;
    readonly error: CarillonError;
}

export interface CarillonError extends Error {
    /** A code of the service, such as `forbidden`; an HTTP status; a WebSocket close code; or a code of this client. */
    readonly code?: string | number;
}
