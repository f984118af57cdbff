package dev.carillon.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The rule for the text of a topic's name, or of a pattern. */
public enum TopicSyntax {
    NAME("topic must be 1 to 255 bytes of dot-separated segments without * > # / ? , or spaces"),
    PATTERN("pattern must be 1 to 255 bytes of dot-separated segments without > # / ? , or spaces,"
            + " where a segment may be * and the last may be **");

    private static final int BYTES_MAX = 255;
    private static final int SHOWN_MAX = 64;

    /**
     * Reserved: wildcards here and in other systems ({@code * > #}), URL syntax ({@code / ? #}) and lists ({@code ,}).
     */
    private static final String RESERVED = "*>#/?,";

    private final String law;

    TopicSyntax(String law) {
        this.law = law;
    }

    /**
     * Returns {@code text} unchanged.
     *
     * @throws InvalidTopic when the text breaks the rule
     */
    public String check(String text) {
        return isPlain(text) || isAllOfTheService(text) ? text : checked(text);
    }

    private boolean isAllOfTheService(String text) {
        return this == PATTERN && text.equals(TopicPattern.ALL_OF_THE_SERVICE);
    }

    /**
     * Whether the text is a valid name in ASCII, as nearly all are. This check needs a quarter of the time of the full
     * one, since it does not split the text, which matters for thousands of publications per second.
     */
    private static boolean isPlain(String text) {
        char before = '.';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f || RESERVED.indexOf(c) >= 0 || (c == '.' && before == '.')) {
                return false;
            }
            before = c;
        }
        return before != '.' && text.length() <= BYTES_MAX;
    }

    private String checked(String text) {
        int bytes = text.getBytes(UTF_8).length;
        if (bytes > BYTES_MAX) {
            throw broken(text, "it has " + bytes + " bytes");
        }
        String[] segments = text.split("\\.", -1);
        for (int index = 0; index < segments.length; index++) {
            String segment = segments[index];
            String what = "segment " + (index + 1);
            if (segment.isEmpty()) {
                throw broken(text, what + " is empty");
            }
            if (this == PATTERN && segment.equals("**") && index < segments.length - 1) {
                throw broken(text, what + " is ** but not the last");
            }
            if (!(this == PATTERN && (segment.equals("*") || segment.equals("**")))) {
                checkCharacters(text, what, segment);
            }
        }
        return text;
    }

    private void checkCharacters(String text, String what, String segment) {
        segment.codePoints().filter(c -> !isAllowed(c)).findFirst().ifPresent(c -> {
            throw broken(text, what + " contains " + name(c));
        });
    }

    private static boolean isAllowed(int codePoint) {
        return isVisible(codePoint) && RESERVED.indexOf(codePoint) < 0;
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static String name(int codePoint) {
        if (codePoint == ' ') {
            return "a space";
        }
        return isVisible(codePoint) ? Character.toString(codePoint) : "U+%04X".formatted(codePoint);
    }

    private InvalidTopic broken(String text, String why) {
        return new InvalidTopic(law + ", was '" + shown(text) + "': " + why);
    }

    /** The received text, shortened and escaped for answers, close frames and logs. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(SHOWN_MAX)
                .map(c -> isVisible(c) || c == ' ' ? c : '\uFFFD')
                .forEach(shown::appendCodePoint);
        return text.codePoints().skip(SHOWN_MAX).findAny().isPresent() ? shown + "…" : shown.toString();
    }
}
