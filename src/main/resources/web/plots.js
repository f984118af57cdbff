/** Small plots of uPlot that share one time axis and one cursor. They are drawn only when new figures arrive. */
/* global uPlot */
import {milliseconds, bytes, compact} from './numbers.js';

const HEIGHT = 92;

/** The least number of seconds that the plots show. */
const SECONDS = 300;

/** The least range of a plot: without it, noise would look like large changes. */
const LEAST_TOP = {count: 4, bytes: 1000, milliseconds: 1};

/** Steps between the lines of counts, which are integers. */
const WHOLE_STEPS = Array.from({length: 11}, (none, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();

const FORMATS = {count: compact, bytes, milliseconds};

export class Plots {
    #figures;
    #series = null;
    #plots = new Map();

    /** @param figures elements whose data attributes name their series and unit */
    constructor(figures) {
        this.#figures = [...figures];
        const resized = new ResizeObserver((entries) => entries.forEach(({target, contentRect}) =>
            this.#plots.get(target.parentElement)?.setSize({width: Math.max(80, Math.floor(contentRect.width)), height: HEIGHT})));
        this.#figures.forEach((figure) => resized.observe(figure.querySelector('.plot')));
        matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#drawAnew());
        document.addEventListener('visibilitychange', () => this.#draw());
    }

    show(series) {
        this.#series = series;
        this.#draw();
    }

    #draw() {
        if (this.#series !== null && !document.hidden) {
            this.#figures.forEach((figure) => this.#plotOf(figure).setData(this.#dataOf(figure)));
        }
    }

    #drawAnew() {
        this.#plots.forEach((plot) => plot.destroy());
        this.#plots.clear();
        this.#draw();
    }

    #dataOf(figure) {
        return [this.#series.time, ...figure.dataset.series.split(' ').map((name) => this.#series[name])];
    }

    #plotOf(figure) {
        if (!this.#plots.has(figure)) {
            const place = figure.querySelector('.plot');
            this.#plots.set(figure, new uPlot(options(figure, place.clientWidth), this.#dataOf(figure), place));
        }
        return this.#plots.get(figure);
    }
}

function options(figure, width) {
    const style = getComputedStyle(figure);
    const color = (name) => style.getPropertyValue(name).trim();
    const unit = figure.dataset.unit;
    const axis = {
        stroke: color('--soft'),
        font: `11px ${color('--sans')}`,
        grid: {stroke: color('--grid'), width: 1},
        ticks: {show: false},
    };
    return {
        width: Math.max(80, width),
        height: HEIGHT,
        padding: [6, 14, 0, 0],
        legend: {show: false},
        cursor: {sync: {key: 'time'}, y: false, points: {size: 5}, drag: {x: false, y: false}},
        scales: {
            x: {range: (plot, least, most) => [Math.min(least, most - SECONDS), most]},
            y: {range: (plot, least, most) => [0, Math.max(LEAST_TOP[unit], most * 1.08)]},
        },
        axes: [
            {...axis, size: 20, space: 56, values: (plot, times) => times.map(clock), grid: {show: false}},
            {...axis, size: 46, space: 19, gap: 4, incrs: unit === 'count' ? WHOLE_STEPS : undefined,
                values: (plot, values) => values.map((value) => FORMATS[unit](value))},
        ],
        series: [{}, ...figure.dataset.series.split(' ').map((name, i) => ({
            label: name,
            stroke: color(`--series-${i + 1}`),
            fill: i === 0 && figure.dataset.fill !== undefined ? color('--series-fill') : undefined,
            width: 1.25,
            points: {show: false},
            spanGaps: unit === 'milliseconds',
        }))],
    };
}

function clock(seconds) {
    return new Date(seconds * 1000).toLocaleTimeString('en-GB', {hour: '2-digit', minute: '2-digit'});
}
