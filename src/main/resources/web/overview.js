/** The figures of the node as plots and words. They are not a live region, since a screen reader would read each change. */
import {bytes, compact, duration, milliseconds, rate, whole} from './numbers.js';
import {Plots} from './plots.js';
import {Stats} from './stats.js';

const TOPIC = '$stats';

/** The path of the samples of the last minutes that the service remembers. */
const EARLIER = `topics/${encodeURIComponent(TOPIC)}/messages?last=300`;

export class Overview {
    #section;
    #stats = new Stats();
    #plots;
    #get;

    /** @param get fetches the JSON of a path, or throws */
    constructor(section, get) {
        this.#section = section;
        this.#get = get;
        this.#plots = new Plots(section.querySelectorAll('figure'));
    }

    follow(connection) {
        connection.subscribe(TOPIC, ({data}) => this.#take(data), (error) => this.#cannot(error));
    }

    /** Fills the plots with the samples that the service remembers, also after a loss of the connection. */
    async subscribed(topic) {
        if (topic === TOPIC) {
            try {
                const {messages} = await this.#get(EARLIER);
                this.#takeEarlier(messages.map(({data}) => data));
            } catch {
                // The plots begin with the next sample.
            }
        }
    }

    #take(sample) {
        this.#section.classList.remove('without');
        this.#stats.add(sample);
        this.#show();
    }

    #takeEarlier(samples) {
        this.#stats.addEarlier(samples);
        if (this.#stats.newest !== undefined) {
            this.#show();
        }
    }

    #cannot({message}) {
        this.#section.classList.add('without');
        this.#put('why', `No figures: ${message}`);
    }

    #show() {
        const {newest, now} = this.#stats;
        this.#plots.show(this.#stats.series);
        const perSecond = (value) => (value === null ? '–' : rate(value));
        this.#put('connections', whole(newest.connections));
        this.#put('publications', perSecond(now.publications));
        this.#put('deliveries', perSecond(now.deliveries));
        this.#put('sent', now.sentBytes === null ? '–' : `${bytes(now.sentBytes)}/s`);
        this.#put('p99', newest.fanOut.p99Ms === undefined ? '–' : milliseconds(newest.fanOut.p99Ms));
        this.#put('trouble', perSecond(now.dropped === null ? null : now.dropped + now.closed + now.refused));
        this.#put('uptime', duration(newest.uptimeSeconds));
        this.#put('heap', `${bytes(newest.heapBytes)} of ${bytes(newest.heapBytesMax)}`);
        this.#put('loop', milliseconds(newest.loopDelayMs));
        this.#put('places', `${compact(newest.connections)} of ${compact(newest.connectionsMax)}, ${compact(newest.eventStreams)} event streams`);
        this.#put('subscriptions', `${compact(newest.subscriptions)} on ${compact(newest.topics)} topics`);
        this.#put('waiting', newest.catchingUp === 0
            ? bytes(newest.waitingBytes) : `${bytes(newest.waitingBytes)}, ${compact(newest.catchingUp)} catch up`);
        const {history} = newest;
        this.#put('history', history.bytesMax === 0
            ? 'off' : `${compact(history.messages)} messages, ${bytes(history.bytes)} of ${bytes(history.bytesMax)}`);
        this.#put('drops', counts(newest.dropped));
        this.#put('slow', counts(newest.slowReadersClosed));
        const {refused} = newest;
        this.#put('refusals', counts({
            ...refused.publications > 0 ? {'publications': refused.publications} : {},
            ...refused.handshakes, ...refused.rates, ...refused.logins,
        }));
    }

    #put(name, text) {
        const element = this.#section.querySelector(`[data-figure="${name}"]`);
        if (element.textContent !== text) {
            element.textContent = text;
        }
    }
}

/** Counts since the start, by their reasons. */
function counts(byName) {
    const words = Object.entries(byName).map(([name, count]) => `${compact(count)} ${name}`);
    return words.length === 0 ? 'none' : words.join(', ');
}
