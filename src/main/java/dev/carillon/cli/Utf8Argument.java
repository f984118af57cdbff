package dev.carillon.cli;

import picocli.CommandLine.TypeConversionException;

/** An argument that is published or subscribed to, and must be what was typed. */
final class Utf8Argument {
    /** What the JVM puts in place of bytes that it cannot decode in the locale. */
    private static final char REPLACEMENT = '\uFFFD';

    private Utf8Argument() {}

    /** Returns {@code text} as it came. */
    static String require(String text) {
        if (text.indexOf(REPLACEMENT) >= 0) {
            throw new TypeConversionException("expected UTF-8, but was '" + text
                    + "' with U+FFFD, which stands for bytes that this locale cannot read: set LC_ALL=C.UTF-8,"
                    + " or give a message on standard input");
        }
        return text;
    }
}
