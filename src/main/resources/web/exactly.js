/** Keeps numbers as they were written: JavaScript would round 12345678901234567890 and write 1.0 as 1. */
export function exactly(json) {
    return JSON.parse(json, (key, value, context) =>
        typeof value === 'number' && context?.source !== undefined ? JSON.rawJSON(context.source) : value);
}
