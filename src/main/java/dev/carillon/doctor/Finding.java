package dev.carillon.doctor;

import java.util.List;

/**
 * The result of one check.
 *
 * @param what its name, one or two words
 * @param text what is available, and what is needed
 * @param remedies commands that raise the limit, one per line; empty if the limit is high enough
 */
public record Finding(String what, Level level, String text, List<String> remedies) {

    /** The effect of a finding on the load test. */
    public enum Level {
        OK,
        /** It works, but not as well as it could. */
        ADVICE,
        /** It cannot work. */
        OBSTACLE
    }

    public Finding {
        remedies = List.copyOf(remedies);
    }

    static Finding ok(String what, String text) {
        return new Finding(what, Level.OK, text, List.of());
    }

    /** The finding as text: the remedies are indented below it. */
    public String lines() {
        StringBuilder lines = new StringBuilder("%-9s%-13s%s%n".formatted(level, what, text));
        remedies.forEach(remedy -> lines.append(" ".repeat(22)).append(remedy).append(System.lineSeparator()));
        return lines.toString();
    }
}
