// Uses all types of the package. It is compiled, but never run.
import {
    Carillon, type CarillonError, type CarillonOptions, type FailureEvent, type Message, type MissedEvent, type PublishOptions,
    type Receipt, type State, type StateEvent, type SubscribedEvent, type SubscribeOptions, type Subscription, type Times,
} from '@carillon/client';
import {SharedCarillon, type SharedCarillonOptions} from '@carillon/client/tabs';

interface Price {
    symbol: string;
    cents: number;
}

const times: Times = {wait: 500, waitMost: 30_000, open: 5_000, again: 60_000, ping: 15_000, publish: 60_000};
const options: CarillonOptions = {
    token: async (refused?: string) => refused === undefined ? 'first' : 'next',
    WebSocket: globalThis.WebSocket,
    fetch: globalThis.fetch,
    times,
};
const shared: SharedCarillonOptions = {...options, token: 'a token', times: {ping: 1_000}, group: 'ann'};

new Carillon('wss://bells.example.com');
new Carillon(new URL('https://bells.example.com'), {token: () => undefined});
const bells: Carillon = Math.random() < 0.5
    ? new Carillon('/', options)
    : new SharedCarillon('wss://bells.example.com', shared);

const state: State = bells.state;
const from: SubscribeOptions = {since: 'k3x9f2ab:42'};
const prices: Subscription = bells.subscribe<Price>(
    'prices.*',
    ({topic, id, data}: Message<Price>) => {
        const text: string = `${topic} ${id ?? ''} ${data.symbol} ${data.cents.toFixed(2)}`;
        void text;
    },
    {...from, last: 3},
    (error?: CarillonError) => error?.code === 'forbidden');
const id: string | undefined = prices.id;
prices.unsubscribe();

async function loop(): Promise<void> {
    for await (const {data} of bells.topic<Price>('prices.gold', {last: 1})) {
        if (data.cents > 1) {
            break;
        }
    }
    for await (const message of bells.topic('news.*')) {
        // @ts-expect-error: the type of the data is unknown, it may not be a string
        message.data.length;
    }
    const key: PublishOptions = {key: crypto.randomUUID()};
    const receipt: Receipt = await bells.publish('prices.gold', {symbol: 'XAU', cents: 1} satisfies Price, key);
    const published: string | undefined = receipt.id ?? receipt.topic;
    await bells.publish('pictures', new Uint8Array(3));
    await bells.publish('pictures', new ArrayBuffer(3));
    void published;
}

bells.addEventListener('state', ({state, transport, welcome, waitMs, reason}: StateEvent) => {
    const all: [State, 'websocket' | 'event-stream' | undefined, string | undefined, number | undefined, string | undefined] =
        [state, transport, welcome?.version, waitMs, reason?.message];
    void all;
});
bells.addEventListener('subscribed', ({topic}: SubscribedEvent) => topic.length);
bells.addEventListener('missed', ({topic, count}: MissedEvent) => (topic ?? '').length + (count ?? 0), {once: true});
const failed = ({topic, error}: FailureEvent) => `${topic}: ${error.code} ${error.message}`;
bells.addEventListener('error', failed);
bells.removeEventListener('error', failed);
bells.close();

// @ts-expect-error: the URL is required
new Carillon();
// @ts-expect-error: Times has no field "never"
new Carillon('/', {times: {never: 1}});
// @ts-expect-error: the state is read-only
bells.state = 'open';
// @ts-expect-error: "last" is a number
bells.subscribe('news.*', () => {}, {last: '3'});
// @ts-expect-error: only SharedCarillon has groups
new Carillon('/', {group: 'ann'});
// @ts-expect-error: State has no value "opened"
bells.state === 'opened';

export {loop, id, state};
