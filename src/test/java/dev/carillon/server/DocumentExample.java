package dev.carillon.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A fenced block of a document.
 *
 * @param kind the word after the fence; empty if there is none
 * @param line the line in the document where it begins
 */
record DocumentExample(String kind, int line, List<String> lines) {
    private static final String FENCE = "```";

    static List<DocumentExample> in(Path document) throws IOException {
        List<DocumentExample> examples = new ArrayList<>();
        List<String> lines = Files.readAllLines(document);
        for (int at = 0; at < lines.size(); at++) {
            if (lines.get(at).startsWith(FENCE)) {
                int first = at + 1;
                at = first;
                while (!lines.get(at).equals(FENCE)) {
                    at++;
                }
                String kind = lines.get(first - 1).substring(FENCE.length());
                examples.add(new DocumentExample(kind, first, List.copyOf(lines.subList(first, at))));
            }
        }
        return examples;
    }

    @Override
    public String toString() {
        return kind + " of line " + line;
    }
}
