package dev.carillon.doctor;

import java.util.List;

/**
 * One thing that was looked at.
 *
 * @param what its name, a word or two
 * @param text what there is, and what is needed
 * @param remedies commands that mend it, each on a line of its own; none where all is well
 */
public record Finding(String what, Level level, String text, List<String> remedies) {

    /** The effect of a finding on the load test. */
    public enum Level {
        OK,
        /** It works, but worse than it could. */
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

    /** As people read it: the remedies below the text, indented. */
    public String lines() {
        StringBuilder lines = new StringBuilder("%-9s%-13s%s%n".formatted(level, what, text));
        remedies.forEach(remedy -> lines.append(" ".repeat(22)).append(remedy).append(System.lineSeparator()));
        return lines.toString();
    }
}
