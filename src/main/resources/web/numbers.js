/** Numbers for people: three significant digits, and a unit if there is one. */
const STEPS = [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k']];

/** 12,345 in full, and 1.23M shortened. */
export function compact(number) {
    if (Math.abs(number) < 100_000) {
        return whole(number);
    }
    const [size, letter] = STEPS.find(([size]) => Math.abs(number) >= size);
    return `${digits(number / size)}${letter}`;
}

export function whole(number) {
    return Math.round(number).toLocaleString('en');
}

export function rate(perSecond) {
    return perSecond > 0 && perSecond < 10 ? String(Math.round(perSecond * 10) / 10) : compact(perSecond);
}

export function bytes(number) {
    const [size, letter] = STEPS.find(([size]) => Math.abs(number) >= size) ?? [1, ''];
    return `${digits(number / size)} ${letter}B`;
}

export function milliseconds(number) {
    return number >= 1000 ? `${digits(number / 1000)} s` : `${digits(number)} ms`;
}

export function duration(seconds) {
    const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
    if (days > 0) {
        return `${days} d ${hours} h`;
    }
    return hours > 0 ? `${hours} h ${minutes} min` : minutes > 0 ? `${minutes} min` : `${seconds} s`;
}

function digits(number) {
    const size = Math.abs(number);
    return number.toLocaleString('en', {maximumFractionDigits: size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : 2});
}
