/** Untrusted text: characters that are invisible, or change the direction of text, are shown as marks such as U+202E. */

import {hueOf} from './hues.js';

/** Without tab, line breaks, the joiners of scripts and emoji, the tags of flags, and visible Arabic signs. */
const WITHOUT_SHAPE = /((?!\r\n|[\n\t\u0600-\u0605\u06dd\u08e2\u200c\u200d\u{e0020}-\u{e007f}])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}])/u;

export function showText(element, text) {
    if (WITHOUT_SHAPE.test(text)) {
        element.replaceChildren(...partsOf(text));
    } else {
        element.textContent = text;
    }
}

/** The name of a topic or pattern, in its color. Lines break after a segment, and within one only if it is longer than a line. */
export function showTopic(element, topic) {
    element.replaceChildren(...partsOf(topic).flatMap((part) => (typeof part === 'string' ? segmentsOf(part) : part)));
    element.dataset.hue = hueOf(topic);
}

function partsOf(text) {
    return text.split(WITHOUT_SHAPE).map((part, i) => (i % 2 === 0 ? part : mark(part)));
}

/** A screen reader would read a wbr as a space. */
function segmentsOf(text) {
    return text.split(/(?<=\.)/).map((segment) => {
        const element = document.createElement('span');
        element.className = 'segment';
        element.textContent = segment;
        return element;
    });
}

function mark(character) {
    const element = document.createElement('span');
    element.className = 'mark';
    element.textContent = `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
    return element;
}
