package dev.carillon.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Suggests the existing name that is most similar to one that does not exist. */
public final class Nearest {
    /** The most edits that count as a typing mistake. */
    private static final int APART_MAX = 3;

    private Nearest() {}

    /** The name in {@code known} that is most similar to {@code written}, if one is similar enough. */
    public static Optional<String> to(String written, Collection<String> known) {
        return known.stream()
                .filter(word -> apart(written, word) <= Math.min(APART_MAX, word.length() / 2))
                .min(Comparator.comparingInt(word -> apart(written, word)));
    }

    /** The most similar name as a question for the end of an error message; empty if no name is similar enough. */
    public static String question(String written, Collection<String> known) {
        return to(written, known).map(name -> " (did you mean " + name + "?)").orElse("");
    }

    /** The Levenshtein distance: the letters to insert, remove or replace to turn one word into the other. */
    private static int apart(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int exchanged = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(exchanged, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
