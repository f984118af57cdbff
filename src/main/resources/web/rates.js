/** Two minutes of messages a second, drawn as a line that scales with its highest point. */
const SECONDS = 120;

/** As the path's viewBox. */
const HEIGHT = 24;

export class RateHistory {
    #line;
    #area;
    #rates = new Array(SECONDS).fill(0);

    constructor(line, area) {
        this.#line = line;
        this.#area = area;
    }

    add(perSecond) {
        this.#rates.push(perSecond);
        this.#rates.shift();
        const most = Math.max(1, ...this.#rates);
        const points = this.#rates.map((rate, i) => `${i + 1},${heightOf(rate / most)}`).join('L');
        this.#line.setAttribute('d', `M${points}`);
        this.#area.setAttribute('d', `M1,${HEIGHT}L${points}L${SECONDS},${HEIGHT}Z`);
    }
}

function heightOf(share) {
    return (HEIGHT - 1 - share * (HEIGHT - 2)).toFixed(1);
}
