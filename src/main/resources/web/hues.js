/** One of twelve colours for a topic, the same at each visit. */
const HUES = 12;

export function hueOf(topic) {
    let hash = 0x811c9dc5;
    for (let i = 0; i < topic.length; i++) {
        hash = Math.imul(hash ^ topic.charCodeAt(i), 0x01000193);
    }
    return ((hash ^ (hash >>> 15)) >>> 0) % HUES;
}
