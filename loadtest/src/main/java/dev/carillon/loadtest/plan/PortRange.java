package dev.carillon.loadtest.plan;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A range of local ports, both ends included: {@code 10000-65535}. */
public record PortRange(int first, int last) {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})-(\\d{1,5})");

    public PortRange {
        // The ports below 1024 belong to privileged services.
        if (first < 1024 || last > 65535 || first > last) {
            throw mistake(first + "-" + last);
        }
    }

    public static PortRange of(String text) {
        Matcher matcher = RANGE.matcher(text);
        if (!matcher.matches()) {
            throw mistake(text);
        }
        return new PortRange(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    public int size() {
        return last - first + 1;
    }

    /** The part of this range that belongs to one of several loops. Two loops never use the same port. */
    public PortRange of(Share share) {
        int begin = first + share.first(size());
        return new PortRange(begin, begin + share.count(size()) - 1);
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }

    private static IllegalArgumentException mistake(String was) {
        return new IllegalArgumentException("--ports must be a range within 1024-65535, was " + was);
    }
}
