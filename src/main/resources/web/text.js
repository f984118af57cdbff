/** Text of strangers: characters that have no shape, or that turn the text around them, are shown as marks like U+202E. */

/** All but tab, line breaks, the joiners that scripts and emoji need, the tags of flags, and Arabic signs that have a shape. */
const WITHOUT_SHAPE = /((?!\r\n|[\n\t\u0600-\u0605\u06dd\u08e2\u200c\u200d\u{e0020}-\u{e007f}])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}])/u;

export function showText(element, text) {
    if (WITHOUT_SHAPE.test(text)) {
        element.replaceChildren(...text.split(WITHOUT_SHAPE).map((part, i) => (i % 2 === 0 ? part : mark(part))));
    } else {
        element.textContent = text;
    }
}

function mark(character) {
    const element = document.createElement('span');
    element.className = 'mark';
    element.textContent = `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
    return element;
}
