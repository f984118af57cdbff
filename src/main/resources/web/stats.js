/** The figures of the node over the last minutes, which it publishes to $stats. */
const SAMPLES = 900;

/** Samples that are further apart have a gap between them. */
const GAP_MS = 3500;

const sumOf = (counts) => Object.values(counts ?? {}).reduce((sum, count) => sum + count, 0);

/** The counters of a sample, each as one number. */
const COUNTERS = {
    publications: (sample) => sample.publications,
    deliveries: (sample) => sample.deliveries,
    sentBytes: (sample) => sample.sentBytes,
    receivedBytes: (sample) => sample.receivedBytes,
    dropped: (sample) => sumOf(sample.dropped),
    closed: (sample) => sumOf(sample.slowReadersClosed),
    refused: ({refused}) =>
        (refused?.publications ?? 0) + sumOf(refused?.handshakes) + sumOf(refused?.rates) + sumOf(refused?.logins),
};

/** The gauges of a sample. */
const GAUGES = {
    connections: (sample) => sample.connections,
    p50: (sample) => sample.fanOut?.p50Ms ?? null,
    p99: (sample) => sample.fanOut?.p99Ms ?? null,
};

export class Stats {
    #samples = [];
    #rows = [];

    /** Seconds since 1970, and a series for each name, all of the same length; null for an unknown value. */
    get series() {
        const series = {time: this.#rows.map((row) => row.time)};
        for (const name of [...Object.keys(COUNTERS), ...Object.keys(GAUGES)]) {
            series[name] = this.#rows.map((row) => row[name]);
        }
        return series;
    }

    get newest() {
        return this.#samples.at(-1);
    }

    /** The rates per second and the gauges of the newest sample. */
    get now() {
        return this.#rows.at(-1);
    }

    add(sample) {
        if (this.newest === undefined || sample.at > this.newest.at) {
            const before = this.newest;
            this.#samples.push(sample);
            this.#append(before, sample);
            this.#cut();
        }
    }

    /** Adds samples; some of them may be known already. */
    addEarlier(samples) {
        const known = new Set(this.#samples.map(({at}) => at));
        this.#samples = [...this.#samples, ...samples.filter(({at}) => !known.has(at))]
            .sort((one, other) => one.at - other.at);
        this.#rows = [];
        this.#samples.forEach((sample, i) => this.#append(this.#samples[i - 1], sample));
        this.#cut();
    }

    #append(before, sample) {
        if (before !== undefined && sample.at - before.at > GAP_MS) {
            this.#rows.push(blank((before.at + GAP_MS / 2) / 1000));
        }
        this.#rows.push(rowOf(before, sample));
    }

    #cut() {
        this.#samples.splice(0, Math.max(0, this.#samples.length - SAMPLES));
        this.#rows.splice(0, Math.max(0, this.#rows.length - SAMPLES));
    }
}

function blank(time) {
    const names = [...Object.keys(COUNTERS), ...Object.keys(GAUGES)];
    return {time, ...Object.fromEntries(names.map((name) => [name, null]))};
}

function rowOf(before, sample) {
    const row = blank(sample.at / 1000);
    for (const [name, of] of Object.entries(GAUGES)) {
        row[name] = of(sample);
    }
    // After a restart a node counts from 0.
    if (before !== undefined && before.uptimeSeconds <= sample.uptimeSeconds) {
        const seconds = (sample.at - before.at) / 1000;
        for (const [name, of] of Object.entries(COUNTERS)) {
            row[name] = Math.max(0, of(sample) - of(before)) / seconds;
        }
    }
    return row;
}
