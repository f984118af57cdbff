package dev.carillon.auth;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blocks of a PEM file (RFC 7468). */
record Pem(List<Block> blocks) {
    private static final String BEGIN = "-----BEGIN ";
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----", Pattern.DOTALL);

    /**
     * One block.
     *
     * @param base64 the text between its first and last line
     */
    record Block(String label, String base64) {
        boolean isPrivate() {
            return label.endsWith("PRIVATE KEY");
        }

        /** @throws IllegalArgumentException when it is not base64 */
        byte[] der() {
            return Base64.getDecoder().decode(base64);
        }
    }

    /** Whether {@code text} is PEM, well-formed or not. */
    static boolean isMeant(String text) {
        return text.contains(BEGIN);
    }

    /**
     * @throws IllegalArgumentException when a block is incomplete
     */
    static Pem of(String text) {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2).replaceAll("\\s", "")));
        }
        if (blocks.size() != text.split(BEGIN, -1).length - 1) {
            throw new IllegalArgumentException("a part of it is not whole");
        }
        return new Pem(List.copyOf(blocks));
    }

    List<Block> labelled(String... labels) {
        return blocks.stream()
                .filter(block -> List.of(labels).contains(block.label()))
                .toList();
    }

    boolean hasPrivate() {
        return blocks.stream().anyMatch(Block::isPrivate);
    }
}
